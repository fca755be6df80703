import type {KafkaError} from '../../cluster/errors.ts'
import type {CountRange} from './count-range.ts'
import type {LagProblem, PartitionLag} from './group-lag.ts'

export type LagStatus = 'ok' | 'warning' | 'critical' | 'unknown'

/** The group, topic and partition that a finding is about; null if it is about none, or about several. */
export interface FindingPlace {
  readonly groupId: string | null
  readonly topic: string | null
  readonly partition: number | null
}

/** Something that is not as it should be, as data; views/lag/finding-text.ts makes sentences of it. */
export type LagFinding = FindingPlace &
  (
    | Absence
    | ({readonly status: 'critical'; readonly reason: 'groups' | 'members'} & Counted)
    | {
        readonly status: 'critical'
        readonly reason: 'state'
        readonly state: string
        readonly expected: readonly string[]
      }
    /** The group has no partitions at all. */
    | {readonly status: 'unknown'; readonly reason: 'nothingCommitted'}
    | {readonly status: 'unknown'; readonly reason: LagProblem; readonly at: PartitionLag}
    | {
        readonly status: 'unknown'
        readonly reason: 'ageUnknown'
        readonly error: KafkaError | null
        /** The record's timestamp if it is ahead of this machine's clock, ms since the epoch. */
        readonly stampedAt: number | null
      }
    | Excess
    /** The committed offset has not moved for `forMs`, and `written` records were written in that time. */
    | {readonly status: 'critical'; readonly reason: 'stuck'; readonly forMs: number; readonly written: number}
    /** --stuck has never seen the partition before. */
    | {readonly status: 'unknown'; readonly reason: 'firstLook'}
  )

/** Something that was requested and does not exist, or may not be seen. */
type Absence =
  | {readonly status: 'unknown'; readonly reason: 'missing'; readonly what: 'group' | 'topic'}
  /** No group matches the pattern. */
  | {readonly status: 'unknown'; readonly reason: 'missing'; readonly what: 'pattern'; readonly pattern: string}
  | {readonly status: 'unknown'; readonly reason: 'refused'; readonly what: 'group'; readonly error: KafkaError}
  /** A broker that did not list its groups. */
  | {
      readonly status: 'unknown'
      readonly reason: 'refused'
      readonly what: 'broker'
      readonly node: number
      readonly error: Error
    }

interface Counted {
  readonly count: number
  readonly expected: CountRange
}

/** A limit that is exceeded. `key` as in Measure; `value` and `limit` are records for `lag`, ms for `age`. */
interface Excess {
  readonly status: 'warning' | 'critical'
  readonly reason: 'lag' | 'age'
  readonly key: string | null
  readonly value: number
  readonly limit: number
}
