import type {Cluster} from '../cluster/cluster.ts'
import {listGroups, readsTopics, type BrokerFailure, type ListedGroup} from './list.ts'
import {selectGroups, type GroupSelector, type SelectedGroups} from './select-groups.ts'

export interface GroupsToRead {
  readonly selected: SelectedGroups
  /** Without the groups that were named; undefined if all were, because then the list was not asked for. */
  readonly listed: readonly ListedGroup[] | undefined
  /** Brokers that could not be asked, so that groups may be missing from the list. */
  readonly brokerErrors: readonly BrokerFailure[]
}

/** Resolves names and patterns; asks for the list of groups only if there is a pattern. Patterns select groups that read topics. */
export async function groupsToRead(cluster: Cluster, selectors: readonly GroupSelector[]): Promise<GroupsToRead> {
  if (selectors.every((each) => 'name' in each))
    return {selected: selectGroups(selectors, []), listed: undefined, brokerErrors: []}
  const {groups, errors} = await listGroups(cluster)
  const reading = groups.filter(readsTopics)
  const selected = selectGroups(
    selectors,
    reading.map(({groupId}) => groupId),
  )
  // groupLag is silent about listed groups that have disappeared, but a group that was named must be reported.
  return {selected, listed: groups.filter(({groupId}) => !selected.named.has(groupId)), brokerErrors: errors}
}
