// The checks that a produced batch must pass, and the fields that the broker rewrites in it (Kafka's LogValidator).
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {batchAttributes, batchHeader as at, batchOverhead} from '../../wire/batch-header.ts'
import {compress, compressionNames, decompress} from '../../wire/compression.ts'
import {CorruptData} from '../../wire/corrupt-data.ts'
import {crc32c} from '../../wire/crc32c.ts'
import {batchesIn, RecordCursor, type Batch} from '../../wire/records.ts'
import type {TopicSettings} from '../configs/topic-settings.ts'
import {Refusal} from '../refusal.ts'
import type {Sequenced} from './producer-states.ts'

/** A batch ready to be appended: only its base offset is still to be set. */
export interface AcceptedBatch extends Sequenced {
  readonly bytes: Buffer
}

interface RecordError {
  batchIndex: number
  batchIndexErrorMessage: string
}

/** `beforeLog`: refused before the partition was accessed, so the answer has no log start offset. */
export class BatchRefusal extends Refusal {
  readonly beforeLog: boolean
  readonly recordErrors: readonly RecordError[]

  constructor(code: number, beforeLog: boolean, text: string | null = null, recordErrors: readonly RecordError[] = []) {
    super(code, text)
    this.beforeLog = beforeLog
    this.recordErrors = recordErrors
  }
}

const zstd = compressionNames.indexOf('zstd')

/**
 * Checks that the records of a produce request are one acceptable batch and rewrites it in place. Throws BatchRefusal.
 */
export function acceptBatch(
  records: Buffer | null,
  {settings, now, version, place}: {settings: TopicSettings; now: number; version: number; place: string},
): AcceptedBatch {
  const bytes = onlyBatch(records)
  if (bytes.readBigInt64BE(at.baseOffset) !== 0n) throw new BatchRefusal(codes.invalidRecord, false)
  if (bytes.length > settings.maxMessageBytes) throw new BatchRefusal(codes.messageTooLarge, true)
  if (crc32c(bytes.subarray(at.attributes)) !== bytes.readUInt32BE(at.crc))
    throw new BatchRefusal(codes.corruptMessage, true)
  const batch = readHeader(bytes)
  if (batch.transactional) throw new BatchRefusal(codes.transactionalIdAuthorizationFailed, true)
  if (batch.count <= 0 || batch.lastOffset + 1 !== batch.count) throw new BatchRefusal(codes.invalidRecord, false)
  if (batch.control || (batch.producerId >= 0 && batch.baseSequence < 0)) {
    throw new BatchRefusal(codes.invalidRecord, false)
  }
  if (batch.compression === zstd && version < 7) throw new BatchRefusal(codes.unsupportedCompressionType, true)
  const maxTimestamp = checkRecords(batch, settings, now, place)
  return {
    bytes: rewritten(batch, settings, settings.logAppendTime ? now : maxTimestamp),
    count: batch.count,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    maxTimestamp: settings.logAppendTime ? now : maxTimestamp,
  }
}

/** The only batch in the bytes, complete and of magic 2; trailing bytes that do not form a batch are ignored, as in Kafka. */
function onlyBatch(records: Buffer | null): Buffer {
  const batches: Buffer[] = []
  const all = records ?? Buffer.alloc(0)
  for (let start = 0; start + at.magic + 1 <= all.length;) {
    const end = start + batchOverhead + all.readInt32BE(start + at.length)
    const magic = all.readInt8(start + at.magic)
    if (end < start + batchOverhead + 14) {
      const text = `Record size ${end - start - batchOverhead} is less than the minimum record overhead (14)`
      throw new BatchRefusal(codes.corruptMessage, true, text)
    }
    if (magic < 0 || magic > 2) {
      throw new BatchRefusal(codes.corruptMessage, true, `Invalid magic found in record: ${magic}`)
    }
    if (end > all.length) break
    if (magic !== 2 || end - start < at.records) throw new BatchRefusal(codes.invalidRecord, true)
    batches.push(all.subarray(start, end))
    start = end
  }
  const [first, second] = batches
  if (!first || second) throw new BatchRefusal(codes.invalidRecord, true)
  return first
}

