import {CreateTopics} from '../apis/create-topics.ts'
import {mostRecords, weighed} from '../cluster/batches.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, plainly, UsageError} from '../cluster/errors.ts'
import {configSource, type ConfigEntry} from '../configs/config-entry.ts'
import type {Got} from '../wire/schema.ts'
import {inTurnWithinQuota, type QuotaAnswer, type QuotaPatience} from './mutation-quota.ts'
import {topicIdOrNull} from './list.ts'
import {limitsFor} from './time-limits.ts'
import {topicError} from './topic-error.ts'
import {metricName} from './topic-name.ts'

/**
 * Either counts (default: the broker's, since Kafka 2.4), or the replicas of each partition with the preferred leader
 * first.
 */
export interface NewTopic {
  readonly name: string
  readonly partitions?: number | undefined
  readonly replicationFactor?: number | undefined
  readonly assignments?: readonly (readonly number[])[] | undefined
  readonly configs?: Readonly<Record<string, string>> | undefined
}

export interface CreateTopicsInput extends QuotaPatience {
  readonly topics: readonly NewTopic[]
  /** An existing topic is left unchanged, and is not a failure. */
  readonly ifNotExists?: boolean | undefined
  /** Let the broker validate the request without creating anything. */
  readonly validateOnly?: boolean | undefined
  /** The time limit for the broker per request, ms; default: the request time limit. */
  readonly timeoutMs?: number | undefined
  /** Called with the number of topics that have an outcome, if several requests are needed. */
  readonly onProgress?: ((done: number) => void) | undefined
  /** An answer was lost and the request sent again: topics that already exist may be those of the first try. */
  readonly onLostAnswer?: (() => void) | undefined
}

/**
 * `validated`: the topic would have been created. What the broker chose is null before Kafka 2.4 (CreateTopics v5), and
 * without the DescribeConfigs permission.
 */
export type CreateTopicOutcome =
  | {
      readonly name: string
      readonly status: 'created' | 'validated'
      /** Base64url; null before Kafka 2.8, and if only validated. */
      readonly topicId: string | null
      readonly partitionCount: number | null
      readonly replicationFactor: number | null
      readonly configs: readonly ConfigEntry[] | null
    }
  | {readonly name: string; readonly status: 'exists'}
  | {readonly name: string; readonly status: 'failed'; readonly error: KafkaError}

/**
 * Creates topics in as many consecutive requests as necessary; returns one outcome per topic, in the same order. Throws
 * UsageError, before anything is sent, for contradictory input: counts and an assignment, or a name given twice. Names
 * are left to the broker; check them with checkTopicName first.
 */
export async function createTopics(cluster: Cluster, input: CreateTopicsInput): Promise<CreateTopicOutcome[]> {
  const {topics} = input
  check(topics)
  return inTurnWithinQuota<NewTopic, CreateTopicOutcome>(
    weighed(topics, recordsOf, mostRecords),
    (some) => createSome(cluster, some, input),
    {
      codeOf: (outcome) => (outcome.status === 'failed' ? outcome.error.code : errorCode.none),
      failed: ({name}, code, text) => ({name, status: 'failed', error: topicError(code, 'create', name, text)}),
      patience: input,
    },
  )
}

/** The number of partitions that is assumed for a topic without one; num.partitions is rarely larger. */
const mostDefaultPartitions = 50

/** The number of records that the controller writes for a topic. */
const recordsOf = ({partitions = mostDefaultPartitions, assignments, configs = {}}: NewTopic) =>
  1 + (assignments?.length ?? partitions) + Object.keys(configs).length

