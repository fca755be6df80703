// Notes about lags on standard error, beside the report.
import type {Cluster} from '../../cluster/cluster.ts'
import type {GroupLags} from '../../groups/lag/lag.ts'
import {unseenOffsets} from '../groups/unseen-offsets.ts'

/** How many are named; the rest are counted. */
const mostTold = 50

/**
 * `why`: also say where a group may be blocked. `uncommitted`: partitions without a committed offset are not a
 * finding.
 */
export async function lagNotes(
  cluster: Cluster,
  {groups}: GroupLags,
  {why, uncommitted}: {readonly why: boolean; readonly uncommitted: boolean},
): Promise<string[]> {
  const blocked = why ? await blockedNotes(cluster, groups) : []
  const unseen = uncommitted ? unseenOffsets(groups) : undefined
  return unseen === undefined ? blocked : [...blocked, unseen]
}

/** Groups whose lag may be caused by an open transaction, and the command that shows it. */
async function blockedNotes(cluster: Cluster, groups: GroupLags['groups']): Promise<string[]> {
  const {blockedGroups} = await import('../../groups/lag/blocked.ts')
  const blocked = await blockedGroups(cluster, groups)
  const notes = blocked
    .slice(0, mostTold)
    .map(
      ({groupId, topic, partition, transactionStart}) =>
        `group ${groupId} may be blocked by an open transaction at offset ${transactionStart} of ${topic}-${partition}, before which readers of committed records wait: kafkit transactions hanging ${topic} --older 1m`,
    )
  return blocked.length > mostTold
    ? [...notes, `the same holds for ${blocked.length - mostTold} more partitions`]
    : notes
}
