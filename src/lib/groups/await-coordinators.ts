// Checks whether every group has a coordinator that knows it. A broker that is about to take over groups from one
// that died lists only the groups that it already has, without an error. Until then a list of groups is incomplete,
// and nothing in it says so.
import {DescribeGroups} from '../apis/describe-groups.ts'
import {BackOff, Deadline} from '../cluster/back-off.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, isTransient, plainly} from '../cluster/errors.ts'
import {askCoordinators, type Within} from '../cluster/fan-out.ts'
import {behindPartitions, settlingMs} from '../offsets/newest-commits.ts'
import type {BrokerFailure} from './broker-failure.ts'
import {offsetsTopic, partitionOf} from '../offsets/offsets-topic.ts'

const unready: ReadonlySet<number> = new Set([
  errorCode.coordinatorLoadInProgress,
  errorCode.coordinatorNotAvailable,
  errorCode.notCoordinator,
  errorCode.networkException,
  errorCode.requestTimedOut,
])

/**
 * Names of groups that do not exist, one for each partition of __consumer_offsets, by the node that coordinates the
 * partition.
 */
type Probes = ReadonlyMap<number, readonly string[]>

export interface Coordinators {
  /** Partitions that were not loaded in time, as failures of the brokers that should have them. */
  readonly unready: readonly BrokerFailure[]
  readonly probes: Probes
}

/**
 * Waits until the coordinators have loaded all partitions of __consumer_offsets. For each partition, it asks about a
 * group that does not exist: a coordinator that does not know the group says whether it would be responsible. Nothing
 * is asked if there is no such topic, or if the user may not describe it.
 */
export async function awaitCoordinators(cluster: Cluster, timeoutMs: number): Promise<Coordinators> {
  const deadline = new Deadline(timeoutMs)
  const partitions = await ledPartitions(cluster, new Deadline(settlingMs(timeoutMs)))
  const homes = new Map(partitions.map(({index, replicas}) => [index, replicas[0] ?? -1]))
  const failure = (partition: number, error: KafkaError): BrokerFailure => ({node: homes.get(partition) ?? -1, error})
  const leaderless = partitions.filter(({leader}) => leader < 0).map(({index}) => index)
  const probes = probesOf(partitions.length)
  const asked = [...probes].filter(([, partition]) => !leaderless.includes(partition))
  const homeOf = new Map<string, number>()
  const [answers, early] = await Promise.all([
    askCoordinators(
      cluster,
      'group',
      asked.map(([name]) => name),
      async (node, groups, within) => {
        const described = await describe(cluster, node, groups, within)
        for (const [name, {errorCode: code}] of described) if (!unready.has(code)) homeOf.set(name, node)
        return described
      },
      {timeoutMs: deadline.left},
    ),
    behindPartitions(
      cluster,
      asked.map(([, partition]) => partition),
      timeoutMs,
    ),
  ])
  const failed = answers
    .each(
      () => null,
      (error, name) => {
        const partition = probes.get(name) ?? -1
        return {...failure(partition, error.error(whatOf(partition))), partition, code: error.code}
      },
    )
    .flatMap((each) => (each && unready.has(each.code) ? [each] : []))
  const lost = new Set(failed.map(({partition}) => partition))
  // A coordinator may have taken longer to be found than its high watermark was waited for.
  const unsure = [...early.keys()].filter((partition) => !lost.has(partition))
  const behind = await behindPartitions(cluster, unsure, deadline.left)
  const noLeader = plainly('the partition has no leader at the moment')
  const isBehind = plainly('its new leader does not yet know how far the log is replicated')
  return {
    unready: [
      ...leaderless.map((partition) =>
        failure(partition, new KafkaError(errorCode.leaderNotAvailable, whatOf(partition), noLeader)),
      ),
      ...[...behind].map(([partition, {code, text}]) =>
        failure(
          partition,
          new KafkaError(code, whatOf(partition), code === errorCode.offsetNotAvailable ? isBehind : plainly(text)),
        ),
      ),
      ...failed.map(({node, error}) => ({node, error})),
    ],
    probes: Map.groupBy(homeOf.keys(), (name) => homeOf.get(name) ?? -1),
  }
}

/**
 * The nodes that no longer coordinate the partitions for which they were found. If a partition moved while nodes were
 * asked for their groups, its groups may be in no list: the old coordinator had already dropped them, and the new one
 * was asked too early.
 */
export async function movedCoordinators(cluster: Cluster, probes: Probes, timeoutMs: number): Promise<number[]> {
  const moved = await Promise.all(
    [...probes].map(async ([node, names]) => {
      try {
        const described = await describe(cluster, node, names, {timeoutMs})
        return names.some((name) => unready.has(described.get(name)?.errorCode ?? errorCode.networkException))
      } catch (error) {
        if (error instanceof KafkaError || isTransient(error)) return true
        throw error
      }
    }),
  )
  return [...probes.keys()].filter((_, at) => moved[at])
}

async function describe(cluster: Cluster, node: number, groups: readonly string[], within: Within) {
  const what = 'ask whether the groups are loaded'
  const described = await cluster.call(DescribeGroups, {groups}, {to: {node}, what, ...within})
  return new Map(described.groups.map((group) => [group.groupId, group]))
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

/** A name for each partition, which no group uses. */
function probesOf(count: number): Map<string, number> {
  const names = new Map<number, string>()
  for (let at = 0; names.size < count; at++) {
    const name = `kafkit-probe-${at}`
    const partition = partitionOf(name, count)
    if (!names.has(partition)) names.set(partition, name)
  }
  return new Map([...names].map(([partition, name]) => [name, partition]))
}
