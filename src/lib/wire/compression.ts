// Kafka's compression codecs by their number in the batch attributes. gzip and zstd come with Node; the others are
// loaded when needed.
import {CorruptData} from './corrupt-data.ts'
import {lz4, lz4Levels, type Allocate} from './lz4.ts'
import {snappy, unsnappy} from './snappy.ts'
import {unlz4} from './unlz4.ts'
import {unzstdAside} from './unzstd-aside.ts'
import {framesOf, isCutShort, unzstd} from './unzstd.ts'
import {zlib} from './zlib.ts'

/** Indexed by the codec number in the batch attributes. */
export const compressionNames = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

// A batch has at most max.message.bytes (1 MiB by default) compressed; one that expands to more than this is an attack
// on our memory.
const most = 2 ** 30

type Compressor = (data: Buffer, level: number | undefined, room: number, allocate: Allocate) => Buffer
const compressors: Readonly<Record<number, Compressor>> = {
  1: (data, level, room, allocate) => behind(room, zlib().gzipSync(data, level === undefined ? {} : {level}), allocate),
  2: (data, _, room, allocate) => behind(room, snappy(data), allocate),
  3: lz4,
  4: (data, level, room, allocate) =>
    behind(
      room,
      zlib().zstdCompressSync(
        data,
        level === undefined ? {} : {params: {[zlib().constants.ZSTD_c_compressionLevel]: level}},
      ),
      allocate,
    ),
}

function behind(room: number, data: Buffer, allocate: Allocate): Buffer {
  if (room === 0) return data
  const all = allocate(room + data.length).subarray(0, room + data.length)
  all.set(data, room)
  return all
}

/** Returns at least `size` bytes. */
type Space = (size: number) => Buffer
const decompressors: Readonly<Record<number, (data: Buffer, limit: number, space?: Space) => Buffer>> = {
  1: (data, limit) => zlib().gunzipSync(data, {maxOutputLength: limit, chunkSize: gzipChunk(data)}),
  2: (data, limit) => unsnappy(data, limit),
  3: unlz4,
  4: (data, limit, space) =>
    (space && unzstd(data, limit, space)) ??
    together(framesOf(whole(data)), limit, (frame, maxOutputLength) =>
      zlib().zstdDecompressSync(frame, {maxOutputLength, chunkSize: zstdChunk(frame)}),
    ),
}

const aside: Readonly<Record<number, (data: Buffer, limit: number) => Promise<Buffer>>> = {
  1: (data, limit) => inThread(zlib().gunzip, data, limit, gzipChunk(data)),
  4: (data, limit) => unzstdAside(data, limit) ?? framesAside(framesOf(whole(data)), limit),
}

/** Throws Node 24's error for zstd data that ends within a frame, which Node 22 reads without an error. */
function whole(data: Buffer): Buffer {
  if (isCutShort(data)) throw new Error('unexpected end of file')
  return data
}

/** zlib stops after the first frame without an error, so it gets one frame at a time. */
function together(frames: readonly Buffer[], limit: number, decompressOne: (frame: Buffer, limit: number) => Buffer) {
  let left = limit
  const parts = frames.map((frame) => {
    const part = decompressOne(frame, Math.max(1, left))
    left -= part.length
    return part
  })
  const [first] = parts
  return first && parts.length === 1 ? first : Buffer.concat(parts)
}

async function framesAside(frames: readonly Buffer[], limit: number): Promise<Buffer> {
  let left = limit
  const parts: Buffer[] = []
  for (const frame of frames) {
    const part = await inThread(zlib().zstdDecompress, frame, Math.max(1, left), zstdChunk(frame))
    left -= part.length
    parts.push(part)
  }
  const [first] = parts
  return first && parts.length === 1 ? first : Buffer.concat(parts)
}

type Done = (error: Error | null, result: Buffer) => void
type Settings = {maxOutputLength: number; chunkSize: number}

