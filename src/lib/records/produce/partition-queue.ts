// The way of records into one partition: the batch being filled, and those that are not acknowledged yet, in order.
import type {BatchWriter, Seal} from '../../wire/batch-writer.ts'
import type {LineKernel} from '../../wire/line-kernel.ts'
import type {OutgoingRecord, RecordSource} from '../readers/record-reader.ts'
import {nobody, sequenceAfter, type InputPlace, type ProducerIdentity, type SealedBatch} from './sealed-batch.ts'

export class Lane {
  readonly partition: number
  /** Node id; -1: nobody leads at present. */
  leader = -1
  /** Oldest first. */
  queue: SealedBatch[] = []
  /** Something failed: nothing is sent until everything unanswered is answered, so that order is kept. */
  muted = false
  /** Muted, and it takes a while (and a look at the metadata) before trying again makes sense. */
  troubled = false
  /** The open batch has waited long enough (linger). */
  overdue = false
  identity: ProducerIdentity = nobody
  /** The partition has taken a batch of this identity. */
  known = false
  /** Of the next batch. */
  sequence = 0
  /** Not a part of the transaction yet: nothing may be sent. */
  outside = false
  /** A batch was given up: what follows is numbered anew from here before it is sent again. */
  renumberFrom: number | undefined
  #writer: BatchWriter | undefined
  #place: InputPlace = {bytes: 0, line: 0}
  #ordinals = new Float64Array(0)
  #ownOrdinals = new Float64Array(256)

  constructor(partition: number) {
    this.partition = partition
  }

  get name(): string {
    return `partition ${this.partition}`
  }

  /** Records in the batch being filled. */
  get open(): number {
    return this.#writer?.count ?? 0
  }

  /** False: the batch is full, seal it first. */
  add(
    record: OutgoingRecord,
    timestamp: number,
    ordinal: number,
    source: RecordSource,
    newWriter: () => BatchWriter,
  ): boolean {
    const writer = this.#writer ?? this.begin(newWriter(), source)
    if (writer.count === 0) this.#place = {bytes: source.offset, line: source.line - 1}
    const at = writer.count
    if (!writer.add(record.value, record.key, timestamp, record.headers)) return false
    if (at === this.#ordinals.length) {
      const larger = new Float64Array(2 * at)
      larger.set(this.#ordinals)
      this.#ordinals = this.#ownOrdinals = larger
    }
    this.#ordinals[at] = ordinal
    return true
  }

  /** Begins a batch, where none is open. */
  begin(writer: BatchWriter, {offset, line}: RecordSource): BatchWriter {
    this.#place = {bytes: offset, line: line - 1}
    this.#ordinals = writer.slot?.ordinals ?? this.#ownOrdinals
    return (this.#writer = writer)
  }

  /** The kernel may go on in the open batch; false: there is none, or not where it could. */
  lend(kernel: LineKernel): boolean {
    if (this.#writer?.lend(kernel, this.partition)) return true
    kernel.close(this.partition)
    return false
  }

  takeBack(kernel: LineKernel): void {
    this.#writer?.takeBack(kernel, this.partition)
  }

  /** Everything before it in the input is acknowledged, as far as it went here; undefined: everything taken so far. */
  get unacknowledgedFrom(): InputPlace | undefined {
    return this.queue[0]?.place ?? (this.open > 0 ? this.#place : undefined)
  }

  /** Of the next transaction: numbers begin anew with a new epoch. */
  become(identity: ProducerIdentity, outside: boolean): void {
    if (identity.id !== this.identity.id || identity.epoch !== this.identity.epoch) {
      this.identity = identity
      this.sequence = 0
      this.known = false
    }
    this.outside = outside
  }

  /** A batch is open, perhaps without a record yet. */
  get begun(): boolean {
    return this.#writer !== undefined
  }

  /** Ends the batch being filled and puts it last in the queue. */
  seal(options: Seal, deadline: number): SealedBatch | undefined {
    const writer = this.#writer
    if (!writer || writer.count === 0) return undefined
    const {id, epoch} = this.identity
    const records = writer.count
    const weight = writer.size
    const sequence = id < 0 ? -1 : this.sequence
    this.sequence = sequenceAfter(this.sequence, records)
    const bytes = writer.seal({...options, producerId: id, producerEpoch: epoch, baseSequence: sequence})
    const ordinals = this.#ordinals.slice(0, records)
    const batch: SealedBatch = {
      bytes,
      records,
      ordinals,
      place: this.#place,
      weight,
      writer,
      sequence,
      deadline,
      state: 'waiting',
      attempts: 0,
      lastError: undefined,
    }
    this.queue.push(batch)
    this.#writer = undefined
    this.overdue = false
    return batch
  }

  /** The oldest batch that may be sent now. */
  get waiting(): SealedBatch | undefined {
    // A partition that has never heard of a producer takes any sequence number: were the first batch refused and the
    // second taken, the first could not follow any more. So the first goes alone.
    if (this.muted || this.outside || (this.identity.id >= 0 && !this.known && this.unanswered)) return undefined
    return this.queue.find(({state}) => state === 'waiting')
  }

  get unanswered(): boolean {
    return this.queue.some(({state}) => state === 'sent')
  }
}
