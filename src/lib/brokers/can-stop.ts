// Tells whether a broker may be stopped now, as a check before each step of a rolling restart. Unknown counts as no.
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {ConnectionError, KafkaError, UnsupportedApi, type PrintedError} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {minInsyncReplicas, numberOf, topicSettings, type TopicSettings} from '../configs/topic-settings.ts'
import {describeLogDirs} from '../log-dirs/describe.ts'
import {describeQuorum} from '../quorum/describe.ts'
import {majorityOf, votersInReach} from '../quorum/voters-in-reach.ts'
import {clusterViews, type ClusterView, type ViewedPartition} from './cluster-views.ts'

/**
 * `offline`: no in-sync replica would be left, so the partition could be neither read nor written. `under-min-isr`:
 * writes with acks=all would be refused.
 */
export type StopEffect = 'offline' | 'under-min-isr'

export interface StoppedPartition extends TopicPartition {
  readonly effect: StopEffect
  /** Node ids, according to the broker with the worst view. */
  readonly isr: readonly number[]
  /** Those that would remain and are alive. */
  readonly isrAfter: readonly number[]
  /** The effective value, at most the number of replicas. Null: not known, and irrelevant here. */
  readonly minInsyncReplicas: number | null
}
export interface StoppedQuorum {
  /** Node ids of the voters, of those that answer their leader, and of those that would remain. */
  readonly voters: readonly number[]
  readonly inReach: readonly number[]
  readonly needed: number
}
export interface StopVerdict {
  readonly broker: number
  /** `unknown`: no problem was found, but not everything could be checked. */
  readonly verdict: 'yes' | 'no' | 'unknown'
  /** The partitions that would be affected, by topic and partition. */
  readonly partitions: readonly StoppedPartition[]
  /** Set if the broker is also a controller without which the others would have no majority; null: not affected. */
  readonly quorum: StoppedQuorum | null
  /** The number of partitions with a replica on the broker. */
  readonly looked: number
  /** What could not be checked. */
  readonly errors: readonly PrintedError[]
}
export interface CanStopOptions {
  readonly timeoutMs?: number | undefined
  /** Selects topics whose partitions do not matter. */
  readonly isIgnored?: ((topic: string) => boolean) | undefined
}

/**
 * Asks every live broker for its view, because the worst view counts, and a broker that does not answer may be failing.
 * Also asks the broker itself which replicas it has, because topics that may not be described are missing in all
 * responses.
 */
export async function canStop(
  cluster: Cluster,
  broker: number,
  {timeoutMs, isIgnored = () => false}: CanStopOptions = {},
): Promise<StopVerdict> {
  await cluster.refresh([])
  const known = (await cluster.brokers()).map(({id}) => id)
  if (!known.includes(broker)) return unknownBroker(broker, known)
  const [{views, errors: silent}, onDisk, quorum] = await Promise.all([
    clusterViews(cluster, {timeoutMs}),
    replicasOn(cluster, broker),
    quorumWithout(cluster, broker),
  ])
  const hosted = new Set(
    views.flatMap(({topics}) => [...topics].flatMap(([name, partitions]) => (hosts(partitions, broker) ? [name] : []))),
  )
  const wanted = [...hosted].filter((topic) => !isIgnored(topic)).toSorted()
  const hidden = onDisk instanceof Error ? [] : [...onDisk].filter((topic) => !hosted.has(topic) && !isIgnored(topic))
  const [settings, unseen] = await Promise.all([
    topicSettings(cluster, wanted, [minInsyncReplicas]),
    errorsOfHidden(cluster, hidden, broker, views),
  ])
  const partitions = new Map<string, StoppedPartition>()
  const unread = new Map<string, Error>()
  for (const view of views)
    for (const topic of wanted)
      for (const partition of view.topics.get(topic) ?? []) {
        const found = effectOf(partition, broker, view.live, settings.get(topic))
        if (found instanceof Error) unread.set(topic, found)
        else if (found) keepWorse(partitions, {topic, partition: partition.partition, ...found})
      }
  const errors = [
    ...silent,
    ...(onDisk instanceof Error ? [onDisk] : []),
    ...(quorum instanceof Error ? [quorum] : []),
    ...unseen,
    ...unread.values(),
  ]
  const lost = quorum instanceof Error ? null : quorum
  const verdict = partitions.size > 0 || lost ? 'no' : errors.length > 0 ? 'unknown' : 'yes'
  return {
    broker,
    verdict,
    partitions: [...partitions.values()].toSorted(byPlace),
    quorum: lost,
    looked: countOf(views, broker, wanted),
    errors,
  }
}

