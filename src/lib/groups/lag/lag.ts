// The lag of groups: the one operation behind every command and drop-in that shows one.
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError, UnsupportedApi} from '../../cluster/errors.ts'
import type {Isolation} from '../../offsets/list-offsets.ts'
import {counted} from '../../text/plural.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {committedBy} from '../../offsets/committed-offsets.ts'
import {describeGroups, type GroupFailure} from '../describe.ts'
import type {GroupDescription} from '../group-description.ts'
import {groupError} from '../../cluster/group-error.ts'
import {errorsOf, Failures, Outcome} from '../../cluster/outcome.ts'
import {listGroups, readsTopics, type BrokerFailure, type ListedGroup} from '../list.ts'
import {unlessGone} from '../gone-since.ts'
import {logEnds} from '../log-ends.ts'
import {shareGroupOffsets} from '../share-offsets.ts'
import {unreadAges} from './ages.ts'
import {groupLagOf, type GroupLag} from './group-lag.ts'
import {groupPartitions, type GroupPartition} from './group-partitions.ts'
import {fewPartitions, offsetsKeeper, packOffsets, type PackedOffsets} from './packed-offsets.ts'
import {unpacked, withAges} from './with-ages.ts'

export type {GroupLag, LagProblem, PartitionLag} from './group-lag.ts'

export interface GroupLagOptions {
  /** Only partitions of these topics. */
  readonly topics?: readonly string[] | undefined
  /** `read_committed`: the end is the last stable offset. */
  readonly isolation?: Isolation | undefined
  readonly authorizedOperations?: boolean | undefined
  /** The result of an earlier listGroups, which saves requests for the types and coordinators of the groups. */
  readonly listed?: readonly ListedGroup[] | undefined
  /** Read the ages of the oldest unread records too, relative to this time (ms since the epoch). */
  readonly agesAt?: number | undefined
  /** Called with a text for people about the present request. */
  readonly onProgress?: ((text: string) => void) | undefined
}

export interface GroupLags {
  /** In the order of the request; for `all` sorted by id. */
  readonly groups: readonly GroupLag[]
  /** Groups that do not exist, or whose description or offsets were refused. */
  readonly errors: readonly GroupFailure[]
  /** With `all`: brokers that could not be asked, so that groups may be missing. */
  readonly brokerErrors: readonly BrokerFailure[]
}

/**
 * Returns groups with their committed offsets, the ends of the logs and the lag of each partition. Brokers are asked
 * about all groups together, so hundreds of groups take about as many requests as one. A group that is unknown or
 * refused is in `errors`; with `listed` or `all`, a group that has disappeared since it was listed is left out.
 */
export async function groupLag(
  cluster: Cluster,
  ids: readonly string[] | 'all',
  options: GroupLagOptions = {},
): Promise<Outcome<GroupLags>> {
  const {agesAt, isolation, onProgress = () => {}} = options
  if (ids === 'all') onProgress('asking every broker for its groups')
  const all = ids === 'all' ? (await listGroups(cluster)).open(new Failures()) : undefined
  const listed = all?.groups ?? options.listed
  const wanted = ids === 'all' ? (listed ?? []).filter(readsTopics).map(({groupId}) => groupId) : [...new Set(ids)]
  const {inputs, errors, many} = await groupsWithOffsets(cluster, wanted, listed, {...options, onProgress})

  let count = 0
  const distinct = new Map<string, TopicPartition>()
  for (const {places} of inputs) {
    for (const [key, at] of places()) {
      count++
      if (!distinct.has(key)) distinct.set(key, {topic: at.topic, partition: at.partition})
    }
  }
  onProgress(`${counted(count, 'partition')}: ends of their logs`)
  const ends = await logEnds(cluster, [...distinct.values()], {isolation})
  const groups = inputs.map(({group, places}) => groupLagOf(group, places(), ends, {many}))
  const brokerErrors = all?.errors ?? []
  const failures = errorsOf([...errors, ...brokerErrors])
  if (agesAt === undefined) return new Outcome({groups, errors, brokerErrors}, failures)

  onProgress(`${counted(count, 'partition')}: ages of the oldest unread records`)
  const unaged = unpacked(groups)
  const ages = await unreadAges(
    cluster,
    unaged.flatMap(({partitions}) => partitions),
    {now: agesAt, isolation},
  )
  return new Outcome({groups: withAges(unaged, ages), errors, brokerErrors}, failures)
}

interface GroupWithOffsets {
  readonly group: GroupDescription
  /** By placeKey; created anew at each call if there are many. */
  places(): ReadonlyMap<string, GroupPartition>
}

/** Asks the coordinators for descriptions and committed offsets at the same time. */
async function groupsWithOffsets(
  cluster: Cluster,
  wanted: readonly string[],
  listed: readonly ListedGroup[] | undefined,
  {authorizedOperations, topics, onProgress}: GroupLagOptions & {readonly onProgress: (text: string) => void},
): Promise<{
  readonly inputs: readonly GroupWithOffsets[]
  readonly errors: readonly GroupFailure[]
  readonly many: boolean
}> {
  for (const {groupId, coordinator} of listed ?? []) cluster.noteCoordinator('group', groupId, coordinator)
  // Look the coordinators up once for both questions. Groups without a coordinator now are looked up again there.
  await cluster.findCoordinators('group', wanted)
  const types = listed && new Map(listed.map(({groupId, type}) => [groupId, type]))
  const what = `${counted(wanted.length, 'group')}: members and offsets`
  let answered = 0
  onProgress(what)
  const [described, committed] = await Promise.all([
    describeGroups(cluster, wanted, {authorizedOperations, types}).then((found) => found.open(new Failures())),
    committedBy(
      cluster,
      wanted.filter((id) => types?.get(id) !== 'share'),
      offsetsKeeper(),
      (more) => {
        answered += more
        onProgress(`${what}, ${answered} answered`)
      },
    ),
  ])
  const shares = described.groups.filter(({type}) => type === 'share').map(({groupId}) => groupId)
  const shared = await shareOffsets(cluster, shares)
  const errors = listed ? await unlessGone(cluster, described.errors, listed) : [...described.errors]
  const inputs: GroupWithOffsets[] = []
  let count = 0
  for (const offsets of committed.values()) count += offsets instanceof KafkaError ? 0 : offsets.count
  const many = count > fewPartitions
  for (const group of described.groups) {
    const found = (group.type === 'share' ? shared : committed).get(group.groupId) ?? notAsked(group.groupId)
    if (found instanceof KafkaError) errors.push({groupId: group.groupId, error: found})
    else {
      const places = () => groupPartitions(group, found.unpack(), topics)
      inputs.push({group, places: many ? places : once(places)})
    }
  }
  return {inputs, errors, many}
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

/** The group was listed with another type than it is described with, because it was created again in between. */
const notAsked = (groupId: string) => groupError(errorCode.unknownServerError, 'fetch the offsets of', groupId)

/** Brokers of Kafka 4.0 describe share groups but do not return their offsets; that must not fail the other groups. */
async function shareOffsets(
  cluster: Cluster,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PackedOffsets | KafkaError>> {
  if (ids.length === 0) return new Map()
  try {
    const found = await shareGroupOffsets(cluster, ids)
    return new Map([...found].map(([id, some]) => [id, some instanceof KafkaError ? some : packOffsets(some)]))
  } catch (error) {
    if (!(error instanceof UnsupportedApi)) throw error
    const refusal = (id: string) => groupError(errorCode.unsupportedVersion, 'fetch the offsets of', id, error.message)
    return new Map(ids.map((id) => [id, refusal(id)]))
  }
}
