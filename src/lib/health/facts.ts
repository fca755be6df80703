// Everything that the health checks read: one request of each kind per broker, however many topics there are.
import {describeApis, type NodeApis} from '../brokers/api-versions.ts'
import {describeWithFenced, type ClusterNode} from '../brokers/describe-cluster.ts'
import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {ConnectionError, KafkaError, UnsupportedApi} from '../cluster/errors.ts'
import {describeConfigs} from '../configs/describe.ts'
import {minInsyncReplicas, topicSettings, type TopicSettings} from '../configs/topic-settings.ts'
import {certificatesOf, type Handshake} from '../doctor/handshake.ts'
import {describeLogDirs, topicsOn, type LogDir} from '../log-dirs/describe.ts'
import {listReassignments, type Reassignment} from '../partitions/reassignments.ts'
import {awaitCoordinators} from '../groups/await-coordinators.ts'
import type {BrokerFailure} from '../groups/broker-failure.ts'
import {followerReplicas, leaderReplicas, throttleRates} from '../partitions/throttles.ts'
import {describeQuorum, type QuorumDescription} from '../quorum/describe.ts'
import {Failures} from '../cluster/outcome.ts'
import {nothingSeen} from '../acls/why-empty.ts'
import {hiddenTopics} from '../topics/hidden-topics.ts'
import {openTransactions, type OpenTransactions} from '../transactions/open.ts'
import {describeProducers, type ProducersOutcome} from '../transactions/describe-producers.ts'

export interface Facts {
  /** Ms since the epoch, of this machine's clock. */
  readonly at: number
  readonly controller: number
  /** Including fenced brokers, if the cluster can name them. */
  readonly nodes: readonly ClusterNode[]
  /** False before Kafka 4.0. */
  readonly namesFenced: boolean
  readonly topics: readonly TopicMetadata[]
  /** For topics that exist but may not be described: brokers silently leave them out of lists. */
  readonly hidden: readonly Error[]
  readonly topicConfigs: ReadonlyMap<string, TopicSettings | Error>
  /** By live broker. */
  readonly brokerConfigs: ReadonlyMap<number, TopicSettings | Error>
  readonly dirs: ReadonlyMap<number, readonly LogDir[] | Error>
  readonly apis: ReadonlyMap<number, NodeApis | Error>
  readonly reassignments: readonly Reassignment[] | Error
  /** Null: the cluster has none. */
  readonly quorum: QuorumDescription | Error | null
  /** The active controller's clock minus this machine's, and the possible error, ms; null: not reported. */
  readonly clock: {readonly differenceMs: number; readonly uncertaintyMs: number} | null
  readonly producers: readonly ProducersOutcome[] | Error
  /**
   * The coordinators' answers about transactions that have been silent for longer than brokers allow; none before Kafka
   * 3.0.
   */
  readonly openTransactions: OpenTransactions | Error
  /** Groups and offsets for which no coordinator answers, by partition of __consumer_offsets. */
  readonly coordinators: readonly BrokerFailure[] | Error
  /** Null: the listeners do not speak TLS. */
  readonly certificates: ReadonlyMap<number, Handshake | Error> | null
}

export const uncleanElection = 'unclean.leader.election.enable'
export const transactionMaxTimeout = 'transaction.max.timeout.ms'
const ofTopics = [minInsyncReplicas, uncleanElection, leaderReplicas, followerReplicas]
const ofBrokers = [uncleanElection, transactionMaxTimeout, ...throttleRates]

/** Throws only errors that concern everything: no broker can be reached. */
export async function gatherFacts(
  cluster: Cluster,
  {now, signal}: {readonly now: () => number; readonly signal?: AbortSignal | undefined},
): Promise<Facts> {
  await cluster.refresh([])
  const topics = await cluster.topics('all')
  const brokers = await cluster.brokers()
  const ids = brokers.map(({id}) => id)
  const names = topics.filter(({errorCode}) => errorCode === 0).map(({name}) => name)
  const [
    controller,
    {nodes, namesFenced},
    topicConfigs,
    brokerConfigs,
    dirs,
    apis,
    reassignments,
    timed,
    producers,
    certificates,
    coordinators,
  ] = await Promise.all([
    cluster.controller(),
    describeWithFenced(cluster),
    topicSettings(cluster, names, ofTopics),
    configsOfBrokers(cluster, ids),
    dirsOf(cluster, ids),
    apisOf(cluster, ids),
    orError(listReassignments(cluster, null)),
    timedQuorum(cluster, now),
    orError(describeProducers(cluster, withLeader(topics))),
    certificatesOf(cluster.settings, brokers, {now: now(), signal}),
    orError(awaitCoordinators(cluster, coordinatorsMs).then(({unready}) => unready)),
  ])
  const at = now()
  const [hidden, open] = await Promise.all([
    errorsOfHidden(cluster, topics, dirs),
    producers instanceof Error ? nothingOpen : orError(overdue(cluster, producers, {brokerConfigs, now: at})),
  ])
  return {
    at,
    controller,
    nodes,
    namesFenced,
    topics,
    hidden,
    topicConfigs,
    brokerConfigs,
    dirs,
    apis,
    reassignments,
    ...timed,
    producers,
    openTransactions: open,
    coordinators,
    certificates,
  }
}

