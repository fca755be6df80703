// What Apache's admin client says when it looks for the leader of a partition (PartitionLeaderStrategy).
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {JavaError} from '../java/errors.ts'

/** The exception for a topic's own error code in the metadata. */
export function lookupFailure({topic, partition}: TopicPartition, code: number): JavaError {
  const why =
    code === errorCode.unknownTopicOrPartition
      ? `because metadata for topic \`${topic}\` could not be found`
      : code === errorCode.topicAuthorizationFailed
        ? 'due to topic authorization failure'
        : code === errorCode.invalidTopicException
          ? `due to invalid topic \`${topic}\``
          : `due to unexpected error for topic \`${topic}\``
  return new JavaError(
    kafkaErrors(code).exception,
    `Failed to fetch metadata for partition ${topic}-${partition} ${why}`,
  )
}

/** Codes of a topic or a partition for which the client goes on looking until its time is over. */
export const isLookedForAgain = (code: number): boolean =>
  code === errorCode.unknownTopicOrPartition ||
  code === errorCode.leaderNotAvailable ||
  code === errorCode.notLeaderOrFollower ||
  code === errorCode.replicaNotAvailable ||
  code === errorCode.kafkaStorageError

/** Whether the metadata, and not a leader, gives this code for the topic. */
export async function isOfTopic(cluster: Cluster, topic: string, code: number): Promise<boolean> {
  const [found] = await cluster.topics([topic])
  return found?.errorCode === code
}

/** What a call says whose time is over after some tries; the numbers are ms since the epoch. */
export const callTimedOut = (
  call: string,
  {deadline, tries, next, cause}: {deadline: number; tries: number; next: number; cause?: unknown},
): JavaError =>
  new JavaError(
    'org.apache.kafka.common.errors.TimeoutException',
    `Call(callName=${call}, deadlineMs=${deadline}, tries=${tries}, nextAllowedTryMs=${next}) ` +
      `timed out at ${deadline} after ${tries} attempt(s)`,
    {cause},
  )
