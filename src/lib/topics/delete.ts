import {DeleteTopics} from '../apis/delete-topics.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import type {KafkaError} from '../cluster/errors.ts'
import {chunks} from '../cluster/pooled.ts'
import {zeroUuid} from '../wire/schema.ts'
import {inTurnWithinQuota, type QuotaAnswer, type QuotaPatience} from './mutation-quota.ts'
import {topicIdOrNull} from './list.ts'
import {limitsFor} from './time-limits.ts'
import {topicError} from './topic-error.ts'

export type DeleteTopicOutcome =
  | {
      readonly name: string
      readonly status: 'deleted'
      /** Base64url; null before Kafka 2.8. */
      readonly topicId: string | null
    }
  | {readonly name: string; readonly status: 'failed'; readonly error: KafkaError}

/** Deletes topics and all their records, without asking. Returns one outcome per distinct name, in the same order. */
export async function deleteTopics(
  cluster: Cluster,
  names: readonly string[],
  options: QuotaPatience & {
    /** The time limit for the broker, ms; default: the request time limit. */
    readonly timeoutMs?: number | undefined
    /** Called with the number of topics that have an outcome, if several requests are needed. */
    readonly onProgress?: ((done: number) => void) | undefined
  } = {},
): Promise<DeleteTopicOutcome[]> {
  const {timeoutMs = cluster.settings.requestTimeoutMs ?? 30_000} = options
  return inTurnWithinQuota<string, DeleteTopicOutcome>(
    chunks([...new Set(names)], mostTopics),
    (some) => deleteSome(cluster, some, timeoutMs),
    {
      codeOf: (outcome) => (outcome.status === 'failed' ? outcome.error.code : errorCode.none),
      failed: (name, code, text) => ({name, status: 'failed', error: topicError(code, 'delete', name, text)}),
      patience: options,
    },
  )
}

/**
 * The most topics in one request: brokers remove logs topic by topic, and answer when the controller has finished all.
 */
const mostTopics = 1000

async function deleteSome(
  cluster: Cluster,
  wanted: readonly string[],
  timeoutMs: number,
): Promise<QuotaAnswer<DeleteTopicOutcome>> {
  let lost = false
  const {responses, throttleTimeMs} = await cluster.call(
    DeleteTopics,
    (version) => ({
      ...(version < 6 ? {topicNames: wanted} : {topics: wanted.map((name) => ({name, topicId: zeroUuid}))}),
      timeoutMs,
    }),
    {
      ...limitsFor(timeoutMs, cluster),
      what: wanted.length === 1 ? `delete topic ${wanted[0]}` : `delete ${wanted.length} topics`,
      errors: (answer) => answer.responses.map((response) => response.errorCode),
      onLostAnswer: () => (lost = true),
    },
  )
  const results = new Map(responses.map((response) => [response.name, response]))
  const outcomes = wanted.map((name): DeleteTopicOutcome => {
    const result = results.get(name)
    const code = result?.errorCode ?? errorCode.unknownServerError
    if (result && code === errorCode.none) return {name, status: 'deleted', topicId: topicIdOrNull(result.topicId)}
    // The first try has deleted it.
    if (lost && code === errorCode.unknownTopicOrPartition) return {name, status: 'deleted', topicId: null}
    return {name, status: 'failed', error: topicError(code, 'delete', name, result?.errorMessage)}
  })
  return {outcomes, throttleTimeMs}
}
