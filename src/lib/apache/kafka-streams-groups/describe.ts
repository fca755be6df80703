// kafka-streams-groups --describe.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {KafkaError} from '../../cluster/errors.ts'
import {logEnds, placeKey} from '../../groups/log-ends.ts'
import {committedOffsets} from '../../offsets/committed-offsets.ts'
import {executionException, JavaError, runtimeException, standardException} from '../java/errors.ts'
import {hashOrder, topicPartitionHash} from '../java/hash-order.ts'
import {allGroupsOfType} from '../shared/groups-of-type.ts'
import type {StreamsGroupsOptions} from './checks.ts'
import {described, streamsGroups, type StreamsGroup} from './groups.ts'
import {membersTable, offsetsTable, stateTable, type OffsetRow} from './tables.ts'

/** Describes the groups in the order of the command line, up to the first that cannot be described. */
export async function describeStreamsGroups(cluster: Cluster, options: StreamsGroupsOptions, io: Io): Promise<void> {
  const ids = options.has('all-groups')
    ? (await allGroupsOfType(cluster, io, 'streams')).map(({groupId}) => groupId)
    : options.values('group')
  const verbose = options.has('verbose')
  const groups = await streamsGroups(cluster, ids)
  if (options.has('members') || options.has('state')) {
    for (const id of ids) print(described(groups, id), options.has('members') ? 'members' : 'state', verbose, io)
    return
  }
  const found = [...groups.values()].filter((group): group is StreamsGroup => !(group instanceof JavaError))
  const offsets = await offsetsOf(cluster, found)
  for (const id of ids) {
    const group = described(groups, id)
    const rows = offsets.get(id) ?? []
    if (rows instanceof JavaError) throw rows
    if (isShown(group)) io.out(offsetsTable(id, rows, verbose))
  }
}

/** Without members there is no assignment, and Apache's tool prints nothing at all. */
const isShown = ({state, members}: StreamsGroup) => state !== 'Dead' && members.length > 0

function print(group: StreamsGroup, view: 'members' | 'state', verbose: boolean, io: Io) {
  const {groupId, state} = group
  if (view === 'members' && !isShown(group)) return
  if (state === 'Dead') io.out(`\nError: Streams group '${groupId}' does not exist.\n`)
  if (state === 'Empty') io.out(`\nError: Streams group '${groupId}' has no active members.\n`)
  io.out(view === 'members' ? membersTable(group, verbose) : stateTable(group, verbose))
}

/** The offsets of the partitions of active tasks, by group, or the exception of Apache's client. */
async function offsetsOf(
  cluster: Cluster,
  groups: readonly StreamsGroup[],
): Promise<ReadonlyMap<string, readonly OffsetRow[] | JavaError>> {
  const partitionsOf = ({members}: StreamsGroup) => [
    ...new Map(members.flatMap(({assignment}) => assignment).map((at) => [placeKey(at), at])).values(),
  ]
  const [ends, committed] = await Promise.all([
    logEnds(cluster, groups.flatMap(partitionsOf)),
    committedOffsets(
      cluster,
      groups.map(({groupId}) => groupId),
    ),
  ])
  const rowsOf = (group: StreamsGroup): readonly OffsetRow[] | JavaError => {
    const offsets = committed.get(group.groupId) ?? []
    const rows: OffsetRow[] = []
    const known = new Map(offsets instanceof KafkaError ? [] : offsets.map((one) => [placeKey(one), one]))
    for (const {topic, partition} of hashOrder(partitionsOf(group), topicPartitionHash)) {
      const {start = null, end = null, error = null} = ends.get(placeKey({topic, partition})) ?? {}
      if (error) return executionException(standardException(error))
      const {offset = null, leaderEpoch = null} = known.get(placeKey({topic, partition})) ?? {}
      rows.push({topic, partition, offset, leaderEpoch, end: end ?? 0, lag: (end ?? 0) - (offset ?? start ?? 0)})
    }
    return offsets instanceof KafkaError ? runtimeException(executionException(standardException(offsets))) : rows
  }
  return new Map(groups.map((group) => [group.groupId, rowsOf(group)]))
}
