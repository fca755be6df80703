// The line of a batch.
import type {TextBuffer} from '../../text/text-buffer.ts'
import {
  batchFields as field,
  compressionName,
  compressionOf,
  deleteHorizon,
  isControl,
  isTransactional,
  isValid,
  longAt,
  maxTimestamp,
  storedCrc,
  timestampType,
  type Long,
} from '../../log-files/batch-fields.ts'
import type {BatchWalk} from '../../log-files/batch-walk.ts'
import {JavaError} from '../java/errors.ts'

const word = (text: string): Buffer => Buffer.from(text)
const words = {
  baseOffset: word('baseOffset: '),
  lastOffset: word(' lastOffset: '),
  count: word(' count: '),
  baseSequence: word(' baseSequence: '),
  lastSequence: word(' lastSequence: '),
  producerId: word(' producerId: '),
  producerEpoch: word(' producerEpoch: '),
  leaderEpoch: word(' partitionLeaderEpoch: '),
  flags: [false, true].map((control) =>
    [false, true].map((transactional) => word(` isTransactional: ${transactional} isControl: ${control}`)),
  ),
  horizon: word(' deleteHorizonMs: OptionalLong'),
  noHorizon: word('.empty'),
  offset: word('offset: '),
  position: word(' position: '),
  size: word(' size: '),
  magic: word(' magic: '),
  codec: word(' compresscodec: '),
  crc: word(' crc: '),
  valid: [false, true].map((valid) => word(` isvalid: ${valid}\n`)),
} as const

export const putLong = (to: TextBuffer, value: Long): void =>
  typeof value === 'number' ? to.number(value) : to.text(String(value))

/** Throws JavaError for an unknown codec, after writing what Java prints before it fails. */
export function putBatchLine(to: TextBuffer, batch: BatchWalk): void {
  const put = (name: Buffer, value: Long) => {
    to.bytes(name)
    putLong(to, value)
  }
  if (batch.magic >= 2) {
    put(words.baseOffset, field.baseOffset(batch))
    put(words.lastOffset, field.lastOffset(batch))
    put(words.count, field.count(batch))
    put(words.baseSequence, field.baseSequence(batch))
    put(words.lastSequence, field.lastSequence(batch))
    put(words.producerId, field.producerId(batch))
    put(words.producerEpoch, field.producerEpoch(batch))
    put(words.leaderEpoch, field.leaderEpoch(batch))
    to.bytes(words.flags[Number(isControl(batch))]?.[Number(isTransactional(batch))] ?? words.offset)
    to.bytes(words.horizon)
    const horizon = deleteHorizon(batch)
    if (horizon === undefined) to.bytes(words.noHorizon)
    else to.text(`[${horizon}]`)
  } else {
    put(words.offset, longAt(batch.bytes, batch.start))
  }
  if (batch.magic < 0)
    throw new JavaError('java.lang.IllegalArgumentException', `Invalid magic used in LegacyRecord: ${batch.magic}`)
  const codec = compressionName(batch)
  if (codec === undefined) {
    const text = `Unknown compression type id: ${compressionOf(batch)}`
    throw new JavaError('java.lang.IllegalArgumentException', text)
  }
  put(words.position, batch.position)
  to.text(` ${timestampType(batch)}: `)
  putLong(to, maxTimestamp(batch))
  put(words.size, batch.size)
  put(words.magic, batch.magic)
  to.bytes(words.codec)
  to.text(codec)
  put(words.crc, storedCrc(batch))
  to.bytes(words.valid[Number(isValid(batch))] ?? words.offset)
}