function readHeader(bytes: Buffer): Batch {
  try {
    for (const batch of batchesIn(bytes)) return batch
  } catch (error) {
    if (!(error instanceof CorruptData)) throw error
  }
  throw new BatchRefusal(codes.invalidRecord, false)
}

/** Throws BatchRefusal for records that the topic cannot take; returns the greatest timestamp. */
function checkRecords(batch: Batch, settings: TopicSettings, now: number, place: string): number {
  const cursor = new RecordCursor()
  const [earliest, latest] = [BigInt(now) - settings.beforeMaxMs, BigInt(now) + settings.afterMaxMs]
  const wrong: RecordError[] = []
  let untimely = false
  let maxTimestamp = -1
  try {
    cursor.open(batch)
    for (let index = 0; cursor.next(); index++) {
      const {timestamp} = cursor
      if (settings.compacted && cursor.keyLength < 0) {
        const text = `Compacted topic cannot accept message without key in topic partition ${place}`
        wrong.push({batchIndex: index, batchIndexErrorMessage: text})
      } else if (!settings.logAppendTime && timestamp !== -1 && (timestamp < earliest || timestamp > latest)) {
        untimely = true
        const text =
          `Timestamp ${timestamp} of message with offset ${index} is out of range. ` +
          `The timestamp should be within [${earliest}, ${latest}]`
        wrong.push({batchIndex: index, batchIndexErrorMessage: text})
      }
      if (timestamp > maxTimestamp) maxTimestamp = timestamp
    }
  } catch (error) {
    // Kafka also fails on such bytes, and has no better code for it.
    throw new BatchRefusal(codes.unknownServerError, false, error instanceof CorruptData ? null : String(error))
  }
  if (wrong.length > 0) {
    const text = untimely ? 'One or more records have been rejected due to invalid timestamp' : rejected(wrong)
    throw new BatchRefusal(untimely ? codes.invalidTimestamp : codes.invalidRecord, false, text, wrong)
  }
  return maxTimestamp
}

function rejected(wrong: readonly RecordError[]): string {
  const shown = wrong
    .slice(0, 3)
    .map((each) => `RecordError(batchIndex=${each.batchIndex}, message='${each.batchIndexErrorMessage}')`)
  return (
    `One or more records have been rejected due to ${wrong.length} record errors in total, ` +
    `and only showing the first three errors at most: [${shown.join(', ')}]`
  )
}

function rewritten(batch: Batch, settings: TopicSettings, maxTimestamp: number): Buffer {
  const {compression = batch.compression, logAppendTime} = settings
  let {bytes} = batch
  if (compression !== batch.compression) {
    const body = bytes.subarray(at.records)
    const plain = batch.compression === 0 ? body : decompress(batch.compression, body)
    bytes = Buffer.concat([bytes.subarray(0, at.records), compression === 0 ? plain : compress(compression, plain)])
    bytes.writeInt32BE(bytes.length - batchOverhead, at.length)
  }
  bytes.writeInt32BE(0, at.partitionLeaderEpoch) // not covered by the checksum, nor is the offset
  const kept = bytes.readInt16BE(at.attributes) & ~(batchAttributes.compression | batchAttributes.logAppendTime)
  const attributes = kept | compression | (logAppendTime ? batchAttributes.logAppendTime : 0)
  const changed =
    bytes !== batch.bytes || attributes !== bytes.readInt16BE(at.attributes) || maxTimestamp !== batch.maxTimestamp
  if (changed) {
    bytes.writeInt16BE(attributes, at.attributes)
    bytes.writeBigInt64BE(BigInt(maxTimestamp), at.maxTimestamp)
    bytes.writeUInt32BE(crc32c(bytes.subarray(at.attributes)), at.crc)
  }
  return bytes
}
