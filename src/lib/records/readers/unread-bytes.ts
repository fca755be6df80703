/** The input that is not consumed yet, for readers whose items may cross chunks. */
export class UnreadBytes {
  /** The chunk itself, or the rest of earlier chunks followed by the chunk; valid until the next call. */
  bytes: Buffer = Buffer.alloc(0)
  /** Everything before this position was consumed. */
  at = 0
  /** Holds the rest. It grows by doubling, so that an item across many chunks is not copied for each of them. */
  #memory: Buffer = Buffer.alloc(0)
  #kept = false

  push(chunk: Buffer): void {
    const left = this.bytes.length - this.at
    if (left === 0) {
      this.bytes = chunk
      this.at = 0
      this.#kept = false
      return
    }
    this.keep(chunk.length)
    const end = this.bytes.length
    this.#memory.set(chunk, end)
    this.bytes = this.#memory.subarray(0, end + chunk.length)
  }

  /** Copies the rest of the chunk, whose memory its owner will reuse, and leaves room for `more` bytes. */
  keep(more = 0): void {
    if (this.#kept && this.bytes.length + more <= this.#memory.length) return
    const rest = this.bytes.subarray(this.at)
    const left = rest.length
    if (left + more > this.#memory.length)
      this.#memory = Buffer.allocUnsafeSlow(Math.max(left + more, 2 * this.#memory.length, 1024))
    this.#memory.set(rest)
    this.bytes = this.#memory.subarray(0, left)
    this.at = 0
    this.#kept = true
  }
}
