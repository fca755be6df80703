import {DescribeGroups} from '../apis/describe-groups.ts'
import {ListGroups} from '../apis/list-groups.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {Deadline} from '../cluster/back-off.ts'
import {askBrokers, type Within} from '../cluster/fan-out.ts'
import {errorsOf, Outcome} from '../cluster/outcome.ts'
import {awaitCoordinators} from './await-coordinators.ts'
import type {BrokerFailure} from './broker-failure.ts'

export type {BrokerFailure} from './broker-failure.ts'

/** A group is listed if it meets every condition that is given. */
export interface GroupSelection {
  /** Kafka's names in any case: `Stable`, `Empty` … */
  readonly states?: readonly string[] | undefined
  /** Kafka's names in any case: `classic`, `consumer`, `share`, `streams`. */
  readonly types?: readonly string[] | undefined
  /** `consumer` for consumer groups, `connect` for Connect workers, '' for groups that only store offsets … */
  readonly protocolTypes?: readonly string[] | undefined
  /** Fill in `state` on brokers before Kafka 2.6 too, at the cost of describing the groups. Implied by `states`. */
  readonly withState?: boolean | undefined
  /** Sort `groups` by `id` (the default), or keep the order of the brokers, which answer in the order of their node ids. */
  readonly order?: 'id' | 'broker' | undefined
}

export interface ListedGroup {
  readonly groupId: string
  readonly protocolType: string
  /** In the broker's words (`Stable`, `Empty`, `PreparingRebalance` …); null before Kafka 2.6 unless asked for. */
  readonly state: string | null
  /** `classic`, `consumer`, `share`, `streams` …; null before Kafka 3.8, when all groups were classic. */
  readonly type: string | null
  /** Node id of the broker that listed it. */
  readonly coordinator: number
}

export interface GroupListing {
  readonly groups: readonly ListedGroup[]
  readonly errors: readonly BrokerFailure[]
}

/**
 * Asks every broker, because each one knows only the groups that it coordinates, once all groups have a coordinator. When a
 * broker goes meanwhile, the others take over its groups, and all are asked again.
 */
export async function listGroups(cluster: Cluster, selection: GroupSelection = {}): Promise<Outcome<GroupListing>> {
  const withState = selection.withState ?? selection.states !== undefined
  const groups = new Map<string, ListedGroup>()
  const {lists, errors} = await listsOf(cluster, withState)
  for (const list of lists) {
    if ('error' in list) errors.push(list)
    else {
      for (const group of list.listed) {
        // While a group moves to another coordinator, the old one may still list it, as dead.
        const known = groups.get(group.groupId)
        if ((!known || known.state === 'Dead') && isSelected(group, selection)) groups.set(group.groupId, group)
      }
    }
  }
  const found = [...groups.values()]
  if (selection.order !== 'broker') found.sort((a, b) => (a.groupId < b.groupId ? -1 : 1))
  return new Outcome({groups: found, errors}, errorsOf(errors))
}

async function listsOf(cluster: Cluster, withState: boolean) {
  const deadline = new Deadline(cluster.settings.totalTimeoutMs ?? 60_000)
  for (;;) {
    // The list itself needs time too, or nothing would be known instead of most.
    const unready = await awaitCoordinators(cluster, deadline.left * 0.75)
    const answers = await askBrokers(cluster, (node, within) => listOne(cluster, node, withState, within), {
      timeoutMs: deadline.left,
    })
    const lists = answers.each(
      (listed) => ({listed}),
      (error, node) => ({node, error}),
    )
    const live = new Set((await cluster.brokers()).map(({id}) => id))
    const left = lists.some((list) => 'error' in list && !live.has(list.node))
    if (!left || deadline.over) {
      const asked = new Set(lists.flatMap((list) => ('error' in list ? [list.node] : [])))
      return {lists, errors: unready.filter(({node}) => !asked.has(node))}
    }
  }
}

/** Whether it is what Kafka's tools call a consumer group: of the classic or the new protocol, or with offsets only. */
export const isConsumerGroup = ({type, protocolType}: ListedGroup): boolean =>
  (type === null || type === 'classic' || type === 'consumer') && (protocolType === 'consumer' || protocolType === '')

/** Whether a group has offsets in topics: consumer, share and Streams groups do, Connect's workers do not. */
export const readsTopics = (group: ListedGroup): boolean =>
  isConsumerGroup(group) || group.type === 'share' || group.type === 'streams'

/** Sends no filters: brokers disagree about upper and lower case in them, and brokers before 2.6 ignore them. */
async function listOne(cluster: Cluster, node: number, withState: boolean, within: Within): Promise<ListedGroup[]> {
  const {groups} = await cluster.call(
    ListGroups,
    {},
    {to: {node}, what: `list the groups of broker ${node}`, ...within},
  )
  const listed = groups.map(({groupId, protocolType, groupState, groupType}): ListedGroup => ({
    groupId,
    protocolType,
    state: groupState || null,
    type: groupType ? groupType.toLowerCase() : null,
    coordinator: node,
  }))
  const stateless = listed.filter(({state}) => state === null).map(({groupId}) => groupId)
  if (!withState || stateless.length === 0) return listed
  const described = await cluster.call(
    DescribeGroups,
    {groups: stateless},
    {to: {node}, what: `describe the groups of broker ${node}`, ...within},
  )
  const states = new Map(described.groups.map((group) => [group.groupId, group.groupState]))
  return listed.map((group) => ({...group, state: group.state ?? (states.get(group.groupId) || null)}))
}

function isSelected({state, type, protocolType}: ListedGroup, {states, types, protocolTypes}: GroupSelection): boolean {
  const among = (wanted: readonly string[] | undefined, value: string) =>
    !wanted || wanted.some((each) => each.toLowerCase() === value.toLowerCase())
  return (
    among(states, state ?? '') &&
    among(types, type ?? 'classic') &&
    (!protocolTypes || protocolTypes.includes(protocolType))
  )
}
