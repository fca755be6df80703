// Takes a snapshot by reading all sections at once; what one section cannot read is unknown only there.
import type {Cluster} from '../cluster/cluster.ts'
import {ConnectionError, KafkaError, UnsupportedApi} from '../cluster/errors.ts'
import {Failures, Outcome} from '../cluster/outcome.ts'
import {listGroups} from '../groups/list.ts'
import {readAcls, readBrokers, readFeatures, readQuorum, readQuotas, readUsers} from './read-cluster.ts'
import {readConfigs} from './read-configs.ts'
import {readGroups, readOffsets} from './read-groups.ts'
import {NotSeen, type Listed, type ReadSection} from './read-section.ts'
import {readTopics} from './read-topics.ts'
import {seesEverything} from './sees-everything.ts'
import {sectionNames, type Section, type SectionName, type Sections, type Snapshot} from './snapshot.ts'

export interface SnapshotInput {
  /** Default: all sections. */
  readonly only?: readonly SectionName[] | undefined
  /** Ms since the epoch. */
  readonly now: number
  /** The principal as brokers see this user; null: not known. */
  readonly principal: string | null
}

/**
 * Everything known about the cluster's shape. What cannot be read is in `unknown` of its section and a failure of the
 * outcome; an unreachable cluster throws an error.
 */
export async function takeSnapshot(
  cluster: Cluster,
  {only, now, principal}: SnapshotInput,
): Promise<Outcome<Snapshot>> {
  const wanted = new Set<SectionName>(only ?? sectionNames)
  const clusterId = await cluster.clusterId()
  const needsGroups = wanted.has('groups') || wanted.has('offsets') || wanted.has('configs')
  const groups = needsGroups ? listGroups(cluster, {withState: true}) : undefined
  groups?.catch(() => undefined) // awaited by the sections
  const topics = wanted.has('topics') || wanted.has('assignments') ? readTopics(cluster) : undefined
  topics?.catch(() => undefined)
  const listing = async (): Promise<Listed> => {
    const failures = new Failures()
    const found = (await (groups ?? listGroups(cluster))).open(failures)
    return {groups: found.groups, errors: failures.untold}
  }
  const readers: {readonly [Name in SectionName]: () => Promise<ReadSection<Sections[Name]['items'][number]>>} = {
    brokers: () => readBrokers(cluster),
    features: () => readFeatures(cluster),
    quorum: () => readQuorum(cluster),
    topics: async () => topicsOf(await topics).topics,
    assignments: async () => topicsOf(await topics).assignments,
    configs: () => readConfigs(cluster, listing),
    acls: () => readAcls(cluster),
    users: () => readUsers(cluster),
    quotas: () => readQuotas(cluster),
    groups: async () => readGroups(await listing()),
    offsets: async () => readOffsets(cluster, await listing()),
  }
  const failures: Error[] = []
  const names = sectionNames.filter((name) => wanted.has(name))
  const limited = names.filter((name) => byRights.has(name))
  const [everything, ...read] = await Promise.all([
    limited.length === 0 || seesEverything(cluster, principal),
    ...names.map((name) => guarded<unknown>(name, readers[name])),
  ])
  const sections: Record<string, Section<unknown>> = {}
  for (const [at, name] of names.entries()) {
    const {items, failures: own} = read[at] ?? {items: [], failures: []}
    failures.push(...own.map(({error}) => error))
    sections[name] = {
      items,
      everything: everything || !byRights.has(name),
      unknown: own.map(({item, error}) => ({item, reason: error.message})),
    }
  }
  if (!everything)
    failures.push(
      new NotSeen(
        'brokers show only the topics and groups that this user may describe: others may be missing in the snapshot (kafkit doctor shows the rights)',
      ),
    )
  const snapshot: Snapshot = {kafkitSnapshot: 1, takenAt: new Date(now).toISOString(), clusterId, ...sections}
  return new Outcome(snapshot, [...new Set(failures)])
}

function topicsOf<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('the topics were not asked for')
  return found
}

/** The sections in which brokers silently leave out what a user may not describe. */
const byRights: ReadonlySet<SectionName> = new Set(['topics', 'assignments', 'configs', 'groups', 'offsets'])

async function guarded<T>(name: SectionName, read: () => Promise<ReadSection<T>>): Promise<ReadSection<T>> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof KafkaError || error instanceof ConnectionError || error instanceof UnsupportedApi))
      throw error
    return {items: [], failures: [{item: null, error: new NotSeen(`${name}: ${error.message}`, {cause: error})}]}
  }
}
