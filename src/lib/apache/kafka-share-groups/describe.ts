// kafka-share-groups --describe.
import {fewWrites, type Printer} from '../../cli/few-writes.ts'
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {ConnectionError, KafkaError} from '../../cluster/errors.ts'
import {Failures} from '../../cluster/outcome.ts'
import {describeGroups, type GroupDescription} from '../../groups/describe.ts'
import {byPlace} from '../../groups/group-description.ts'
import {shareGroupOffsets} from '../../groups/share-offsets.ts'
import type {CommittedOffset} from '../../offsets/committed-offsets.ts'
import {asJavaError, executionException, runtimeException, standardException} from '../java/errors.ts'
import {hashOrder, stringHash} from '../java/hash-order.ts'
import {describeFailure} from '../shared/group-failures.ts'
import {allGroupsOfType} from '../shared/groups-of-type.ts'
import type {ShareGroupsOptions} from './checks.ts'
import {membersTable, offsetsTable, stateTable} from './tables.ts'

export async function describeShareGroups(cluster: Cluster, options: ShareGroupsOptions, io: Io): Promise<void> {
  const ids = options.has('all-groups')
    ? (await allGroupsOfType(cluster, io, 'share')).map(({groupId}) => groupId)
    : options.values('group')
  const groups = await described(cluster, ids)
  const sorted = groups.toSorted((a, b) => (a.groupId < b.groupId ? -1 : 1))
  const verbose = options.has('verbose')
  const withOffsets = !options.has('members') && !options.has('state')
  const offsets = withOffsets ? await offsetsOf(cluster, groups) : new Map<string, CommittedOffset[]>()
  fewWrites(io, (to) => {
    for (const group of sorted) {
      if (withOffsets) printOffsets(group.groupId, offsets.get(group.groupId) ?? [], verbose, to)
      else if (options.has('members')) printMembers(group, verbose, to)
      else printState(group, verbose, to)
    }
  })
}

/** Throws ExecutionException as JavaError for the first group, in HashMap order, that cannot be described. */
export async function described(cluster: Cluster, ids: readonly string[]): Promise<GroupDescription[]> {
  const types = new Map(ids.map((id) => [id, 'share']))
  const outcome = await describeGroups(cluster, ids, {types}).catch((error: unknown) => {
    throw executionException(asJavaError(error, 'describeShareGroups(api=FIND_COORDINATOR)'))
  })
  const {groups, errors} = outcome.open(new Failures())
  const [failed] = hashOrder(errors, ({groupId}) => stringHash(groupId))
  if (failed) throw executionException(describeFailure(failed))
  return hashOrder(groups, ({groupId}) => stringHash(groupId))
}

/**
 * Sorted by topic and partition. Throws RuntimeException as JavaError for the first group whose offsets cannot be
 * read.
 */
export async function offsetsOf(
  cluster: Cluster,
  groups: readonly {readonly groupId: string}[],
): Promise<Map<string, CommittedOffset[]>> {
  const ids = groups.map(({groupId}) => groupId)
  const all = await shareGroupOffsets(cluster, ids).catch((error: unknown) => {
    if (!(error instanceof ConnectionError)) throw error
    throw runtimeException(executionException(asJavaError(error, 'describeShareGroupOffsets(api=FIND_COORDINATOR)')))
  })
  const found = new Map<string, CommittedOffset[]>()
  for (const groupId of ids) {
    const offsets = all.get(groupId) ?? []
    if (offsets instanceof KafkaError) throw runtimeException(executionException(standardException(offsets)))
    // Apache's client leaves out partitions that a broker gives no offset for.
    found.set(groupId, offsets.filter(({error}) => error === null).toSorted(byPlace))
  }
  return found
}

function printOffsets(groupId: string, rows: readonly CommittedOffset[], verbose: boolean, to: Printer) {
  if (rows.length === 0) to.out(`\nShare group '${groupId}' has no offset information.\n`)
  else to.out(offsetsTable(groupId, rows, verbose))
}

/** Returns whether a table follows. */
function printNotice({groupId, state}: GroupDescription, to: Printer): boolean {
  if (state === 'Dead') to.out(`\nError: Share group '${groupId}' does not exist.\n`)
  else if (state === 'Empty') to.err(`\nShare group '${groupId}' has no active members.\n`)
  return state !== 'Dead'
}

function printMembers(group: GroupDescription, verbose: boolean, to: Printer) {
  if (printNotice(group, to) && group.members.length > 0) to.out(membersTable(group, verbose))
}

function printState(group: GroupDescription, verbose: boolean, to: Printer) {
  printNotice(group, to)
  to.out(stateTable(group, verbose))
}
