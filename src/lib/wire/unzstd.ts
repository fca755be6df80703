// zstd frames to bytes on this thread, in one context and in the reader's own memory, which are used again: zlib's own
// function makes both anew for every batch, which costs half as much as the decompression, and the collector runs for what
// is left.
import type {ZstdDecompress} from 'node:zlib'
import {zlib} from './zlib.ts'

/** Of memory that holds what batches usually are; only what is written of it is there. What is larger gets its own. */
const usualBytes = 2 ** 20

/** What Node does not promise. minizlib, which npm itself needs, stands on the same. */
interface Insides {
  _processChunk?: (data: Buffer, flush: number) => Buffer
  _handle?: {close?: () => void} | null
  /** Where the next call writes to, from its beginning. */
  _outBuffer?: Buffer
}
interface Context {
  readonly stream: ZstdDecompress & Insides
  readonly handle: NonNullable<Insides['_handle']>
  readonly most: number
}

let usual: Context | undefined

/**
 * The content, in what `space` gives if there is room in it: readers take turns, so memory must not be this module's.
 * Undefined: not exactly one whole frame, or a Node with other insides. Raises what zlib raises, also for more than `limit`
 * bytes.
 */
export function unzstd(data: Buffer, limit: number, space: (size: number) => Buffer): Buffer | undefined {
  if (!isOneFrame(data)) return undefined
  if (usual?.most !== limit) usual = open(limit)
  const context = usual
  if (!context) return undefined
  usual = undefined // not after a failure
  const {stream, handle} = context
  try {
    stream._outBuffer = space(usualBytes).subarray(0, usualBytes)
    const content = stream._processChunk?.(data, zlib().constants.ZSTD_e_end)
    usual = context
    return content
  } finally {
    // It takes one call for all there is, lets go of its handle, and tells of an error later once more.
    stream._handle = handle
    stream.removeAllListeners('error').on('error', () => undefined)
  }
}

function open(most: number): Context | undefined {
  const stream: Context['stream'] = zlib().createZstdDecompress({chunkSize: usualBytes, maxOutputLength: most})
  const {_handle: handle} = stream
  if (!handle || typeof stream._processChunk !== 'function' || typeof handle.close !== 'function') return undefined
  if (stream._outBuffer?.length !== usualBytes) return undefined
  handle.close = () => undefined
  return {stream, handle, most}
}

const frameMagic = 0xfd2fb528
const isSkippable = (magic: number) => magic >>> 4 === 0x184d2a5

/** A context is as good as new only at a frame's end. */
export const isOneFrame = (data: Buffer): boolean =>
  data.length >= 9 && data.readUInt32LE(0) === frameMagic && frameEnd(data, 0) === data.length

/**
 * Whether the data ends within a frame: an error in Node 24, but Node 22 takes it for the end and gives what there was.
 * False for data that is not a frame, or is damaged in another way: every Node refuses that by itself.
 */
export function isCutShort(data: Buffer): boolean {
  let at = 0
  do {
    if (data.length - at < 9) return true
    const magic = data.readUInt32LE(at)
    if (magic !== frameMagic && !isSkippable(magic)) return false
    const end = magic === frameMagic ? frameEnd(data, at) : at + 8 + data.readUInt32LE(at + 4)
    if (end === undefined) return false
    at = end
  } while (at < data.length)
  return at > data.length
}

/** The frames that have content (RFC 8878 allows any number, and skippable ones between them); damage is left in the last one. */
export function framesOf(data: Buffer): Buffer[] {
  const frames: Buffer[] = []
  for (let at = 0; at < data.length;) {
    const magic = data.length - at < 9 ? 0 : data.readUInt32LE(at)
    if (isSkippable(magic)) {
      at += 8 + data.readUInt32LE(at + 4)
      continue
    }
    const end = (magic === frameMagic ? frameEnd(data, at) : undefined) ?? Infinity
    frames.push(data.subarray(at, end))
    at = end
  }
  return frames
}

/** Walks a frame's blocks (RFC 8878), which say how long they are. Infinity: cut off before its last block; undefined: damaged. */
function frameEnd(data: Buffer, start: number): number | undefined {
  const flags = data.readUInt8(start + 4)
  const wholeInOne = (flags >> 5) & 1
  const contentSize = [wholeInOne, 2, 4, 8][flags >> 6] ?? 0
  let at = start + 5 + (wholeInOne ? 0 : 1) + ([0, 1, 2, 4][flags & 3] ?? 0) + contentSize
  for (let last = 0; !last;) {
    if (at + 3 > data.length) return Infinity
    const block = data.readUIntLE(at, 3)
    last = block & 1
    const kind = (block >> 1) & 3
    if (kind === 3) return undefined
    at += 3 + (kind === 1 ? 1 : block >> 3)
  }
  return at + (flags & 4 ? 4 : 0)
}
