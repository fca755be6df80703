// A finished record batch on its way to the leader: sent, retried, renumbered, split.
import {batchHeader} from '../../wire/batch-header.ts'
import {BatchWriter} from '../../wire/batch-writer.ts'
import {crc32c} from '../../wire/crc32c.ts'
import {batchesIn, RecordCursor} from '../../wire/records.ts'

/** Producer id and epoch (KIP-98), by which brokers drop duplicates and refuse batches that are out of order. */
export interface ProducerIdentity {
  readonly id: number
  readonly epoch: number
}
/** A place in the input between two records. */
export interface InputPlace {
  readonly bytes: number
  /** The number of lines (or records) before it. */
  readonly line: number
}
/** The identity of a producer that is not idempotent. */
export const noProducerId: ProducerIdentity = {id: -1, epoch: -1}

export interface SealedBatch {
  bytes: Buffer
  readonly records: number
  /** The number of each record, counted from 1 in the order in which they were added to the producer. */
  readonly ordinals: Float64Array
  /** Where in the input its first record begins. */
  readonly place: InputPlace
  /** Bytes before compression, which count towards the producer's buffer. */
  readonly weight: number
  /** The buffer of the batch, reused when the batch is done; undefined if `bytes` is a copy. */
  writer: BatchWriter | undefined
  /** Its compressed bytes, whose buffer is reused when the batch is done. */
  frame: Buffer | undefined
  /** Sequence number of the first record; -1 without idempotence. */
  sequence: number
  /** `waiting` to be sent, `sent` and not yet answered, or `failed` and to be sent again. */
  state: 'waiting' | 'sent' | 'failed'
  /** How often it was sent. */
  attempts: number
  /** When its first record was taken, as monotonicMs(). */
  readonly takenAt: number
  lastError: Error | undefined
  /** The batch may be in the log: it was sent, and no answer came or the answer leaves that open. */
  maybeWritten: boolean
  /** The outcome was reported, but the batch stays in the queue because a resumed run must start with it. */
  reported: boolean
}

/** Sequence numbers are non-negative int32: 2^31 - 1 is followed by 0 (KIP-98). */
export const sequenceAfter = (sequence: number, records: number) => (sequence + records) % 2 ** 31

/** Sets producer id, epoch and sequence number in the batch's bytes. */
export function restamp(batch: SealedBatch, {id, epoch}: ProducerIdentity, sequence: number): void {
  const {bytes} = batch
  batch.sequence = sequence
  bytes.writeBigInt64BE(BigInt(id), batchHeader.producerId)
  bytes.writeInt16BE(epoch, batchHeader.producerEpoch)
  bytes.writeInt32BE(sequence, batchHeader.baseSequence)
  bytes.writeUInt32BE(crc32c(bytes.subarray(batchHeader.attributes)), batchHeader.crc)
}

export interface SplitOptions {
  readonly identity: ProducerIdentity
  readonly compression: number
  readonly level: number | undefined
  readonly transactional: boolean
}

/** Splits a batch in two: the records for which `isFirst` is true, then the others. Their sequence numbers are consecutive. */
export function split(
  batch: SealedBatch,
  isFirst: (at: number) => boolean,
  {identity: {id, epoch}, ...sealing}: SplitOptions,
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
      bytes: writer.seal({producerId: id, producerEpoch: epoch, baseSequence: sequence, ...sealing}),
      records,
      ordinals: Float64Array.from(ordinals),
      weight,
      writer: undefined,
      frame: undefined,
      sequence,
      state: 'failed',
    }
  }
  return [part(true), part(false)]
}