function unknownBroker(broker: number, known: readonly number[]): StopVerdict {
  const fact = `broker ${broker} is not in the cluster, which has the brokers ${known.join(', ')} at the moment`
  const errors = [new ConnectionError(`node ${broker}`, 'notInCluster', fact)]
  return {broker, verdict: 'unknown', partitions: [], quorum: null, looked: 0, errors}
}

const hosts = (partitions: readonly ViewedPartition[], broker: number) =>
  partitions.some(({replicas}) => replicas.includes(broker))

/** Undefined: the partition does not need the broker. */
function effectOf(
  {leader, replicas, isr}: ViewedPartition,
  broker: number,
  live: ReadonlySet<number>,
  settings: TopicSettings | Error | undefined,
): Omit<StoppedPartition, 'topic' | 'partition'> | Error | undefined {
  if (!replicas.includes(broker) || (!isr.includes(broker) && leader !== broker)) return undefined
  const isrAfter = isr.filter((id) => id !== broker && live.has(id))
  const wanted = numberOf(settings, minInsyncReplicas)
  // A topic cannot have more in-sync replicas than replicas, so that number is enough for the leader
  // (Partition.effectiveMinIsr).
  const least = wanted === undefined ? null : Math.min(wanted, replicas.length)
  if (isrAfter.length === 0) return {effect: 'offline', isr, isrAfter, minInsyncReplicas: least}
  if (least === null)
    return settings instanceof Error
      ? settings
      : new KafkaError(errorCode.unknownServerError, `read ${minInsyncReplicas}`, 'the broker did not answer for it')
  return isrAfter.length < least ? {effect: 'under-min-isr', isr, isrAfter, minInsyncReplicas: least} : undefined
}

function keepWorse(found: Map<string, StoppedPartition>, one: StoppedPartition): void {
  const key = `${one.partition} ${one.topic}`
  const before = found.get(key)
  if (!before || one.isrAfter.length < before.isrAfter.length) found.set(key, one)
}

/** Names of the topics with a replica in the broker's log directories, or why they are not known. */
async function replicasOn(cluster: Cluster, broker: number): Promise<ReadonlySet<string> | Error> {
  try {
    const [dirs] = (await describeLogDirs(cluster, [{broker}])).each(
      (found) => found,
      (error) => error,
    )
    if (dirs === undefined || dirs instanceof Error) return dirs ?? new Error('not asked')
    return new Set(dirs.flatMap(({replicas}) => replicas.map(({topic}) => topic)))
  } catch (error) {
    if (error instanceof UnsupportedApi) return error
    throw error
  }
}

/** Errors for replicas of topics that no broker shows: deleted topics are no loss, others cannot be judged. */
async function errorsOfHidden(
  cluster: Cluster,
  topics: readonly string[],
  broker: number,
  views: readonly ClusterView[],
): Promise<Error[]> {
  // A broker keeps a replica for a while after it was moved away.
  const hidden = topics.filter((name) => !views.some((view) => view.topics.has(name)))
  if (hidden.length === 0) return []
  const found = await cluster.topics(hidden, {refresh: true})
  return found.flatMap(({name, errorCode: code}) =>
    code === errorCode.unknownTopicOrPartition
      ? []
      : [
          new KafkaError(
            code === errorCode.none ? errorCode.unknownServerError : code,
            `judge topic ${name}, of which broker ${broker} has replicas`,
            code === errorCode.none ? 'it was not there a moment ago' : undefined,
          ),
        ],
  )
}

/**
 * The majority that the quorum of controllers would lack without this node; null: nothing, or the broker is not a
 * controller.
 */
async function quorumWithout(cluster: Cluster, broker: number): Promise<StoppedQuorum | Error | null> {
  try {
    const quorum = await describeQuorum(cluster)
    const voters = quorum.voters.map(({id}) => id)
    if (!voters.includes(broker)) return null
    const inReach = votersInReach(quorum)
    const needed = majorityOf(voters.length)
    return inReach.filter((id) => id !== broker).length >= needed ? null : {voters, inReach, needed}
  } catch (error) {
    // Without KRaft there is no quorum.
    if (error instanceof UnsupportedApi) return null
    if (error instanceof KafkaError || error instanceof ConnectionError) return error
    throw error
  }
}

const byPlace = (a: TopicPartition, b: TopicPartition) =>
  a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1

const countOf = (views: readonly ClusterView[], broker: number, topics: readonly string[]): number =>
  Math.max(
    0,
    ...views.map((view) =>
      topics.reduce(
        (sum, topic) => sum + (view.topics.get(topic) ?? []).filter(({replicas}) => replicas.includes(broker)).length,
        0,
      ),
    ),
  )
