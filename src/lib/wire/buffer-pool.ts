// Large buffers that are used again: a fresh megabyte costs page faults, and what waits for the garbage collector is
// memory that the process keeps.

/** Smaller ones are not worth it. */
const leastBytes = 64 * 1024
/** What is larger was one huge record, and would stay for ever. */
const mostBytes = 32 * 2 ** 20
/** One response is being read while the next arrives. */
const mostSpares = 2

/** `allocate` takes a buffer that was given back, where one is large enough. */
export class BufferPool {
  #spares: ArrayBufferLike[] = []

  /** At least `size` bytes, of any content. */
  readonly allocate = (size: number): Buffer => {
    if (size < leastBytes) return Buffer.allocUnsafeSlow(size)
    const at = this.#spares.findIndex((spare) => spare.byteLength >= size)
    const [found] = at < 0 ? [] : this.#spares.splice(at, 1)
    if (found) return Buffer.from(found)
    this.#spares.pop() // too small: a larger one takes its place
    return Buffer.allocUnsafeSlow(Math.ceil((size * 1.125) / leastBytes) * leastBytes)
  }

  /** Nobody may look at it, or at views of it, any more. */
  giveBack(buffer: ArrayBufferLike): void {
    const {byteLength} = buffer
    if (byteLength < leastBytes || byteLength > mostBytes || this.#spares.includes(buffer)) return
    this.#spares.unshift(buffer)
    if (this.#spares.length > mostSpares) this.#spares.pop()
  }
}
