// Lists and describes topics with kafkajs, in the same shapes as far as its responses allow.
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, UsageError} from '../cluster/errors.ts'
import type {Admin, KafkajsCluster} from '../cluster/kafkajs.ts'
import {configSource, isOverridden, type ConfigEntry} from '../configs/config-entry.ts'
import type {DescribedTopics, DescribeTopicsInput} from './describe.ts'
import {selectNames} from '../text/name-selector.ts'
import {unmatchedTopics, type ListedTopic, type TopicFailure, type TopicSelection} from './list.ts'
import type {PartitionDescription, TopicDescription} from './topic-description.ts'
import {topicError} from './topic-error.ts'

type FoundTopic = Awaited<ReturnType<Admin['fetchTopicMetadata']>>['topics'][number]

/** Like listTopics, but without topic ids, and internal topics are recognized by name. */
export async function listTopicsByKafkajs(
  kafkajs: KafkajsCluster,
  selection: TopicSelection,
): Promise<{topics: ListedTopic[]; errors: TopicFailure[]}> {
  const admin = await kafkajs.admin()
  const {found, errors} = await selected(kafkajs, admin, selection, 'list')
  return {topics: found.map(asListed).toSorted((a, b) => (a.name < b.name ? -1 : 1)), errors}
}

const asListed = ({name, partitions}: FoundTopic): ListedTopic => ({
  name,
  topicId: null,
  isInternal: isInternal(name),
  partitionCount: partitions.length,
  replicationFactor: partitions[0]?.replicas.length ?? 0,
})

/** By name, because kafkajs drops the flag that the broker sends. */
const isInternal = (name: string) =>
  /^__(consumer_offsets|transaction_state|share_group_state|cluster_metadata)$/.test(name)

async function selected(
  kafkajs: KafkajsCluster,
  admin: Admin,
  {names, selectors, pattern, internal = true}: TopicSelection,
  verb: string,
): Promise<{found: FoundTopic[]; errors: TopicFailure[]}> {
  const all = new Set(await kafkajs.run('list topics', () => admin.listTopics()))
  const visible = [...all].filter((name) => internal || !isInternal(name)).toSorted()
  const chosen = selectors && selectNames(selectors, visible)
  const wanted = names ? [...new Set(names)] : (chosen?.names ?? visible)
  const matching = wanted.filter((name) => pattern === undefined || new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).test(name)) // prettier-ignore
  const unknown = matching
    .filter((name) => !all.has(name))
    .map((name) => ({name, error: topicError(errorCode.unknownTopicOrPartition, verb, name)}))
  const errors = [...unknown, ...(chosen ? unmatchedTopics(chosen, verb) : [])]
  const there = matching.filter((name) => all.has(name))
  // Without names kafkajs would ask for all topics.
  if (there.length === 0) return {found: [], errors}
  const {topics} = await kafkajs.run(`${verb} topics`, () => admin.fetchTopicMetadata({topics: there}))
  const byName = new Map(topics.map((topic) => [topic.name, topic]))
  return {found: there.flatMap((name) => byName.get(name) ?? []), errors}
}

/**
 * Like describeTopics, but without topic ids, leader epochs and eligible leader replicas, which kafkajs does not have.
 */
export async function describeTopicsByKafkajs(
  kafkajs: KafkajsCluster,
  input: DescribeTopicsInput,
): Promise<DescribedTopics & {readonly brokers: readonly {readonly id: number}[]}> {
  if (input.ids) throw new UsageError("kafkajs only finds topics by name: give names, or choose kafkit's own client")
  const admin = await kafkajs.admin()
  const [{found, errors}, cluster] = await Promise.all([
    selected(kafkajs, admin, input, 'describe'),
    kafkajs.run('describe the cluster', () => admin.describeCluster()),
  ])
  const names = found.map(({name}) => name)
  const configs =
    input.configs === undefined ? new Map<string, Configs>() : await configsOf(kafkajs, admin, names, input.configs)
  const moving = input.reassignments === true ? await reassignmentsOf(kafkajs, admin) : undefined
  return {
    topics: found.map((topic) => described(topic, configs.get(topic.name), moving?.partitions, input.configs)),
    errors,
    reassignmentsError: moving?.error ?? null,
    brokers: cluster.brokers.map(({nodeId}) => ({id: nodeId})),
  }
}

