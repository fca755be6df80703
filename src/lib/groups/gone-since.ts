import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {plainly} from '../cluster/errors.ts'
import {groupError} from '../cluster/group-error.ts'
import type {GroupFailure} from './group-failure.ts'
import type {ListedGroup} from './list.ts'

/**
 * The failures of listed groups, without those of groups that have disappeared since, which nobody named. A group that
 * is not found because it has moved since has not disappeared: its new coordinator may not know it yet (it shows only
 * what is below the high watermark), and stays a failure.
 */
export async function unlessGone(
  cluster: Cluster,
  failures: readonly GroupFailure[],
  listed: readonly ListedGroup[],
): Promise<GroupFailure[]> {
  const missing = failures.filter(({error}) => error.code === errorCode.groupIdNotFound).map(({groupId}) => groupId)
  if (missing.length === 0) return [...failures]
  const homes = new Map(listed.map(({groupId, coordinator}) => [groupId, coordinator]))
  const now = await cluster.findCoordinators('group', missing)
  return failures.flatMap((failure) => {
    const {groupId, error} = failure
    const home = homes.get(groupId)
    if (error.code !== errorCode.groupIdNotFound || home === undefined) return [failure]
    if (now.get(groupId) === home) return []
    const moved = plainly(`broker ${home} listed it, and the broker to which it has moved does not know it`)
    return [{groupId, error: groupError(errorCode.notCoordinator, 'describe', groupId, moved)}]
  })
}
