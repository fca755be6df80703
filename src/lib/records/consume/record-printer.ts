// Prints many records of a batch at once with the WebAssembly kernel kernels/print-records.ts, for formats that consist
// of pieces only. Where the batch or the text is not in the kernel's memory (see print-memory.ts), it copies about 64 KiB
// of a batch there and copies the kernel's output back. Records that the kernel does not take are left to the format, which
// also reports what is wrong with a record.
import type {TextBuffer} from '../../text/text-buffer.ts'
import {printRecordsCode} from '../../wire/print-records-code.ts'
import type {RecordCursor} from '../../wire/records.ts'
import {kernelIn} from '../../wire/web-assembly.ts'
import type {Piece, Place} from '../formats/format.ts'
import {timestampLabels} from '../formats/pieces.ts'
import {
  mostParts,
  mostText,
  outAt,
  outBytes,
  PrintMemory,
  sourceAt,
  sourceBytes,
  tableAt,
  textMargin,
  textsAt,
} from './print-memory.ts'

export interface PrintLimits {
  /** The first offset wanted, and the first one after the range. */
  readonly from: number
  readonly end: number
  /** The limit on records. */
  readonly most: number
  /** No further record is printed once the text has this many bytes. */
  readonly full: number
}

/** What the kernel needs to know of a format. `topic` and `label` are set for each batch. */
interface Entry {
  readonly kind: number
  readonly text: Buffer | 'topic' | 'label'
}

// The same layout as in kernels/print-records.ts.
const cell = {
  from: 16,
  end: 17,
  batchEnd: 18,
  left: 19,
  most: 20,
  out: 21,
  outStop: 22,
  pieces: 23,
  partition: 24,
  appendTime: 25,
  leaderEpoch: 26,
} as const
const number = {baseOffset: 16, firstOffset: 17, endOffset: 18, baseTimestamp: 19, reached: 20, bytes: 21} as const
const kinds = {
  text: 0,
  key: 1,
  value: 2,
  offset: 3,
  timestamp: 4,
  partition: 5,
  leaderEpoch: 6,
  keyLength: 7,
  valueLength: 8,
} as const
const mostPieces = 32
/** Loading the kernel takes about as long as printing this many records. */
const fewestRecords = 64
/**
 * The number of records that the format writes after one that the kernel did not take, before the kernel is tried
 * again.
 */
const pause = 64

/** Undefined if there are more pieces than the kernel has room for. `textBytes`: see `PrintMemory`. */
export function recordPrinter(pieces: readonly Piece[], textBytes: number): RecordPrinter | undefined {
  const parts = pieces.filter(({kind}) => kind === 'key' || kind === 'value').length
  const entries = pieces.flatMap(entriesOf)
  const text = entries.reduce((sum, entry) => sum + (typeof entry.text === 'string' ? 256 : entry.text.length), 0)
  const numbers = entries.length * 32
  if (entries.length > mostPieces || parts > mostParts || text + numbers > mostText) return undefined
  return new RecordPrinter(
    entries,
    pieces.some(({kind}) => kind === 'typedTimestamp'),
    new PrintMemory(textBytes),
  )
}

function entriesOf(piece: Piece): Entry[] {
  const none = Buffer.alloc(0)
  switch (piece.kind) {
    case 'text':
      return [{kind: kinds.text, text: piece.text}]
    case 'key':
    case 'value':
      return [{kind: kinds[piece.kind], text: piece.nothing}]
    case 'topic':
      return [{kind: kinds.text, text: 'topic'}]
    case 'typedTimestamp':
      return [
        {kind: kinds.text, text: 'label'},
        {kind: kinds.timestamp, text: none},
      ]
    default:
      return [{kind: kinds[piece.kind], text: none}]
  }
}

export class RecordPrinter {
  /**
   * From the last call that printed anything: the offset after the last record, and the bytes of all keys and values.
   */
  reached = 0
  bytes = 0
  readonly memory: PrintMemory
  readonly #entries: readonly Entry[]
  readonly #typedTimestamps: boolean
  #kernel: Kernel | undefined
  #topic = ''
  #label = ''
  #pause = 0

  constructor(entries: readonly Entry[], typedTimestamps: boolean, memory: PrintMemory) {
    this.memory = memory
    this.#entries = entries
    this.#typedTimestamps = typedTimestamps
  }

