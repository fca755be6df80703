// Splits a snapshot into single facts, which are compared.
import {sameValue} from '../configs/config-values.ts'
import {aclLabel, offsetLabel, partitionLabel, quotaLabel} from './labels.ts'
import type {SectionName, Sections, Snapshot, SnapshotConfig} from './snapshot.ts'

/** A value for people; two are the same if `same` says so, or if their texts are equal. */
export interface FactValue {
  readonly text: string
  /** A secret that is set, so that it is unknown whether two are equal. */
  readonly secret?: true
  readonly config?: SnapshotConfig
}

export interface Fact {
  readonly item: string
  /** What it belongs to: if that is missing on one side, its own absence is not reported. */
  readonly owners: readonly {readonly section: SectionName; readonly item: string}[]
  readonly fields: ReadonlyMap<string, FactValue>
}

const fact = (item: string, fields: Readonly<Record<string, string | number>>, owners: Fact['owners'] = []): Fact => ({
  item,
  owners,
  fields: new Map(Object.entries(fields).map(([name, value]) => [name, {text: String(value)}])),
})

type Takers = {readonly [Name in SectionName]: (item: Sections[Name]['items'][number]) => Fact[]}

const takers: Takers = {
  brokers: ({broker, host, port, rack, state}) => [
    fact(String(broker), {address: `${host}:${port}`, rack: rack ?? 'none', state}),
  ],
  features: ({feature, level}) => [fact(feature, {level})],
  quorum: ({voter, directoryId, endpoints}) => [
    fact(String(voter), {directoryId, endpoints: endpoints.join(',') || 'unknown'}),
  ],
  topics: ({topic, partitions, replicationFactor}) => [fact(topic, {partitions, replicationFactor})],
  assignments: ({topic, replicas}) =>
    replicas.map((ids, partition) =>
      fact(partitionLabel(topic, partition), {replicas: ids.join(',')}, [{section: 'topics', item: topic}]),
    ),
  configs: ({resource, configs}) => [
    {
      item: resource,
      owners: ownersOfConfigs(resource),
      fields: new Map(configs.map((config) => [config.name, configValue(config)])),
    },
  ],
  acls: (acl) => [fact(aclLabel(acl), {})],
  users: ({user, credentials}) => [
    fact(
      user,
      Object.fromEntries(credentials.map(({mechanism, iterations}) => [mechanism, `${iterations} iterations`])),
    ),
  ],
  quotas: ({entity, quotas}) => [
    fact(quotaLabel(entity), Object.fromEntries(quotas.map(({key, value}) => [key, value]))),
  ],
  groups: ({group, type, protocolType}) => [
    // Before Kafka 3.8 all groups were classic. Streams and share groups have no meaningful protocol type.
    fact(group, {type: type ?? 'classic', ...(protocolType === '' ? {} : {protocolType})}),
  ],
  offsets: ({group, offsets}) =>
    offsets.map(({topic, partition, offset}) =>
      fact(offsetLabel(group, topic, partition), {offset}, [
        {section: 'groups', item: group},
        {section: 'topics', item: topic},
      ]),
    ),
}

/** The facts of a section, by the names of their items. */
export function factsOf(snapshot: Snapshot, name: SectionName): ReadonlyMap<string, Fact> {
  const take = takers[name] as (item: unknown) => Fact[]
  return new Map((snapshot[name]?.items ?? []).flatMap((item) => take(item).map((each) => [each.item, each] as const)))
}

function ownersOfConfigs(resource: string): Fact['owners'] {
  const [, type, name] = /^(topic|broker)\/(.*)$/s.exec(resource) ?? []
  if (name === undefined) return []
  return [{section: type === 'topic' ? 'topics' : 'brokers', item: name}]
}

const configValue = (config: SnapshotConfig): FactValue => ({
  text: config.isSensitive ? '(secret)' : (config.value ?? 'null'),
  config,
  ...(config.isSensitive ? {secret: true as const} : {}),
})

/** Whether two values have the same meaning; undefined for secrets, which cannot be compared. */
export function isSame(a: FactValue, b: FactValue): boolean | undefined {
  if (a.secret && b.secret) return undefined
  if (a.secret || b.secret) return false
  if (a.config && b.config) return sameValue(a.config.type, a.config.value, b.config.value)
  return a.text === b.text
}
