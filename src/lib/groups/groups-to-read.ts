import type {Cluster} from '../cluster/cluster.ts'
import {readsTopics} from './lag/lag.ts'
import {listGroups, type BrokerFailure, type ListedGroup} from './list.ts'
import {selectGroups, type GroupSelector, type SelectedGroups} from './select-groups.ts'

export interface GroupsToRead {
  readonly selected: SelectedGroups
  /** Undefined where nobody had to be asked, because all groups are named. */
  readonly listed: readonly ListedGroup[] | undefined
  /** Brokers whose groups are not in the list. */
  readonly brokerErrors: readonly BrokerFailure[]
}

/** Asks for the list of groups only if a pattern has to choose from it; patterns choose among groups that read topics. */
export async function groupsToRead(cluster: Cluster, selectors: readonly GroupSelector[]): Promise<GroupsToRead> {
  if (selectors.every((each) => 'name' in each))
    return {selected: selectGroups(selectors, []), listed: undefined, brokerErrors: []}
  const {groups, errors} = await listGroups(cluster)
  const reading = groups.filter(readsTopics)
  const selected = selectGroups(
    selectors,
    reading.map(({groupId}) => groupId),
  )
  // Of groups that are named the list is not asked: that they are gone must be told.
  return {selected, listed: groups.filter(({groupId}) => !selected.named.has(groupId)), brokerErrors: errors}
}
