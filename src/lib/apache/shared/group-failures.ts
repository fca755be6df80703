// Exceptions of Apache's admin client about a group.
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import type {KafkaError} from '../../cluster/errors.ts'
import type {GroupDescription, GroupFailure} from '../../groups/describe.ts'
import {JavaError, kafkaException, standardException} from '../java/errors.ts'

/** Without authorization for a group, brokers do not even name its coordinator. */
export const coordinatorRefused = (groupId: string): JavaError =>
  new JavaError(
    'org.apache.kafka.common.errors.GroupAuthorizationException',
    `FindCoordinator request for groupId \`CoordinatorKey(idValue='${groupId}', type=GROUP)\` failed due to authorization failure`,
  )

/** The exception if a group of a newer type cannot be described. */
export function describeFailure({groupId, error, brokerText}: GroupFailure): JavaError {
  if (error.code === errorCode.groupAuthorizationFailed) return coordinatorRefused(groupId)
  if (error.code === errorCode.groupIdNotFound && brokerText)
    return new JavaError('org.apache.kafka.common.errors.GroupIdNotFoundException', brokerText, {
      cause: error,
      relation: 'part',
    })
  return brokerText ? kafkaException(error) : standardException(error)
}

/**
 * What a request about a group throws. Either the group itself is refused, or the look-up of its coordinator already
 * is.
 */
export async function groupRefusal(cluster: Cluster, groupId: string, error: KafkaError): Promise<JavaError> {
  if (error.code !== errorCode.groupAuthorizationFailed) return standardException(error)
  const found = await cluster.coordinator('group', groupId).catch(() => undefined)
  return found === undefined ? coordinatorRefused(groupId) : standardException(error)
}

/** The exception with which Apache's client would fail to describe a group; undefined if it would not. */
export function consumerGroupProblem(
  groupId: string,
  group: GroupDescription | undefined,
  failure: GroupFailure | undefined,
): JavaError | undefined {
  const notFound = (text: string) =>
    new JavaError('org.apache.kafka.common.errors.GroupIdNotFoundException', text, failure && {cause: failure.error})
  const isConsumer = group?.type === 'consumer' || group?.protocolType === 'consumer' || group?.protocolType === ''
  // For a classic group of another protocol (Connect, schema registries), Apache's client names the protocol itself.
  if (group?.type === 'classic' && !isConsumer)
    return new JavaError(
      'java.lang.IllegalArgumentException',
      `GroupId ${groupId} is not a consumer group (${group.protocolType}).`,
    )
  if (group && !(isConsumer && (group.type === 'classic' || group.type === 'consumer')))
    return notFound(`Group ${groupId} is not a consumer group.`)
  if (!failure) return undefined
  if (failure.error.code === errorCode.groupAuthorizationFailed) return coordinatorRefused(groupId)
  if (failure.error.code !== errorCode.groupIdNotFound)
    return failure.brokerText ? kafkaException(failure.error) : standardException(failure.error)
  return failure.brokerText ? notFound(`Group ${groupId} not found.`) : undefined
}
