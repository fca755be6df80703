// One question to many brokers: grouped so that each is asked once, answered item by item, and what moved meanwhile is
// asked again at its new place.
import {BackOff, Deadline} from './back-off.ts'
import type {Cluster, TopicMetadata} from './cluster.ts'
import {errorCode, kafkaErrors} from './error-codes.ts'
import {ConnectionError, KafkaError, isTransient} from './errors.ts'

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}
/** What the metadata adds to a partition, for the request. */
export interface Located {
  readonly topicId: string
  readonly leaderEpoch: number
}
export interface Outcome {
  readonly errorCode: number
  /** Why the leader could not be asked; with NETWORK_EXCEPTION only. */
  readonly unreached?: string | undefined
}
export interface FanOutOptions {
  /** How long to go on asking for items that have no leader or coordinator, or moved, ms. */
  readonly patienceMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** An election takes about this long on a healthy cluster; longer than that, "no leader" is the answer. */
const usualPatienceMs = 3000

/** For these, the leader asked was the wrong one or is not ready: refresh and ask again. */
const moved: ReadonlySet<number> = new Set([
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

/**
 * Asks the leader of each partition, all leaders at once, one request a leader. The outcomes are in the order of the
 * items; a partition that has no leader has error code 5, one that does not exist 3, whatever else the broker said.
 * Raises what concerns all of them: no broker reachable, an API that is missing.
 */
export async function askLeaders<T extends TopicPartition, R extends Outcome>(
  cluster: Cluster,
  items: readonly T[],
  ask: (node: number, items: readonly (T & Located)[]) => Promise<readonly (R & TopicPartition)[]>,
  options: FanOutOptions = {},
): Promise<(R | Outcome)[]> {
  const names = [...new Set(items.map(({topic}) => topic))]
  const place = ({topic, partition}: TopicPartition) => `${partition} ${topic}`
  return askInRounds<T, R>(items, options, async (open, again) => {
    const topics = new Map((await cluster.topics(names, {refresh: again})).map((topic) => [topic.name, topic]))
    const outcomes = new Map<T, R | Outcome>()
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
        const {answers = [], gone} = await unlessGone(() => ask(node, asked))
        for (const answer of answers) {
          const item = original.get(place(answer))
          if (item) outcomes.set(item, answer)
        }
        const silent = {errorCode: errorCode.networkException, unreached: gone?.message}
        for (const one of asked) {
          const item = original.get(place(one))
          if (item && !outcomes.has(item)) outcomes.set(item, silent)
        }
      }),
    )
    return outcomes
  })
}

/**
 * Asks the coordinator of each group or transactional id, all coordinators at once, with all their keys together. An
 * outcome for each key; a key whose coordinator cannot be found has that error code.
 */
export async function askCoordinators<R extends Outcome>(
  cluster: Cluster,
  kind: 'group' | 'transaction',
  keys: readonly string[],
  ask: (node: number, keys: readonly string[]) => Promise<ReadonlyMap<string, R>>,
  options: FanOutOptions = {},
): Promise<Map<string, R | Outcome>> {
  const outcomes = await askInRounds<string, R>(
    keys,
    options,
    async (open) => {
      const outcomes = new Map<string, R | Outcome>()
      const byNode = new Map<number, string[]>()
      for (const [key, found] of await findCoordinators(cluster, kind, open)) {
        if (typeof found !== 'number') outcomes.set(key, found)
        else if (byNode.has(found)) byNode.get(found)?.push(key)
        else byNode.set(found, [key])
      }
      await Promise.all(
        [...byNode].map(async ([node, asked]) => {
          const {answers} = await unlessGone(() => ask(node, asked))
          for (const key of asked) {
            const outcome = answers?.get(key) ?? {errorCode: errorCode.coordinatorNotAvailable}
            if (movedCoordinator.has(outcome.errorCode)) cluster.forgetCoordinator(kind, key)
            outcomes.set(key, outcome)
          }
        }),
      )
      return outcomes
    },
    movedCoordinator,
  )
  return new Map(keys.map((key, at) => [key, outcomes[at] ?? {errorCode: errorCode.unknownServerError}]))
}
const movedCoordinator: ReadonlySet<number> = new Set([
  errorCode.coordinatorLoadInProgress,
  errorCode.coordinatorNotAvailable,
  errorCode.notCoordinator,
])

