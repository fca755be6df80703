// kafka-consumer-groups --describe.
import {fewWrites, type Printer} from '../../cli/few-writes.ts'
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {Failures} from '../../cluster/outcome.ts'
import {describeGroups, type GroupDescription, type GroupFailure} from '../../groups/describe.ts'
import {groupLag, type GroupLag} from '../../groups/lag/lag.ts'
import {allConsumerGroups} from './list.ts'
import {membersTable, offsetsTable, stateTable} from './tables.ts'
import {executionException, JavaError, standardException} from '../java/errors.ts'
import {hashOrder, stringHash} from '../java/hash-order.ts'
import {consumerGroupProblem} from '../shared/group-failures.ts'
import type {GroupsOptions} from './checks.ts'

/** Brokers before Kafka 4.0 describe a group that does not exist as dead. */
type Described = {readonly groupId: string; readonly group: GroupDescription | 'dead'; readonly lag?: GroupLag}

export async function describeConsumerGroups(cluster: Cluster, options: GroupsOptions, io: Io): Promise<void> {
  const listed = options.has('all-groups') ? await allConsumerGroups(cluster, io) : undefined
  const ids = listed ? listed.map(({groupId}) => groupId) : options.values('group')
  const withOffsets = !options.has('members') && !options.has('state')
  const described = withOffsets ? await lagOf(cluster, ids) : await stateOf(cluster, ids, listed)
  const verbose = options.has('verbose')
  fewWrites(io, (to) => {
    for (const one of described.toSorted((a, b) => (a.groupId < b.groupId ? -1 : 1))) {
      if (withOffsets) printOffsets(one, verbose, to)
      else if (options.has('members')) printMembers(one, verbose, to)
      else printState(one, verbose, to)
    }
  })
}

async function lagOf(cluster: Cluster, ids: readonly string[]): Promise<Described[]> {
  const {groups, errors} = (await groupLag(cluster, ids)).open(new Failures())
  // Brokers of Kafka 4.0 have no offsets of share groups, which are not consumer groups anyway.
  const unread = errors.filter(({error}) => error.code === errorCode.unsupportedVersion).map(({groupId}) => groupId)
  // What cannot be described either remains in `failed` below.
  const others = unread.length > 0 ? (await describeGroups(cluster, unread)).open(new Failures()).groups : []
  const failed = errors.filter(({groupId}) => !others.some((other) => other.groupId === groupId && isOther(other)))
  const dead = checkFound([...groups.map(({group}) => group), ...others], failed)
  for (const {partitions} of groups) {
    // A partition that does not exist or is not authorized fails the whole command; one without a leader does not.
    const failed = partitions.find(({problem}) => problem === 'unknownPartition' || problem === 'notAuthorized')
    if (failed?.error) throw executionException(standardException(failed.error))
  }
  return [...groups.map((lag) => ({groupId: lag.groupId, group: lag.group, lag})), ...dead]
}

const isOther = (group: GroupDescription) => consumerGroupProblem(group.groupId, group, undefined) !== undefined

async function stateOf(
  cluster: Cluster,
  ids: readonly string[],
  listed: readonly {readonly groupId: string; readonly type: string | null}[] | undefined,
): Promise<Described[]> {
  const types = listed && new Map(listed.map(({groupId, type}) => [groupId, type]))
  const {groups, errors} = (await describeGroups(cluster, ids, {types})).open(new Failures())
  const dead = checkFound(groups, errors)
  return [...groups.map((group) => ({groupId: group.groupId, group})), ...dead]
}

/**
 * Returns the dead groups, the only ones that a table may leave out. Throws ExecutionException as JavaError for the
 * first group, in HashMap order, that cannot be described.
 */
function checkFound(groups: readonly GroupDescription[], errors: readonly GroupFailure[]): Described[] {
  const ids = [...new Set([...groups, ...errors].map(({groupId}) => groupId))]
  const found = new Map(groups.map((group) => [group.groupId, group]))
  const failed = new Map(errors.map((error) => [error.groupId, error]))
  for (const groupId of hashOrder(ids, stringHash)) {
    const problem = consumerGroupProblem(groupId, found.get(groupId), failed.get(groupId))
    if (problem) throw executionException(problem)
  }
  return errors.map(({groupId}) => ({groupId, group: 'dead' as const}))
}

const rebalancing = ['PreparingRebalance', 'CompletingRebalance', 'Assigning', 'Reconciling']

/** Prints the notice about the group's state. Returns whether a table follows. */
function printStateNotice({groupId, group}: Described, to: Printer): boolean {
  if (group === 'dead' || group.state === 'Dead') {
    to.out(`\nError: Consumer group '${groupId}' does not exist.\n`)
    return false
  }
  if (group.state === 'Empty') to.err(`\nConsumer group '${groupId}' has no active members.\n`)
  else if (rebalancing.includes(group.state)) to.err(`\nWarning: Consumer group '${groupId}' is rebalancing.\n`)
  else if (group.state !== 'Stable')
    throw new JavaError(
      'org.apache.kafka.common.KafkaException',
      `Expected a valid consumer group state, but found '${group.state}'.`,
    )
  return true
}

function printOffsets(described: Described, verbose: boolean, to: Printer) {
  const exists = printStateNotice(described, to)
  if (exists && described.lag && described.lag.partitions.length > 0) to.out(offsetsTable(described.lag, verbose))
}

function printMembers(described: Described, verbose: boolean, to: Printer) {
  const {groupId, group} = described
  printStateNotice(described, to)
  to.out(membersTable(groupId, group === 'dead' ? undefined : group, verbose))
}

function printState(described: Described, verbose: boolean, to: Printer) {
  const exists = printStateNotice(described, to)
  if (exists && described.group !== 'dead') to.out(stateTable(described.group, verbose))
}