async function createSome(
  cluster: Cluster,
  topics: readonly NewTopic[],
  {ifNotExists = false, validateOnly = false, ...input}: CreateTopicsInput,
): Promise<QuotaAnswer<CreateTopicOutcome>> {
  const timeoutMs = input.timeoutMs ?? cluster.settings.requestTimeoutMs ?? 30_000
  let lost = false
  const response = await cluster.call(
    CreateTopics,
    (version) => {
      if (version < 4) topics.forEach(checkCounts)
      return {topics: topics.map(asSent), timeoutMs, validateOnly}
    },
    {
      ...limitsFor(timeoutMs, cluster),
      what: topics.length === 1 ? `create topic ${topics[0]?.name}` : `create ${topics.length} topics`,
      errors: (answer) => answer.topics.map((topic) => topic.errorCode),
      onLostAnswer: () => {
        lost = true
        input.onLostAnswer?.()
      },
    },
  )
  const results = new Map(response.topics.map((result) => [result.name, result]))
  const entryOf = once(configEntry)
  const outcomes = topics.map(({name}): CreateTopicOutcome => {
    const result = results.get(name)
    const code = result?.errorCode ?? errorCode.unknownServerError
    if (code === errorCode.topicAlreadyExists && ifNotExists) return {name, status: 'exists'}
    if (lost && code === errorCode.topicAlreadyExists)
      return {name, status: 'failed', error: new KafkaError(code, `create topic ${name}`, perhapsOurs)}
    if (!result || code !== errorCode.none)
      return {name, status: 'failed', error: topicError(code, 'create', name, result?.errorMessage)}
    return {name, status: validateOnly ? 'validated' : 'created', ...choices(result, entryOf)}
  })
  return {outcomes, throttleTimeMs: response.throttleTimeMs}
}

const perhapsOurs = plainly(
  'it already exists; it may be from this command, which was sent again because the connection broke before its answer came',
)

function check(topics: readonly NewTopic[]) {
  const seen = new Set<string>()
  const metrics = new Map<string, string>()
  for (const {name, partitions, replicationFactor, assignments} of topics) {
    if (seen.has(name)) throw new UsageError(`create topic ${name}: it is named twice`)
    // Brokers check for collisions with existing topics, but not within a request.
    const metric = metricName(name)
    const collision = metrics.get(metric)
    metrics.set(metric, name)
    if (collision !== undefined)
      throw new UsageError(
        `create topic ${name}: its metrics would collide with those of ${collision}, because '.' and '_' are the same in metric names`,
      )
    seen.add(name)
    if (assignments && (partitions !== undefined || replicationFactor !== undefined))
      throw new UsageError(
        `create topic ${name}: a replica assignment determines the numbers of partitions and replicas; leave out the counts`,
      )
    if (partitions !== undefined && !(Number.isInteger(partitions) && partitions > 0))
      throw new UsageError(`create topic ${name}: the number of partitions must be at least 1, not ${partitions}`)
    if (
      replicationFactor !== undefined &&
      !(Number.isInteger(replicationFactor) && replicationFactor > 0 && replicationFactor <= 32_767)
    )
      throw new UsageError(
        `create topic ${name}: the replication factor must be between 1 and 32767, not ${replicationFactor}`,
      )
  }
}

/** Brokers have defaults since CreateTopics v4 (Kafka 2.4, KIP-464). */
function checkCounts({name, partitions, replicationFactor, assignments}: NewTopic) {
  if (!assignments && (partitions === undefined || replicationFactor === undefined))
    throw new UsageError(
      `create topic ${name}: this broker is older than Kafka 2.4 and has no defaults; ` +
        'give the number of partitions and the replication factor',
    )
}

const asSent = ({name, partitions = -1, replicationFactor = -1, assignments = [], configs = {}}: NewTopic) => ({
  name,
  numPartitions: partitions,
  replicationFactor,
  assignments: assignments.map((brokerIds, partitionIndex) => ({partitionIndex, brokerIds})),
  configs: Object.entries(configs).map(([key, value]) => ({name: key, value})),
})

type Result = Got<typeof CreateTopics.response>['topics'][number]

type Config = NonNullable<Result['configs']>[number]

/** If `topicConfigErrorCode` is set, the topic was created, but its configs may not be read and the counts are -1. */
function choices(result: Result, entryOf: (config: Config) => ConfigEntry) {
  return {
    topicId: topicIdOrNull(result.topicId),
    partitionCount: result.numPartitions < 0 ? null : result.numPartitions,
    replicationFactor: result.replicationFactor < 0 ? null : result.replicationFactor,
    configs: result.topicConfigErrorCode === errorCode.none && result.configs ? result.configs.map(entryOf) : null,
  }
}

const configEntry = ({name, value, readOnly, configSource: source, isSensitive}: Config): ConfigEntry => ({
  name,
  value,
  source: configSource(source),
  readOnly,
  isSensitive,
  type: 'UNKNOWN',
  synonyms: [],
  documentation: null,
})

/** The response has the same object for equal configs of many topics (`repeating`). */
function once<T extends object, R>(make: (of: T) => R): (of: T) => R {
  const made = new Map<T, R>()
  return (of) => {
    const known = made.get(of)
    if (known !== undefined) return known
    const fresh = make(of)
    made.set(of, fresh)
    return fresh
  }
}
