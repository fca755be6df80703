// Segments and snapshots: a line for each batch and, if wanted, one for each record.
import {BatchRecords, hasHeader, unpacked} from '../../log-files/batch-records.ts'
import {BatchWalk} from '../../log-files/batch-walk.ts'
import {JavaError} from '../java/errors.ts'
import {parseJavaInt, parseJavaLong} from '../java/numbers.ts'
import {javaText} from '../../records/formats/java-text.ts'
import {putBatchLine} from './batch-line.ts'
import type {Parser} from './decoders.ts'
import type {Findings} from './findings.ts'
import {absolutePath, fileName, nameBeforeDot, openForJava} from './java-file.ts'
import {fullAt, type Lines} from './lines.ts'
import {PlainRecords} from './plain-records.ts'
import {putRecord, type RecordLineOptions} from './record-lines.ts'

const wholeFile = 0x7fff_ffff

export interface DumpOptions {
  readonly deep: boolean
  readonly contents: boolean
  readonly skipMetadata: boolean
  readonly parser: Parser
  readonly maxBytes: number
}

/** Throws JavaError or BrokenLog where Apache's tool ends with an exception, after all that it prints before. */
export async function dumpLog(path: string, options: DumpOptions, lines: Lines, findings: Findings): Promise<void> {
  const {maxBytes} = options
  lines.text.text(heading(path))
  const source = openForJava(path)
  try {
    const size = source.size ?? 0
    if (size > wholeFile) {
      const text = `The size of segment ${path} (${size}) is larger than the maximum allowed segment size of ${wholeFile}`
      throw new JavaError('org.apache.kafka.common.KafkaException', text)
    }
    if (maxBytes < 0) {
      const text = `Invalid size: ${maxBytes} in read from FileRecords(size=${size}, file=${path}, start=0, end=${wholeFile})`
      throw new JavaError('java.lang.IllegalArgumentException', text)
    }
    const batches = new BatchWalk(source, {end: Math.min(size, maxBytes), name: path})
    await new LogDump(options, lines, (before, after) => findings.gaps.of(absolutePath(path)).add(before, after)).run(
      batches,
    )
    const left = await batches.leftOver()
    if (left > 0 && maxBytes === wholeFile)
      lines.text.text(`Found ${left} invalid bytes at the end of ${fileName(path)}\n`)
  } finally {
    source.close()
  }
}

function heading(path: string): string {
  const name = fileName(path)
  if (name.endsWith('.log')) return `Log starting offset: ${parseJavaLong(nameBeforeDot(name))}\n`
  if (name === 'bootstrap.checkpoint') return 'KRaft bootstrap snapshot\n'
  const part = (start: number, end: number) => {
    if (end > name.length) {
      const text = `begin ${start}, end ${end}, length ${name.length}`
      throw new JavaError('java.lang.StringIndexOutOfBoundsException', text)
    }
    return name.slice(start, end)
  }
  return `Snapshot end offset: ${parseJavaLong(part(0, 20))}, epoch: ${parseJavaInt(part(21, 31))}\n`
}

class LogDump {
  readonly #options: DumpOptions
  readonly #lines: Lines
  readonly #onGap: (before: number | bigint, after: number | bigint) => void
  readonly #plain: PlainRecords | undefined
  readonly #recordLines: RecordLineOptions
  readonly #records = new BatchRecords()
  #lastOffset: number | bigint = -1

  constructor(options: DumpOptions, lines: Lines, onGap: (before: number | bigint, after: number | bigint) => void) {
    const {contents, skipMetadata, parser} = options
    this.#options = options
    this.#lines = lines
    this.#onGap = onGap
    if (parser.plain || !contents) this.#plain = new PlainRecords({contents, metadata: !skipMetadata}, onGap)
    const decode = parser.plain ? plainText : parser.decode
    this.#recordLines = {decode: contents ? decode : undefined, metadata: !skipMetadata}
  }

  async run(batches: BatchWalk): Promise<void> {
    const {text} = this.#lines
    for (;;) {
      const next = batches.next()
      if (!(typeof next === 'boolean' ? next : await next) || this.#lines.closed) return
      if (!hasHeader(batches)) throw cutHeader(batches)
      putBatchLine(text, batches)
      if (this.#options.deep) {
        const more = this.#batch(batches)
        if (more) await more
      }
      if (this.#lines.isFull) await this.#lines.flush()
    }
  }

  /** Returns no promise if the lines fit into the buffer. */
  #batch(batch: BatchWalk): Promise<void> | undefined {
    const plain = this.#plain
    if (!plain || typeof this.#lastOffset !== 'number') return this.#one(batch, 0)
    const body = unpacked(batch, this.#space)
    plain.lastOffset = this.#lastOffset
    if (!body || !plain.begin(batch, body)) return this.#one(batch, 0)
    const end = plain.run(this.#lines.text, fullAt)
    this.#lastOffset = plain.lastOffset
    if (end === 'done') return undefined
    return end === 'full' ? this.#rest(batch, plain) : this.#one(batch, plain.printed)
  }

  async #rest(batch: BatchWalk, plain: PlainRecords): Promise<void> {
    for (;;) {
      await this.#lines.flush()
      if (this.#lines.closed) return
      const end = plain.run(this.#lines.text, fullAt)
      this.#lastOffset = plain.lastOffset
      if (end === 'done') return
      if (end === 'other') return this.#one(batch, plain.printed)
    }
  }

  /** Memory for decompressed batches, reused for each. */
  #room: Buffer = Buffer.alloc(0)
  readonly #space = (size: number): Buffer => {
    if (size > 4 * 2 ** 20) return Buffer.allocUnsafeSlow(size)
    if (size > this.#room.length) this.#room = Buffer.allocUnsafeSlow(Math.ceil(size / 65_536) * 65_536)
    return this.#room
  }

  /** Prints the batch record by record, after those that have been printed already. */
  async #one(batch: BatchWalk, printed: number): Promise<void> {
    const records = this.#records.open(batch)
    for (let i = 0; records.next(); i++) {
      if (i < printed) continue
      if (BigInt(records.offset) !== BigInt.asIntN(64, BigInt(this.#lastOffset) + 1n))
        this.#onGap(this.#lastOffset, records.offset)
      this.#lastOffset = records.offset
      putRecord(this.#lines.text, batch, records, this.#recordLines)
      if (this.#lines.isFull) {
        await this.#lines.flush()
        if (this.#lines.closed) return
      }
    }
  }
}

const plainText = ({key, value}: BatchRecords) => ({
  key: key === null ? undefined : javaText(key),
  value: value === null ? undefined : javaText(value),
})

function cutHeader({position, loaded}: BatchWalk): JavaError {
  const text = `Failed to load record batch at position ${position}: the file ends after ${loaded} bytes of its header`
  return new JavaError('org.apache.kafka.common.KafkaException', text)
}
