// The unacknowledged records of one partition: the open batch that is being filled, and the sealed batches in order.
import {monotonicMs} from '../../cluster/monotonic.ts'
import type {BatchWriter, Seal} from '../../wire/batch-writer.ts'
import type {LineKernel} from '../../wire/line-kernel.ts'
import type {OutgoingRecord, RecordSource} from '../readers/record-reader.ts'
import {
  noProducerId,
  restamp,
  sequenceAfter,
  type InputPlace,
  type ProducerIdentity,
  type SealedBatch,
} from './sealed-batch.ts'

export interface PartitionQueueStart {
  readonly identity: ProducerIdentity
  /** The partition must be added to the transaction before anything is sent. */
  readonly notInTransaction: boolean
}

export class PartitionQueue {
  readonly partition: number
  readonly #batches: SealedBatch[] = []
  #leader = -1
  #backingOff = false
  #awaitingMetadata = false
  #lingerExpired = false
  #notInTransaction: boolean
  #identity: ProducerIdentity
  #sequenceConfirmed = false
  /** The sequence number of the next batch. */
  #sequence = 0
  #renumberFrom: number | undefined
  #writer: BatchWriter | undefined
  #place: InputPlace = {bytes: 0, line: 0}
  #takenAt: number | undefined
  #ordinals = new Float64Array(0)
  #ownOrdinals = new Float64Array(256)

  constructor(partition: number, {identity, notInTransaction}: PartitionQueueStart) {
    this.partition = partition
    this.#identity = identity
    this.#notInTransaction = notInTransaction
  }

  // The open batch

  /** The number of records in the open batch. */
  get openRecords(): number {
    return this.#writer?.count ?? 0
  }

  /** Whether there is an open batch, even an empty one. */
  get hasOpenBatch(): boolean {
    return this.#writer !== undefined
  }

