// Lags as rows: one a partition, or one a sum.
import type {Finding, GateResult, LimitedBy, LagStatus} from '../../groups/lag/gate.ts'
import {problemText} from '../../groups/lag/gate.ts'
import type {AgeBasis, UnreadAge} from '../../groups/lag/ages.ts'
import {lagRate, type Positions} from '../../groups/lag/rates.ts'
import {lagTotals, type LagTotal} from '../../groups/lag/totals.ts'
import type {GroupLag, GroupLags, LagProblem, PartitionLag} from '../../groups/lag/lag.ts'

/** What does not apply to a row is null. */
export interface LagRow {
  readonly group: string
  readonly state: string
  readonly members: number
  readonly topic: string | null
  readonly partition: number | null
  readonly currentOffset: number | null
  readonly committedLeaderEpoch: number | null
  readonly metadata: string | null
  readonly logStartOffset: number | null
  readonly logEndOffset: number | null
  readonly lag: number | null
  readonly ageMs: number | null
  readonly ageBasis: AgeBasis | null
  /** When the oldest unread record was written, ISO 8601 in UTC. */
  readonly unreadSince: string | null
  readonly inPerSecond: number | null
  readonly outPerSecond: number | null
  readonly etaMs: number | null
  readonly consumerId: string | null
  readonly host: string | null
  readonly clientId: string | null
  readonly partitions: number
  readonly unknown: number
  /** `topic-partition` with the largest lag. */
  readonly worst: string | null
  readonly status: LagStatus
  readonly note: LagProblem | null
  readonly noteText: string | null
}

/** The document of `groups lag --output json`. */
export interface LagReport extends GateResult, GroupLags {
  readonly rows: readonly LagRow[]
}

/** What an earlier look saw, and how long ago. */
export interface Earlier {
  readonly positions: Positions
  readonly elapsedMs: number
}

export function lagRows(
  groups: readonly GroupLag[],
  by: LimitedBy,
  findings: readonly Finding[],
  before?: Earlier,
): LagRow[] {
  const byGroup = Map.groupBy(findings, ({groupId}) => groupId)
  return groups.flatMap((each) => {
    const found = byGroup.get(each.groupId) ?? []
    const rates = (some: readonly PartitionLag[]): Rates => ratesOf(each.groupId, some, before)
    if (by === 'partition')
      return each.partitions.map((at) => partitionRow(each, at, found, before ? rates([at]) : noRates))
    return lagTotals(each, by).map((total) => sumRow(each, by, total, found, rates(partsOf(each, by, total))))
  })
}

type Rates = Pick<LagRow, 'inPerSecond' | 'outPerSecond' | 'etaMs'>
const noRates: Rates = {inPerSecond: null, outPerSecond: null, etaMs: null}

const ratesOf = (groupId: string, some: readonly PartitionLag[], before: Earlier | undefined): Rates =>
  (before && lagRate(groupId, some, before.positions, before.elapsedMs)) ?? noRates

function sinceOf(age: UnreadAge | null): string | null {
  // Producers may say what they like, also what is no date.
  const date = age?.timestamp == null ? undefined : new Date(age.timestamp)
  return date && !Number.isNaN(date.getTime()) ? date.toISOString() : null
}

const hostOf = (at: PartitionLag) => at.member?.host.replace(/^\//, '') ?? null

function partitionRow({groupId, group}: GroupLag, at: PartitionLag, found: readonly Finding[], rates: Rates): LagRow {
  return {
    group: groupId,
    state: group.state,
    members: group.members.length,
    topic: at.topic,
    partition: at.partition,
    currentOffset: at.committedOffset,
    committedLeaderEpoch: at.committedLeaderEpoch,
    metadata: at.metadata,
    logStartOffset: at.logStartOffset,
    logEndOffset: at.logEndOffset,
    lag: at.lag,
    ageMs: at.age?.ms ?? null,
    ageBasis: at.age?.basis ?? null,
    unreadSince: sinceOf(at.age),
    inPerSecond: rates.inPerSecond,
    outPerSecond: rates.outPerSecond,
    etaMs: rates.etaMs,
    consumerId: at.member?.memberId ?? null,
    host: hostOf(at),
    clientId: at.member?.clientId ?? null,
    partitions: 1,
    unknown: at.lag === null ? 1 : 0,
    worst: null,
    // Of the group as a whole it is told by the group's own lines.
    status:
      found.length === 0
        ? 'ok'
        : worstOf(found.filter(({topic, partition}) => topic === at.topic && partition === at.partition)),
    note: at.problem,
    noteText: at.problem && problemText(at),
  }
}

function partsOf({partitions}: GroupLag, by: LimitedBy, {key}: LagTotal): readonly PartitionLag[] {
  if (by === 'topic') return partitions.filter(({topic}) => topic === key)
  if (by === 'member') return partitions.filter(({member}) => (member?.memberId ?? null) === key)
  return by === 'host' ? partitions.filter(({member}) => (member?.host ?? null) === key) : partitions
}

function sumRow(
  {groupId, group}: GroupLag,
  by: LimitedBy,
  total: LagTotal,
  found: readonly Finding[],
  rates: Rates,
): LagRow {
  const {key, partitionCount, lag, unknownCount, worst, age} = total
  return {
    group: groupId,
    state: group.state,
    members: group.members.length,
    topic: by === 'topic' ? key : null,
    partition: null,
    currentOffset: null,
    committedLeaderEpoch: null,
    metadata: null,
    logStartOffset: null,
    logEndOffset: null,
    lag,
    ageMs: age?.ms ?? null,
    ageBasis: age?.basis ?? null,
    unreadSince: sinceOf(age),
    inPerSecond: rates.inPerSecond,
    outPerSecond: rates.outPerSecond,
    etaMs: rates.etaMs,
    consumerId: by === 'member' ? key : null,
    host: by === 'host' ? (key?.replace(/^\//, '') ?? null) : null,
    clientId: null,
    partitions: partitionCount,
    unknown: unknownCount,
    worst: worst && worst.lag !== null && worst.lag > 0 ? `${worst.topic}-${worst.partition}` : null,
    status: worstOf(by === 'topic' ? found.filter(({topic}) => topic === key || topic === null) : found),
    note: null,
    noteText: null,
  }
}

const order: readonly LagStatus[] = ['critical', 'unknown', 'warning']
const worstOf = (found: readonly Finding[]): LagStatus =>
  order.find((status) => found.some((each) => each.status === status)) ?? 'ok'

/** `5m3s`, `~5m3s` for an estimate, `?` where a lag has no known age; null where nothing was asked. */
export function ageText({ageMs, ageBasis}: LagRow, durationText: (ms: number) => string): string | null {
  if (ageBasis === null) return null
  if (ageMs === null) return '?'
  return ageBasis === 'caughtUp' ? '0s' : `${ageBasis === 'estimate' ? '~' : ''}${durationText(ageMs)}`
}

/**
 * Until nothing is unread; `never` if the lag does not shrink, `-` if it is no more than is written in two seconds: who
 * keeps up always has a little. Null without rates.
 */
export function etaText(
  {etaMs, lag, inPerSecond, outPerSecond}: Pick<LagRow, 'etaMs' | 'lag' | 'inPerSecond' | 'outPerSecond'>,
  durationText: (ms: number) => string,
): string | null {
  if (outPerSecond === null) return null
  if (etaMs !== null) return durationText(etaMs)
  return (lag ?? 0) <= 2 * (inPerSecond ?? 0) ? '-' : 'never'
}
