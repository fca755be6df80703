// The index files of a log: offset → position, timestamp → offset, aborted transactions. Entries have a fixed size, and
// in the two sparse ones their first numbers are relative to the offset in the file's name.
import {CorruptData} from '../wire/corrupt-data.ts'
import {longAt, plus, type Long} from './batch-fields.ts'
import type {ByteSource} from './byte-source.ts'

const windowSize = 1 << 16

/** Random access to the entries of a file, which is read in pieces. */
class Entries {
  readonly count: number
  readonly length: number
  readonly #source: ByteSource
  readonly #size: number
  readonly #perWindow: number
  readonly #window: Buffer
  #first = -1

  constructor(source: ByteSource, size: number) {
    this.#source = source
    this.#size = size
    this.length = source.size ?? 0
    this.count = Math.floor(this.length / size)
    this.#perWindow = Math.floor(windowSize / size)
    this.#window = Buffer.alloc(Math.min(this.#perWindow, Math.max(1, this.count)) * size)
  }

  /** The position of the entry in `bytes`. */
  async load(n: number): Promise<number> {
    const first = n - (n % this.#perWindow)
    if (first !== this.#first) {
      this.#window.fill(0)
      await this.#source.read(this.#window, 0, this.#window.length, first * this.#size)
      this.#first = first
    }
    return (n - first) * this.#size
  }

  get bytes(): Buffer {
    return this.#window
  }
}

export interface OffsetPosition {
  readonly offset: Long
  readonly position: number
}

export class OffsetIndex {
  readonly #entries: Entries
  readonly #baseOffset: Long

  constructor(source: ByteSource, baseOffset: Long) {
    this.#entries = new Entries(source, 8)
    this.#baseOffset = baseOffset
  }

  get count(): number {
    return this.#entries.count
  }

  async entry(n: number): Promise<OffsetPosition> {
    const at = await this.#entries.load(n)
    const {bytes} = this.#entries
    return {offset: plus(this.#baseOffset, bytes.readInt32BE(at)), position: bytes.readInt32BE(at + 4)}
  }

  /** The last entry at or before the offset. Searches as a broker does, which expects it near the end. */
  async lookup(offset: Long): Promise<OffsetPosition> {
    const {count} = this
    const none = {offset: this.#baseOffset, position: 0}
    if (count === 0) return none
    const hot = Math.max(0, count - 1 - 1024)
    const isBelow = async (n: number) => (await this.entry(n)).offset < offset
    if (await isBelow(hot)) return this.entry(await this.#search(offset, hot, count - 1))
    if ((await this.entry(0)).offset > offset) return none
    return this.entry(await this.#search(offset, 0, hot))
  }

  async #search(offset: Long, first: number, last: number): Promise<number> {
    let [low, high] = [first, last]
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      const found = (await this.entry(middle)).offset
      if (found > offset) high = middle - 1
      else if (found < offset) low = middle
      else return middle
    }
    return low
  }

  /** The check that a broker makes at its start. Throws CorruptData with Java's messages. */
  async check(file: string): Promise<void> {
    const {count, length} = this.#entries
    if (count > 0) {
      const last = await this.entry(count - 1)
      if (last.offset < this.#baseOffset) {
        throw new CorruptData(
          `Corrupt index found, index file ${file} has non-zero size but the last offset is ${last.offset} which is less than the base offset ${this.#baseOffset}`,
        )
      }
    }
    if (length % 8 !== 0) {
      throw new CorruptData(
        `Index file ${file} is corrupt, found ${length} bytes which is neither positive nor a multiple of 8`,
      )
    }
  }
}

export interface TimestampOffset {
  readonly timestamp: Long
  readonly offset: Long
}

export class TimeIndex {
  readonly #entries: Entries
  readonly #baseOffset: Long

  constructor(source: ByteSource, baseOffset: Long) {
    this.#entries = new Entries(source, 12)
    this.#baseOffset = baseOffset
  }

  get count(): number {
    return this.#entries.count
  }

  async entry(n: number): Promise<TimestampOffset> {
    const at = await this.#entries.load(n)
    const {bytes} = this.#entries
    return {timestamp: longAt(bytes, at), offset: plus(this.#baseOffset, bytes.readInt32BE(at + 8))}
  }

  /** The check that a broker makes at its start. Throws CorruptData with Java's messages. */
  async check(file: string): Promise<void> {
    const {count, length} = this.#entries
    if (count > 0) {
      const [first, last] = [await this.entry(0), await this.entry(count - 1)]
      const beginning = `Corrupt time index found, time index file (${file}) has non-zero size but`
      if (last.timestamp < first.timestamp) {
        throw new CorruptData(
          `${beginning} the last timestamp is ${last.timestamp} which is less than the first timestamp ${first.timestamp}`,
        )
      }
      if (last.offset < this.#baseOffset) {
        throw new CorruptData(
          `${beginning} the last offset is ${last.offset} which is less than the first offset ${this.#baseOffset}`,
        )
      }
    }
    if (length % 12 !== 0) {
      throw new CorruptData(
        `Time index file ${file} is corrupt, found ${length} bytes which is neither positive nor a multiple of 12`,
      )
    }
  }
}

export interface AbortedTransaction {
  readonly version: number
  readonly producerId: Long
  readonly firstOffset: Long
  readonly lastOffset: Long
  readonly lastStableOffset: Long
}

/** The entries of a .txnindex. Throws CorruptData for an unknown version. */
export async function abortedTransactions(source: ByteSource, file: string): Promise<AbortedTransaction[]> {
  const entries = new Entries(source, 34)
  const found: AbortedTransaction[] = []
  for (let n = 0; n < entries.count; n++) {
    const at = await entries.load(n)
    const {bytes} = entries
    const version = bytes.readInt8(at) // as Java does: only the first of two bytes
    if (version > 0) {
      throw new CorruptData(
        `Unexpected aborted transaction version ${version} in transaction index ${file}, current version is 0`,
      )
    }
    found.push({
      version,
      producerId: longAt(bytes, at + 2),
      firstOffset: longAt(bytes, at + 10),
      lastOffset: longAt(bytes, at + 18),
      lastStableOffset: longAt(bytes, at + 26),
    })
  }
  return found
}
