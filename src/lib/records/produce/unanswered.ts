// Keeps when each record was sent and how large it is, until it is answered. The values are in columns, because a run
// may have billions of records.

const chunkRecords = 16_384

interface Chunk {
  readonly sentAt: Float64Array
  readonly bytes: Int32Array
  open: number
}

/** Records by number, counted from 1. */
export class Unanswered {
  readonly #chunks = new Map<number, Chunk>()
  #spare: Chunk | undefined
  #last: Chunk | undefined
  #lastIndex = -1

  /** Adds the next number, or replaces the last one if that record was refused at once. */
  sent(number: number, at: number, bytes: number): void {
    const index = Math.floor(number / chunkRecords)
    const chunk = index === this.#lastIndex && this.#last ? this.#last : this.#enter(index)
    const place = number - index * chunkRecords
    chunk.sentAt[place] = at
    chunk.bytes[place] = bytes
  }

  /** Returns the send times and sizes of these records, and forgets them. */
  answered(
    numbers: ArrayLike<number>,
    before: number,
    each: (number: number, sentAt: number, bytes: number) => void,
  ): void {
    for (let at = 0; at < numbers.length; at++) {
      const number = before + (numbers[at] ?? 0)
      const index = Math.floor(number / chunkRecords)
      const chunk = this.#chunks.get(index)
      if (!chunk) continue
      const place = number - index * chunkRecords
      each(number, chunk.sentAt[place] ?? 0, chunk.bytes[place] ?? 0)
      if (--chunk.open === 0) {
        this.#chunks.delete(index)
        this.#spare = chunk
      }
    }
  }

  #enter(index: number): Chunk {
    const chunk = this.#spare ?? {
      sentAt: new Float64Array(chunkRecords),
      bytes: new Int32Array(chunkRecords),
      open: 0,
    }
    this.#spare = undefined
    // Numbers begin at 1.
    chunk.open = index === 0 ? chunkRecords - 1 : chunkRecords
    this.#chunks.set(index, chunk)
    this.#last = chunk
    this.#lastIndex = index
    return chunk
  }
}
