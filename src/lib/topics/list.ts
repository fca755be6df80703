import type {Cluster} from '../cluster/cluster.ts'
import type {KafkaError} from '../cluster/errors.ts'

/** Which topics: those named, or all, in both cases only those that match `pattern` and, unless `internal`, no internal ones. */
export interface TopicSelection {
  readonly names?: readonly string[] | undefined
  /** Tried with `test`: anchor it to match whole names. */
  readonly pattern?: RegExp | undefined
  /** Whether Kafka's own (`__consumer_offsets` …) are included; true unless said otherwise. A topic that is named counts anyway. */
  readonly internal?: boolean | undefined
}

export interface ListedTopic {
  readonly name: string
  /** Base64url; null before Kafka 2.8. */
  readonly topicId: string | null
  readonly isInternal: boolean
  readonly partitionCount: number
  /** Replicas of the first partition. */
  readonly replicationFactor: number
}

/** A topic that could not be described or listed. */
export interface TopicFailure {
  readonly name: string
  readonly error: KafkaError
}

/** `topics` sorted by name (UTF-16 order, as Java sorts); `errors` for names that do not exist or may not be seen. */
export async function listTopics(
  _cluster: Cluster,
  _selection: TopicSelection = {},
): Promise<{topics: ListedTopic[]; errors: TopicFailure[]}> {
  throw new Error('being written')
}
