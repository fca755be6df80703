// A group with members is not reset unless --force removes them.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {Failures} from '../../cluster/outcome.ts'
import {describeGroups, type GroupMember} from '../../groups/describe.ts'
import {removeMembers} from '../../groups/remove-members.ts'
import {getWithin} from '../client/get-within.ts'
import {asJavaError, executionException, JavaError, standardException} from '../java/errors.ts'
import {hashOrder, topicPartitionHash} from '../java/hash-order.ts'
import {consumerGroupProblem} from '../shared/group-failures.ts'
import {placeText} from '../shared/reset-target.ts'

const describeMs = 10_000
/** A member that is unknown may have left by itself in the meantime. */
const mostRetries = 3
const call = 'describeConsumerGroups(api=FIND_COORDINATOR)'

/** Throws IllegalStateException as JavaError if there are members and `force` is not set. */
export async function removeActiveMembers(cluster: Cluster, groupId: string, force: boolean, io: Io): Promise<void> {
  for (let retries = 0; ; retries++) {
    const members = await membersOf(cluster, groupId)
    if (members.length === 0) return
    if (!force)
      throw new JavaError(
        'java.lang.IllegalStateException',
        `Consumer group '${groupId}' is still active and has following members: [${members.map(memberText).join(', ')}]. ` +
          'Make sure to stop all running application instances before running the reset tool. ' +
          "You can use option '--force' to remove active members from the group.",
      )
    io.out(`Force deleting all active members in the group: ${groupId}\n`)
    const failure = await remove(cluster, groupId, members)
    if (!failure) return
    if (!(failure.code === errorCode.unknownMemberId && retries < mostRetries)) throw failure.error
  }
}

/** Empty for a group that does not exist, or that is not a consumer group. Throws ExecutionException as JavaError. */
async function membersOf(cluster: Cluster, groupId: string): Promise<readonly GroupMember[]> {
  const outcome = await getWithin(describeMs, describeGroups(cluster, [groupId])).catch((error: unknown) => {
    const isLate = error instanceof JavaError && error.javaClass === 'java.util.concurrent.TimeoutException'
    const text = `Timed out waiting for a node assignment. Call: ${call}`
    throw executionException(
      isLate ? new JavaError('org.apache.kafka.common.errors.TimeoutException', text) : asJavaError(error, call),
    )
  })
  const {groups, errors} = outcome.open(new Failures())
  const problem = consumerGroupProblem(groupId, groups[0], errors[0])
  if (problem && !problem.javaClass.endsWith('.GroupIdNotFoundException')) throw executionException(problem)
  return problem ? [] : (groups[0]?.members ?? [])
}

async function remove(
  cluster: Cluster,
  groupId: string,
  members: readonly GroupMember[],
): Promise<{readonly code: number; readonly error: JavaError} | undefined> {
  try {
    const outcomes = await removeMembers(cluster, groupId, members, 'member was removed by an admin')
    const failed = outcomes.find((outcome) => outcome.status === 'failed')
    if (!failed) return undefined
    const text = `Encounter exception when trying to remove: ${failed.memberId}`
    const cause = standardException(failed.error)
    const error = new JavaError('org.apache.kafka.common.KafkaException', text, {cause})
    return {code: failed.error.code, error: executionException(error)}
  } catch (error) {
    const thrown = executionException(asJavaError(error, 'leaveGroup(api=FIND_COORDINATOR)'))
    return {code: error instanceof KafkaError ? error.code : errorCode.unknownServerError, error: thrown}
  }
}

/** MemberDescription.toString. */
function memberText(member: GroupMember): string {
  const partitions = (some: readonly TopicPartition[]) =>
    `(topicPartitions=${hashOrder(some, topicPartitionHash).map(placeText).join(',')})`
  const target =
    member.targetAssignment === null ? 'Optional.empty' : `Optional[${partitions(member.targetAssignment)}]`
  return (
    `(memberId=${member.memberId}, groupInstanceId=${member.groupInstanceId}, rackId=${member.rackId}, ` +
    `clientId=${member.clientId}, host=${member.host}, assignment=${partitions(member.assignment)}, ` +
    `targetAssignment=${target}, memberEpoch=${member.memberEpoch}, upgraded=${member.upgraded})`
  )
}
