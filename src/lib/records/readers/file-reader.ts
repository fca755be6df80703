// Makes each file a record. The input holds the paths of the files, one per line.
import {readdirSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {UsageError} from '../../cluster/errors.ts'
import {LineBasedReader} from './line-based-reader.ts'
import {LineSplitter} from './line-splitter.ts'
import {excerpt, MalformedInput} from './malformed-input.ts'
import type {OutgoingRecord, RecordReader} from './record-reader.ts'

export interface FileReaderSettings {
  /** Use the path, as given, as the key. */
  pathKey?: boolean
  /** The largest file, bytes; default 32 MiB. */
  maxBytes?: number | undefined
}

export function fileReader(settings: FileReaderSettings = {}): RecordReader {
  return new FileReader(settings)
}

class FileReader extends LineBasedReader {
  readonly record: OutgoingRecord = {key: null, value: null, headers: [], timestamp: null, partition: null}
  readonly #pathKey: boolean
  readonly #maxBytes: number

  constructor({pathKey = false, maxBytes = 32 * 1024 * 1024}: FileReaderSettings) {
    super(new LineSplitter('lf'))
    this.#pathKey = pathKey
    this.#maxBytes = maxBytes
  }

  next(): boolean {
    const lines = this.lines
    do if (!lines.next()) return false
    while (lines.start === lines.end)
    const path = Buffer.from(lines.bytes.subarray(lines.start, lines.end))
    const bytes = this.#content(path)
    this.record.key = this.#pathKey ? {bytes: path, start: 0, end: path.length} : null
    this.record.value = {bytes, start: 0, end: bytes.length}
    return true
  }

  #content(path: Buffer): Buffer {
    const name = path.toString()
    try {
      const {size} = statSync(path)
      if (size <= this.#maxBytes) return readFileSync(path)
      throw this.#malformed(name, `${size} bytes, which is more than ${this.#maxBytes}`)
    } catch (error) {
      if (error instanceof MalformedInput) throw error
      throw this.#malformed(name, (error as Error).message)
    }
  }

  #malformed(path: string, why: string) {
    return new MalformedInput(this.line, 'no file', path, `the file ${excerpt(path)} cannot be sent: ${why}`)
  }
}

/**
 * The path itself, or the sorted paths of all files in and below a folder. Throws UsageError for a name that contains a
 * line end.
 */
export function pathChunks(path: string): AsyncIterable<Buffer> {
  return chunksOf(statSync(path).isDirectory() ? filesBelow(path) : [path])
}

async function* chunksOf(paths: Iterable<string>): AsyncGenerator<Buffer> {
  for (const found of paths) {
    if (found.includes('\n')) throw new UsageError(`the file name ${excerpt(found)} contains a line end`)
    yield Buffer.from(`${found}\n`)
  }
}

function* filesBelow(folder: string): Generator<string> {
  const entries = readdirSync(folder, {withFileTypes: true}).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (entry.isFile()) yield path
  }
}
