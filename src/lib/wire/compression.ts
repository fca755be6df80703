// Kafka's compression codecs by their number in the batch attributes. gzip and zstd come with Node; the other two are
// loaded when met.
import {createRequire} from 'node:module'
import {gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync} from 'node:zlib'

interface Compression {
  compress(data: Buffer): Buffer
  decompress(data: Buffer): Buffer
}
interface Snappy {
  compressSync(data: Buffer): Buffer
  uncompressSync(data: Buffer): Buffer
}
interface Lz4 {
  compressFrameSync(data: Buffer): Buffer
  decompressFrameSync(data: Buffer): Buffer
}

const require = createRequire(import.meta.url)
const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0])
const xerialHeader = Buffer.concat([xerialMagic, Buffer.from([0, 0, 0, 1, 0, 0, 0, 1])])

/** Java frames snappy in blocks with a length in front; librdkafka and Go write one bare block. Both are read. */
function unsnappy(data: Buffer): Buffer {
  const {uncompressSync} = require('snappy') as Snappy
  if (!data.subarray(0, 8).equals(xerialMagic)) return uncompressSync(data)
  const blocks: Buffer[] = []
  for (let at = xerialHeader.length; at < data.length;) {
    const end = at + 4 + data.readInt32BE(at)
    blocks.push(uncompressSync(data.subarray(at + 4, end)))
    at = end
  }
  return Buffer.concat(blocks)
}

function snappy(data: Buffer): Buffer {
  const {compressSync} = require('snappy') as Snappy
  const parts: Buffer[] = [xerialHeader]
  for (let at = 0; at < data.length; at += 32_768) {
    const block = compressSync(data.subarray(at, at + 32_768))
    const length = Buffer.alloc(4)
    length.writeInt32BE(block.length)
    parts.push(length, block)
  }
  return Buffer.concat(parts)
}

const codecs: Record<number, Compression> = {
  1: {compress: (data) => gzipSync(data), decompress: (data) => gunzipSync(data)},
  2: {compress: snappy, decompress: unsnappy},
  3: {
    compress: (data) => (require('lz4-napi') as Lz4).compressFrameSync(data),
    decompress: (data) => (require('lz4-napi') as Lz4).decompressFrameSync(data),
  },
  4: {compress: (data) => zstdCompressSync(data), decompress: (data) => zstdDecompressSync(data)},
}
export const compressionNames = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

function codec(number: number): Compression {
  const found = codecs[number]
  if (!found) throw new Error(`unknown compression ${number}`)
  return found
}
export const compress = (number: number, data: Buffer, _level?: number) => codec(number).compress(data)
export const decompress = (number: number, data: Buffer) => codec(number).decompress(data)