  /** Adds a record to the open batch. False: the batch is full, seal it first. */
  add(
    record: OutgoingRecord,
    timestamp: number,
    ordinal: number,
    source: RecordSource,
    newWriter: () => BatchWriter,
  ): boolean {
    const writer = this.#writer ?? this.open(newWriter(), source)
    if (writer.count === 0) this.#place = {bytes: source.offset, line: source.line - 1}
    const at = writer.count
    this.#takenAt ??= monotonicMs()
    if (!writer.add(record.value, record.key, timestamp, record.headers)) return false
    if (at === this.#ordinals.length) {
      const larger = new Float64Array(2 * at)
      larger.set(this.#ordinals)
      this.#ordinals = this.#ownOrdinals = larger
    }
    this.#ordinals[at] = ordinal
    return true
  }

  /** Opens a batch; allowed only if none is open. */
  open(writer: BatchWriter, {offset, line}: RecordSource): BatchWriter {
    this.#place = {bytes: offset, line: line - 1}
    this.#ordinals = writer.slot?.ordinals ?? this.#ownOrdinals
    return (this.#writer = writer)
  }

  /** Lets the kernel write into the open batch. False: the open batch is not in the kernel's memory. */
  lend(kernel: LineKernel): boolean {
    if (this.#writer?.lend(kernel, this.partition)) return true
    kernel.close(this.partition)
    return false
  }

  takeBack(kernel: LineKernel): void {
    this.#writer?.takeBack(kernel, this.partition)
    if (this.openRecords > 0) this.#takenAt ??= monotonicMs()
  }

  /** Whether the open batch has waited for more records as long as it may (linger.ms). */
  get lingerExpired(): boolean {
    return this.#lingerExpired
  }

  expireLinger(): void {
    this.#lingerExpired = true
  }

  /** Seals the open batch and puts it last in the queue; undefined: it holds no record. */
  seal(options: Seal): SealedBatch | undefined {
    const writer = this.#writer
    if (!writer || writer.count === 0) return undefined
    const {id, epoch} = this.#identity
    const records = writer.count
    const weight = writer.size
    const sequence = id < 0 ? -1 : this.#sequence
    this.#sequence = sequenceAfter(this.#sequence, records)
    const bytes = writer.seal({...options, producerId: id, producerEpoch: epoch, baseSequence: sequence})
    const ordinals = this.#ordinals.slice(0, records)
    const batch: SealedBatch = {
      bytes,
      records,
      ordinals,
      place: this.#place,
      weight,
      writer,
      frame: undefined,
      sequence,
      takenAt: this.#takenAt ?? monotonicMs(),
      state: 'waiting',
      attempts: 0,
      lastError: undefined,
      maybeWritten: false,
      reported: false,
    }
    this.#batches.push(batch)
    this.#writer = undefined
    this.#takenAt = undefined
    this.#lingerExpired = false
    return batch
  }

  // The sealed batches

  /** The unacknowledged batches, the oldest first. */
  get batches(): readonly SealedBatch[] {
    return this.#batches
  }

  /** Every record of this partition from before this place is acknowledged; undefined: all added so far. */
  get unacknowledgedFrom(): InputPlace | undefined {
    return this.#batches[0]?.place ?? (this.openRecords > 0 ? this.#place : undefined)
  }

  /** When the oldest unacknowledged record was taken, as monotonicMs(); undefined: there is none. */
  get waitingSince(): number | undefined {
    return this.#batches[0]?.takenAt ?? this.#takenAt
  }

  get inFlight(): boolean {
    return this.#batches.some(({state}) => state === 'sent')
  }

  /** The oldest batch that may be sent now. */
  get nextToSend(): SealedBatch | undefined {
    if (this.#backingOff || this.#notInTransaction) return undefined
    // A leader accepts any first sequence number of a producer. If it refused the first batch and accepted the second, the
    // first could never follow, so the first batch goes alone.
    if (this.#identity.id >= 0 && !this.#sequenceConfirmed && this.inFlight) return undefined
    return this.#batches.find(({state}) => state === 'waiting')
  }

  /** Whether the open batch should be sealed and sent, if no sealed batch is waiting. */
  get openBatchDue(): boolean {
    return this.#lingerExpired && !this.#backingOff
  }

  remove(batch: SealedBatch): void {
    this.#batches.splice(this.#batches.indexOf(batch), 1)
  }

  replace(batch: SealedBatch, parts: readonly SealedBatch[]): void {
    this.#batches.splice(this.#batches.indexOf(batch), 1, ...parts)
  }

  // Leader and retries

  /** Node id; -1: the partition has no leader at present. */
  get leader(): number {
    return this.#leader
  }

  /** Adopts the leader. Batches in flight to the old one must not be overtaken by batches to the new one. */
  follow(leader: number): void {
    if (this.#leader !== leader && this.inFlight) this.#backingOff = true
    this.#leader = leader
  }

  /**
   * Whether a batch failed, so that nothing is sent until every batch in flight has been answered, to keep the order.
   */
  get backingOff(): boolean {
    return this.#backingOff
  }

  backOff(): void {
    this.#backingOff = true
  }

  /** Whether the queue is backing off and should retry only after a while and with fresh metadata. */
  get awaitingMetadata(): boolean {
    return this.#awaitingMetadata
  }

  awaitMetadata(): void {
    this.#backingOff = this.#awaitingMetadata = true
  }

  /** Ends backing off, because nothing is left to retry. */
  endBackOff(): void {
    this.#backingOff = this.#awaitingMetadata = false
  }

  /** Makes all batches ready to be sent, renumbered if necessary. Returns how many of them were sent before. */
  retry(): number {
    if (this.#renumberFrom !== undefined) {
      let sequence = this.#renumberFrom
      for (const batch of this.#batches) {
        restamp(batch, this.#identity, sequence)
        sequence = sequenceAfter(sequence, batch.records)
      }
      this.#sequence = sequence
      this.#renumberFrom = undefined
    }
    let retries = 0
    for (const batch of this.#batches) {
      if (batch.state === 'failed' && batch.attempts > 0) retries++
      batch.state = 'waiting'
    }
    this.endBackOff()
    return retries
  }

  // Producer id and transaction

  get identity(): ProducerIdentity {
    return this.#identity
  }

  /** The leader has accepted a batch of this producer id. */
  confirmSequence(): void {
    this.#sequenceConfirmed = true
  }

  /** Renumbers the queued batches from this number before the next retry, because an earlier batch was given up. */
  renumber(from: number): void {
    this.#renumberFrom ??= from
  }

  /** The leader no longer knows the producer id: call `replaceProducerId` before the next retry. */
  forgetProducerId(): void {
    this.#identity = noProducerId
  }

  /** Renumbers the queued batches from 0 under a new producer id. */
  replaceProducerId(identity: ProducerIdentity): void {
    this.#identity = identity
    this.#renumberFrom = 0
    this.#sequenceConfirmed = false
  }

  /** Whether the partition is not yet part of the transaction, so that nothing may be sent. */
  get notInTransaction(): boolean {
    return this.#notInTransaction
  }

  joinedTransaction(): void {
    this.#notInTransaction = false
  }

  /** Prepares for the next transaction. With a new epoch, sequence numbers start again at 0. */
  adoptProducer({identity, notInTransaction}: PartitionQueueStart): void {
    const {id, epoch} = this.#identity
    if (identity.id !== id || identity.epoch !== epoch) {
      this.#identity = identity
      this.#sequence = 0
      this.#sequenceConfirmed = false
    }
    this.#notInTransaction = notInTransaction
  }
}
