import type {Cluster} from '../cluster/cluster.ts'
import {UsageError} from '../cluster/errors.ts'
import {Failures} from '../cluster/outcome.ts'
import {isPattern, selectNames, type NameSelector} from '../text/name-selector.ts'
import {isConsumerGroup, listGroups} from './list.ts'
import type {OffsetToRestore} from './reset-types.ts'

/** `selectors` take precedence over `all`; without either, the groups that the rows of a file name are reset. */
export interface GroupsToReset {
  readonly selectors?: readonly NameSelector[] | undefined
  /** All consumer groups. */
  readonly all?: boolean | undefined
  readonly rows?: readonly OffsetToRestore[] | undefined
}

/**
 * The ids of the groups: those that were named, whether they exist or not, and those that patterns match. Throws
 * UsageError for a pattern without a match or a file without groups, and KafkaError or ConnectionError if a broker
 * could not list its groups.
 */
export async function groupsToReset(
  cluster: Cluster,
  {selectors, all = false, rows = []}: GroupsToReset,
): Promise<readonly string[]> {
  if (selectors && !selectors.some(isPattern)) return selectors.map(({text}) => text)
  if (!selectors && !all) {
    const ids = [...new Set(rows.flatMap(({group}) => group ?? []))]
    if (ids.length === 0) throw new UsageError('name a group: the file names none')
    return ids
  }
  const failures = new Failures()
  const {groups} = (await listGroups(cluster)).open(failures)
  const [missing] = failures.untold
  if (missing) throw missing
  const existing = groups.filter(isConsumerGroup).map(({groupId}) => groupId)
  if (!selectors) return existing
  const {names, unmatched} = selectNames(
    selectors,
    existing,
    groups.map(({groupId}) => groupId),
  )
  if (unmatched.length > 0) throw new UsageError(`no group matches ${unmatched.join(', ')}`)
  return names
}
