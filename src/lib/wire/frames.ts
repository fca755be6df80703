// Assembles frames from the pieces that the network delivers.
import {isTlsRecord, NotKafka} from './not-kafka.ts'

// No broker sends a larger response: Fetch is limited to 55 MiB unless a single batch is larger, and
// socket.request.max.bytes (100 MiB) limits batches. A larger size means that the other side does not speak Kafka's
// protocol.
const largest = 512 * 2 ** 20

/** A part of a body that is at least this long is read without a copy, bytes. */
export const directBytes = 64 * 1024

/**
 * Passes on each complete frame: its first int32 (in responses the correlation id) and the rest. A body is in the result
 * of `allocate` (at least `size` bytes; by default a new buffer, so that the receiver may keep views of it indefinitely).
 * It is copied there from the socket's reused buffer, or read there directly: see `space`.
 */
export class FrameReader {
  readonly #deliver: (correlationId: number, body: Buffer) => void
  readonly #allocate: (size: number) => Buffer
  readonly #head = Buffer.alloc(8)
  #headLength = 0
  #body: Buffer | undefined
  #bodyLength = 0
  #space: Buffer | undefined

  constructor(
    deliver: (correlationId: number, body: Buffer) => void,
    allocate: (size: number) => Buffer = Buffer.allocUnsafeSlow,
  ) {
    this.#deliver = deliver
    this.#allocate = allocate
  }

  /**
   * Where the socket may read the next bytes to: the rest of a body, which is to be pushed as this very buffer. Undefined
   * if what is missing is short, or the size of the next frame is not known.
   */
  space(): Buffer | undefined {
    const missing = this.#body ? this.#body.length - this.#bodyLength : 0
    this.#space = missing < directBytes ? undefined : this.#body?.subarray(this.#bodyLength)
    return this.#space
  }

  /** Throws `NotKafka` if the size of a frame is impossible; nothing may be pushed after that. */
  push(chunk: Buffer, length = chunk.length): void {
    if (chunk === this.#space) {
      this.#filled(length)
      return
    }
    for (let at = 0; at < length;) {
      if (this.#body === undefined) {
        const copied = chunk.copy(this.#head, this.#headLength, at, length)
        this.#headLength += copied
        at += copied
        if (this.#headLength < 4) return
        const size = this.#head.readInt32BE(0) // checked first, because a TLS alert has only 7 bytes
        if (size < 4 || size > largest || isTlsRecord(this.#head)) throw this.#notKafka(chunk.subarray(at, length))
        if (this.#headLength < 8) return
        this.#body = this.#allocate(size - 4).subarray(0, size - 4)
        this.#bodyLength = 0
      }
      const copied = chunk.copy(this.#body, this.#bodyLength, at, length)
      at += copied
      this.#filled(copied)
    }
  }

  #filled(length: number) {
    this.#bodyLength += length
    const body = this.#body
    if (body?.length !== this.#bodyLength) return
    this.#body = undefined
    this.#headLength = 0
    this.#deliver(this.#head.readInt32BE(4), body)
  }

  #notKafka(rest: Buffer) {
    return new NotKafka(Buffer.concat([this.#head.subarray(0, this.#headLength), rest.subarray(0, 64)]))
  }
}
