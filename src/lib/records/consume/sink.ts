// The seam between the fetcher, which gets record batches from brokers, and their owner, which takes them.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {Batch, RecordCursor} from '../../wire/records.ts'
import type {Position} from './position.ts'
import type {OffsetReset} from './start.ts'

export interface FetchSizes {
  /** How long a broker may hold a fetch that has less than `minBytes` to return (fetch.max.wait.ms); default 500. */
  maxWaitMs?: number
  /** fetch.min.bytes; default 1. */
  minBytes?: number
  /** For the responses of all brokers together; default 16 MiB. A first batch that is larger still comes whole. */
  maxBytes?: number
  /** Per partition and response; default 1 MiB. A first batch that is larger still comes whole. */
  partitionMaxBytes?: number
}

export interface FetcherSettings {
  readonly sizes: FetchSizes
  readonly readCommitted: boolean
  /** Hand on transaction markers too. */
  readonly controlRecords: boolean
  /** client.rack; '' for none. */
  readonly rack: string
  readonly outOfRange: OffsetReset
  /** How long a partition may be unreadable before that is an error, ms. */
  readonly patienceMs: number
  /** Monotonic clock, ms. */
  readonly now: () => number
}

/** Records that cannot be read: what the broker has there is no valid batch. */
export interface Damage extends TopicPartition {
  /** Their first offset. */
  readonly from: number
  /** Their last one; null: where the next batch begins is unknown, so the rest of the partition cannot be read. */
  readonly to: number | null
  readonly reason: string
}

/** What the fetcher asks of its owner. `fail` ends everything; the calls about one partition come in the order of its log. */
export interface Sink {
  /**
   * Take the batch's records from `position.read.offset` on, and move that offset. Resolves when more records can be taken.
   * `unpacked`: the batch's records if they were decompressed ahead of time. Keep no reference to the arguments' bytes.
   */
  take(position: Position, batch: Batch, cursor: RecordCursor, unpacked: Buffer | undefined): Promise<void>
  /** Move on to this offset: there are no records to hand on before it. */
  skip(position: Position, offset: number): void
  /** Continue at this offset, which may lie before the present one. */
  seek(position: Position, offset: number): void
  /** Write out what was taken: no more records are at hand. */
  flush(): void
  /** All positions have been read to their end. */
  end(): void
  /** Tell the user: a leader moved, an offset was reset. */
  notify(text: string): void
  fail(error: Error): void
  /** Records cannot be read. True: they are left out; false: that is an error. */
  mayLeaveOut(damage: Damage): boolean
  /** The topic was deleted. True: drop the position; false: that is an error. */
  mayDrop(position: Position): boolean
}
