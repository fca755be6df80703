// Elects partition leaders (KIP-183, KIP-460).
import {ElectLeaders} from '../apis/elect-leaders.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'

/**
 * `preferred`: the first replica of the assignment, if it is in sync; `unclean`: any live replica, for partitions
 * without a leader, which may lose records.
 */
export type ElectionType = 'preferred' | 'unclean'

export interface ElectionOutcome extends TopicPartition {
  readonly status: 'elected' | 'notNeeded' | 'failed'
  /** Null unless it failed. */
  readonly error: KafkaError | null
}

const codes: Readonly<Record<ElectionType, number>> = {preferred: 0, unclean: 1}

/**
 * `partitions`: null for all; those that need no election then have no outcome. Outcomes are in the order of the
 * response. Throws KafkaError if the whole request is refused, and UnsupportedApi for `unclean` before Kafka 2.4.
 */
export async function electLeaders(
  cluster: Cluster,
  type: ElectionType,
  partitions: readonly TopicPartition[] | null,
): Promise<ElectionOutcome[]> {
  const what = `elect ${type} leaders`
  const {replicaElectionResults} = await cluster.call(
    ElectLeaders,
    {
      electionType: codes[type],
      topicPartitions:
        partitions &&
        [...Map.groupBy(partitions, ({topic}) => topic)].map(([topic, some]) => ({
          topic,
          partitions: some.map(({partition}) => partition),
        })),
      timeoutMs: cluster.settings.requestTimeoutMs ?? 60_000,
    },
    {what},
  )
  return replicaElectionResults.flatMap(({topic, partitionResult}) =>
    partitionResult.map(({partitionId, errorCode: code, errorMessage}): ElectionOutcome => {
      const status = code === errorCode.none ? 'elected' : code === errorCode.electionNotNeeded ? 'notNeeded' : 'failed'
      const error = status === 'failed' ? new KafkaError(code, what, errorMessage) : null
      return {topic, partition: partitionId, status, error}
    }),
  )
}
