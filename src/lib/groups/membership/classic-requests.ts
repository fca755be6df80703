// The requests of a classic member.
import type {JoinGroup} from '../../apis/join-group.ts'
import type {LeaveGroup} from '../../apis/leave-group.ts'
import type {SyncGroup} from '../../apis/sync-group.ts'
import type {Request} from '../../cluster/connection.ts'
import type {Sent} from '../../wire/schema.ts'
import type {Assignor} from './assignor.ts'
import type {LeaderAssignment} from './leader-assignment.ts'
import {encodeSubscription, type OwnSubscription} from './subscription.ts'
import type {MemberIdentity} from '../../offsets/member-identity.ts'

export interface JoinTerms {
  readonly sessionTimeoutMs: number
  readonly rebalanceTimeoutMs: number
  /** In order of preference. */
  readonly assignors: readonly Assignor[]
  readonly subscription: OwnSubscription
}

export const joinRequest = (
  {groupId, memberId, instanceId}: MemberIdentity,
  {sessionTimeoutMs, rebalanceTimeoutMs, assignors, subscription}: JoinTerms,
): Sent<typeof JoinGroup.request> => ({
  groupId,
  sessionTimeoutMs,
  rebalanceTimeoutMs,
  memberId,
  groupInstanceId: instanceId,
  protocolType: 'consumer',
  protocols: assignors.map((assignor) => ({
    name: assignor.name,
    metadata: encodeSubscription(assignor, subscription),
  })),
})

/** The assignments are empty for a member that is not the leader. */
export const syncRequest = (
  {groupId, memberId, generation, instanceId}: MemberIdentity,
  assignor: Assignor,
  assignments: LeaderAssignment['assignments'] = [],
): Sent<typeof SyncGroup.request> => ({
  groupId,
  generationId: generation,
  memberId,
  groupInstanceId: instanceId,
  protocolType: 'consumer',
  protocolName: assignor.name,
  assignments,
})

export const leaveRequest =
  ({groupId, memberId}: MemberIdentity, reason: string): Request<typeof LeaveGroup.request> =>
  (version) =>
    version < 3 ? {groupId, memberId} : {groupId, members: [{memberId, reason}]}
