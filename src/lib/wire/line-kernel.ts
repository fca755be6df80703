// The WebAssembly that makes records from lines (kernels/lines.ts) and its memory: settings, lanes, buffers of batches,
// input. The memory never grows, so views of it stay valid. Only pages that were touched use physical memory.
import {linesCode} from './lines-code.ts'
import {loadKernel, prepareKernel} from './web-assembly.ts'

/** The input that the kernel handles by itself; JavaScript handles the rest. */
export interface PlainLines {
  /** false: only \n ends a line. */
  readonly anyLineEnd: boolean
  readonly maxLineBytes: number
  /** Lines that are not valid UTF-8 must not reach the kernel; see `LineKernel.accept`. */
  readonly utf8?: boolean | undefined
  /** null: no key, unless `key` gives one. */
  readonly keySeparator: Uint8Array | null
  readonly nullMarker: Uint8Array | null
  /** The key of every record. */
  readonly key?: Uint8Array | undefined
  /** The number of headers and their bytes, as in a record; default: none. */
  readonly encodedHeaders?: Uint8Array | undefined
}
/** The buffer of one batch, in the kernel's memory. */
export interface Slot {
  readonly number: number
  readonly address: number
  readonly buffer: Buffer
  /** The numbers of the records in it. */
  readonly ordinals: Float64Array<ArrayBuffer>
  readonly ordinalsAddress: number
}
/** Why the kernel stopped. */
export type Stop = 'used up' | 'no room' | 'not plain'
const stops: readonly Stop[] = ['used up', 'no room', 'not plain']

// The same layout as in kernels/lines.ts.
const cell = {
  at: 16,
  end: 17,
  lane: 18,
  skipLf: 19,
  anyLineEnd: 20,
  keyMode: 21,
  separatorLength: 22,
  keyLength: 23,
  nullLength: 24,
  headersLength: 25,
  partitioner: 26,
  partitions: 27,
  sticky: 28,
  maxLine: 29,
  lineEnd: 30,
} as const
const number = {ordinal: 17, bytes: 18, now: 19} as const
const place = {separator: 4096, nullMarker: 8192, key: 12_288, headers: 16_384} as const
const longestText = 4096
const longestHeaders = 40_000
const lanesAt = 65_536
const laneSize = 32
const pageSize = 65_536

/** Bytes of input in the memory at a time; a longer line is left to JavaScript. */
export const inputSize = 512 * 1024
/** The kernel may write up to 15 bytes past the end. */
const slack = 16
/** Bytes of a record without key, value and headers. */
const leastRecord = 7

export class LineKernel {
  /** Where the input is put; see `take`. */
  readonly input: Buffer
  readonly #cells: Int32Array
  readonly #numbers: Float64Array
  readonly #memory: Uint8Array<ArrayBuffer>
  readonly #run: () => number
  readonly #lanes: number
  readonly #inputAt: number
  readonly #slotsAt: number
  readonly #slotBytes: number
  readonly #slotSize: number
  readonly #slots: number
  readonly #maxLine: number
  #made = 0
  readonly #free: Slot[] = []

  /** Call this before `open`, while the processor is idle. */
  static async prepare(): Promise<void> {
    await prepareKernel(linesCode).catch(raiseUnlessWithoutVectors)
  }

  /** Undefined if the memory or the processor's vectors are not available, or a text is too long for the kernel. */
  static open(lines: PlainLines, lanes: number, slotBytes: number, slots: number): LineKernel | undefined {
    const texts = [lines.keySeparator, lines.nullMarker, lines.key]
    if (texts.some((text) => text && text.length > longestText)) return undefined
    if (lines.keySeparator?.length === 0 || (lines.encodedHeaders?.length ?? 0) > longestHeaders) return undefined
    try {
      return new LineKernel(lines, lanes, slotBytes, slots)
    } catch (error) {
      if (error instanceof RangeError) return undefined
      return raiseUnlessWithoutVectors(error)
    }
  }