/** Asks every live broker; a failure of one is kept beside the answers of the others. */
export async function askBrokers<R>(
  cluster: Cluster,
  ask: (node: number) => Promise<R>,
): Promise<({readonly node: number; readonly value: R} | {readonly node: number; readonly error: Error})[]> {
  const brokers = await cluster.brokers()
  return Promise.all(
    brokers.map(async ({id: node}) => {
      try {
        return {node, value: await ask(node)}
      } catch (error) {
        if (!(error instanceof KafkaError) && !(error instanceof ConnectionError)) throw error
        return {node, error}
      }
    }),
  )
}

/** Repeats `round` for the items whose outcome says that another broker must be asked. */
async function askInRounds<T, R extends Outcome>(
  items: readonly T[],
  {patienceMs = usualPatienceMs, signal}: FanOutOptions,
  round: (open: readonly T[], again: boolean) => Promise<ReadonlyMap<T, R | Outcome>>,
  retried: ReadonlySet<number> = moved,
): Promise<(R | Outcome)[]> {
  const outcomes = new Map<T, R | Outcome>()
  const deadline = new Deadline(patienceMs)
  const backOff = new BackOff()
  let open: readonly T[] = items
  for (let again = false; open.length > 0; again = true) {
    for (const [item, outcome] of await round(open, again)) outcomes.set(item, outcome)
    open = open.filter((item) => {
      const outcome = outcomes.get(item)
      return outcome !== undefined && !('final' in outcome) && retried.has(outcome.errorCode)
    })
    if (open.length === 0 || deadline.over) break
    await backOff.wait(deadline, signal)
  }
  return items.map((item) => {
    const outcome = outcomes.get(item) ?? {errorCode: errorCode.unknownServerError}
    return 'final' in outcome ? {errorCode: outcome.errorCode} : outcome
  })
}

/** The leader of a partition, or the error code if there is none; `final`: asking again would not help. */
function leaderOf(
  topic: TopicMetadata | undefined,
  index: number,
): (Outcome & {final?: true}) | (Located & {leader: number}) {
  if (topic === undefined) return {errorCode: errorCode.unknownTopicOrPartition, final: true}
  if (topic.errorCode !== errorCode.none) {
    const waiting = topic.errorCode !== errorCode.unknownTopicOrPartition && kafkaErrors(topic.errorCode).retriable
    return waiting ? {errorCode: topic.errorCode} : {errorCode: topic.errorCode, final: true}
  }
  // Indexes have no holes, and the list is sorted.
  const partition = topic.partitions[index]
  if (partition?.index !== index) return {errorCode: errorCode.unknownTopicOrPartition, final: true}
  if (partition.leader < 0) return {errorCode: errorCode.leaderNotAvailable}
  return {leader: partition.leader, leaderEpoch: partition.leaderEpoch, topicId: topic.id}
}

/** `gone` if the broker broke off or left: its items are asked of another one. */
async function unlessGone<R>(ask: () => Promise<R>): Promise<{answers?: R; gone?: ConnectionError}> {
  try {
    return {answers: await ask()}
  } catch (error) {
    if (isTransient(error)) return {gone: error}
    throw error
  }
}

async function findCoordinators(
  cluster: Cluster,
  kind: 'group' | 'transaction',
  keys: readonly string[],
): Promise<[string, number | Outcome][]> {
  try {
    const found = await cluster.coordinators(kind, keys)
    return keys.map((key): [string, number | Outcome] => [
      key,
      found.get(key)?.nodeId ?? {errorCode: errorCode.coordinatorNotAvailable},
    ])
  } catch (error) {
    if (!(error instanceof KafkaError) || keys.length === 1) {
      if (error instanceof KafkaError)
        return keys.map((key): [string, number | Outcome] => [key, {errorCode: error.code}])
      throw error
    }
    // One of many is refused: ask one by one to learn which.
    return (await Promise.all(keys.map((key) => findCoordinators(cluster, kind, [key])))).flat()
  }
}

/** A request may name a partition only once: the nth item of a partition goes into the nth list. */
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
