// .index: offsets and where their batches are, compared with the segment.
import {batchFields, longAt, type Long} from '../../log-files/batch-fields.ts'
import {BatchWalk} from '../../log-files/batch-walk.ts'
import type {ByteSource} from '../../log-files/byte-source.ts'
import {OffsetIndex} from '../../log-files/index-file.ts'
import {JavaError} from '../java/errors.ts'
import {parseJavaLong} from '../java/numbers.ts'
import type {Findings} from './findings.ts'
import {absolutePath, beside, fileName, nameBeforeDot, openForJava} from './java-file.ts'
import {putLong} from './batch-line.ts'
import type {Lines} from './lines.ts'

export interface IndexOptions {
  readonly sanityOnly: boolean
  readonly verifyOnly: boolean
}

/** Throws JavaError or BrokenLog where Apache's tool ends with an exception. */
export async function dumpIndex(
  path: string,
  {sanityOnly, verifyOnly, maxMessageSize}: IndexOptions & {readonly maxMessageSize: number},
  lines: Lines,
  findings: Findings,
): Promise<void> {
  const name = nameBeforeDot(fileName(path))
  const base = baseOffsetOf(name)
  const logPath = beside(path, `${name}.log`)
  const log = openForJava(logPath)
  try {
    const file = openForJava(path)
    try {
      const index = new OffsetIndex(file, base)
      if (index.count === 0) {
        lines.text.text(`${path} is empty.\n`)
        return
      }
      if (sanityOnly) {
        await index.check(absolutePath(path))
        lines.text.text(`${path} passed sanity check.\n`)
        return
      }
      for (let n = 0; n < index.count; n++) {
        const {offset, position} = await index.entry(n)
        // If the file was not closed, zeros fill the room for further entries.
        if (offset === base && n > 0) return
        const found = await lastOffsetAt(log, logPath, position, maxMessageSize)
        if (found !== offset) findings.indexMismatches.of(absolutePath(path)).add(offset, found)
        if (verifyOnly) continue
        lines.text.text('offset: ')
        putLong(lines.text, offset)
        lines.text.text(` position: ${position}\n`)
        if (lines.isFull) await lines.flush()
        if (lines.closed) return
      }
    } finally {
      file.close()
    }
  } finally {
    log.close()
  }
}

export function baseOffsetOf(name: string): Long {
  const offset = parseJavaLong(name)
  return offset >= Number.MIN_SAFE_INTEGER && offset <= Number.MAX_SAFE_INTEGER ? Number(offset) : offset
}

/** The last offset of the batch that begins at this position. */
async function lastOffsetAt(log: ByteSource, path: string, position: number, maxSize: number): Promise<Long> {
  const size = log.size ?? 0
  checkSlice(path, size, position, maxSize)
  const walk = new BatchWalk(log, {
    from: position,
    end: Math.min(size, position + maxSize),
    headers: true,
    window: 512,
    name: path,
  })
  if (!(await walk.next())) throw new JavaError('java.util.NoSuchElementException', '')
  return walk.magic >= 2 ? batchFields.lastOffset(walk) : longAt(walk.bytes, walk.start)
}

/** Throws what FileRecords.slice throws. */
export function checkSlice(path: string, size: number, position: number, length: number): void {
  const records = `FileRecords(size=${size}, file=${path}, start=0, end=${0x7fff_ffff})`
  const illegal = (text: string) => new JavaError('java.lang.IllegalArgumentException', text)
  if (position < 0) throw illegal(`Invalid position: ${position} in read from ${records}`)
  if (position > size) throw illegal(`Slice from position ${position} exceeds end position of ${records}`)
  if (length < 0) throw illegal(`Invalid size: ${length} in read from ${records}`)
}
