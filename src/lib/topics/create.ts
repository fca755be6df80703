import type {Cluster} from '../cluster/cluster.ts'
import type {KafkaError} from '../cluster/errors.ts'
import type {ConfigEntry} from '../configs/config-entry.ts'

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
  readonly timeoutMs?: number | undefined
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

/** One outcome per topic, in their order. Names are left to the broker: check them with checkTopicName at the edge. */
export async function createTopics(_cluster: Cluster, _input: CreateTopicsInput): Promise<CreateTopicOutcome[]> {
  throw new Error('being written')
}
