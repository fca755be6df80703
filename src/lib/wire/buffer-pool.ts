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
  readonly #memories = new WeakSet<ArrayBufferLike>()
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

  /** Takes these parts of a larger memory before anything else, instead of those that were lent before. */
  lend(places: readonly Buffer[]): void {
    for (const {buffer} of places) this.#memories.add(buffer)
    this.#lent = places
    this.#places = [...places]
  }

  /** `view`: any part of the buffer. The caller must not use the buffer, or views of it, afterwards. */
  giveBack({buffer, byteOffset}: Pick<Uint8Array, 'buffer' | 'byteOffset'>): void {
    if (this.#memories.has(buffer)) return this.#freed(buffer, byteOffset)
    const {byteLength} = buffer
    if (byteLength < leastBytes || byteLength > mostBytes || this.#spares.includes(buffer)) return
    this.#spares.unshift(buffer)
    if (this.#spares.length > this.#mostSpares) this.#spares.pop()
  }

  #freed(memory: ArrayBufferLike, at: number) {
    const isThere = (one: Buffer) => one.buffer === memory && one.byteOffset <= at && at < one.byteOffset + one.length
    const place = this.#lent.find(isThere)
    if (place && !this.#places.includes(place)) this.#places.unshift(place)
  }
}
