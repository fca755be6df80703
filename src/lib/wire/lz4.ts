// Compresses bytes to LZ4 frames; unlz4.ts decompresses them.
import {lz4Code} from './lz4-code.ts'
import {loadKernel} from './web-assembly.ts'

const blockSize = 64 * 1024
const frameHeader = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]) // independent blocks of up to 64 KiB
// Where the kernel (kernels/lz4.ts) reads a block and writes the result.
const source = 4 * 65_536
const output = 6 * 65_536
const pages = 9
/** From this level on the kernel searches the best match instead of the first. */
const firstThoroughLevel = 3
export const lz4Levels = [1, 17] as const

/** Returns at least `size` bytes, with any content. */
export type Allocate = (size: number) => Buffer

interface Lz4Kernel {
  readonly memory: Uint8Array
  compress(length: number): number
  compressMore(length: number, attempts: number): number
}
let kernel: Lz4Kernel | undefined

/**
 * Blocks are independent of each other, because Java reads no others. Levels 1 (default) to 17, as in Java's clients
 * (KIP-390): higher ones try 2^level candidates for each match. `room` bytes are left free at the beginning. The frame is
 * built in the buffer that `allocate` returns, which has at least the requested size.
 */
export function lz4(data: Buffer, level = 1, room = 0, allocate: Allocate = Buffer.allocUnsafeSlow): Buffer {
  const {memory, compress, compressMore} = (kernel ??= lz4Kernel())
  const blocks = Math.ceil(data.length / blockSize)
  const frame = allocate(room + frameHeader.length + data.length + 4 * blocks + 4)
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
