// Asks one question of many brokers: items are grouped so that each broker is asked once, and every item gets an
// answer. Items that moved, or whose broker could not be asked, are asked again at their new place until the total time
// limit is over. Over 300 lines, because leaders, coordinators and brokers share one loop of rounds, whose rules are
// best understood together.
import {BackOff, Deadline} from './back-off.ts'
import type {Cluster, TopicMetadata} from './cluster.ts'
import type {CoordinatorKind} from './coordinator-cache.ts'
import {errorCode, kafkaErrors} from './error-codes.ts'
import {ConnectionError, KafkaError, isRetriable, isTransient, type PlainText} from './errors.ts'
import {Gathered} from './gathered.ts'
import {valueWithin} from './waiting.ts'

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}
/** What the metadata adds to a partition for the request. */
export interface Located {
  readonly topicId: string
  readonly leaderEpoch: number
}
/** An item of a response: with a code other than 0 it is a failure, and its other fields have no meaning. */
export interface Coded {
  readonly errorCode: number
  readonly errorMessage?: string | null | undefined
}
export interface FanOutOptions {
  /** The time limit of all rounds together, ms; default: the total time limit of the cluster's settings. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}
/** The remaining time for the request that is being made. */
export interface Within {
  readonly timeoutMs: number
}

/** The least remaining time for which another round is made, ms. */
const shortestRoundMs = 20

/** Why an item has no answer. */
export class Failure {
  readonly code: number
  /** The broker's own words. */
  readonly brokerText: string | null
  /** Why the last broker could not be asked, if that is the cause. */
  readonly unreached: ConnectionError | undefined

  constructor(code: number, {brokerText, unreached}: {brokerText?: string | null; unreached?: ConnectionError} = {}) {
    this.code = code
    this.brokerText = brokerText ?? null
    this.unreached = unreached
  }

