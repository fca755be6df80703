// What Apache's admin client throws when it looks for the leader of a partition (PartitionLeaderStrategy).
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

/** Error codes of a topic or a partition for which the client repeats the look-up until its time limit. */
export const isLookedForAgain = (code: number): boolean =>
  code === errorCode.unknownTopicOrPartition ||
  code === errorCode.leaderNotAvailable ||
  code === errorCode.notLeaderOrFollower ||
  code === errorCode.replicaNotAvailable ||
  code === errorCode.kafkaStorageError

/** Whether this error code of the topic comes from the metadata and not from a leader. */
export async function isOfTopic(cluster: Cluster, topic: string, code: number): Promise<boolean> {
  const [found] = await cluster.topics([topic])
  return found?.errorCode === code
}

/** The message of a call that ran out of time after several tries; the numbers are ms since the epoch. */
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
