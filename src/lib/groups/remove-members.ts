import {LeaveGroup} from '../apis/leave-group.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, UnsupportedApi} from '../cluster/errors.ts'
import type {GroupMember} from './group-description.ts'

export type RemoveMemberOutcome =
  | {readonly memberId: string; readonly status: 'removed'}
  | {readonly memberId: string; readonly status: 'failed'; readonly error: KafkaError}

/** From this version on, a request names several members, and can name static ones. */
const firstWithMembers = 3

/**
 * Makes members of a classic group leave it (KIP-345, Kafka 2.4), static ones by their instance id; members that
 * still run will join again. Returns an outcome for each, in order. Throws KafkaError if the group as a whole cannot
 * be changed.
 */
export async function removeMembers(
  cluster: Cluster,
  groupId: string,
  members: readonly Pick<GroupMember, 'memberId' | 'groupInstanceId'>[],
  reason: string,
): Promise<RemoveMemberOutcome[]> {
  const what = `remove members from group ${groupId}`
  const answer = await cluster.call(
    LeaveGroup,
    (version) => {
      if (version < firstWithMembers)
        throw new UnsupportedApi(
          `${what}: this needs version ${firstWithMembers} of LeaveGroup (Kafka 2.4), the broker has ${version}`,
        )
      return {
        groupId,
        members: members.map((member) =>
          isStatic(member)
            ? {memberId: '', groupInstanceId: member.groupInstanceId, reason}
            : {memberId: member.memberId, groupInstanceId: null, reason},
        ),
      }
    },
    {what, to: {group: groupId}},
  )
  return members.map((member) => {
    const {memberId} = member
    const found = answer.members.find((each) =>
      isStatic(member) ? each.groupInstanceId === member.groupInstanceId : each.memberId === memberId,
    )
    const code = found?.errorCode ?? errorCode.unknownServerError
    return code === errorCode.none
      ? {memberId, status: 'removed'}
      : {memberId, status: 'failed', error: new KafkaError(code, `remove member ${memberId} from group ${groupId}`)}
  })
}

/** An instance id is never empty; some implementations send an empty one for none. */
const isStatic = ({groupInstanceId}: Pick<GroupMember, 'groupInstanceId'>) =>
  groupInstanceId !== null && groupInstanceId !== ''
