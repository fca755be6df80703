// Assembles frames from the pieces that the network delivers.
import {isTlsRecord, NotKafka} from './not-kafka.ts'

// No broker answers with more: Fetch is capped at 55 MiB unless a single batch is larger, and socket.request.max.bytes
// (100 MiB) keeps batches below that. A larger size means that the other side does not speak Kafka.
const largest = 512 * 2 ** 20

/**
 * Hands on each complete frame: its first int32 (in responses the correlation id) and the rest. A body is copied once,
 * straight out of the socket's reused buffer, into what `allocate` gives (at least `size` bytes; by default a buffer of
 * its own, so that the receiver may keep views of it for as long as it likes).
 */
export class FrameReader {
  readonly #deliver: (correlationId: number, body: Buffer) => void
  readonly #allocate: (size: number) => Buffer
  readonly #head = Buffer.alloc(8)
  #headLength = 0
  #body: Buffer | undefined
  #bodyLength = 0

  constructor(
    deliver: (correlationId: number, body: Buffer) => void,
    allocate: (size: number) => Buffer = Buffer.allocUnsafeSlow,
  ) {
    this.#deliver = deliver
    this.#allocate = allocate
  }

  /** Raises `NotKafka` when the size of a frame cannot be one; nothing may be pushed after that. */
  push(chunk: Buffer, length = chunk.length): void {
    for (let at = 0; at < length;) {
      if (this.#body === undefined) {
        const copied = chunk.copy(this.#head, this.#headLength, at, length)
        this.#headLength += copied
        at += copied
        if (this.#headLength < 4) return
        const size = this.#head.readInt32BE(0) // looked at before the rest: a TLS alert has 7 bytes in all
        if (size < 4 || size > largest || isTlsRecord(this.#head)) throw this.#notKafka(chunk.subarray(at, length))
        if (this.#headLength < 8) return
        this.#body = this.#allocate(size - 4).subarray(0, size - 4)
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

  #notKafka(rest: Buffer) {
    return new NotKafka(Buffer.concat([this.#head.subarray(0, this.#headLength), rest.subarray(0, 64)]))
  }
}
