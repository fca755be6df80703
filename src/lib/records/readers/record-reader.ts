// The interface between input readers and the producer.
import type {Header, Slice} from '../../wire/batch-writer.ts'
import type {PlainLines} from '../../wire/line-kernel.ts'
import type {UsedSchema} from '../formats/json-format.ts'

export type {Header, Slice} from '../../wire/batch-writer.ts'

/**
 * One record on its way to a topic. Readers reuse the object and its slices for the next record, so copy what you keep.
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

/** The record in another topic from which a record was made. */
export interface SourcePlace {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

export interface DecodedWith {
  readonly key?: UsedSchema | undefined
  readonly value?: UsedSchema | undefined
}

/** The position of the present record in the input. */
export interface RecordSource {
  /** The number of bytes before it. */
  readonly offset: number
  /** Its line, counted from 1. */
  readonly line: number
}

/**
 * Cuts a stream of bytes into records. `push` a chunk and call `next()` until it returns false, for every chunk; then
 * call `end()` and `next()` again until it returns false. Once `next()` has returned false, the chunk may be reused.
 * `next()` throws MalformedInput.
 */
export interface RecordReader extends RecordSource {
  readonly record: OutgoingRecord
  /** The number of bytes of the input up to the end of the record that `next()` found. */
  readonly consumed: number
  /** The text of the present record in the input; only for readers of text. */
  readonly text?: string | undefined
  /** What the present record was decoded with, if the input says so; its key or value is then JSON. */
  readonly decodedWith?: DecodedWith | undefined
  /** Only for readers that were asked for sources. */
  readonly source?: SourcePlace | undefined
  push(chunk: Buffer): void
  /** No more chunks follow: what is left is the last record, even without a line end. */
  end(): void
  /** Moves to the next complete record. */
  next(): boolean
  /** Set if records are lines with only key and value, which need not go through this reader. */
  readonly plain?: PlainLines | undefined
  /**
   * Only for readers of lines: these lines and bytes did not go through this reader, but count in `line` and `offset`.
   */
  passed?(lines: number, bytes: number): void
}