  /**
   * `what` was requested; `plain` is kafkit's text for the code, which is used only if the cause is not a lost
   * connection.
   */
  error(what: string, plain?: string | PlainText | null): KafkaError {
    const {code, brokerText, unreached} = this
    if (unreached) return new KafkaError(code, what, unreached.message, {cause: unreached})
    return new KafkaError(code, what, plain ?? brokerText)
  }
}

/**
 * How long a partition without a leader in the metadata is retried, ms. Elections take less; beyond that, it waits for
 * a broker to come back. (While a dead leader is not yet detected, the metadata still names it.)
 */
const leaderlessMs = 3000

/**
 * How long a broker is retried that was never reached from here and is still in the metadata, ms. A crashed broker
 * leaves the metadata after at most 18 s (zookeeper.session.timeout.ms; 9 s in KRaft), but an advertised address that
 * leads nowhere stays.
 */
const neverReachedMs = 20_000

/** Errors that say that this was not the leader, or that it is not ready: refresh the metadata and ask again. */
const movedLeader: ReadonlySet<number> = new Set([
  errorCode.leaderNotAvailable,
  errorCode.notLeaderOrFollower,
  errorCode.replicaNotAvailable,
  errorCode.networkException,
  errorCode.kafkaStorageError,
  errorCode.fencedLeaderEpoch,
  errorCode.unknownLeaderEpoch,
  errorCode.offsetNotAvailable,
  errorCode.unknownTopicId,
  errorCode.inconsistentTopicId,
  errorCode.unknownTopicOrPartition,
  errorCode.requestTimedOut,
])
const movedCoordinator: ReadonlySet<number> = new Set([
  errorCode.coordinatorLoadInProgress,
  errorCode.coordinatorNotAvailable,
  errorCode.notCoordinator,
  errorCode.networkException,
  errorCode.requestTimedOut,
])

/**
 * Asks the leader of each partition, all leaders at once, with one request per leader. A partition without a leader
 * fails with code 5, one that does not exist with 3, whatever else the broker said. Throws failures that concern all
 * partitions from the start: no broker reachable, a missing API.
 */
export async function askLeaders<T extends TopicPartition, R extends Coded>(
  cluster: Cluster,
  items: readonly T[],
  ask: (node: number, items: readonly (T & Located)[], within: Within) => Promise<readonly (R & TopicPartition)[]>,
  options: FanOutOptions = {},
): Promise<Gathered<T, R, Failure>> {
  const place = ({topic, partition}: TopicPartition) => `${partition} ${topic}`
  return inRounds<T, R>(cluster, items, {...options, retried: movedLeader}, async (open, {deadline, again}) => {
    const names = [...new Set(open.map(({topic}) => topic))]
    const topics = new Map(
      (await cluster.topics(names, {refresh: again || cluster.hasSilentBrokers, timeoutMs: deadline.left})).map(
        (topic) => [topic.name, topic],
      ),
    )
    const outcomes: Outcomes<T, R> = new Map()
    const byLeader = new Map<number, (T & Located)[]>()
    const original = new Map<string, T>()
    for (const item of open) {
      const found = leaderOf(topics.get(item.topic), item.partition)
      if (!('leader' in found)) outcomes.set(item, found)
      else {
        original.set(place(item), item)
        const asked = {...item, topicId: found.topicId, leaderEpoch: found.leaderEpoch}
        const list = byLeader.get(found.leader)
        if (list) list.push(asked)
        else byLeader.set(found.leader, [asked])
      }
    }
    await Promise.all(
      [...byLeader].map(async ([node, asked]) => {
        const {answers = [], none} = await orNone(cluster, errorCode.networkException, () =>
          ask(node, asked, within(deadline)),
        )
        for (const answer of answers) {
          const item = original.get(place(answer))
          if (item) outcomes.set(item, judged(answer))
        }
        for (const one of asked) {
          const item = original.get(place(one))
          if (item && !outcomes.has(item)) outcomes.set(item, none)
        }
      }),
    )
    return outcomes
  })
}

/**
 * Asks the coordinator of each group or transactional id, all coordinators at once, each with all its keys. A key whose
 * coordinator cannot be found fails with the brokers' error for it.
 */
export async function askCoordinators<R extends Coded>(
  cluster: Cluster,
  kind: CoordinatorKind,
  keys: readonly string[],
  ask: (node: number, keys: readonly string[], within: Within) => Promise<ReadonlyMap<string, R>>,
  options: FanOutOptions = {},
): Promise<Gathered<string, R, Failure>> {
  return inRounds<string, R>(cluster, keys, {...options, retried: movedCoordinator}, async (open, {deadline}) => {
    const outcomes: Outcomes<string, R> = new Map()
    const byNode = new Map<number, string[]>()
    for (const [key, found] of await cluster.findCoordinators(kind, open, within(deadline))) {
      if (typeof found !== 'number')
        outcomes.set(key, {failure: new Failure(found.code, {brokerText: found.brokerText})})
      else if (byNode.has(found)) byNode.get(found)?.push(key)
      else byNode.set(found, [key])
    }
    await Promise.all(
      [...byNode].map(async ([node, asked]) => {
        const {answers, none} = await orNone(cluster, errorCode.coordinatorNotAvailable, () =>
          ask(node, asked, within(deadline)),
        )
        for (const key of asked) {
          const answer = answers?.get(key)
          const outcome = answer ? judged(answer) : none
          if ('failure' in outcome && movedCoordinator.has(outcome.failure.code)) cluster.forgetCoordinator(kind, key)
          outcomes.set(key, outcome)
        }
      }),
    )
    return outcomes
  })
}

/**
 * Asks every live broker, by node id. A broker that is down or not ready is retried until the time is over or it has
 * left the cluster; its part of the answer is then unknown.
 */
export async function askBrokers<R>(
  cluster: Cluster,
  ask: (node: number, within: Within) => Promise<R>,
  options: FanOutOptions = {},
): Promise<Gathered<number, R, Error>> {
  const {signal} = options
  const deadline = deadlineOf(cluster, options)
  const backOff = new BackOff(cluster.settings.retryBackoffMs, cluster.settings.retryBackoffMaxMs)
  const results = new Map<number, {readonly answer: R} | {readonly failure: Error}>()
  let open = (await cluster.brokers()).map(({id}) => id)
  for (;;) {
    await Promise.all(open.map(async (node) => results.set(node, await oneBroker(() => ask(node, within(deadline))))))
    open = [...results].flatMap(([node, result]) =>
      'failure' in result && mayPass(result.failure) && !isSilent(cluster, result.failure) ? [node] : [],
    )
    if (open.length === 0) break
    await backOff.wait(deadline, signal)
    if (deadline.left < shortestRoundMs) break
    await valueWithin(cluster.refresh([]), deadline.left).catch(() => undefined)
    const live = (await cluster.brokers()).map(({id}) => id)
    // Waiting for a broker that has left is useless; one that has joined may have taken over its data.
    open = [...open.filter((node) => live.includes(node)), ...live.filter((node) => !results.has(node))]
    if (open.length === 0) break
  }
  return new Gathered([...results].toSorted(([a], [b]) => a - b))
}

async function oneBroker<R>(ask: () => Promise<R>): Promise<{readonly answer: R} | {readonly failure: Error}> {
  try {
    return {answer: await ask()}
  } catch (error) {
    if (error instanceof KafkaError || error instanceof ConnectionError) return {failure: error}
    throw error
  }
}

const isSilent = (cluster: Cluster, error: Error): boolean =>
  error instanceof ConnectionError && cluster.isSilent(error.address)

/**
 * KAFKA_STORAGE_ERROR is retriable if another broker may become leader; but the disks of this broker will not recover.
 */
const mayPass = (error: Error) =>
  isRetriable(error) && !(error instanceof KafkaError && error.code === errorCode.kafkaStorageError)

type Outcome<R> =
  | {readonly answer: R}
  /** `final`: a retry would not help. `patienceMs`: a retry does not help after this time. */
  | {readonly failure: Failure; readonly final?: true; readonly patienceMs?: number}
type Outcomes<T, R> = Map<T, Outcome<R>>

const judged = <R extends Coded>(answer: R): Outcome<R> =>
  answer.errorCode === errorCode.none
    ? {answer}
    : {failure: new Failure(answer.errorCode, {brokerText: answer.errorMessage ?? null})}

const deadlineOf = (cluster: Cluster, {timeoutMs}: FanOutOptions) =>
  new Deadline(timeoutMs ?? cluster.settings.totalTimeoutMs ?? 60_000)

const within = (deadline: Deadline): Within => ({timeoutMs: deadline.left})

/** Repeats `round` for the items whose outcome says that another broker must be asked, or the same one later. */
async function inRounds<T, R>(
  cluster: Cluster,
  items: readonly T[],
  {retried, signal, ...limits}: FanOutOptions & {readonly retried: ReadonlySet<number>},
  round: (open: readonly T[], state: {deadline: Deadline; again: boolean}) => Promise<Outcomes<T, R>>,
): Promise<Gathered<T, R, Failure>> {
  const outcomes: Outcomes<T, R> = new Map()
  const deadline = deadlineOf(cluster, limits)
  const begun = deadline.left
  const backOff = new BackOff(cluster.settings.retryBackoffMs, cluster.settings.retryBackoffMaxMs)
  let open: readonly T[] = items
  for (let again = false; open.length > 0; again = true) {
    try {
      for (const [item, outcome] of await round(open, {deadline, again})) outcomes.set(item, outcome)
    } catch (error) {
      // If the cluster becomes unreachable, the answers of earlier rounds are still valid.
      if (!again || !isRetriable(error)) throw error
    }
    const elapsedMs = begun - deadline.left
    open = open.filter((item) => {
      const outcome = outcomes.get(item)
      if (!outcome || 'answer' in outcome || outcome.final) return false
      return retried.has(outcome.failure.code) && elapsedMs < (outcome.patienceMs ?? Infinity)
    })
    if (open.length === 0) break
    await backOff.wait(deadline, signal)
    // A round that cannot be answered in the remaining time would only hide why the others failed.
    if (deadline.left < shortestRoundMs) break
  }
  const unanswered = {failure: new Failure(errorCode.unknownServerError)}
  return new Gathered(items.map((item) => [item, outcomes.get(item) ?? unanswered]))
}

/** The leader of a partition, or why there is none. */
function leaderOf(
  topic: TopicMetadata | undefined,
  index: number,
): Exclude<Outcome<never>, {answer: never}> | (Located & {leader: number}) {
  const unknown = {failure: new Failure(errorCode.unknownTopicOrPartition), final: true} as const
  if (topic === undefined) return unknown
  if (topic.errorCode !== errorCode.none) {
    const failure = new Failure(topic.errorCode)
    const waiting = topic.errorCode !== errorCode.unknownTopicOrPartition && kafkaErrors(topic.errorCode).retriable
    return waiting ? {failure} : {failure, final: true}
  }
  // Indexes have no holes, and the list is sorted.
  const partition = topic.partitions[index]
  if (partition?.index !== index) return unknown
  if (partition.leader < 0) return {failure: new Failure(errorCode.leaderNotAvailable), patienceMs: leaderlessMs}
  return {leader: partition.leader, leaderEpoch: partition.leaderEpoch, topicId: topic.id}
}

/**
 * Catches a failed request. `none` is the outcome of each item without an answer: if the broker refused, broke off or
 * left, the items are asked of another broker; if only the item is missing, it has that `code` too.
 */
async function orNone<R>(
  cluster: Cluster,
  code: number,
  ask: () => Promise<R>,
): Promise<{answers?: R; none: Exclude<Outcome<never>, {answer: never}>}> {
  try {
    return {answers: await ask(), none: {failure: new Failure(code)}}
  } catch (error) {
    if (error instanceof KafkaError) return {none: {failure: new Failure(error.code, {brokerText: error.brokerText})}}
    if (!isTransient(error)) throw error
    const failure = new Failure(code, {unreached: error})
    // A possible successor has had time to take over, in an earlier question or in this one.
    if (cluster.isSilent(error.address)) return {none: {failure, final: true}}
    return {none: cluster.hasReached(error.address) ? {failure} : {failure, patienceMs: neverReachedMs}}
  }
}

/** A request may name a partition only once, so the nth item of a partition goes into the nth list. */
export function withoutRepetition<T extends TopicPartition>(items: readonly T[]): T[][] {
  const layers: T[][] = []
  const counts = new Map<string, number>()
  for (const item of items) {
    const place = `${item.partition} ${item.topic}`
    const before = counts.get(place) ?? 0
    counts.set(place, before + 1)
    const layer = (layers[before] ??= [])
    layer.push(item)
  }
  return layers
}
