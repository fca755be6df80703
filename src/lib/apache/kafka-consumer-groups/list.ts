// kafka-consumer-groups --list.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {BrokerFailure} from '../../groups/broker-failure.ts'
import {isConsumerGroup, listGroups, type ListedGroup} from '../../groups/list.ts'
import {asJavaError, executionException, JavaError, runtimeException} from '../java/errors.ts'
import {padded, widest} from '../java/format.ts'
import {hashOrder, stringHash} from '../java/hash-order.ts'
import type {GroupsOptions} from './checks.ts'
import {UsageProblem} from '../command-line/checks.ts'

const states = [
  'PreparingRebalance',
  'CompletingRebalance',
  'Stable',
  'Dead',
  'Empty',
  'Assigning',
  'Reconciling',
] as const
const types = ['Consumer', 'Classic'] as const

/** Consumer groups in the order of the HashMap in which Apache's client collects them. */
export async function allConsumerGroups(
  cluster: Cluster,
  io: Io,
  selection: {readonly states?: readonly string[]; readonly types?: readonly string[]} = {},
): Promise<ListedGroup[]> {
  const {groups, errors} = await listGroups(cluster, {...selection, order: 'broker'}).catch((error: unknown) => {
    // The brokers could not be looked up.
    const cause = asJavaError(error, 'findAllBrokers')
    const text = 'Failed to find brokers to send ListGroups'
    throw runtimeException(executionException(new JavaError('org.apache.kafka.common.KafkaException', text, {cause})))
  })
  // Apache's tool lists what there is when a partition of __consumer_offsets has no leader, and does not say what is missing.
  const isLeaderless = ({error}: BrokerFailure) =>
    error instanceof KafkaError && error.code === errorCode.leaderNotAvailable
  for (const {error} of errors.filter(isLeaderless)) io.err(`WARN groups are missing: ${error.message}\n`)
  const failed = errors.find((each) => !isLeaderless(each))
  if (failed) throw runtimeException(executionException(asJavaError(failed.error, 'listGroups')))
  return hashOrder(groups.filter(isConsumerGroup), ({groupId}) => stringHash(groupId))
}

export async function listConsumerGroups(cluster: Cluster, options: GroupsOptions, io: Io): Promise<void> {
  const [withType, withState] = [options.has('type'), options.has('state')]
  const wantedTypes = wanted(options.value('type'), types, 'types')
  const wantedStates = wanted(options.value('state'), states, 'state')
  const groups = await allConsumerGroups(cluster, io, {
    ...(wantedTypes.length > 0 ? {types: wantedTypes} : {}),
    ...(wantedStates.length > 0 ? {states: wantedStates} : {}),
  })
  if (!withType && !withState) {
    io.out(groups.map(({groupId}) => `${groupId}\n`).join(''))
    return
  }
  const width =
    widest(
      15,
      groups.map(({groupId}) => groupId),
    ) + 10
  const line = (group: string, type: string, state: string) => {
    const cells = [group, ...(withType ? [type] : []), ...(withState ? [state] : [])]
    return `${padded(cells, [width, 20, 20])}\n`
  }
  const rows = groups.map(({groupId, type, state}) => line(groupId, titled(type), state ?? ''))
  io.out([line('GROUP', 'TYPE', 'STATE'), ...rows].join(''))
}

const titled = (type: string | null) => (type === null ? '' : type.charAt(0).toUpperCase() + type.slice(1))

/** The known names in a comma-separated list, in any case. UsageProblem for an unknown one. */
function wanted(text: string | undefined, known: readonly string[], what: string): string[] {
  // Without a value the option only asks for the column; so does a value of nothing but commas.
  const names = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name, at, all) => name !== '' || (at < all.length - 1 && all.slice(at).some((rest) => rest !== '')))
  const found = names.map((name) => known.find((each) => each.toLowerCase() === name.toLowerCase()))
  if (found.includes(undefined)) {
    const list = known.join(', ')
    throw new UsageProblem(`Invalid ${what} list '${text}'. Valid ${what === 'state' ? 'states' : what} are: ${list}`)
  }
  return found.filter((name) => name !== undefined)
}
