// What a format is: it turns records into bytes. One file per format stands beside this one.
import type {RecordCursor} from '../../wire/records.ts'
import type {TextBuffer} from './text-buffer.ts'

/** What a record does not know itself. */
export interface Place {
  readonly topic: string
  readonly partition: number
  /** Of the batch the record came in; -1: unknown. */
  readonly leaderEpoch: number
  /** NoTimestamp: written in the message format of before Kafka 0.10. */
  readonly timestampType: TimestampType
  /** The record is a transaction's marker: its key says which (two int16: version, 0 abort or 1 commit). */
  readonly control?: boolean
}
export type TimestampType = 'CreateTime' | 'LogAppendTime' | 'NoTimestamp'

/** Writes one record; keeps nothing of it, for all three are reused for the next. */
export type Format = (record: RecordCursor, place: Place, to: TextBuffer) => void
