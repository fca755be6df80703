// Puts responses together from whatever pieces the network delivers.

const largest = 512 * 2 ** 20 // a larger size means that nobody speaks Kafka there

/** Hands on each complete frame. A body is copied once, straight out of the socket's reused buffer. */
export class FrameReader {
  readonly #deliver: (correlationId: number, body: Buffer) => void
  readonly #head = Buffer.alloc(8)
  #headLength = 0
  #body: Buffer | undefined
  #bodyLength = 0

  constructor(deliver: (correlationId: number, body: Buffer) => void) {
    this.#deliver = deliver
  }

  push(chunk: Buffer, length = chunk.length) {
    for (let at = 0; at < length;) {
      if (this.#body === undefined) {
        const copied = chunk.copy(this.#head, this.#headLength, at, length)
        this.#headLength += copied
        at += copied
        if (this.#headLength < 8) return
        const size = this.#head.readInt32BE(0)
        if (size < 4 || size > largest) throw new Error(`no Kafka answer (frame of ${size} bytes): is it a TLS port?`)
        this.#body = Buffer.allocUnsafeSlow(size - 4)
        this.#bodyLength = 0
      }
      const copied = chunk.copy(this.#body, this.#bodyLength, at, length)
      this.#bodyLength += copied
      at += copied
      if (this.#bodyLength === this.#body.length) {
        const body = this.#body
        this.#body = undefined
        this.#headLength = 0
        this.#deliver(this.#head.readInt32BE(4), body)
      }
    }
  }
}
