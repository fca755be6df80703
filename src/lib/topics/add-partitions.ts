import {CreatePartitions} from '../apis/create-partitions.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {UsageError, type KafkaError} from '../cluster/errors.ts'
import {limitsFor} from './time-limits.ts'
import {topicError} from './topic-error.ts'

export interface MorePartitions {
  readonly name: string
  /** The new total number of partitions. */
  readonly count: number
  /** The replicas of each added partition, as node ids. */
  readonly assignments?: readonly (readonly number[])[] | undefined
}

export interface AddPartitionsOptions {
  readonly validateOnly?: boolean | undefined
  /** How long the broker may take, ms; defaults to the request time limit. */
  readonly timeoutMs?: number | undefined
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
 * Adds partitions (CreatePartitions). Returns one outcome per topic, in order. Partitions cannot be removed: a smaller count
 * fails, and the broker's message has the current one. Warning that keys move to other partitions is up to the caller.
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
  const results = known.length > 0 ? await ask(cluster, known, {validateOnly, timeoutMs}) : new Map<string, Result>()

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
  readonly errorCode: number
  readonly errorMessage: string | null
}

async function ask(
  cluster: Cluster,
  topics: readonly MorePartitions[],
  {validateOnly, timeoutMs}: {validateOnly: boolean; timeoutMs: number},
): Promise<ReadonlyMap<string, Result>> {
  const {results} = await cluster.call(
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
    },
  )
  return new Map(results.map((result) => [result.name, result]))
}
