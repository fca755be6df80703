// --list in the tools for groups of one type, and the list with which other actions begin.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {ListedGroup} from '../../groups/list.ts'
import {executionException, JavaError, runtimeException} from '../java/errors.ts'
import {namesIn} from './group-names.ts'
import {groupStateTable} from './group-state-table.ts'
import {listedGroups} from './listed-groups.ts'

/**
 * The groups in the order of the HashMap in which Apache's client collects them. Throws RuntimeException as
 * JavaError.
 */
export const allGroupsOfType = (cluster: Cluster, io: Io, type: string): Promise<ListedGroup[]> =>
  listedGroups(cluster, io, {types: [type]}).catch((error: unknown) => {
    throw error instanceof JavaError ? runtimeException(executionException(error)) : error
  })

export interface ListingOfType {
  readonly type: string
  /** The states that groups of the type can have. */
  readonly states: readonly string[]
  /** The value of --state, if it has one. */
  readonly wanted: string | undefined
  readonly withState: boolean
}

/**
 * Prints ids or, with --state, a table. Throws UsageProblem for an unknown state, and ExecutionException as
 * JavaError.
 */
export async function listGroupsOfType(cluster: Cluster, listing: ListingOfType, io: Io): Promise<void> {
  const {type, states, withState} = listing
  if (!withState) {
    io.out((await allGroupsOfType(cluster, io, type)).map(({groupId}) => `${groupId}\n`).join(''))
    return
  }
  const wanted = namesIn(listing.wanted, states, 'state')
  const selection = {types: [type], ...(wanted.length > 0 ? {states: wanted} : {})}
  const groups = await listedGroups(cluster, io, selection).catch((error: unknown) => {
    throw error instanceof JavaError ? executionException(error) : error
  })
  io.out(groupStateTable(groups))
}
