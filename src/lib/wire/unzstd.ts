// Decompresses zstd frames on this thread, in one context and in the reader's memory, which are reused: zlib's own
// function creates both for every batch, which costs half as much as the decompression and leaves garbage to collect.
import type {ZstdDecompress} from 'node:zlib'
import {zlib} from './zlib.ts'

/**
 * The size of the memory for usual batches; only the pages that are written use physical memory. Larger batches get
 * their own.
 */
const usualBytes = 2 ** 20

/** Internals that Node does not guarantee. minizlib, which npm itself needs, depends on the same ones. */
interface Insides {
  _processChunk?: (data: Buffer, flush: number) => Buffer
  _handle?: {close?: () => void} | null
  /** The buffer that the next call fills from its beginning. */
  _outBuffer?: Buffer
}
interface Context {
  readonly stream: ZstdDecompress & Insides
  readonly handle: NonNullable<Insides['_handle']>
  readonly most: number
}

let usual: Context | undefined

/**
 * The content, in the memory from `space` if it fits: readers take turns, so the memory cannot belong to this module.
 * Undefined: not exactly one whole frame, or a Node with other internals. Throws zlib's error, also above `limit`
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
    // It takes one call for everything, releases its handle, and reports an error once more later.
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

/** A context is as good as new only at the end of a frame. */
export const isOneFrame = (data: Buffer): boolean =>
  data.length >= 9 && data.readUInt32LE(0) === frameMagic && frameEnd(data, 0) === data.length

/**
 * Whether the data ends within a frame. Node 24 throws an error, but Node 22 takes it for the end and returns what it
 * has. False for data that is not a frame or is damaged in another way, which every Node refuses.
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

/**
 * The frames that have content (RFC 8878 allows any number of frames, and skippable ones between them); damaged data is
 * kept in the last one.
 */
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

/**
 * Walks a frame's blocks (RFC 8878) by their lengths. Infinity: truncated before its last block; undefined: damaged.
 */
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
