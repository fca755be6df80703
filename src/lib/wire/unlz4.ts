// Decompresses LZ4 frames. The frame is walked before anything is decompressed, which limits the output and finds
// mistakes. Checksums inside are ignored: the batch has one over everything, and Java's clients up to 0.9 wrote a wrong
// one into the header (KAFKA-3160).
import {CorruptData} from './corrupt-data.ts'
import {unlz4Code} from './unlz4-code.ts'
import {loadKernel} from './web-assembly.ts'

interface Kernel {
  readonly exports: {decompress(from: number, end: number, to: number, oldest: number, limit: number): number}
  readonly memory: Uint8Array
}
interface Block {
  readonly start: number
  readonly end: number
  readonly stored: boolean
}

const pageSize = 65_536
/** The kernel reads and writes up to this many bytes past the end of its input. */
const margin = 64
/** Enough for usual batches; a larger one gets a kernel that is used once. */
const usualBytes = 8 * 2 ** 20

let usual: Kernel | undefined

const kernelOf = (bytes: number) => loadKernel<Kernel['exports']>(unlz4Code, Math.ceil(bytes / pageSize))

/** `space` provides the memory for the result, at least the given number of bytes. Throws CorruptData. */
export function unlz4(data: Buffer, limit: number, space: (size: number) => Buffer = Buffer.allocUnsafeSlow): Buffer {
  const {blocks, largestBlock, most} = walk(data, limit)
  const source = pageSize
  const output = source + data.length + margin
  const needed = output + most + margin
  const {exports, memory} = needed > usualBytes ? kernelOf(needed) : (usual ??= kernelOf(usualBytes))
  memory.set(data, source)
  let to = output
  for (const {start, end, stored} of blocks) {
    if (stored) {
      memory.copyWithin(to, source + start, source + end)
      to += end - start
    } else {
      const blockLimit = Math.min(to + largestBlock, output + most)
      to = exports.decompress(source + start, source + end, to, output, blockLimit)
      if (to === 0) throw new CorruptData('damaged lz4 data')
    }
  }
  const size = to - output
  const result = space(size).subarray(0, size)
  result.set(memory.subarray(output, to))
  return result
}

/** `most`: the upper limit of the output in bytes. */
function walk(data: Buffer, limit: number): {blocks: Block[]; largestBlock: number; most: number} {
  if (data.length < 7 || data.readUInt32LE(0) !== 0x184d2204) throw new CorruptData('no LZ4 frame')
  const flags = data.readUInt8(4)
  const sizeCode = (data.readUInt8(5) >> 4) & 7
  if (flags >> 6 !== 1 || sizeCode < 4) throw new CorruptData(`an LZ4 frame of an unknown kind (flags ${flags})`)
  if (flags & 1) throw new CorruptData('an LZ4 frame that needs a dictionary')
  const largestBlock = 2 ** (8 + 2 * sizeCode)
  const blockChecksum = flags & 16 ? 4 : 0
  const headerSize = 7 + (flags & 8 ? 8 : 0)

  const blocks: Block[] = []
  let most = 0
  for (let at = headerSize; ;) {
    if (at + 4 > data.length) throw new CorruptData('an LZ4 frame without an end')
    const word = data.readUInt32LE(at)
    at += 4
    if (word === 0) {
      if (at + (flags & 4 ? 4 : 0) > data.length) throw new CorruptData('an LZ4 frame without an end')
      return {blocks, largestBlock, most}
    }
    const stored = word >= 2 ** 31
    const size = stored ? word - 2 ** 31 : word
    if (size > largestBlock || size + blockChecksum > data.length - at) {
      throw new CorruptData(`an LZ4 block of ${size} bytes, ${data.length - at} are left`)
    }
    blocks.push({start: at, end: at + size, stored})
    at += size + blockChecksum
    most += stored ? size : Math.min(size * 255, largestBlock)
    // Blocks before the last are full, so this is hardly ever more than the real output.
    if (most > limit) throw new CorruptData(`more than ${limit} bytes of lz4 content`)
  }
}
