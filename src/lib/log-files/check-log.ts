// Checks whether a log file and its indexes are intact: checksums, offsets, records, entries.
import {existsSync, statSync} from 'node:fs'
import {CorruptData} from '../wire/corrupt-data.ts'
import {batchFields, isValid, longAt, type Long} from './batch-fields.ts'
import {BatchRecords, hasHeader} from './batch-records.ts'
import {BatchWalk} from './batch-walk.ts'
import {openFile, type ByteSource} from './byte-source.ts'
import {OffsetIndex, TimeIndex} from './index-file.ts'

export interface LogProblem {
  readonly file: string
  /** Bytes from the beginning of the file; in an index, the number of the entry. */
  readonly position: number
  /** The offset of the batch or entry, if it is known. */
  readonly offset: Long | null
  readonly problem: string
}

export interface CheckedLog {
  readonly file: string
  readonly bytes: number
  readonly batches: number
  readonly records: number
  /** Null for a file without batches. */
  readonly firstOffset: Long | null
  readonly lastOffset: Long | null
  readonly problems: number
}

/** `report` is called for each problem when it is found. */
export async function checkLog(
  path: string,
  source: ByteSource,
  report: (problem: LogProblem) => void,
): Promise<CheckedLog> {
  const walk = new BatchWalk(source, {name: path})
  const records = new BatchRecords()
  const state = {batches: 0, records: 0, first: null as Long | null, last: null as Long | null, problems: 0}
  const found = (problem: string, offset: Long | null = null, position = walk.position) => {
    state.problems++
    report({file: path, position, offset, problem})
  }
  try {
    while (await walk.next()) {
      if (!hasHeader(walk)) {
        found('the file ends within the header of a batch')
        break
      }
      const first = batchFields.baseOffset(walk)
      const last = walk.magic >= 2 ? batchFields.lastOffset(walk) : longAt(walk.bytes, walk.start)
      state.batches++
      if (walk.magic < 0 || walk.magic > 2) found(`unknown format (magic ${walk.magic})`, first)
      if (!isValid(walk)) found('wrong checksum', first)
      if (state.last !== null && first <= state.last && walk.magic >= 2)
        found(`the offset does not follow on ${state.last}`, first)
      if (last < first) found(`the last offset is ${last}`, first)
      state.last = last
      const [count, firstRecord] = countRecords(records, walk, (problem) => found(problem, first))
      state.first ??= walk.magic >= 2 ? first : firstRecord // a set of old messages is named after the last
      state.records += count
    }
    const left = await walk.leftOver()
    if (left > 0 && !grows(path, source)) found(`${left} bytes that are not a whole batch`, null, walk.nextPosition)
  } catch (error) {
    if (!(error instanceof CorruptData)) throw error
    found(error.what, null, walk.nextPosition)
  }
  const bytes = source.size ?? walk.nextPosition
  const {batches, problems, first, last} = state
  return {file: path, bytes, batches, records: state.records, firstOffset: first, lastOffset: last, problems}
}

/** A broker has appended in the meantime, so the last batch may be incomplete. */
const grows = (path: string, {size}: ByteSource): boolean =>
  size !== undefined && existsSync(path) && statSync(path).size > size

/** The number of records, and the offset of the first. */
function countRecords(
  records: BatchRecords,
  batch: BatchWalk,
  found: (problem: string) => void,
): [count: number, first: Long | null] {
  let count = 0
  let first: Long | null = null
  try {
    records.open(batch)
    while (records.next()) {
      first ??= records.offset
      count++
    }
  } catch (error) {
    if (!(error instanceof CorruptData)) throw error
    found(error.what)
  }
  return [count, first]
}

/** Checks the offset and time index of a segment, if they exist. Resolves with the problems. */
export async function checkIndexes(path: string, report: (problem: LogProblem) => void): Promise<number> {
  let problems = 0
  const of = (file: string) => (problem: string, position: number, offset: Long | null) => {
    problems++
    report({file, position, offset, problem})
  }
  const stem = path.slice(0, -'.log'.length)
  const digits = /(\d+)$/.exec(stem)?.[1]
  if (digits === undefined) return 0
  const big = BigInt(digits)
  const base: Long = big <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(big) : big
  const log = openFile(path)
  try {
    await withFile(`${stem}.index`, (source, file) => checkOffsets(source, base, log, path, of(file)))
    await withFile(`${stem}.timeindex`, (source, file) => checkTimes(source, base, of(file)))
  } finally {
    log.close()
  }
  return problems
}

async function withFile(file: string, check: (source: ByteSource, file: string) => Promise<void>): Promise<void> {
  if (!existsSync(file)) return
  const source = openFile(file)
  try {
    await check(source, file)
  } finally {
    source.close()
  }
}

type Found = (problem: string, position: number, offset: Long | null) => void

async function checkOffsets(source: ByteSource, base: Long, log: ByteSource, path: string, found: Found) {
  const index = new OffsetIndex(source, base)
  for (let n = 0; n < index.count; n++) {
    const {offset, position} = await index.entry(n)
    if (offset === base && n > 0) break // room for more entries
    const at = await lastOffsetAt(log, path, position)
    if (at === undefined) found(`no batch begins at byte ${position} of the segment`, n, offset)
    else if (at !== offset) found(`the batch at byte ${position} of the segment ends with offset ${at}`, n, offset)
  }
  if ((source.size ?? 0) % 8 !== 0) found('the size is not a multiple of 8', index.count, null)
}

async function lastOffsetAt(log: ByteSource, path: string, position: number): Promise<Long | undefined> {
  if (position < 0 || position > (log.size ?? 0)) return undefined
  const walk = new BatchWalk(log, {from: position, headers: true, window: 512, name: path})
  try {
    if (!(await walk.next())) return undefined
  } catch (error) {
    if (error instanceof CorruptData) return undefined
    throw error
  }
  return walk.magic >= 2 ? batchFields.lastOffset(walk) : longAt(walk.bytes, walk.start)
}

async function checkTimes(source: ByteSource, base: Long, found: Found) {
  const index = new TimeIndex(source, base)
  let before = await (index.count > 0 ? index.entry(0) : undefined)
  for (let n = 1; n < index.count && before; n++) {
    const entry = await index.entry(n)
    if (entry.offset === base) break // room for more entries
    if (entry.timestamp <= before.timestamp || entry.offset < before.offset)
      found(`the entry does not follow on timestamp ${before.timestamp}, offset ${before.offset}`, n, entry.offset)
    before = entry
  }
  if ((source.size ?? 0) % 12 !== 0) found('the size is not a multiple of 12', index.count, null)
}
