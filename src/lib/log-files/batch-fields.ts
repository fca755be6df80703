// The header fields of a batch in a log. 64-bit numbers that JavaScript's numbers cannot hold are bigints, because a
// damaged or unusual log is shown as it is.
import {batchAttributes, batchHeader as at, batchOverhead} from '../wire/batch-header.ts'
import {compressionNames} from '../wire/compression.ts'
import {crc32c} from '../wire/crc32c.ts'
import {zlib} from '../wire/zlib.ts'
import type {BatchWalk} from './batch-walk.ts'

/** A number if it is exact, otherwise a bigint. */
export type Long = number | bigint

export function longAt(bytes: Buffer, position: number): Long {
  const high = bytes.readInt32BE(position)
  return high >= -0x20_0000 && high < 0x20_0000
    ? high * 2 ** 32 + bytes.readUInt32BE(position + 4)
    : bytes.readBigInt64BE(position)
}

/** Adds modulo 2^64, as Java does. */
export function plus(base: Long, delta: Long): Long {
  if (typeof base === 'number' && typeof delta === 'number') {
    const sum = base + delta
    if (Number.isSafeInteger(sum)) return sum
  }
  const sum = BigInt.asIntN(64, BigInt(base) + BigInt(delta))
  return sum >= BigInt(Number.MIN_SAFE_INTEGER) && sum <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(sum) : sum
}

/** The positions of the fields of a message before batches (magic 0 and 1), counted from its checksum. */
export const oldMessage = {crc: 0, magic: 4, attributes: 5, timestamp: 6, key: [6, 14]} as const

export type TimestampType = 'NoTimestampType' | 'CreateTime' | 'LogAppendTime'

/** The fields of a batch with magic 2 or above, as Java's DefaultRecordBatch prints them. */
export const batchFields = {
  baseOffset: ({bytes, start}: BatchWalk): Long => longAt(bytes, start),
  lastOffset: ({bytes, start}: BatchWalk): Long =>
    plus(longAt(bytes, start), bytes.readInt32BE(start + at.lastOffsetDelta)),
  count: ({bytes, start}: BatchWalk): number => bytes.readInt32BE(start + at.count),
  baseSequence: ({bytes, start}: BatchWalk): number => bytes.readInt32BE(start + at.baseSequence),
  lastSequence(batch: BatchWalk): number {
    const base = batchFields.baseSequence(batch)
    return base === -1 ? -1 : sequencePlus(base, batch.bytes.readInt32BE(batch.start + at.lastOffsetDelta))
  },
  producerId: ({bytes, start}: BatchWalk): Long => longAt(bytes, start + at.producerId),
  producerEpoch: ({bytes, start}: BatchWalk): number => bytes.readInt16BE(start + at.producerEpoch),
  leaderEpoch: ({bytes, start}: BatchWalk): number => bytes.readInt32BE(start + at.partitionLeaderEpoch),
  baseTimestamp: ({bytes, start}: BatchWalk): Long => longAt(bytes, start + at.baseTimestamp),
  attributes: ({bytes, start}: BatchWalk): number => bytes[start + at.attributes + 1] ?? 0,
} as const

/**
 * As DefaultRecordBatch.incrementSequence: the largest int is followed by 0. Computed in 32 bits, even for meaningless
 * values.
 */
export function sequencePlus(sequence: number, more: number): number {
  const most = 0x7fff_ffff
  return sequence > ((most - more) | 0) ? (more - (most - sequence) - 1) | 0 : (sequence + more) | 0
}

export const isControl = (batch: BatchWalk): boolean =>
  batch.magic >= 2 && (batchFields.attributes(batch) & batchAttributes.control) !== 0

export const isTransactional = (batch: BatchWalk): boolean =>
  batch.magic >= 2 && (batchFields.attributes(batch) & batchAttributes.transactional) !== 0

/** In a compacted log, the time from which tombstones may be removed. */
export const deleteHorizon = (batch: BatchWalk): Long | undefined =>
  (batchFields.attributes(batch) & batchAttributes.deleteHorizon) === 0 ? undefined : batchFields.baseTimestamp(batch)

/** The attributes, in all formats. */
const attributesOf = (batch: BatchWalk): number =>
  batch.magic >= 2
    ? batchFields.attributes(batch)
    : (batch.bytes[batch.start + batchOverhead + oldMessage.attributes] ?? 0)

export function timestampType(batch: BatchWalk): TimestampType {
  if (batch.magic === 0) return 'NoTimestampType'
  return (attributesOf(batch) & batchAttributes.logAppendTime) === 0 ? 'CreateTime' : 'LogAppendTime'
}

/** An index in `compressionNames`, or a number that no codec has. */
export const compressionOf = (batch: BatchWalk): number => attributesOf(batch) & batchAttributes.compression

/** Undefined for a number that no codec has. */
export const compressionName = (batch: BatchWalk): string | undefined => compressionNames[compressionOf(batch)]

export function maxTimestamp(batch: BatchWalk): Long {
  if (batch.magic >= 2) return longAt(batch.bytes, batch.start + at.maxTimestamp)
  return batch.magic === 0 ? -1 : longAt(batch.bytes, batch.start + batchOverhead + oldMessage.timestamp)
}

export const storedCrc = (batch: BatchWalk): number =>
  batch.bytes.readUInt32BE(batch.start + (batch.magic >= 2 ? at.crc : batchOverhead + oldMessage.crc))

/** Whether the checksum matches the content. */
export function isValid(batch: BatchWalk): boolean {
  const {bytes, start, size} = batch
  if (batch.magic < 2)
    return zlib().crc32(bytes.subarray(start + batchOverhead + oldMessage.magic, start + size)) === storedCrc(batch)
  if (size < at.records) return false
  return crc32c(bytes.subarray(start + at.attributes, start + size)) === storedCrc(batch)
}
