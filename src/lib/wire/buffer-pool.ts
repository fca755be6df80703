// Reuses large buffers: a new megabyte costs page faults, and buffers waiting for the garbage collector occupy memory.

/** Smaller buffers are not kept. */
const leastBytes = 64 * 1024
/** A larger buffer held one huge record, and would never be freed. */
const mostBytes = 32 * 2 ** 20
/** One response is read while the next one arrives. */
const usualSpares = 2

/** `allocate` reuses a returned buffer if one is large enough. */
export class BufferPool {
  readonly #mostSpares: number
  #spares: ArrayBufferLike[] = []
  /** What was lent, and what of it is free. */
  #lent: readonly Buffer[] = []
  #places: Buffer[] = []

  constructor(mostSpares = usualSpares) {
    this.#mostSpares = mostSpares
  }

  /** A buffer of at least `size` bytes with undefined content. */
  readonly allocate = (size: number): Buffer => {
    if (size < leastBytes) return Buffer.allocUnsafeSlow(size)
    const fitting = this.#places.findIndex(({length}) => length >= size)
    const [place] = fitting < 0 ? [] : this.#places.splice(fitting, 1)
    if (place) return place
    const at = this.#spares.findIndex((spare) => spare.byteLength >= size)
    const [found] = at < 0 ? [] : this.#spares.splice(at, 1)
    if (found) return Buffer.from(found)
    this.#spares.pop() // too small: a larger one takes its place
    return Buffer.allocUnsafeSlow(Math.ceil((size * 1.125) / leastBytes) * leastBytes)
  }

  /** Takes these parts of a larger memory before anything else, until the end. */
  lend(places: readonly Buffer[]): void {
    this.#lent = places
    this.#places = [...places]
  }

  /** `view`: any part of the buffer. The caller must not use the buffer, or views of it, afterwards. */
  giveBack({buffer, byteOffset}: Pick<Uint8Array, 'buffer' | 'byteOffset'>): void {
    if (buffer === this.#lent[0]?.buffer) return this.#freed(byteOffset)
    const {byteLength} = buffer
    if (byteLength < leastBytes || byteLength > mostBytes || this.#spares.includes(buffer)) return
    this.#spares.unshift(buffer)
    if (this.#spares.length > this.#mostSpares) this.#spares.pop()
  }

  #freed(at: number) {
    const place = this.#lent.find(({byteOffset, length}) => byteOffset <= at && at < byteOffset + length)
    if (place && !this.#places.includes(place)) this.#places.unshift(place)
  }
}
