// The memory of the WebAssembly kernel that prints records. The answers of a broker are read into it and the text is made
// in it, so that records are copied once between the socket and the output. Pages that nobody wrote to take no memory.
import {kernelMemory, type KernelMemory} from '../../wire/web-assembly.ts'

// The same layout as in kernels/print-records.ts, which has its numbers in front of `tableAt`.
export const tableAt = 256
export const textsAt = 4096
const pageSize = 65_536
/** The most bytes of all fixed texts together. */
export const mostText = 8192
/** The most pieces, each of which may bring a whole record into the text. */
export const mostParts = 4
/** No record of more bytes is printed by the kernel. */
const mostRecord = 64 * 1024
/** The number of bytes that the kernel may read and write past the end of its input. */
const margin = 64
/** The number of bytes that the last record may bring into a text that was not full. */
export const textMargin = mostParts * mostRecord + mostText + margin

/** Batches that lie elsewhere are copied here, and text for elsewhere is made here: both fit into a processor's cache. */
export const sourceAt = pageSize
export const sourceBytes = 64 * 1024
export const outAt = sourceAt + sourceBytes + margin
/** Bytes of text at a time, without the last record. */
export const outBytes = 128 * 1024

const textBuffers = 2
/** An answer about one partition has four megabytes and the rest of a batch. */
const placeBytes = 72 * pageSize
/** For each connection: one answer is read while the next one arrives. */
const placesEach = 2
/** More would make the engine collect garbage at once. */
const connections = 2

export class PrintMemory {
  readonly memory: KernelMemory
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The buffers for text have room for this much and for `textMargin`. */
  readonly #textAt: number
  readonly #textBytes: number
  readonly #placesAt: number
  #lent = 0

  /** `textBytes`: a text with as many bytes is full. Throws RangeError if there is not enough memory. */
  constructor(textBytes: number) {
    this.#textBytes = textBytes + textMargin
    this.#textAt = outAt + outBytes + textMargin
    this.#placesAt = this.#textAt + textBuffers * this.#textBytes
    const end = this.#placesAt + connections * placesEach * placeBytes + margin
    this.memory = kernelMemory(Math.ceil(end / pageSize))
    this.bytes = new Uint8Array(this.memory.buffer)
  }

  /** Two buffers, one of which is filled while the other is written. */
  texts(): [Buffer, Buffer] {
    return [this.#part(this.#textAt, this.#textBytes), this.#part(this.#textAt + this.#textBytes, this.#textBytes)]
  }

  /**
   * Buffers for the answers of a further connection, which keeps them; none if all are in use. Each is given once, because
   * nobody knows when the last byte for a lost connection has arrived.
   */
  readonly places = (): Buffer[] => {
    if (this.#lent === connections) return []
    const first = this.#placesAt + this.#lent++ * placesEach * placeBytes
    return Array.from({length: placesEach}, (_, at) => this.#part(first + at * placeBytes, placeBytes))
  }

  #part(start: number, length: number): Buffer {
    return Buffer.from(this.memory.buffer, start, length)
  }
}
