import {DescribeGroups} from '../apis/describe-groups.ts'
import {ListGroups} from '../apis/list-groups.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {askBrokers} from '../cluster/fan-out.ts'

/** Every condition that is given must hold. */
export interface GroupSelection {
  /** Kafka's names, any case: `Stable`, `Empty` … */
  readonly states?: readonly string[] | undefined
  /** Kafka's names, any case: `classic`, `consumer`, `share`, `streams`. */
  readonly types?: readonly string[] | undefined
  /** `consumer` for consumer groups, `connect` for workers, '' for groups that only store offsets … */
  readonly protocolTypes?: readonly string[] | undefined
  /** Fill in `state` also on brokers before Kafka 2.6, at the price of describing the groups. True if `states` is given. */
  readonly withState?: boolean | undefined
  /** How `groups` are sorted: by `id` unless said otherwise, or as the brokers (by node id) list theirs. */
  readonly order?: 'id' | 'broker' | undefined
}

export interface ListedGroup {
  readonly groupId: string
  readonly protocolType: string
  /** As the broker says (`Stable`, `Empty`, `PreparingRebalance` …); null before Kafka 2.6 unless asked for. */
  readonly state: string | null
  /** `classic`, `consumer`, `share`, `streams` …; null before Kafka 3.8, where all are classic. */
  readonly type: string | null
  /** Node id of the broker that listed it. */
  readonly coordinator: number
}

/** A broker that could not be asked, so its groups are missing. */
export interface BrokerFailure {
  readonly node: number
  readonly error: Error
}

export interface GroupListing {
  readonly groups: readonly ListedGroup[]
  /** Brokers that could not be asked: their groups are missing. */
  readonly errors: readonly BrokerFailure[]
}

/** Asks every broker, since each knows only the groups it coordinates; `groups` sorted by id unless asked otherwise. */
export async function listGroups(cluster: Cluster, selection: GroupSelection = {}): Promise<GroupListing> {
  const withState = selection.withState ?? selection.states !== undefined
  const answers = await askBrokers(cluster, (node) => listOne(cluster, node, withState))
  const groups = new Map<string, ListedGroup>()
  const errors: BrokerFailure[] = []
  for (const answer of answers) {
    if ('error' in answer) errors.push(answer)
    else {
      for (const group of answer.value) {
        // While a group moves, its old coordinator may still list it, as dead.
        const known = groups.get(group.groupId)
        if ((!known || known.state === 'Dead') && isSelected(group, selection)) groups.set(group.groupId, group)
      }
    }
  }
  const found = [...groups.values()]
  if (selection.order !== 'broker') found.sort((a, b) => (a.groupId < b.groupId ? -1 : 1))
  return {groups: found, errors}
}

/** Whether what Kafka's tools call a consumer group: of the classic or the new protocol, or with offsets only. */
export const isConsumerGroup = ({type, protocolType}: ListedGroup): boolean =>
  (type === null || type === 'classic' || type === 'consumer') && (protocolType === 'consumer' || protocolType === '')

/** No filters are sent: which letters' case brokers want differs, and those before 2.6 ignore them. */
async function listOne(cluster: Cluster, node: number, withState: boolean): Promise<ListedGroup[]> {
  const {groups} = await cluster.call(ListGroups, {}, {to: {node}, what: `list the groups of broker ${node}`})
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
    {to: {node}, what: `describe the groups of broker ${node}`},
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
