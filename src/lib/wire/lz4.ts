// LZ4 frames. The frame is walked before it is handed on: that bounds what comes out, and says what is wrong.
import {CorruptData} from './corrupt-data.ts'
import {lz4Code} from './lz4-code.ts'
import {wasmCodecs} from './wasm-codecs.ts'
import {loadKernel} from './web-assembly.ts'

const blockSize = 64 * 1024
const frameHeader = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]) // independent blocks of up to 64 KiB
// Where the kernel (kernels/lz4.ts) looks for a block and puts what it made of it.
const source = 4 * 65_536
const output = 6 * 65_536
const pages = 9
/** From here on the kernel looks for the best match instead of the first. */
const firstThoroughLevel = 3
export const lz4Levels = [1, 17] as const

interface Lz4Kernel {
  readonly memory: Uint8Array
  compress(length: number): number
  compressMore(length: number, attempts: number): number
}
let kernel: Lz4Kernel | undefined

/**
 * Blocks are independent of each other: Java reads no others. Level 1 (default) to 17, as Java's clients have it (KIP-390):
 * higher ones try 2^level candidates for each match. `room` bytes are left free in front.
 */
export function lz4(data: Buffer, level = 1, room = 0): Buffer {
  const {memory, compress, compressMore} = (kernel ??= lz4Kernel())
  const blocks = Math.ceil(data.length / blockSize)
  const frame = Buffer.allocUnsafeSlow(room + frameHeader.length + data.length + 4 * blocks + 4)
  let at = room + frameHeader.copy(frame, room)
  for (let start = 0; start < data.length; start += blockSize) {
    const block = data.subarray(start, start + blockSize)
    memory.set(block, source)
    const size =
      level < firstThoroughLevel ? compress(block.length) : compressMore(block.length, 2 ** Math.min(level, 12))
    at = frame.writeUInt32LE(size > 0 ? size : (block.length | stored) >>> 0, at)
    frame.set(size > 0 ? memory.subarray(output, output + size) : block, at)
    at += size || block.length
  }
  return frame.subarray(0, frame.writeUInt32LE(0, at))
}
const stored = 0x8000_0000

function lz4Kernel(): Lz4Kernel {
  const {exports, memory} = loadKernel<Omit<Lz4Kernel, 'memory'>>(lz4Code, pages)
  return {...exports, memory}
}

export function unlz4(data: Buffer, limit: number): Buffer {
  const {headerSize, end} = walk(data, limit)
  const checksum = (xxh32(data.subarray(4, headerSize - 1)) >>> 8) & 0xff
  const frame = data.subarray(0, end)
  return wasmCodecs().lz4Decompress(
    checksum === data[headerSize - 1] ? frame : withChecksum(frame, headerSize, checksum),
  )
}

/** Java's clients up to 0.9 computed the header's checksum wrongly (KAFKA-3160); their messages still lie on disks. */
function withChecksum(frame: Buffer, headerSize: number, checksum: number): Buffer {
  const copy = Buffer.from(frame)
  copy[headerSize - 1] = checksum
  return copy
}

function walk(data: Buffer, limit: number): {headerSize: number; end: number} {
  if (data.length < 7 || data.readUInt32LE(0) !== 0x184d2204) throw new CorruptData('no LZ4 frame')
  const flags = data.readUInt8(4)
  const sizeCode = (data.readUInt8(5) >> 4) & 7
  if (flags >> 6 !== 1 || sizeCode < 4) throw new CorruptData(`an LZ4 frame of an unknown kind (flags ${flags})`)
  if (flags & 1) throw new CorruptData('an LZ4 frame that needs a dictionary')
  const largestBlock = 2 ** (8 + 2 * sizeCode)
  const blockChecksum = flags & 16 ? 4 : 0
  const headerSize = 7 + (flags & 8 ? 8 : 0)

  let most = 0
  for (let at = headerSize; ;) {
    if (at + 4 > data.length) throw new CorruptData('an LZ4 frame without an end')
    const word = data.readUInt32LE(at)
    at += 4
    if (word === 0) {
      const end = at + (flags & 4 ? 4 : 0)
      if (end > data.length) throw new CorruptData('an LZ4 frame without an end')
      return {headerSize, end}
    }
    const stored = word >= 2 ** 31
    const size = stored ? word - 2 ** 31 : word
    if (size > largestBlock || size + blockChecksum > data.length - at) {
      throw new CorruptData(`an LZ4 block of ${size} bytes, ${data.length - at} are left`)
    }
    at += size + blockChecksum
    most += stored ? size : Math.min(size * 255, largestBlock)
    // Blocks before the last are full, so this is hardly ever more than what really comes out.
    if (most > limit) throw new CorruptData(`more than ${limit} bytes of lz4 content`)
  }
}

/** xxHash32 of less than 16 bytes, seed 0: a frame's header has no more. */
export function xxh32(bytes: Uint8Array): number {
  const [p1, p2, p3, p4, p5] = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1] as const
  const rotate = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits))
  let hash = (p5 + bytes.length) | 0
  let at = 0
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (; at + 4 <= bytes.length; at += 4) {
    hash = Math.imul(rotate((hash + Math.imul(view.getUint32(at, true), p3)) | 0, 17), p4)
  }
  for (; at < bytes.length; at++) hash = Math.imul(rotate((hash + Math.imul(view.getUint8(at), p5)) | 0, 11), p1)
  hash = Math.imul(hash ^ (hash >>> 15), p2)
  hash = Math.imul(hash ^ (hash >>> 13), p3)
  return (hash ^ (hash >>> 16)) >>> 0
}
