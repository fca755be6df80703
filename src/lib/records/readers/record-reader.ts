// What readers of input hand to the producer.
import type {Header, Slice} from '../../wire/batch-writer.ts'
import type {PlainLines} from '../../wire/line-kernel.ts'

export type {Header, Slice} from '../../wire/batch-writer.ts'

/**
 * One record on its way to a topic. Readers reuse the object (and its slices) for the next record, so whoever takes it
 * copies what it needs at once.
 */
export interface OutgoingRecord {
  /** null: no key. */
  key: Slice | null
  /** null: a tombstone. */
  value: Slice | null
  headers: readonly Header[]
  /** Milliseconds since 1970; null: the time of sending. */
  timestamp: number | null
  /** null: the partitioner decides. */
  partition: number | null
}

/** The record of a topic that a record was made of. */
export interface SourcePlace {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** Where the present record is in the input. */
export interface RecordSource {
  /** Bytes in front of it. */
  readonly offset: number
  /** Counts from 1. */
  readonly line: number
}

/**
 * Cuts a stream of bytes into records: `push` a chunk, then `next()` until it is false, at last `end()` and `next()` again.
 * A chunk is left alone once `next()` has said false. Malformed input raises MalformedInput, a UsageError.
 */
export interface RecordReader extends RecordSource {
  readonly record: OutgoingRecord
  /** Bytes of the input up to the end of the record that `next()` found. */
  readonly consumed: number
  /** Of readers that were told to look for it. */
  readonly source?: SourcePlace | undefined
  push(chunk: Buffer): void
  /** No more chunks follow: what is left is the last record, also without a line end. */
  end(): void
  /** Moves to the next complete record. */
  next(): boolean
  /** Where each record is a line of which nothing but key and value is read: they may be taken past this reader. */
  readonly plain?: PlainLines | undefined
  /** Of readers of lines: so many lines (and bytes) were taken past this reader; they count in `line` and `offset`. */
  passed?(lines: number, bytes: number): void
}
