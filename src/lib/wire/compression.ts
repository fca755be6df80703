// Kafka's compression codecs by their number in the batch attributes. gzip and zstd come with Node; the other two are
// loaded when met.
import {constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync} from 'node:zlib'
import {CorruptData} from './corrupt-data.ts'
import {lz4, unlz4} from './lz4.ts'
import {snappy, unsnappy} from './snappy.ts'

/** The number in the attributes is the index. */
export const compressionNames = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

// A batch has at most max.message.bytes (1 MiB by default) compressed; whoever sends one that grows beyond this is
// after our memory.
const most = 2 ** 30

const compressors: Readonly<Record<number, (data: Buffer, level?: number) => Buffer>> = {
  1: (data, level) => gzipSync(data, level === undefined ? {} : {level}),
  2: snappy,
  3: lz4,
  4: (data, level) =>
    zstdCompressSync(data, level === undefined ? {} : {params: {[constants.ZSTD_c_compressionLevel]: level}}),
}

const decompressors: Readonly<Record<number, (data: Buffer, limit: number) => Buffer>> = {
  1: (data, limit) => gunzipSync(data, {maxOutputLength: limit, chunkSize: chunkSize(data)}),
  2: unsnappy,
  3: unlz4,
  4: (data, limit) => zstdDecompressSync(data, {maxOutputLength: limit, chunkSize: chunkSize(data)}),
}

/** zlib collects its output in pieces of this size: few and large ones are a quarter faster. */
const chunkSize = (data: Buffer) => Math.min(Math.max(data.length * 8, 16 * 2 ** 10), 2 ** 20)

/** `level` counts for gzip (0 to 9) and zstd (1 to 22); snappy has none, and lz4 is always fast. */
export function compress(number: number, data: Buffer, level?: number): Buffer {
  const compressor = compressors[number]
  if (!compressor) throw new RangeError(`no compression has the number ${number}`)
  return compressor(data, level)
}

/** Raises `CorruptData` for what is damaged, of an unknown codec, or larger than `limit` bytes. */
export function decompress(number: number, data: Buffer, limit: number = most): Buffer {
  const decompressor = decompressors[number]
  if (!decompressor) throw new CorruptData(`unknown compression ${number}`)
  try {
    return decompressor(data, limit)
  } catch (cause) {
    if (cause instanceof CorruptData) throw cause
    const name = compressionNames[number]
    const tooLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE'
    const what = tooLarge ? `more than ${limit} bytes of ${name} content` : `damaged ${name} data`
    throw new CorruptData(what, '', {cause})
  }
}
