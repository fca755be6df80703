import type {OutgoingRecord, RecordSource, SourcePlace} from '../readers/record-reader.ts'
import type {BulkInput, BulkLines} from './bulk-lines.ts'
import type {ProducerCounters} from './producer-settings.ts'
import type {InputPlace} from './sealed-batch.ts'
import type {CommittedPlace} from './transaction.ts'

export type {CompressionName, Delivery, ProducerCounters, ProducerSettings} from './producer-settings.ts'

/** How far the source topics of the records were read: the next offsets, to be committed for this group. */
export interface ReadSource {
  readonly group: string
  readonly offsets: readonly SourcePlace[]
}

export interface UndeliveredBatch {
  /** Numbers of the records, counted from 1 in the order in which they were added. */
  readonly ordinals: Float64Array
  readonly batch: Buffer
}

export interface Producer {
  /** Live counters: always the same object. */
  readonly counters: ProducerCounters
  /** The error that ended the producer, which then takes no more records. */
  readonly failure: Error | undefined
  /**
   * Takes a record, and its position in the input for `place`. The record may be reused at once. Returns a promise only
   * if the caller should wait before it adds more. Throws the error that ended the producer (DeliveryError names the
   * records), and MalformedInput for a partition that does not exist.
   */
  add(record: OutgoingRecord, source?: RecordSource): Promise<void> | undefined
  /**
   * After `failure`: the batches of all records that were neither acknowledged nor reported to `onDelivery`. Nothing
   * more is reported about them.
   */
  undelivered(): UndeliveredBatch[]
  /**
   * After `failure`: counts the undelivered records and reports them, with their fate, to `onDelivery`. Nothing is
   * awaited afterwards.
   */
  reportUndelivered(): void
  /** A faster way for plain lines, if this reader allows it. Call it before anything is added. */
  bulk(input: BulkInput): BulkLines | undefined
  /**
   * Commits the transaction once everything added so far is acknowledged, together with `place`, which is kept in the
   * cluster, and the offsets of `read`. `abort`, or a crash, undoes everything since the last commit.
   */
  commit(place?: CommittedPlace, read?: ReadSource): Promise<void>
  abort(): Promise<void>
  /** With transactions: the place of the last commit. */
  committedPlace(): Promise<CommittedPlace | undefined>
  /**
   * Where to resume if everything unacknowledged is lost. Everything before `whole` is acknowledged, and so is every
   * record of a partition that is before the partition's place in `partitions` (bytes). `taken`: the place after the
   * last record added.
   */
  place(taken: InputPlace): {whole: InputPlace; partitions: number[]}
  /** The partition that a record goes to, if it does not depend on earlier records. */
  fixedPartition(record: OutgoingRecord): number | undefined
  /** Resolves when everything added so far is acknowledged, or given up with onError `continue`. */
  flush(): Promise<void>
}
