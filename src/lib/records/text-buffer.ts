// Where formats write: a growing buffer that bytes, text and numbers go into without strings in between.

export class TextBuffer {
  /** Filled up to `length`. */
  buffer: Buffer
  length = 0

  constructor(size = 64 * 1024) {
    this.buffer = Buffer.allocUnsafeSlow(size)
  }

  /** `from[start]` to before `from[end]`. */
  bytes(from: Uint8Array, start = 0, end = from.length): void {
    const length = end - start
    this.reserve(length)
    const to = this.buffer
    const at = this.length
    // A call into the engine's copy costs more than a few bytes by hand.
    if (length < 24) for (let i = 0; i < length; i++) to[at + i] = from[start + i] as number
    else to.set(start === 0 && end === from.length ? from : from.subarray(start, end), at)
    this.length = at + length
  }

  byte(value: number): void {
    this.reserve(1)
    this.buffer[this.length++] = value
  }

  text(text: string): void {
    this.reserve(text.length * 3)
    this.length += this.buffer.write(text, this.length)
  }

  /** An integer, in decimal digits. */
  number(value: number): void {
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) return this.text(String(value))
    this.reserve(16)
    let digits = 1
    for (let limit = 10; value >= limit; limit *= 10) digits++
    const start = this.length
    const to = this.buffer
    let at = start + digits
    // Above 32 bits a division is one of floating point: take off the low digits first, then go on with integers.
    let rest = value
    while (rest > 0xffff_ffff) {
      const tenth = Math.floor(rest / 10)
      to[--at] = 48 + (rest - tenth * 10)
      rest = tenth
    }
    while (at > start) {
      const tenth = (rest / 10) >>> 0
      to[--at] = 48 + (rest - tenth * 10)
      rest = tenth
    }
    this.length = start + digits
  }

  /** Makes room for so many bytes more; `buffer` may be another one afterwards. */
  reserve(length: number): void {
    const needed = this.length + length
    if (needed <= this.buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, needed))
    this.buffer.copy(larger, 0, 0, this.length)
    this.buffer = larger
  }

  /** Hands over what was written; goes on in `spare`, or in a new buffer of the same size. */
  take(spare?: Buffer): Buffer {
    const filled = this.buffer.subarray(0, this.length)
    this.buffer = spare ?? Buffer.allocUnsafeSlow(this.buffer.length)
    this.length = 0
    return filled
  }
}
