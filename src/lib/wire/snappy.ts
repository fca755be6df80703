// snappy as Kafka's clients frame it. Java writes a header before blocks ("xerial"); librdkafka and Go write a single
// bare block. Both are read; Java's form is written.
import {CorruptData} from './corrupt-data.ts'
import {wasmCodecs} from './wasm-codecs.ts'

const magic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0])
const header = Buffer.concat([magic, Buffer.from([0, 0, 0, 1, 0, 0, 0, 1])]) // version, oldest compatible version
const blockSize = 32 * 2 ** 10
const largestRatio = 22 // the densest element makes 64 bytes of 3

export function snappy(data: Buffer): Buffer {
  const {snappyCompress} = wasmCodecs()
  const parts: Buffer[] = [header]
  for (let at = 0; at < data.length; at += blockSize) {
    const block = snappyCompress(data.subarray(at, at + blockSize))
    const length = Buffer.alloc(4)
    length.writeInt32BE(block.length)
    parts.push(length, block)
  }
  return Buffer.concat(parts)
}

export function unsnappy(data: Buffer, limit: number): Buffer {
  const blocks = data.subarray(0, magic.length).equals(magic) ? blocksIn(data) : [data]
  let size = 0
  for (const block of blocks) size += uncompressedSize(block)
  if (size > limit) throw new CorruptData(`more than ${limit} bytes of snappy content`)
  const {snappyDecompress} = wasmCodecs()
  const [first] = blocks
  return blocks.length === 1 && first ? snappyDecompress(first) : Buffer.concat(blocks.map(snappyDecompress), size)
}

function blocksIn(data: Buffer): Buffer[] {
  const blocks: Buffer[] = []
  for (let at = header.length; at < data.length;) {
    // A new stream may follow: some producers concatenate several, and Java reads them as one.
    if (data.subarray(at, at + magic.length).equals(magic)) {
      at += header.length
      continue
    }
    const length = at + 4 <= data.length ? data.readInt32BE(at) : -1
    at += 4
    if (length < 0 || length > data.length - at) throw new CorruptData(`a snappy block of ${length} bytes`)
    blocks.push(data.subarray(at, at + length))
    at += length
  }
  return blocks
}

/** The announced size of the block, checked before memory is allocated. */
function uncompressedSize(block: Buffer): number {
  let size = 0
  for (let i = 0; i < 5; i++) {
    const byte = block[i]
    if (byte === undefined) break
    size += (byte & 0x7f) * 2 ** (7 * i)
    if (byte >= 0x80) continue
    if (size > block.length * largestRatio) break
    return size
  }
  throw new CorruptData(`damaged snappy data: ${block.length} bytes cannot become ${size}`)
}
