// .timeindex: timestamps and the offsets that have them, compared with segment and offset index.
import {batchFields, longAt, type Long} from '../../log-files/batch-fields.ts'
import {BatchRecords} from '../../log-files/batch-records.ts'
import {BatchWalk} from '../../log-files/batch-walk.ts'
import type {ByteSource} from '../../log-files/byte-source.ts'
import {OffsetIndex, TimeIndex, type TimestampOffset} from '../../log-files/index-file.ts'
import {putLong} from './batch-line.ts'
import {baseOffsetOf, checkSlice, type IndexOptions} from './dump-index.ts'
import type {Findings} from './findings.ts'
import {absolutePath, beside, fileName, nameBeforeDot, openForJava} from './java-file.ts'
import type {Lines} from './lines.ts'

/** Throws JavaError or BrokenLog where Apache's tool ends with an exception. */
export async function dumpTimeIndex(
  path: string,
  {sanityOnly, verifyOnly}: IndexOptions,
  lines: Lines,
  findings: Findings,
): Promise<void> {
  const name = nameBeforeDot(fileName(path))
  const base = baseOffsetOf(name)
  const logPath = beside(path, `${name}.log`)
  const opened: ByteSource[] = []
  const open = (file: string) => {
    const source = openForJava(file)
    opened.push(source)
    return source
  }
  try {
    const log = new IndexedLog(open(logPath), logPath)
    const offsets = new OffsetIndex(open(beside(path, `${name}.index`)), base)
    const times = new TimeIndex(open(path), base)
    if (sanityOnly) {
      await times.check(absolutePath(path))
      lines.text.text(`${path} passed sanity check.\n`)
      return
    }
    let before: Long = -1
    for (let n = 0; n < times.count; n++) {
      const entry = await times.entry(n)
      // If the file was not closed, zeros fill the room for further entries.
      if (entry.offset === base && n > 0) return
      const {position} = await offsets.lookup(entry.offset)
      compare(absolutePath(path), entry, await log.find(position, entry.offset), before, findings)
      before = entry.timestamp
      if (verifyOnly) continue
      lines.text.text('timestamp: ')
      putLong(lines.text, entry.timestamp)
      lines.text.text(' offset: ')
      putLong(lines.text, entry.offset)
      lines.text.byte(10)
      if (lines.isFull) await lines.flush()
      if (lines.closed) return
    }
  } finally {
    for (const source of opened) source.close()
  }
}

interface Found {
  readonly lastOffset: Long
  /** The largest timestamp of the batch's records; -1 unless the batch ends exactly at the wanted offset. */
  readonly newest: Long
}

function compare(
  file: string,
  entry: TimestampOffset,
  found: Found | undefined,
  before: Long,
  findings: Findings,
): void {
  if (!found) findings.offsetsNotFound.of(file).add(entry.offset, -1)
  else if (found.lastOffset !== entry.offset) findings.offsetsNotFound.of(file).add(entry.offset, found.lastOffset)
  else {
    if (found.newest !== entry.timestamp) findings.timestampMismatches.of(file).add(entry.timestamp, found.newest)
    if (before >= entry.timestamp) findings.timestampsOutOfOrder.of(file).add(entry.timestamp, before)
  }
}

/** A segment in which batches are looked up by offset. */
class IndexedLog {
  readonly #source: ByteSource
  readonly #path: string
  /** From this walk's position on, all batches up to the end of the file are known to be well-formed. */
  #sound: BatchWalk | undefined

  constructor(source: ByteSource, path: string) {
    this.#source = source
    this.#path = path
  }

  /** The first batch from `position` on that ends at or after `offset`. */
  async find(position: number, offset: Long): Promise<Found | undefined> {
    checkSlice(this.#path, this.#source.size ?? 0, position, 0)
    await this.#checkFrom(position)
    const walk = new BatchWalk(this.#source, {from: position, name: this.#path})
    while (await walk.next()) {
      const lastOffset = walk.magic >= 2 ? batchFields.lastOffset(walk) : longAt(walk.bytes, walk.start)
      if (lastOffset < offset) continue
      return {lastOffset, newest: lastOffset === offset ? newestIn(walk) : -1}
    }
    return undefined
  }

  /** Apache's tool reads the headers of all batches after an entry, and fails at a malformed one. */
  async #checkFrom(position: number): Promise<void> {
    const sound = this.#sound
    if (sound) {
      while (sound.nextPosition < position && (await sound.next()));
      if (sound.nextPosition === position || sound.position === position) return
    }
    const whole = new BatchWalk(this.#source, {from: position, headers: true, name: this.#path})
    while (await whole.next());
    this.#sound = new BatchWalk(this.#source, {from: position, headers: true, name: this.#path})
  }
}

function newestIn(batch: BatchWalk): Long {
  const records = new BatchRecords().open(batch)
  let newest: Long = -1
  while (records.next()) if (records.timestamp > newest) newest = records.timestamp
  return newest
}
