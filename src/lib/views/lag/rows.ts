// Lags as rows: one for each partition, or one for each sum.
import type {UnreadAge} from '../../groups/lag/ages.ts'
import type {FindingPlace, LagFinding, LagStatus} from '../../groups/lag/finding.ts'
import type {GroupLag, PartitionLag} from '../../groups/lag/group-lag.ts'
import type {LimitedBy} from '../../groups/lag/measures.ts'
import {lagRate, type EarlierLook, type LagRate} from '../../groups/lag/rates.ts'
import {lagTotals, type LagKey, type LagTotal} from '../../groups/lag/totals.ts'

interface RowBase {
  readonly group: string
  readonly state: string
  /** How many members the group has. */
  readonly members: number
  /** Null if the lag of a partition is unknown. */
  readonly lag: number | null
  /** The age of the oldest unread record; null unless requested. */
  readonly age: UnreadAge | null
  /** Null unless there was an earlier look. */
  readonly rate: LagRate | null
  readonly status: LagStatus
}

export interface PartitionRow extends RowBase {
  readonly by: 'partition'
  readonly at: PartitionLag
}

export interface SumRow extends RowBase {
  readonly by: LagKey
  /** The topic, member id or host; null for the group as a whole, and for partitions that no member owns. */
  readonly key: string | null
  readonly partitionCount: number
  /** Sum of the known lags: the lag is at least this. */
  readonly knownLag: number
  /** The number of partitions whose lag is unknown and therefore missing in `knownLag`. */
  readonly unknownCount: number
  /** `topic-partition` with the largest lag; null if nothing is unread. */
  readonly worst: string | null
}

export type LagRow = PartitionRow | SumRow

/** The findings determine the status of the rows; rates are computed from `earlier`. */
export interface RowContext {
  readonly findings: readonly LagFinding[]
  readonly earlier: EarlierLook | undefined
}

export const lagRows = (groups: readonly GroupLag[], by: LimitedBy, context: RowContext): LagRow[] =>
  by === 'partition' ? partitionRows(groups, context) : sumRows(groups, by, context)

export function partitionRows(groups: readonly GroupLag[], {findings, earlier}: RowContext): PartitionRow[] {
  const byGroup = Map.groupBy(findings, ({groupId}) => groupId)
  return groups.flatMap((each) => {
    const found = byGroup.get(each.groupId) ?? []
    return each.partitions.map((at): PartitionRow => {
      // A finding about the group as a whole belongs to none of its partitions.
      const own = ({topic, partition}: FindingPlace) => topic === at.topic && partition === at.partition
      return {
        by: 'partition',
        ...groupFields(each),
        lag: at.lag,
        age: at.age,
        rate: earlier ? lagRate(each.groupId, [at], earlier) : null,
        status: worstStatus(found.filter(own)),
        at,
      }
    })
  })
}

export function sumRows(groups: readonly GroupLag[], by: LagKey, {findings, earlier}: RowContext): SumRow[] {
  const byGroup = Map.groupBy(findings, ({groupId}) => groupId)
  return groups.flatMap((each) =>
    lagTotals(each, by).map((total): SumRow => {
      const found = byGroup.get(each.groupId) ?? []
      const {key, lag, age, partitions, knownLag, unknownCount} = total
      const own = ({topic}: FindingPlace) => by !== 'topic' || topic === key || topic === null
      return {
        by,
        ...groupFields(each),
        lag,
        age,
        rate: earlier ? lagRate(each.groupId, partitions, earlier) : null,
        status: worstStatus(found.filter(own)),
        key: by === 'host' && key !== null ? hostText(key) : key,
        partitionCount: partitions.length,
        knownLag,
        unknownCount,
        worst: worstPlace(total),
      }
    }),
  )
}

/** Brokers report hosts with a leading slash: `/127.0.0.1`. */
export const hostText = (host: string): string => host.replace(/^\//, '')

const groupFields = ({groupId, group}: GroupLag) => ({
  group: groupId,
  state: group.state,
  members: group.members.length,
})

const worstPlace = ({worst}: LagTotal): string | null =>
  worst && worst.lag !== null && worst.lag > 0 ? `${worst.topic}-${worst.partition}` : null

const severity: readonly LagStatus[] = ['critical', 'unknown', 'warning']
const worstStatus = (findings: readonly LagFinding[]): LagStatus =>
  severity.find((status) => findings.some((each) => each.status === status)) ?? 'ok'
