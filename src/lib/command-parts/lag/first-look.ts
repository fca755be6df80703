// Looks at the same groups twice, for rates and for partitions that stand still.
import type {GroupLags} from '../../groups/lag/lag.ts'
import {positionsOf, type Positions} from '../../groups/lag/rates.ts'
import {findStuck, type SeenCommits} from '../../groups/lag/stuck.ts'

export interface Look {
  /** Ms since the epoch. */
  readonly at: number
  readonly lags: GroupLags
}

/**
 * The part of the first look that is needed to compare it with the second. The rest, which may be large, is not kept.
 */
export interface FirstLook {
  readonly at: number
  readonly positions: Positions
  readonly seen: SeenCommits
}

export const remembered = ({at, lags: {groups}}: Look): FirstLook => ({
  at,
  positions: positionsOf(groups),
  seen: findStuck(groups, {}, {now: at, stuckMs: 0}).seen,
})