interface Configs {
  readonly entries: readonly ConfigEntry[] | null
  readonly error: Error | null
}
type Moving = ReadonlyMap<string, NonNullable<PartitionDescription['reassignment']>>

function described(
  {name, partitions}: FoundTopic,
  configs: Configs | undefined,
  moving: Moving | undefined,
  wanted: DescribeTopicsInput['configs'],
): TopicDescription {
  const rows = partitions
    .map(({partitionId, leader, replicas, isr, offlineReplicas, partitionErrorCode}) => ({
      partition: partitionId,
      leader,
      leaderEpoch: -1,
      replicas,
      isr,
      offlineReplicas: offlineReplicas ?? [],
      eligibleLeaderReplicas: null,
      lastKnownEligibleLeaderReplicas: null,
      reassignment: moving?.get(`${partitionId} ${name}`) ?? null,
      errorCode: partitionErrorCode,
    }))
    .toSorted((a, b) => a.partition - b.partition)
  const entries = configs?.entries ?? null
  const minIsr = entries?.find((entry) => entry.name === 'min.insync.replicas')?.value
  const adding = rows[0]?.reassignment?.adding.length ?? 0
  return {
    name,
    topicId: null,
    isInternal: isInternal(name),
    partitionCount: rows.length,
    replicationFactor: (rows[0]?.replicas.length ?? 0) - adding,
    partitions: rows,
    configs: entries && (wanted === 'overridden' ? entries.filter(isOverridden) : entries),
    configsError: configs?.error ?? null,
    minInsyncReplicas: minIsr == null ? null : Number(minIsr),
    authorizedOperations: null,
  }
}

/** Kafka's resource type code for topics. */
const topicResource = 2

async function configsOf(
  kafkajs: KafkajsCluster,
  admin: Admin,
  names: readonly string[],
  wanted: NonNullable<DescribeTopicsInput['configs']>,
): Promise<Map<string, Configs>> {
  if (names.length === 0) return new Map()
  const configNames = typeof wanted === 'string' ? {} : {configNames: [...wanted]}
  const resources = names.map((name) => ({type: topicResource, name, ...configNames}))
  try {
    const answer = await kafkajs.run('describe configs', () =>
      admin.describeConfigs({resources, includeSynonyms: false}),
    )
    return new Map(
      answer.resources.map(({resourceName, configEntries}) => [
        resourceName,
        {
          entries: configEntries.map((entry) => ({
            name: entry.configName,
            value: entry.configValue,
            source: configSource(entry.configSource),
            readOnly: entry.readOnly,
            isSensitive: entry.isSensitive,
            type: 'UNKNOWN',
            synonyms: [],
            documentation: null,
          })),
          error: null,
        },
      ]),
    )
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error
    return new Map(names.map((name) => [name, {entries: null, error}]))
  }
}

async function reassignmentsOf(
  kafkajs: KafkajsCluster,
  admin: Admin,
): Promise<{partitions: Moving; error: Error | null}> {
  try {
    const {topics} = await kafkajs.run('list reassignments', () => admin.listPartitionReassignments({}))
    // The field names in kafkajs' types (2.2.4) differ from those in its responses.
    const partitions = (topics as unknown as readonly Reassigned[]).flatMap(({name: topic, partitions: each}) =>
      each.map(({partition, addingReplicas = [], removingReplicas = []}) => {
        return [`${partition} ${topic}`, {adding: addingReplicas, removing: removingReplicas}] as const
      }),
    )
    return {partitions: new Map(partitions), error: null}
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error
    return {partitions: new Map(), error}
  }
}

interface Reassigned {
  readonly name: string
  readonly partitions: readonly {
    readonly partition: number
    readonly addingReplicas?: number[]
    readonly removingReplicas?: number[]
  }[]
}