const inThread = (
  decompress: (data: Buffer, settings: Settings, done: Done) => void,
  data: Buffer,
  maxOutputLength: number,
  chunkSize: number,
) =>
  new Promise<Buffer>((resolve, reject) => {
    decompress(data, {maxOutputLength, chunkSize}, (error, result) => {
      if (error) reject(error)
      else resolve(result)
    })
  })

// zlib collects its output in pieces. One piece that is just large enough saves a copy and half of the garbage
// collector's work. The announced size is trusted up to a megabyte.
const chunk = (announced: number) => Math.min(Math.max(announced + 1, 4096), 2 ** 20)

/** The uncompressed size of gzip data, from its last four bytes. */
const gzipChunk = (data: Buffer) => chunk(data.length < 18 ? 0 : data.readUInt32LE(data.length - 4))

/** The uncompressed size from the header of a zstd frame; streaming writers such as Java's leave it out. */
function zstdChunk(data: Buffer): number {
  const guess = chunk(data.length * 4)
  if (data.length < 14 || data.readUInt32LE(0) !== 0xfd2fb528) return guess
  const flags = data.readUInt8(4)
  const wholeInOne = (flags >> 5) & 1
  const at = 5 + (wholeInOne ? 0 : 1) + ([0, 1, 2, 4][flags & 3] ?? 0)
  switch (flags >> 6) {
    case 0:
      return wholeInOne ? chunk(data.readUInt8(at)) : guess
    case 1:
      return chunk(data.readUInt16LE(at) + 256)
    case 2:
      return chunk(data.readUInt32LE(at))
    default:
      return 2 ** 20
  }
}

/** The lowest and highest level, as in Java's clients (KIP-390); snappy has no levels. */
export const compressionLevels: Readonly<Record<string, readonly [number, number] | undefined>> = {
  gzip: [1, 9],
  lz4: lz4Levels,
  zstd: [-131_072, 22],
}

/**
 * `level` must be one that the codec has. `room` bytes before the result are left free for a header. With room, the result
 * lies at the start of the buffer that `allocate` returned.
 */
export function compress(
  number: number,
  data: Buffer,
  level?: number,
  room = 0,
  allocate: Allocate = Buffer.allocUnsafeSlow,
): Buffer {
  const compressor = compressors[number]
  if (!compressor) throw new RangeError(`there is no compression with the number ${number}`)
  return compressor(data, level, room, allocate)
}

/**
 * Throws `CorruptData` for damaged data, an unknown codec, or a result above `limit` bytes. `space` provides the memory
 * for the result, which is then valid only until the next call.
 */
export function decompress(number: number, data: Buffer, limit: number = most, space?: Space): Buffer {
  const decompressor = decompressors[number]
  if (!decompressor) throw new CorruptData(`unknown compression ${number}`)
  try {
    return decompressor(data, limit, space)
  } catch (cause) {
    throw damaged(number, limit, cause)
  }
}

/** Below this number of compressed bytes, passing work to another thread costs more than doing it. */
const leastAside: Readonly<Record<number, number>> = {1: 4096, 4: 128 * 1024}
export const worthAside = (number: number, bytes: number): boolean => bytes >= (leastAside[number] ?? Infinity)

/**
 * Decompresses in a thread of Node's pool; undefined for codecs that cannot do that. `data` is called only if they can,
 * and must not change until the promise has settled.
 */
export function decompressAside(number: number, data: () => Buffer, limit: number = most): Promise<Buffer> | undefined {
  const start = aside[number]
  if (!start) return undefined
  const result = new Promise<Buffer>((resolve) => resolve(start(data(), limit))) // `data` may raise, too
  return result.catch((error: unknown) => {
    throw damaged(number, limit, error)
  })
}

function damaged(number: number, limit: number, cause: unknown): CorruptData {
  if (cause instanceof CorruptData) return cause
  const name = compressionNames[number]
  const tooLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE'
  const what = tooLarge ? `more than ${limit} bytes of ${name} content` : `damaged ${name} data`
  return new CorruptData(what, '', {cause})
}
