// The interface between the fetcher, which gets record batches from brokers, and its owner, which takes them.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {Batch, RecordCursor} from '../../wire/records.ts'
import type {Position} from './position.ts'
import type {OffsetReset} from './start.ts'

export interface FetchSizes {
  /** How long a broker may hold back a response that has less than `minBytes` (fetch.max.wait.ms); default 500. */
  maxWaitMs?: number
  /** fetch.min.bytes; default 1. */
  minBytes?: number
  /** For the responses of all brokers together; default 16 MiB. A larger first batch is still sent whole. */
  maxBytes?: number
  /** Per partition and response; default 1 MiB. A larger first batch is still sent whole. */
  partitionMaxBytes?: number
}

export interface FetcherSettings {
  readonly sizes: FetchSizes
  readonly readCommitted: boolean
  /** Also hand on transaction markers. */
  readonly controlRecords: boolean
  /** client.rack; '' for none. */
  readonly rack: string
  readonly outOfRange: OffsetReset
  /** The records have no limit, so that what the broker has is read as a whole. */
  readonly wantsAll: boolean
  /** Buffers for the answers of a further connection (see `BufferPool.lend`). */
  readonly places?: (() => readonly Buffer[]) | undefined
  /** How long a partition may be unreadable before that is an error, ms. */
  readonly patienceMs: number
  /** Monotonic clock, ms. */
  readonly now: () => number
}

/** Records that cannot be read, because what the broker has there is not a valid batch. */
export interface Damage extends TopicPartition {
  /** The first offset. */
  readonly from: number
  /** The last offset; null: it is unknown where the next batch begins, so the rest of the partition cannot be read. */
  readonly to: number | null
  readonly reason: string
}

/**
 * The calls that the fetcher makes to its owner. `fail` ends everything; calls about one partition are made in the
 * order of its log.
 */
export interface Sink {
  /**
   * Take the batch's records from `position.read.offset` on, and move that offset. Resolves when more records can be
   * taken. `unpacked`: the batch's records if they were decompressed ahead of time. Do not keep references to the bytes
   * of the arguments.
   */
  take(position: Position, batch: Batch, cursor: RecordCursor, unpacked: Buffer | undefined): Promise<void>
  /** Move forward to this offset, because there are no records before it. */
  skip(position: Position, offset: number): void
  /** Continue at this offset, which may be before the present one. */
  seek(position: Position, offset: number): void
  /** Write what was taken, because no more records are available now. */
  flush(): void
  /** All positions have been read to their end. */
  end(): void
  /** Tell the user, for example that a leader moved or an offset was reset. */
  notify(text: string): void
  fail(error: Error): void
  /** Called for records that cannot be read. True: leave them out; false: it is an error. */
  mayLeaveOut(damage: Damage): boolean
  /** Called when the topic was deleted. True: drop the position; false: it is an error. */
  mayDrop(position: Position): boolean
}
