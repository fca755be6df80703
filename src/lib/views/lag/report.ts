// The document of `groups lag --output json`. Its rows and findings are flat, so that all of them have the same
// fields.
import type {AgeBasis} from '../../groups/lag/ages.ts'
import type {LagFinding, LagStatus} from '../../groups/lag/finding.ts'
import type {GateResult} from '../../groups/lag/gate.ts'
import {unreadCount, type LagProblem} from '../../groups/lag/group-lag.ts'
import type {GroupLags} from '../../groups/lag/lag.ts'
import {findingText} from './finding-text.ts'
import {problemText} from './problem-text.ts'
import {unreadSince} from './row-text.ts'
import {hostText, type PartitionRow, type SumRow} from './rows.ts'

export interface LagReport extends GroupLags {
  readonly rows: readonly LagRow[]
  readonly status: LagStatus
  /** The worst first. */
  readonly findings: readonly Finding[]
}

/** A partition or a sum, depending on --by. Fields that do not apply to it are null. */
interface LagRow {
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
  /** For a sum, null if the lag of a partition is unknown; `unknown` is the number of such partitions. */
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

interface Finding {
  readonly status: LagFinding['status']
  /** `lag`, `age`, `stuck`, `members`, `state`, `groups`, `missing`, `refused`, or why the lag of a partition is unknown. */
  readonly reason: LagFinding['reason']
  readonly groupId: string | null
  readonly topic: string | null
  readonly partition: number | null
  /** One sentence for people. */
  readonly text: string
}

/** The fields in the order in which they are printed. */
export const lagReport = (
  {status, findings}: GateResult,
  rows: readonly (PartitionRow | SumRow)[],
  lags: GroupLags,
): LagReport => ({
  status,
  findings: findings.map(flatFinding),
  rows: rows.map((row) => (row.by === 'partition' ? flatPartition(row) : flatSum(row))),
  ...lags,
})

function flatFinding(finding: LagFinding): Finding {
  const {status, reason, groupId, topic, partition} = finding
  return {status, reason, groupId, topic, partition, text: findingText(finding)}
}

const flatPartition = (row: PartitionRow): LagRow => {
  const {at} = row
  return {
    group: row.group,
    state: row.state,
    members: row.members,
    topic: at.topic,
    partition: at.partition,
    currentOffset: at.committedOffset,
    committedLeaderEpoch: at.committedLeaderEpoch,
    metadata: at.metadata,
    logStartOffset: at.logStartOffset,
    logEndOffset: at.logEndOffset,
    ...measured(row),
    consumerId: at.member?.memberId ?? null,
    host: at.member ? hostText(at.member.host) : null,
    clientId: at.member?.clientId ?? null,
    partitions: 1,
    unknown: unreadCount(at) === null ? 1 : 0,
    worst: null,
    status: row.status,
    note: at.problem,
    noteText: problemText(at),
  }
}

const flatSum = (row: SumRow): LagRow => ({
  group: row.group,
  state: row.state,
  members: row.members,
  topic: row.by === 'topic' ? row.key : null,
  partition: null,
  currentOffset: null,
  committedLeaderEpoch: null,
  metadata: null,
  logStartOffset: null,
  logEndOffset: null,
  ...measured(row),
  consumerId: row.by === 'member' ? row.key : null,
  host: row.by === 'host' ? row.key : null,
  clientId: null,
  partitions: row.partitionCount,
  unknown: row.unknownCount,
  worst: row.worst,
  status: row.status,
  note: null,
  noteText: null,
})

const measured = (row: PartitionRow | SumRow) => ({
  lag: row.lag,
  ageMs: row.age?.ms ?? null,
  ageBasis: row.age?.basis ?? null,
  unreadSince: unreadSince(row),
  inPerSecond: row.rate?.inPerSecond ?? null,
  outPerSecond: row.rate?.outPerSecond ?? null,
  etaMs: row.rate?.etaMs ?? null,
})
