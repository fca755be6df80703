/** Rough cost of an index entry, bytes. */
const indexEntry = 32
const smallest = 4096

/** A piece of a partition's log: consecutive record batches, and an index of where each begins. */
export class Segment {
  readonly baseOffset: number
  /** Counts across the segments of the whole cluster: the lowest is the oldest. */
  readonly born: number
  /** The offset after its last record. */
  nextOffset: number
  maxTimestamp = -Infinity
  size = 0
  #bytes = Buffer.alloc(0)
  readonly #bases: number[] = []
  readonly #positions: number[] = []
  readonly #maxTimestamps: number[] = []

  constructor(baseOffset: number, born: number) {
    this.baseOffset = this.nextOffset = baseOffset
    this.born = born
  }

  /** The memory it uses, bytes. */
  get footprint(): number {
    return this.#bytes.length + this.#bases.length * indexEntry
  }

  get count(): number {
    return this.#bases.length
  }

  /** Copies a batch that begins at `nextOffset`; `most` is the size to which the buffer may grow ahead, bytes. */
  append(batch: Buffer, lastOffset: number, maxTimestamp: number, most: number): void {
    const needed = this.size + batch.length
    if (needed > this.#bytes.length) {
      // A reader may still hold the old bytes, so they are left alone.
      const larger = Buffer.allocUnsafeSlow(
        Math.max(needed, Math.min(most, Math.max(smallest, this.#bytes.length * 2))),
      )
      this.#bytes.copy(larger, 0, 0, this.size)
      this.#bytes = larger
    }
    batch.copy(this.#bytes, this.size)
    this.#bases.push(this.nextOffset)
    this.#positions.push(this.size)
    this.#maxTimestamps.push(maxTimestamp)
    this.size = needed
    this.nextOffset = lastOffset + 1
    this.maxTimestamp = Math.max(this.maxTimestamp, maxTimestamp)
  }

  /**
   * Whole batches from the one that holds this offset, as many as fit into `maxBytes`; with `atLeastOne` the first
   * anyway.
   */
  read(offset: number, maxBytes: number, atLeastOne: boolean): Buffer {
    const first = this.indexOf(offset)
    const start = this.#positions[first] ?? this.size
    let end = start
    for (let i = first; i < this.#bases.length; i++) {
      const next = this.#positions[i + 1] ?? this.size
      if (next - start > maxBytes && !(atLeastOne && i === first)) break
      end = next
    }
    return this.#bytes.subarray(start, end)
  }

  /** The index of the batch that holds an offset. */
  indexOf(offset: number): number {
    let low = 0
    let high = this.#bases.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#bases[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }

  batch(index: number): Buffer {
    return this.#bytes.subarray(this.#positions[index] ?? this.size, this.#positions[index + 1] ?? this.size)
  }

  maxTimestampOf(index: number): number {
    return this.#maxTimestamps[index] ?? -Infinity
  }
}