/** The time after which a coordinator that does not answer for its groups counts as loading or missing, ms. */
const coordinatorsMs = 3000

const nothingOpen: OpenTransactions = {transactions: [], errors: []}

/** Kafka's default of transaction.max.timeout.ms. */
const defaultTimeoutMs = 900_000

/**
 * How long a producer may be silent with an open transaction, ms. A broker that does not report its limit most likely
 * has Kafka's default.
 */
export const longestSilenceMs = (brokerConfigs: Facts['brokerConfigs']): number =>
  Math.max(
    ...[...brokerConfigs.values()].map((each) => {
      const value = each instanceof Error ? undefined : each.get(transactionMaxTimeout)
      return Number(value ?? defaultTimeoutMs)
    }),
  )

/**
 * Timestamps are set by clients, which may replay old records in a running transaction, so coordinators are asked, too.
 */
async function overdue(
  cluster: Cluster,
  producers: readonly ProducersOutcome[],
  {brokerConfigs, now}: Pick<Facts, 'brokerConfigs'> & {readonly now: number},
): Promise<OpenTransactions> {
  const olderMs = longestSilenceMs(brokerConfigs)
  const places = producers.filter(
    (each) =>
      !each.error &&
      each.producers.some(
        ({transactionStartOffset, lastTimestamp}) => transactionStartOffset !== null && now - lastTimestamp > olderMs,
      ),
  )
  if (places.length === 0) return nothingOpen
  const failures = new Failures()
  const found = (await openTransactions(cluster, places, {olderMs, now})).open(failures)
  // These failures are also in the value, and the check shows them.
  failures.told()
  return found
}

/** Errors for topics in log directories that are in no list; deleted topics may remain there for a while. */
async function errorsOfHidden(cluster: Cluster, topics: readonly TopicMetadata[], dirs: Facts['dirs']) {
  const listed = new Set(topics.flatMap(({name, errorCode: code}) => (code === 0 ? [name] : [])))
  // An empty cluster, or a user who may describe no topic: then nothing about topics is known.
  const unseen = await nothingSeen(cluster, 'topics', listed.size)
  if (unseen.length > 0) return unseen
  const onDisk = [...dirs.values()].flatMap((each) => (each instanceof Error ? [] : each))
  const hidden = await hiddenTopics(cluster, [...topics.map(({name}) => name), ...topicsOn(onDisk)], listed)
  return [...hidden.values()]
}

const withLeader = (topics: readonly TopicMetadata[]) =>
  topics.flatMap(({name, partitions}) =>
    partitions.flatMap(({index, leader}) => (leader >= 0 ? [{topic: name, partition: index}] : [])),
  )

const isAnswer = (error: unknown): error is Error =>
  error instanceof KafkaError || error instanceof ConnectionError || error instanceof UnsupportedApi

async function orError<T>(promise: Promise<T>): Promise<T | Error> {
  try {
    return await promise
  } catch (error) {
    if (isAnswer(error)) return error
    throw error
  }
}

async function configsOfBrokers(cluster: Cluster, ids: readonly number[]) {
  const resources = ids.map((id) => ({type: 'BROKER', name: String(id)}) as const)
  const described = await describeConfigs(cluster, resources, {names: ofBrokers})
  return new Map(
    described.map((each) => [
      Number(each.resource.name),
      each.error ?? new Map(each.configs.map(({name, value}) => [name, value])),
    ]),
  )
}

async function dirsOf(cluster: Cluster, ids: readonly number[]): Promise<Map<number, readonly LogDir[] | Error>> {
  const found = await orError(describeLogDirs(cluster, ids.map((broker) => ({broker})))) // prettier-ignore
  if (found instanceof Error) return new Map(ids.map((id) => [id, found]))
  return found.byKey<readonly LogDir[], Error>(
    (dirs) => dirs,
    (error) => error,
  )
}

async function apisOf(cluster: Cluster, ids: readonly number[]): Promise<Map<number, NodeApis | Error>> {
  return new Map(
    await Promise.all(ids.map(async (node) => [node, await orError(describeApis(cluster, {node}))] as const)),
  )
}

/** The leader of the quorum stamps its own entry with its clock; measured as in NTP, to within half a round trip. */
async function timedQuorum(cluster: Cluster, now: () => number): Promise<Pick<Facts, 'quorum' | 'clock'>> {
  const before = now()
  const quorum = await orError(describeQuorum(cluster))
  const after = now()
  if (quorum instanceof UnsupportedApi) return {quorum: null, clock: null}
  if (quorum instanceof Error) return {quorum, clock: null}
  const stamp = quorum.voters.find(({id}) => id === quorum.leaderId)?.lastFetchAt
  if (stamp === undefined) return {quorum, clock: null}
  const uncertaintyMs = Math.ceil((after - before) / 2)
  return {quorum, clock: {differenceMs: Math.round(stamp - (before + after) / 2), uncertaintyMs}}
}