  /**
   * Ask before each `print`. False for a while after the kernel did not take a record, and for batches that are too
   * small.
   */
  takes(cursor: RecordCursor): boolean {
    if (this.#pause > 0) {
      this.#pause--
      return false
    }
    return cursor.left >= fewestRecords || (this.#kernel !== undefined && cursor.left > 0)
  }

  /** The number of records printed; the cursor is after the last one that was taken. */
  print(cursor: RecordCursor, place: Place, text: TextBuffer, {from, end, most, full}: PrintLimits): number {
    this.bytes = 0
    if ((this.#typedTimestamps && place.timestampType === 'NoTimestamp') || !Number.isSafeInteger(cursor.baseOffset)) {
      this.#pause = pause
      return 0
    }
    const kernel = (this.#kernel ??= new Kernel(this.memory))
    const {exports, memory, cells, numbers} = kernel
    this.#describe(kernel, place)
    cells[cell.appendTime] = cursor.appendTime ? 1 : 0
    numbers[number.baseOffset] = cursor.baseOffset
    numbers[number.baseTimestamp] = cursor.batchTimestamp
    numbers[number.firstOffset] = from
    numbers[number.endOffset] = Math.min(end, Number.MAX_SAFE_INTEGER)
    const {bytes: batch} = cursor
    const sourceIsHere = batch.buffer === memory.buffer
    let printed = 0
    while (cursor.left > 0 && printed < most && text.length < full) {
      const start = cursor.ahead
      const length = sourceIsHere ? batch.length - start : Math.min(batch.length - start, sourceBytes)
      if (!sourceIsHere) memory.set(batch.subarray(start, start + length), sourceAt)
      const source = sourceIsHere ? batch.byteOffset + start : sourceAt
      // The text leaves the kernel's memory when it grows for a huge record.
      const {buffer} = text
      const textIsHere = buffer.buffer === memory.buffer && buffer.length >= full + textMargin
      const mayPrint = Math.min(most - printed, 0x7fff_ffff)
      cells[cell.from] = source
      cells[cell.end] = source + length
      cells[cell.batchEnd] = start + length === batch.length ? source + length : 0
      cells[cell.left] = cursor.left
      cells[cell.most] = mayPrint
      cells[cell.out] = textIsHere ? buffer.byteOffset + text.length : outAt
      cells[cell.outStop] = textIsHere ? buffer.byteOffset + full : outAt + Math.min(outBytes, full - text.length)
      exports.print()
      const taken = cells[cell.from] - source
      if (taken === 0) {
        this.#pause = pause
        break
      }
      if (textIsHere) text.length = cells[cell.out] - buffer.byteOffset
      else text.bytes(memory.subarray(outAt, cells[cell.out]))
      cursor.passTo(start + taken, cells[cell.left])
      const now = mayPrint - cells[cell.most]
      if (now > 0) this.reached = numbers[number.reached] ?? 0
      printed += now
      this.bytes += numbers[number.bytes] ?? 0
    }
    return printed
  }

  /** Writes the table of pieces, unless it is already there, and what depends on topic and batch. */
  #describe({memory, cells}: Kernel, {topic, partition, leaderEpoch, timestampType}: Place) {
    cells[cell.partition] = partition
    cells[cell.leaderEpoch] = leaderEpoch
    if (topic === this.#topic && timestampType === this.#label) return
    this.#topic = topic
    this.#label = timestampType
    const label = timestampType === 'NoTimestamp' ? Buffer.alloc(0) : timestampLabels[timestampType]
    const at = {topic: Buffer.from(topic), label}
    let end = textsAt
    for (const [i, {kind, text}] of this.#entries.entries()) {
      const bytes = typeof text === 'string' ? at[text] : text
      memory.set(bytes, end)
      cells.set([kind, end, bytes.length], (tableAt + i * 12) / 4)
      end += bytes.length
    }
    cells[cell.pieces] = this.#entries.length
  }
}

type Cells = Int32Array<ArrayBuffer> & Record<(typeof cell)[keyof typeof cell], number>

class Kernel {
  readonly exports: {print(): void}
  readonly memory: Uint8Array<ArrayBuffer>
  readonly cells: Cells
  readonly numbers: Float64Array<ArrayBuffer>

  constructor({memory, bytes}: PrintMemory) {
    this.exports = kernelIn<Kernel['exports']>(printRecordsCode, memory)
    this.memory = bytes
    this.cells = new Int32Array(memory.buffer) as Cells
    this.numbers = new Float64Array(memory.buffer)
  }
}
