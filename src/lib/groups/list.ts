import {DescribeGroups} from '../apis/describe-groups.ts'
import {ListGroups} from '../apis/list-groups.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {BackOff, Deadline} from '../cluster/back-off.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, plainly} from '../cluster/errors.ts'
import {askBrokers, type Within} from '../cluster/fan-out.ts'
import {errorsOf, Outcome} from '../cluster/outcome.ts'
import {awaitCoordinators, movedCoordinators} from './await-coordinators.ts'
import type {BrokerFailure} from './broker-failure.ts'

export type {BrokerFailure} from './broker-failure.ts'

/** A group is listed if it meets all conditions. */
export interface GroupSelection {
  /** Kafka's names in any case: `Stable`, `Empty` … */
  readonly states?: readonly string[] | undefined
  /** Kafka's names in any case: `classic`, `consumer`, `share`, `streams`. */
  readonly types?: readonly string[] | undefined
  /** `consumer` for consumer groups, `connect` for Connect workers, '' for groups that only store offsets … */
  readonly protocolTypes?: readonly string[] | undefined
  /** Also fill in `state` on brokers before Kafka 2.6, which takes a description of the groups. Implied by `states`. */
  readonly withState?: boolean | undefined
  /** Sort `groups` by `id` (the default), or keep the order of the brokers, sorted by their node ids. */
  readonly order?: 'id' | 'broker' | undefined
}

export interface ListedGroup {
  readonly groupId: string
  readonly protocolType: string
  /**
   * The broker's name of the state (`Stable`, `Empty`, `PreparingRebalance` …); null before Kafka 2.6 unless
   * requested.
   */
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
 * Asks every broker once all groups have a coordinator, because each broker knows only the groups that it
 * coordinates. If groups move to another coordinator in the meantime, or a broker fails, all brokers are asked again,
 * because these groups may be in no list or in two.
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

/** The least time to spend on checking whether the lists are complete, ms, even if the time limit is over. */
const shortestCheckMs = 500

async function listsOf(cluster: Cluster, withState: boolean) {
  const totalMs = cluster.settings.totalTimeoutMs ?? 60_000
  const deadline = new Deadline(totalMs)
  const backOff = new BackOff(cluster.settings.retryBackoffMs, cluster.settings.retryBackoffMaxMs)
  for (;;) {
    // The list itself needs time, too; otherwise nothing would be known instead of most groups.
    const {unready, probes} = await awaitCoordinators(cluster, deadline.left * 0.75)
    const answers = await askBrokers(cluster, (node, within) => listOne(cluster, node, withState, within), {
      timeoutMs: deadline.left,
    })
    const lists = answers.each(
      (listed) => ({listed}),
      (error, node) => ({node, error}),
    )
    const live = new Set((await cluster.brokers()).map(({id}) => id))
    const left = lists.some((list) => 'error' in list && !live.has(list.node))
    const failed = new Set(lists.flatMap((list) => ('error' in list ? [list.node] : [])))
    const asked = new Map([...probes].filter(([node]) => !failed.has(node)))
    const moved = left ? [] : await movedCoordinators(cluster, asked, Math.max(deadline.left, shortestCheckMs))
    if ((!left && moved.length === 0) || deadline.left < totalMs / 4) {
      const missing = [...unready, ...moved.map(groupsMoved)]
      return {lists, errors: missing.filter(({node}) => !failed.has(node))}
    }
    await backOff.wait(deadline)
  }
}

function groupsMoved(node: number): BrokerFailure {
  const what = `list the groups of broker ${node}`
  return {
    node,
    error: new KafkaError(errorCode.notCoordinator, what, plainly('other brokers took over groups in the meantime')),
  }
}

/** Whether Kafka's tools call it a consumer group: it uses the classic or the new protocol, or has offsets only. */
export const isConsumerGroup = ({type, protocolType}: ListedGroup): boolean =>
  (type === null || type === 'classic' || type === 'consumer') && (protocolType === 'consumer' || protocolType === '')

export const isShareGroup = ({type}: ListedGroup): boolean => type === 'share'

/** Whether a group has offsets in topics: consumer, share and Streams groups do, Connect's workers do not. */
export const readsTopics = (group: ListedGroup): boolean =>
  isConsumerGroup(group) || isShareGroup(group) || group.type === 'streams'

/**
 * Sends no filters, because brokers disagree about upper and lower case in them, and brokers before 2.6 ignore them.
 */
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
