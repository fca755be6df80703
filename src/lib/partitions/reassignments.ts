// Moves replicas of partitions to other brokers (KIP-455).
import {AlterPartitionReassignments} from '../apis/alter-partition-reassignments.ts'
import {ListPartitionReassignments} from '../apis/list-partition-reassignments.ts'
import type {Cluster, Target} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'

export interface Reassignment extends TopicPartition {
  /** Node ids of the replicas that stay, are added and will be removed. */
  readonly replicas: readonly number[]
  readonly adding: readonly number[]
  readonly removing: readonly number[]
}
export interface ReassignmentOptions {
  /** `any`: the cluster was opened at the active controller. */
  readonly to?: Target | undefined
}

/** The reassignments under way of these partitions or (null) of all, in the order of the response. */
export async function listReassignments(
  cluster: Cluster,
  partitions: readonly TopicPartition[] | null,
  {to}: ReassignmentOptions = {},
): Promise<Reassignment[]> {
  const asked =
    partitions &&
    [...Map.groupBy(partitions, ({topic}) => topic)].map(([name, some]) => ({
      name,
      partitionIndexes: some.map(({partition}) => partition),
    }))
  const {topics} = await cluster.call(
    ListPartitionReassignments,
    {topics: asked},
    {what: 'list partition reassignments', to},
  )
  return topics.flatMap(({name, partitions: some}) =>
    some.map(({partitionIndex, replicas, addingReplicas, removingReplicas}) => ({
      topic: name,
      partition: partitionIndex,
      replicas,
      adding: addingReplicas,
      removing: removingReplicas,
    })),
  )
}

export interface NewReassignment extends TopicPartition {
  /** Node ids, the preferred leader first; null: cancel the reassignment. */
  readonly replicas: readonly number[] | null
}
export interface AlterReassignmentsOptions extends ReassignmentOptions {
  /**
   * Whether a partition may get more or fewer replicas than it has; throws UnsupportedApi for false before Kafka 4.1.
   */
  readonly allowReplicationFactorChange?: boolean
}
export interface ReassignmentOutcome extends TopicPartition {
  /** Null: the controller has started (or cancelled) it. */
  readonly error: KafkaError | null
}

/**
 * Starts or cancels reassignments; returns an outcome for each, by topic and partition. Throws KafkaError if the
 * controller refuses the whole request.
 */
export async function alterReassignments(
  cluster: Cluster,
  reassignments: readonly NewReassignment[],
  {to, allowReplicationFactorChange = true}: AlterReassignmentsOptions = {},
): Promise<ReassignmentOutcome[]> {
  const what = 'reassign partitions'
  const inOrder = reassignments.toSorted(byTopicAndPartition)
  const {responses} = await cluster.call(
    AlterPartitionReassignments,
    {
      allowReplicationFactorChange,
      topics: [...Map.groupBy(inOrder, ({topic}) => topic)].map(([name, some]) => ({
        name,
        partitions: some.map(({partition, replicas}) => ({partitionIndex: partition, replicas})),
      })),
    },
    {what, to},
  )
  const answers = new Map(
    responses.flatMap(({name, partitions}) =>
      partitions.map((answer) => [`${answer.partitionIndex} ${name}`, answer] as const),
    ),
  )
  return inOrder.map(({topic, partition}) => {
    const answer = answers.get(`${partition} ${topic}`)
    const code = answer?.errorCode ?? errorCode.unknownServerError
    const text = answer ? answer.errorMessage : 'the controller did not answer for it'
    return {topic, partition, error: code === errorCode.none ? null : new KafkaError(code, what, text)}
  })
}

/** Sorts topics as Java compares strings, then partitions. */
export const byTopicAndPartition = (a: TopicPartition, b: TopicPartition): number =>
  a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1
