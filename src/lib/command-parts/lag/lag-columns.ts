// The columns of groups lag, for partitions and for sums.
import {problemText} from '../../views/lag/problem-text.ts'
import {ageText, etaText, lagText, rateText, roundedRate, unreadSince} from '../../views/lag/row-text.ts'
import {hostText, type LagRow, type PartitionRow, type SumRow} from '../../views/lag/rows.ts'
import type {Columns} from '../../cli/columns.ts'

const lagColumns = {
  /** Null if unknown; for a sum also if one of its parts is unknown. */
  lag: {
    value: ({lag}: LagRow) => lag,
    text: lagText,
    align: 'right' as const,
    role: ({lag}: LagRow) => (lag === 0 ? ('good' as const) : undefined),
  },
  /** Age of the oldest unread record, ms; null if unknown or not asked for. */
  ageMs: {
    heading: 'AGE',
    value: ({age}: LagRow) => age?.ms ?? null,
    text: ageText,
    align: 'right' as const,
    filled: true,
  },
  /**
   * Where the age comes from: record, batch, estimate (at least this old), or caughtUp; for future and unknown there
   * is no age.
   */
  ageBasis: {value: ({age}: LagRow) => age?.basis ?? null, wide: true, filled: true},
  /** When the oldest unread record was written, ISO 8601 in UTC; null if unknown or not asked for. */
  unreadSince: {value: unreadSince, wide: true, filled: true},
  /** With --sample: records written per second. */
  inPerSecond: {
    heading: 'IN',
    value: ({rate}: LagRow) => (rate ? roundedRate(rate.inPerSecond) : null),
    text: ({rate}: LagRow) => rateText(rate?.inPerSecond),
    align: 'right' as const,
    filled: true,
  },
  /** With --sample: records committed per second. */
  outPerSecond: {
    heading: 'OUT',
    value: ({rate}: LagRow) => (rate ? roundedRate(rate.outPerSecond) : null),
    text: ({rate}: LagRow) => rateText(rate?.outPerSecond),
    align: 'right' as const,
    filled: true,
  },
  /** With --sample: time until nothing is unread, ms; null if the lag does not shrink. */
  etaMs: {
    heading: 'ETA',
    value: ({rate}: LagRow) => (rate === null || rate.etaMs === null ? null : Math.round(rate.etaMs)),
    text: etaText,
    align: 'right' as const,
    filled: true,
  },
}

const statusColumn = {
  value: ({status}: LagRow) => status,
  text: ({status}: LagRow) => (status === 'ok' ? null : status),
  role: ({status}: LagRow) => (status === 'critical' ? ('bad' as const) : ('warn' as const)),
  filled: true,
}

/** `topic` and `partition` are typed as nullable because the published schema of rows has always said so. */
export const partitionColumns = {
  group: {value: ({group}) => group, role: () => 'name'},
  topic: {value: ({at}): string | null => at.topic, role: () => 'name'},
  partition: {value: ({at}): number | null => at.partition, align: 'right'},
  /** The committed offset; null if there is none. */
  currentOffset: {value: ({at}) => at.committedOffset, align: 'right'},
  leaderEpoch: {value: ({at}) => at.committedLeaderEpoch, align: 'right', wide: true, filled: true},
  logStartOffset: {value: ({at}) => at.logStartOffset, align: 'right', wide: true},
  logEndOffset: {value: ({at}) => at.logEndOffset, align: 'right'},
  ...lagColumns,
  /** The member that owns the partition. */
  consumerId: {value: ({at}) => at.member?.memberId ?? null, filled: true, wide: true},
  host: {value: ({at}) => (at.member ? hostText(at.member.host) : null), filled: true},
  clientId: {value: ({at}) => at.member?.clientId ?? null, filled: true},
  /** What the consumer stored with the offset. */
  metadata: {value: ({at}) => at.metadata, text: ({at}) => at.metadata || null, wide: true, filled: true},
  /** ok, warning, unknown or critical. */
  status: statusColumn,
  /** Why the lag is unknown, or differs from the number of records that a consumer will read. */
  note: {value: ({at}) => at.problem, text: ({at}) => problemText(at), role: () => 'warn', filled: true},
} satisfies Columns<PartitionRow>

export const sumColumns = {
  group: {value: ({group}) => group, role: () => 'name'},
  state: {value: ({state}) => state, role: ({state}) => (state === 'Stable' ? 'good' : 'warn')},
  members: {heading: '#MEMBERS', value: ({members}) => members, align: 'right'},
  topic: {value: ({by, key}) => (by === 'topic' ? key : null), filled: true},
  /** With --by member. */
  consumerId: {value: ({by, key}) => (by === 'member' ? key : null), filled: true},
  /** With --by host. */
  host: {value: ({by, key}) => (by === 'host' ? key : null), filled: true},
  partitions: {heading: '#PARTITIONS', value: ({partitionCount}) => partitionCount, align: 'right'},
  ...lagColumns,
  /** Partitions whose lag is unknown. */
  unknown: {
    value: ({unknownCount}) => unknownCount,
    text: ({unknownCount}) => unknownCount || null,
    align: 'right',
    role: () => 'warn',
    filled: true,
  },
  /** The partition with the largest lag. */
  worst: {value: ({worst}) => worst, filled: true},
  /** ok, warning, unknown or critical. */
  status: statusColumn,
} satisfies Columns<SumRow>
