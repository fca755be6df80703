import {BatchWriter} from '../../../src/lib/wire/batch-writer.ts'
import {crc32c} from '../../../src/lib/wire/crc32c.ts'

interface BatchOf {
  keys?: readonly (string | undefined)[]
  /** Timestamps of the records; 1,700,000,000,000 and one more each unless given. */
  times?: readonly number[]
  compression?: number
  producer?: {id: number; epoch: number; sequence: number}
  transactional?: boolean
}

/** One record batch as a producer sends it. */
export function batchOf(values: readonly (string | null)[], options: BatchOf = {}): Buffer {
  const writer = new BatchWriter(2 ** 21)
  const slice = (text: string | null | undefined) => {
    const bytes = text === null || text === undefined ? undefined : Buffer.from(text)
    return bytes ? {bytes, start: 0, end: bytes.length} : null
  }
  values.forEach((value, i) => {
    writer.add(slice(value), slice(options.keys?.[i]), options.times?.[i] ?? 1_700_000_000_000 + i)
  })
  const {producer, compression = 0, transactional = false} = options
  return Buffer.from(
    writer.seal({
      compression,
      transactional,
      producerId: producer?.id ?? -1,
      producerEpoch: producer?.epoch ?? -1,
      baseSequence: producer?.sequence ?? -1,
    }),
  )
}

/** The batch after a change, with its checksum corrected. */
export function altered(batch: Buffer, change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(batch)
  change(bytes)
  bytes.writeUInt32BE(crc32c(bytes.subarray(21)), 17)
  return bytes
}
