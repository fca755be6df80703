import type {Cluster} from '../cluster/cluster.ts'
import {isPattern, selectNames, type NameSelector} from '../text/name-selector.ts'
import {describeScramUsers, type DescribedUser} from './describe-scram.ts'

export interface SelectedUsers {
  /** In the broker's order. */
  readonly users: readonly DescribedUser[]
  /** The names that were given, whether or not they exist, and those that patterns match. */
  readonly names: readonly string[]
  /** Patterns without a match. */
  readonly unmatched: readonly string[]
}

/** Users with SCRAM credentials, by name or pattern; default: all. Throws errors as `describeScramUsers`. */
export async function selectUsers(
  cluster: Cluster,
  selectors: readonly NameSelector[] | undefined,
): Promise<SelectedUsers> {
  const asked = selectors && !selectors.some(isPattern) ? selectors.map(({text}) => text) : 'all'
  const all = await describeScramUsers(cluster, asked === 'all' ? asked : [...new Set(asked)])
  const existing = all.map(({user}) => user)
  if (!selectors) return {users: all, names: existing, unmatched: []}
  const {names, unmatched} = selectNames(selectors, existing)
  return {users: all.filter(({user}) => names.includes(user)), names, unmatched}
}
