// A finished record batch on its way: sent, resent, renumbered, cut in two.
import {batchHeader} from '../../wire/batch-header.ts'
import {BatchWriter} from '../../wire/batch-writer.ts'
import {crc32c} from '../../wire/crc32c.ts'
import {batchesIn, RecordCursor} from '../../wire/records.ts'

/** Who a batch says it is from: lets the broker drop what it has already and refuse what comes out of order. */
export interface ProducerIdentity {
  readonly id: number
  readonly epoch: number
}
/** A place in the input between two records. */
export interface InputPlace {
  readonly bytes: number
  /** Lines (or records) before it. */
  readonly line: number
}
export const nobody: ProducerIdentity = {id: -1, epoch: -1}

export interface SealedBatch {
  bytes: Buffer
  readonly records: number
  /** Which records: counted from 1 in the order they were added to the producer. */
  readonly ordinals: Float64Array
  /** Where in the input its first record begins. */
  readonly place: InputPlace
  /** Before compression: what it counts in the producer's buffer. */
  readonly weight: number
  /** Its buffer, to be used again when the batch is done; none if `bytes` is a copy. */
  writer: BatchWriter | undefined
  /** Of the first record; -1 without idempotence. */
  sequence: number
  /** waiting to be sent; sent and unanswered; failed, to be sent again. */
  state: 'waiting' | 'sent' | 'failed'
  /** How often it was sent. */
  attempts: number
  /** monotonicMs() at which it is given up. */
  readonly deadline: number
  lastError: Error | undefined
}

/** Sequence numbers are 32 bits without sign and start again at 0. */
export const sequenceAfter = (sequence: number, records: number) => (sequence + records) % 2 ** 31

/** Another sender or sequence number in the same bytes. */
export function restamp(batch: SealedBatch, {id, epoch}: ProducerIdentity, sequence: number): void {
  const {bytes} = batch
  batch.sequence = sequence
  bytes.writeBigInt64BE(BigInt(id), batchHeader.producerId)
  bytes.writeInt16BE(epoch, batchHeader.producerEpoch)
  bytes.writeInt32BE(sequence, batchHeader.baseSequence)
  bytes.writeUInt32BE(crc32c(bytes.subarray(batchHeader.attributes)), batchHeader.crc)
}

/** Two batches in the place of one, each in order; their sequence numbers join on. */
export function cut(
  batch: SealedBatch,
  isFirst: (at: number) => boolean,
  {id, epoch}: ProducerIdentity,
  compression: {compression: number; level: number | undefined; transactional: boolean},
): [SealedBatch, SealedBatch] {
  const [read] = batchesIn(batch.bytes)
  if (!read) throw new Error('a batch of ours cannot be read')
  const part = (wanted: boolean): SealedBatch => {
    const writer = new BatchWriter(batch.weight)
    const cursor = new RecordCursor().open(read)
    const ordinals: number[] = []
    for (let at = 0; cursor.next(); at++) {
      if (isFirst(at) !== wanted) continue
      const {bytes, keyStart, keyLength, valueStart, valueLength, timestamp} = cursor
      const slice = (start: number, length: number) => (length < 0 ? null : {bytes, start, end: start + length})
      writer.add(slice(valueStart, valueLength), slice(keyStart, keyLength), timestamp, cursor.rawHeaders())
      ordinals.push(batch.ordinals[at] ?? 0)
    }
    const records = ordinals.length
    const weight = writer.size
    const before = wanted ? 0 : batch.records - records
    const sequence = batch.sequence < 0 ? -1 : sequenceAfter(batch.sequence, before)
    return {
      ...batch,
      bytes: writer.seal({producerId: id, producerEpoch: epoch, baseSequence: sequence, ...compression}),
      records,
      ordinals: Float64Array.from(ordinals),
      weight,
      writer: undefined,
      sequence,
      state: 'failed',
    }
  }
  return [part(true), part(false)]
}