  private constructor(lines: PlainLines, lanes: number, slotBytes: number, slots: number) {
    const whole = (size: number) => Math.ceil(size / 16) * 16
    this.#lanes = lanes
    this.#inputAt = whole(lanesAt + lanes * laneSize)
    this.#slotsAt = this.#inputAt + inputSize + slack
    this.#slotBytes = slotBytes
    this.#slotSize = whole(slotBytes + slack) + whole(8 * Math.ceil(slotBytes / leastRecord))
    this.#slots = slots
    this.#maxLine = Math.min(lines.maxLineBytes, 2 ** 31 - 1)
    const pages = Math.ceil((this.#slotsAt + slots * this.#slotSize) / pageSize)
    const {exports, memory} = loadKernel<{take(): number}>(linesCode, pages)
    this.#run = exports.take
    this.#memory = memory
    this.#cells = new Int32Array(memory.buffer, 0, lanesAt / 4 + lanes * (laneSize / 4))
    this.#numbers = new Float64Array(memory.buffer, 0, lanesAt / 8 + lanes * (laneSize / 8))
    this.input = Buffer.from(memory.buffer, this.#inputAt, inputSize)
    this.#set(lines)
  }

  #set({anyLineEnd, keySeparator, nullMarker, key, encodedHeaders = Buffer.alloc(1)}: PlainLines) {
    const cells = this.#cells
    const put = (bytes: Uint8Array | null | undefined, at: number) => {
      if (bytes) this.#memory.set(bytes, at)
      return bytes?.length ?? -1
    }
    cells[cell.anyLineEnd] = anyLineEnd ? 1 : 0
    cells[cell.maxLine] = this.#maxLine
    cells[cell.keyMode] = key ? 2 : keySeparator ? 1 : 0
    cells[cell.separatorLength] = put(keySeparator, place.separator)
    cells[cell.keyLength] = put(key, place.key)
    cells[cell.nullLength] = put(nullMarker, place.nullMarker)
    cells[cell.headersLength] = put(encodedHeaders, place.headers)
  }

  /** Lanes are numbered by partition; with `hash` none, all records go to the sticky partition. */
  partition(hash: 'none' | 'murmur2' | 'crc32', partitions: number, sticky: number): void {
    const cells = this.#cells
    cells[cell.partitioner] = ['none', 'murmur2', 'crc32'].indexOf(hash)
    cells[cell.partitions] = partitions
    cells[cell.sticky] = sticky
  }

  get lanes(): number {
    return this.#lanes
  }

  /** Undefined if all buffers are in use. */
  slot(): Slot | undefined {
    const known = this.#free.pop()
    if (known || this.#made === this.#slots) return known
    const address = this.#slotsAt + this.#made * this.#slotSize
    const end = address + this.#slotSize
    const ordinals = Math.ceil(this.#slotBytes / leastRecord)
    const ordinalsAddress = end - Math.ceil((8 * ordinals) / 16) * 16
    const {buffer} = this.#memory
    return {
      number: this.#made++,
      address,
      buffer: Buffer.from(buffer, address, this.#slotBytes),
      ordinals: new Float64Array(buffer, ordinalsAddress, ordinals),
      ordinalsAddress,
    }
  }

  release(slot: Slot): void {
    this.#free.push(slot)
  }

  /** Lends the open batch of a lane: where to continue, how far it may be filled, and what is in it. */
  lend(lane: number, slot: Slot, position: number, limit: number, count: number, first: number, max: number): void {
    const at = (lanesAt + lane * laneSize) / 4
    this.#cells[at] = slot.address + position
    this.#cells[at + 1] = slot.address + limit
    this.#cells[at + 2] = count
    this.#cells[at + 3] = slot.ordinalsAddress
    this.#numbers[at / 2 + 2] = first
    this.#numbers[at / 2 + 3] = max
  }

  /** The kernel no longer has a buffer for this lane. */
  close(lane: number): void {
    this.#cells[(lanesAt + lane * laneSize) / 4] = 0
  }

  /** The present state of a lane. */
  read(lane: number, slot: Slot): {position: number; count: number; first: number; max: number} {
    const at = (lanesAt + lane * laneSize) / 4
    return {
      position: (this.#cells[at] ?? 0) - slot.address,
      count: this.#cells[at + 2] ?? 0,
      first: this.#numbers[at / 2 + 2] ?? 0,
      max: this.#numbers[at / 2 + 3] ?? 0,
    }
  }

  /**
   * Takes lines from `input[from]` up to `input[end]`, exclusive (`ordinal`: of the record before them), and returns
   * why it stopped. Afterwards `at` is where the next line begins, `ordinal` that of the last record taken, and `bytes`
   * the bytes of keys and values.
   */
  take(from: number, end: number, ordinal: number, now: number): Stop {
    this.#cells[cell.at] = this.#inputAt + from
    this.#cells[cell.end] = this.#inputAt + end
    this.#numbers[number.ordinal] = ordinal
    this.#numbers[number.bytes] = 0
    this.#numbers[number.now] = now
    return stops[this.#run()] ?? 'used up'
  }

  /** False: from now on every line that is not empty is `not plain`. */
  accept(lines: boolean): void {
    this.#cells[cell.maxLine] = lines ? this.#maxLine : 0
  }

  /** Whether the \n of a \r\n may still follow. */
  get skipsLf(): boolean {
    return this.#cells[cell.skipLf] !== 0
  }

  get at(): number {
    return (this.#cells[cell.at] ?? 0) - this.#inputAt
  }

  get ordinal(): number {
    return this.#numbers[number.ordinal] ?? 0
  }

  get bytes(): number {
    return this.#numbers[number.bytes] ?? 0
  }

  /** After `no room`: the lane that needs room. */
  get lane(): number {
    return this.#cells[cell.lane] ?? 0
  }

  /** After `no room` and `not plain`: the end of the line that was not taken. */
  get lineEnd(): number {
    return (this.#cells[cell.lineEnd] ?? 0) - this.#inputAt
  }

  /** The line was handled elsewhere; returns where the next one begins. */
  skipLine(end: number): number {
    const {input, lineEnd} = this
    if (input[lineEnd] !== 13 || this.#cells[cell.anyLineEnd] === 0) return lineEnd + 1
    if (lineEnd + 1 === end) this.#cells[cell.skipLf] = 1
    return input[lineEnd + 1] === 10 && lineEnd + 1 < end ? lineEnd + 2 : lineEnd + 1
  }
}

/**
 * The kernel needs vector instructions. JavaScriptCore has none on processors without AVX, and then reports the code as
 * invalid.
 */
function raiseUnlessWithoutVectors(error: unknown): undefined {
  if ((error as Error).name !== 'CompileError') throw error
}
