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
  /** Numbers of its records, counted from 1 as they were added. */
  readonly ordinals: Float64Array
  readonly batch: Buffer
}

export interface Producer {
  /** Live: always the same object. */
  readonly counters: ProducerCounters
  /** What ended the producer: it takes no more records. */
  readonly failure: Error | undefined
  /**
   * Takes a record, and its place in the input for `place`. The record may be reused at once. Returns a promise only if the
   * caller should wait before it adds more. Raises what ended the producer (DeliveryError names the records), and
   * MalformedInput for a partition that does not exist.
   */
  add(record: OutgoingRecord, source?: RecordSource): Promise<void> | undefined
  /**
   * After `failure`: the batches of all records that were neither acknowledged nor reported to `onDelivery`, to which nothing
   * more is reported of them.
   */
  undelivered(): UndeliveredBatch[]
  /** After `failure`: counts these, and reports them to `onDelivery` with what became of them. Then nothing is waited for. */
  reportUndelivered(): void
  /** A faster way for plain lines, if there is one for this reader. Ask before anything is added. */
  bulk(input: BulkInput): BulkLines | undefined
  /**
   * Commits the transaction when everything added so far is acknowledged, and with it `place`, which is kept in the cluster,
   * and the offsets of `read`. `abort`, or a crash, undoes everything since the last commit.
   */
  commit(place?: CommittedPlace, read?: ReadSource): Promise<void>
  abort(): Promise<void>
  /** With transactions: the place that was committed last. */
  committedPlace(): Promise<CommittedPlace | undefined>
  /**
   * Where to resume if everything unacknowledged is lost: everything before `whole` is acknowledged, and everything that
   * goes to a partition from before its place in `partitions` (bytes). `taken`: the place behind the last record added.
   */
  place(taken: InputPlace): {whole: InputPlace; partitions: number[]}
  /** The partition that a record goes to, if that does not depend on the records before it. */
  fixedPartition(record: OutgoingRecord): number | undefined
  /** Resolves when everything added so far is acknowledged, or given up with onError `continue`. */
  flush(): Promise<void>
}
