// The reader for a kind of input, and the source of its bytes.
import {fstatSync, openSync} from 'node:fs'
import type {Readable} from 'node:stream'
import {withConstants, type ConstantFields} from './constant-fields.ts'
import type {CsvFormat} from './csv-reader.ts'
import type {FileReaderSettings} from './file-reader.ts'
import {fileChunks, streamChunks} from './input.ts'
import type {JsonReaderSettings} from './json-reader.ts'
import type {LengthReaderSettings} from './length-reader.ts'
import type {LineFormat} from './line-reader.ts'
import type {RecordReader} from './record-reader.ts'

/** The kind of an input, with the settings of its reader. */
export type InputFormat =
  /** One record per line. */
  | {readonly kind: 'text'; readonly settings: LineFormat}
  /** One JSON object per line. */
  | {readonly kind: 'json'; readonly settings: JsonReaderSettings}
  | {readonly kind: 'csv'; readonly settings: CsvFormat}
  /** Values with their lengths before them. */
  | {readonly kind: 'lengths'; readonly settings: LengthReaderSettings}
  /** One record per file; the input holds the paths, one per line. */
  | {readonly kind: 'files'; readonly settings: FileReaderSettings}
  /** A single record without input; null: a tombstone. */
  | {readonly kind: 'one'; readonly value: string | null}

/** The reader for this kind of input; only this one is loaded. Throws UsageError for invalid separators. */
export async function readerOf(format: InputFormat, constants: ConstantFields): Promise<RecordReader> {
  return withConstants(await formatReader(format), constants)
}

async function formatReader(format: InputFormat): Promise<RecordReader> {
  if (format.kind === 'one') return (await import('./one-record-reader.ts')).oneRecordReader(format.value)
  const {kind, settings} = format
  switch (kind) {
    case 'text':
      return (await import('./line-reader.ts')).lineReader(settings)
    case 'json':
      return (await import('./json-reader.ts')).jsonReader(settings)
    case 'csv':
      return (await import('./csv-reader.ts')).csvReader(settings)
    case 'lengths':
      return (await import('./length-reader.ts')).lengthReader(settings)
    case 'files':
      return (await import('./file-reader.ts')).fileReader(settings)
  }
}

export interface StandardInput {
  readonly stdin: Readable
  readonly stdinFd?: number | undefined
  readonly interrupted: AbortSignal
}

/** Chunks of a file, or of standard input (undefined or `-`). Throws the system's error if the file cannot be opened. */
export async function inputOf(
  file: string | undefined,
  kind: InputFormat['kind'],
  from: StandardInput,
): Promise<AsyncIterable<Buffer>> {
  const {interrupted, stdinFd} = from
  if (kind === 'one') return (await import('./one-record-reader.ts')).noChunks()
  if (file !== undefined && file !== '-') {
    if (kind === 'files') return (await import('./file-reader.ts')).pathChunks(file)
    const fd = openSync(file, 'r')
    if (fstatSync(fd).isDirectory()) throw new InputIsFolder('it is a folder')
    return fileChunks(fd, interrupted)
  }
  return stdinFd === undefined ? streamChunks(from.stdin, interrupted) : fileChunks(stdinFd, interrupted)
}

/** The input is a folder, which can be sent only as whole files. */
export class InputIsFolder extends Error {
  override readonly name = 'InputIsFolder'
}
