import type {Cluster} from '../cluster/cluster.ts'
import {UsageError} from '../cluster/errors.ts'
import {isConsumerGroup, listGroups} from './list.ts'
import type {OffsetToRestore} from './reset-types.ts'
import {selectGroups, type GroupSelector} from './select-groups.ts'

/** `selectors` take precedence over `all`; without either, the groups named in the rows of a file are reset. */
export interface GroupsToReset {
  readonly selectors?: readonly GroupSelector[] | undefined
  /** All consumer groups. */
  readonly all?: boolean | undefined
  readonly rows?: readonly OffsetToRestore[] | undefined
}

/**
 * The ids of the groups: those named, whether they exist or not, and those that patterns match. UsageError for a pattern
 * without a match or a file without groups; KafkaError or ConnectionError if a broker could not list its groups.
 */
export async function groupsToReset(
  cluster: Cluster,
  {selectors, all = false, rows = []}: GroupsToReset,
): Promise<readonly string[]> {
  if (selectors?.every((each) => 'name' in each)) return selectors.map(({text}) => text)
  if (!selectors && !all) {
    const ids = [...new Set(rows.flatMap(({group}) => group ?? []))]
    if (ids.length === 0) throw new UsageError('name a group: the file names none')
    return ids
  }
  const {groups, errors} = await listGroups(cluster)
  const [missing] = errors
  if (missing) throw missing.error
  const existing = groups.filter(isConsumerGroup).map(({groupId}) => groupId)
  if (!selectors) return existing
  const {ids, unmatched} = selectGroups(selectors, existing)
  if (unmatched.length > 0) throw new UsageError(`no group matches ${unmatched.join(', ')}`)
  return ids
}
