import {CreateTopics} from '../apis/create-topics.ts'
import {inTurn, mostRecords, weighed} from '../cluster/batches.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {UsageError, type KafkaError} from '../cluster/errors.ts'
import {configSource, type ConfigEntry} from '../configs/config-entry.ts'
import type {Got} from '../wire/schema.ts'
import {topicIdOrNull} from './list.ts'
import {limitsFor} from './time-limits.ts'
import {topicError} from './topic-error.ts'
import {collidingTopics} from './topic-name.ts'

/** Either counts (left out: the broker's defaults, from Kafka 2.4) or the replicas of each partition, preferred leader first. */
export interface NewTopic {
  readonly name: string
  readonly partitions?: number | undefined
  readonly replicationFactor?: number | undefined
  readonly assignments?: readonly (readonly number[])[] | undefined
  readonly configs?: Readonly<Record<string, string>> | undefined
}

export interface CreateTopicsInput {
  readonly topics: readonly NewTopic[]
  /** A topic that exists already is no failure (it is left as it is). */
  readonly ifNotExists?: boolean | undefined
  /** Only ask the broker whether it would. */
  readonly validateOnly?: boolean | undefined
  /** How long the broker may take for a request, ms; the request time limit if left out. */
  readonly timeoutMs?: number | undefined
  /** Told how many topics have an outcome, where they take several requests. */
  readonly onProgress?: ((done: number) => void) | undefined
}

/** `validated`: it would have been created. What was chosen is null before Kafka 2.4 (CreateTopics v5) or without DescribeConfigs right. */
export type CreateTopicOutcome =
  | {
      readonly name: string
      readonly status: 'created' | 'validated'
      /** Null before Kafka 2.8 and when only validated. */
      readonly topicId: string | null
      readonly partitionCount: number | null
      readonly replicationFactor: number | null
      readonly configs: readonly ConfigEntry[] | null
    }
  | {readonly name: string; readonly status: 'exists'}
  | {readonly name: string; readonly status: 'failed'; readonly error: KafkaError}

/**
 * One outcome per topic, in their order; as many requests as it takes, one after the other. UsageError, before anything is sent, for what contradicts itself (counts and an
 * assignment, a name given twice). Names are left to the broker: check them with checkTopicName at the edge.
 */
export async function createTopics(cluster: Cluster, input: CreateTopicsInput): Promise<CreateTopicOutcome[]> {
  const {topics, onProgress} = input
  check(topics)
  return inTurn(
    weighed(topics, recordsOf, mostRecords),
    (piece) => createSome(cluster, piece, input),
    ({name}, code, text) => ({name, status: 'failed', error: topicError(code, 'create', name, text)}),
    {onProgress},
  )
}

/** What a topic without a number of partitions is taken for: num.partitions is hardly ever more. */
const mostDefaultPartitions = 50

/** What the controller writes for a topic. */
const recordsOf = ({partitions = mostDefaultPartitions, assignments, configs = {}}: NewTopic) =>
  1 + (assignments?.length ?? partitions) + Object.keys(configs).length

async function createSome(
  cluster: Cluster,
  topics: readonly NewTopic[],
  {ifNotExists = false, validateOnly = false, ...input}: CreateTopicsInput,
): Promise<CreateTopicOutcome[]> {
  const timeoutMs = input.timeoutMs ?? cluster.settings.requestTimeoutMs ?? 30_000
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
    },
  )
  const results = new Map(response.topics.map((result) => [result.name, result]))
  return topics.map(({name}) => {
    const result = results.get(name)
    const code = result?.errorCode ?? errorCode.unknownServerError
    if (code === errorCode.topicAlreadyExists && ifNotExists) return {name, status: 'exists'}
    if (!result || code !== errorCode.none)
      return {name, status: 'failed', error: topicError(code, 'create', name, result?.errorMessage)}
    return {name, status: validateOnly ? 'validated' : 'created', ...choices(result)}
  })
}

function check(topics: readonly NewTopic[]) {
  const seen = new Set<string>()
  for (const {name, partitions, replicationFactor, assignments} of topics) {
    if (seen.has(name)) throw new UsageError(`create topic ${name}: it is named twice`)
    // Brokers compare with topics that exist, not with those of the same request.
    const [collision] = collidingTopics(name, seen)
    if (collision !== undefined)
      throw new UsageError(
        `create topic ${name}: its metrics would be mixed up with those of ${collision}, as '.' and '_' are the same there`,
      )
    seen.add(name)
    if (assignments && (partitions !== undefined || replicationFactor !== undefined))
      throw new UsageError(
        `create topic ${name}: a replica assignment says how many partitions and replicas there are; leave out the counts`,
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

/** Only from CreateTopics v4 (Kafka 2.4, KIP-464) on has the broker defaults to give. */
function checkCounts({name, partitions, replicationFactor, assignments}: NewTopic) {
  if (!assignments && (partitions === undefined || replicationFactor === undefined))
    throw new UsageError(
      `create topic ${name}: this broker is older than Kafka 2.4 and chooses no defaults; ` +
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

/** `topicConfigErrorCode` set: created, but we may not see its configs, and the counts are -1. */
function choices(result: Result) {
  return {
    topicId: topicIdOrNull(result.topicId),
    partitionCount: result.numPartitions < 0 ? null : result.numPartitions,
    replicationFactor: result.replicationFactor < 0 ? null : result.replicationFactor,
    configs:
      result.topicConfigErrorCode === errorCode.none && result.configs
        ? result.configs.map(({name, value, readOnly, configSource: source, isSensitive}) => ({
            name,
            value,
            source: configSource(source),
            readOnly,
            isSensitive,
            type: 'UNKNOWN' as const,
            synonyms: [],
            documentation: null,
          }))
        : null,
  }
}
