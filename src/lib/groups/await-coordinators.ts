// Whether every group has a coordinator that knows it. A broker that is about to take groups over from one that died lists
// only those that it has already, without an error: until then a list of groups is short, and nothing in it says so.
import {DescribeGroups} from '../apis/describe-groups.ts'
import {BackOff, Deadline} from '../cluster/back-off.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, plainly} from '../cluster/errors.ts'
import {askCoordinators} from '../cluster/fan-out.ts'
import type {BrokerFailure} from './broker-failure.ts'
import {offsetsTopic, partitionOf} from './offsets-topic.ts'

/** A partition without a leader has this long, ms, or a third of the time that there is: see fan-out. */
const leaderlessMs = 3000

const unready: ReadonlySet<number> = new Set([
  errorCode.coordinatorLoadInProgress,
  errorCode.coordinatorNotAvailable,
  errorCode.notCoordinator,
  errorCode.networkException,
  errorCode.requestTimedOut,
])

/**
 * Waits until the coordinators have loaded all partitions of __consumer_offsets; resolves to those that had not in time, as
 * failures of the broker that should have the partition. Asks about a group of each partition that does not exist: a
 * coordinator that does not know it says whether it would. Nothing is asked where there is no such topic, or where it may
 * not be described.
 */
export async function awaitCoordinators(cluster: Cluster, timeoutMs: number): Promise<BrokerFailure[]> {
  const deadline = new Deadline(timeoutMs)
  const partitions = await ledPartitions(cluster, new Deadline(Math.min(leaderlessMs, timeoutMs / 3)))
  const homes = new Map(partitions.map(({index, replicas}) => [index, replicas[0] ?? -1]))
  const failure = (partition: number, error: KafkaError): BrokerFailure => ({node: homes.get(partition) ?? -1, error})
  const leaderless = partitions.filter(({leader}) => leader < 0).map(({index}) => index)
  const probes = probesOf(partitions.length)
  const asked = [...probes].filter(([, partition]) => !leaderless.includes(partition)).map(([name]) => name)
  const answers = await askCoordinators(
    cluster,
    'group',
    asked,
    async (node, groups, within) => {
      const what = 'ask whether the groups are loaded'
      const described = await cluster.call(DescribeGroups, {groups}, {to: {node}, what, ...within})
      return new Map(described.groups.map((group) => [group.groupId, group]))
    },
    {timeoutMs: deadline.left},
  )
  const failed = answers
    .each(
      () => null,
      (lost, name) => {
        const partition = probes.get(name) ?? -1
        return {...failure(partition, lost.error(whatOf(partition))), code: lost.code}
      },
    )
    .flatMap((each) => (each && unready.has(each.code) ? [{node: each.node, error: each.error}] : []))
  const noLeader = plainly('the partition has no leader at the moment')
  return [
    ...leaderless.map((partition) =>
      failure(partition, new KafkaError(errorCode.leaderNotAvailable, whatOf(partition), noLeader)),
    ),
    ...failed,
  ]
}

const whatOf = (partition: number) => `list the groups of partition ${partition} of ${offsetsTopic}`

async function ledPartitions(cluster: Cluster, deadline: Deadline) {
  const backOff = new BackOff(cluster.settings.retryBackoffMs, cluster.settings.retryBackoffMaxMs)
  for (;;) {
    const [topic] = await cluster.topics([offsetsTopic], {refresh: true})
    if (!topic || topic.errorCode !== errorCode.none) return []
    if (topic.partitions.every(({leader}) => leader >= 0) || deadline.over) return topic.partitions
    await backOff.wait(deadline)
  }
}

/** A name for each partition, which no group has. */
function probesOf(count: number): Map<string, number> {
  const names = new Map<number, string>()
  for (let at = 0; names.size < count; at++) {
    const name = `kafkit-probe-${at}`
    const partition = partitionOf(name, count)
    if (!names.has(partition)) names.set(partition, name)
  }
  return new Map([...names].map(([partition, name]) => [name, partition]))
}
