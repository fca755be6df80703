import type {Cluster} from '../cluster/cluster.ts'
import {listGroups, readsTopics, type BrokerFailure, type ListedGroup} from './list.ts'
import {KafkaError, plainly} from '../cluster/errors.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {Failures, Outcome} from '../cluster/outcome.ts'
import {isPattern, selectNames, type NameSelector, type SelectedNames} from '../text/name-selector.ts'
import type {GroupFailure} from './describe.ts'

export interface GroupsToRead {
  readonly selected: SelectedNames
  /** Listed groups without those that were named; undefined if all were named, because then no list was requested. */
  readonly listed: readonly ListedGroup[] | undefined
  /** Brokers that could not be asked, so that groups may be missing from the list. */
  readonly brokerErrors: readonly BrokerFailure[]
}

/**
 * Resolves names and patterns; requests the list of groups only if there is a pattern. Patterns select groups that
 * read topics, or those for which `isWanted` is true.
 */
export async function groupsToRead(
  cluster: Cluster,
  selectors: readonly NameSelector[],
  isWanted: (group: ListedGroup) => boolean = readsTopics,
): Promise<Outcome<GroupsToRead>> {
  if (!selectors.some(isPattern))
    return new Outcome({selected: selectNames(selectors, []), listed: undefined, brokerErrors: []}, [])
  const failures = new Failures()
  const {groups, errors} = (await listGroups(cluster)).open(failures)
  const idsOf = (some: readonly ListedGroup[]) => some.map(({groupId}) => groupId)
  const selected = selectNames(selectors, idsOf(groups.filter(isWanted)), idsOf(groups))
  // groupLag does not mention listed groups that have disappeared, but a named group must be reported.
  const listed = groups.filter(({groupId}) => !selected.named.has(groupId))
  return new Outcome({selected, listed, brokerErrors: errors}, failures)
}

/**
 * A pattern that matches nothing fails like a name that does not exist. `verb`: what the command does with the
 * groups.
 */
export const unmatchedGroups = ({selected}: Pick<GroupsToRead, 'selected'>, verb: string): GroupFailure[] =>
  selected.unmatched.map((groupId) => ({
    groupId,
    error: new KafkaError(errorCode.groupIdNotFound, `${verb} group ${groupId}`, plainly('no group matches')),
  }))
