import {CreatePartitions} from '../apis/create-partitions.ts'
import {mostRecords, weighed} from '../cluster/batches.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {UnsupportedApi, UsageError, type KafkaError} from '../cluster/errors.ts'
import {inTurnWithinQuota, type QuotaAnswer, type QuotaPatience} from './mutation-quota.ts'
import {limitsFor} from './time-limits.ts'
import {topicError} from './topic-error.ts'

export interface MorePartitions {
  readonly name: string
  /** The new total number of partitions. */
  readonly count: number
  /** The replicas of each added partition, as node ids. */
  readonly assignments?: readonly (readonly number[])[] | undefined
}

export interface AddPartitionsOptions extends QuotaPatience {
  readonly validateOnly?: boolean | undefined
  /** The time limit for the broker, ms; default: the request time limit. */
  readonly timeoutMs?: number | undefined
  /** Called with the number of topics that have an outcome, if several requests are needed. */
  readonly onProgress?: ((done: number) => void) | undefined
}

/** `previousCount` comes from the metadata before the request; null if the topic is unknown. */
export type AddPartitionsOutcome =
  | {
      readonly name: string
      readonly status: 'added' | 'validated'
      readonly previousCount: number
      readonly count: number
    }
  | {
      readonly name: string
      readonly status: 'failed'
      readonly previousCount: number | null
      readonly error: KafkaError
    }

/**
 * Adds partitions (CreatePartitions). Returns one outcome per topic, in the same order. Partitions cannot be removed: a
 * smaller count fails, and the broker's message contains the current one. The caller must warn that keys move to other
 * partitions.
 */
export async function addPartitions(
  cluster: Cluster,
  topics: readonly MorePartitions[],
  options: AddPartitionsOptions = {},
): Promise<AddPartitionsOutcome[]> {
  const {validateOnly = false, timeoutMs = cluster.settings.requestTimeoutMs ?? 30_000} = options
  const names = topics.map(({name}) => name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw new UsageError(`add partitions to topic ${twice}: it is named twice`)

  const before = new Map((await cluster.topics(names, {refresh: true})).map((topic) => [topic.name, topic]))
  const known = topics.filter(({name}) => before.get(name)?.errorCode === errorCode.none)
  const added = ({name, count}: MorePartitions) => Math.max(1, count - (before.get(name)?.partitions.length ?? 0))
  const answers = await inTurnWithinQuota<MorePartitions, Result>(
    weighed(known, added, mostRecords),
    (some) => ask(cluster, some, {validateOnly, timeoutMs}),
    {
      codeOf: ({errorCode: code}) => code,
      failed: ({name}, code, text) => ({name, errorCode: code, errorMessage: text}),
      patience: options,
    },
  )
  const results = new Map(answers.map((result) => [result.name, result]))

  return topics.map(({name, count}) => {
    const topic = before.get(name)
    const known = topic?.errorCode === errorCode.none
    const code = known ? (results.get(name)?.errorCode ?? errorCode.unknownServerError) : topic?.errorCode
    const previousCount = known ? topic.partitions.length : null
    if (code === errorCode.none && previousCount !== null)
      return {name, status: validateOnly ? 'validated' : 'added', previousCount, count}
    const error = topicError(
      code ?? errorCode.unknownTopicOrPartition,
      'add partitions to',
      name,
      results.get(name)?.errorMessage,
    )
    return {name, status: 'failed', previousCount, error}
  })
}

interface Result {
  readonly name: string
  readonly errorCode: number
  readonly errorMessage: string | null
}

async function ask(
  cluster: Cluster,
  topics: readonly MorePartitions[],
  {validateOnly, timeoutMs}: {validateOnly: boolean; timeoutMs: number},
): Promise<QuotaAnswer<Result>> {
  let lost = false
  const {results, throttleTimeMs} = await cluster.call(
    CreatePartitions,
    {
      topics: topics.map(({name, count, assignments}) => ({
        name,
        count,
        assignments: assignments?.map((brokerIds) => ({brokerIds})) ?? null,
      })),
      timeoutMs,
      validateOnly,
    },
    {
      ...limitsFor(timeoutMs, cluster),
      what:
        topics.length === 1
          ? `add partitions to topic ${topics[0]?.name}`
          : `add partitions to ${topics.length} topics`,
      errors: (answer) => answer.results.map((result) => result.errorCode),
      onLostAnswer: () => (lost = true),
    },
  )
  const byName = new Map(results.map((result) => [result.name, result]))
  // The first try may have added them: then it has as many as were wanted, and the second was refused for that.
  const refused = topics.filter(({name}) => lost && byName.get(name)?.errorCode === errorCode.invalidPartitions)
  if (refused.length > 0) {
    const now = new Map(
      (
        await cluster.topics(
          refused.map(({name}) => name),
          {refresh: true},
        )
      ).map((topic) => [topic.name, topic.partitions.length]),
    )
    for (const {name, count} of refused)
      if (now.get(name) === count) byName.set(name, {name, errorCode: errorCode.none, errorMessage: null})
  }
  const missing = errorCode.unknownServerError
  return {
    outcomes: topics.map(({name}) => byName.get(name) ?? {name, errorCode: missing, errorMessage: null}),
    throttleTimeMs,
  }
}

/**
 * The names that the controller knows, even if no broker has heard of them yet. It asks for one partition: for an
 * existing topic the controller answers that this is too few, and changes nothing. Without the right to alter a topic,
 * the topic counts as unknown.
 */
export async function knownToController(cluster: Cluster, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return []
  const timeoutMs = cluster.settings.requestTimeoutMs ?? 30_000
  const topics = names.map((name) => ({name, count: 1}))
  const {outcomes: results} = await ask(cluster, topics, {validateOnly: true, timeoutMs}).catch((error: unknown) => {
    // A broker before Kafka 1.0.
    if (!(error instanceof UnsupportedApi)) throw error
    return {outcomes: []}
  })
  const known: readonly number[] = [errorCode.none, errorCode.invalidPartitions]
  return results.filter((result) => known.includes(result.errorCode)).map(({name}) => name)
}
