// The type of formats, which turn records into bytes. Each format has a file in this folder.
import type {RecordCursor} from '../../wire/records.ts'
import type {TextBuffer} from '../../text/text-buffer.ts'

/** What is known of a record in addition to its fields. */
export interface Place {
  readonly topic: string
  readonly partition: number
  /** The leader epoch of the record's batch; -1: unknown. */
  readonly leaderEpoch: number
  /** NoTimestamp: in the message format before Kafka 0.10. */
  readonly timestampType: TimestampType
  /** The record is a transaction marker, whose key holds two int16: the version, and 0 (abort) or 1 (commit). */
  readonly control?: boolean
  /** How often a share group has delivered the record, this time included; undefined outside share groups. */
  readonly deliveryCount?: number
}
export type TimestampType = 'CreateTime' | 'LogAppendTime' | 'NoTimestamp'

/**
 * Writes one record. Keep none of the arguments, which are reused for the next record. `pieces` lists what it writes,
 * if pieces describe it completely; a kernel may then write many records at once.
 */
export type Format = ((record: RecordCursor, place: Place, to: TextBuffer) => void) & {
  readonly pieces?: readonly Piece[]
}

/** A part of a format that is just bytes or a number of the record. */
export type Piece =
  | {readonly kind: 'text'; readonly text: Buffer}
  /** The bytes as they are; `nothing` stands for null. */
  | {readonly kind: 'key' | 'value'; readonly nothing: Buffer}
  /** Numbers in decimal; the length of null is -1. */
  | {readonly kind: NumberPiece}
  | {readonly kind: 'topic'}
  /** `CreateTime:1700000000000`, `LogAppendTime:…` or `NO_TIMESTAMP`. */
  | {readonly kind: 'typedTimestamp'}
export type NumberPiece = 'offset' | 'timestamp' | 'partition' | 'leaderEpoch' | 'keyLength' | 'valueLength'
