// The reader for a kind of input, and the source of its bytes.
import {fstatSync, openSync} from 'node:fs'
import type {Readable} from 'node:stream'
import type {RecordReader} from './record-reader.ts'
import {fileChunks, streamChunks} from './input.ts'
import {withConstants} from './constant-fields.ts'

/** Named after the flags of `kafkit produce`; what does not belong to the kind of input is left alone. */
export interface InputFlags {
  readonly input: 'text' | 'json' | 'csv' | 'lengths' | 'files'
  readonly 'key-separator'?: string | undefined
  readonly 'parse-headers': boolean
  readonly 'headers-delimiter'?: string | undefined
  readonly 'headers-separator'?: string | undefined
  readonly 'headers-key-separator'?: string | undefined
  readonly 'partition-separator'?: string | undefined
  readonly 'null-marker'?: string | undefined
  readonly 'line-end': 'any' | 'lf'
  readonly 'max-line-bytes'?: number | undefined
  readonly timestamps: boolean
  readonly 'keep-partitions': boolean
  readonly 'commit-source'?: string | undefined
  readonly 'key-column'?: string | undefined
  readonly 'value-column'?: readonly string[] | undefined
  readonly 'header-column'?: readonly string[] | undefined
  readonly 'timestamp-column'?: string | undefined
  readonly 'partition-column'?: string | undefined
  readonly 'csv-delimiter'?: string | undefined
  readonly 'length-key': boolean
  readonly 'path-key': boolean
  readonly key?: string | undefined
  readonly header?: readonly (readonly [string, string])[] | undefined
  readonly partition?: number | undefined
}

/** The reader for this kind of input, the only one that is loaded. Raises UsageError for impossible separators. */
export async function readerOf(flags: InputFlags): Promise<RecordReader> {
  return withConstants(await formatReader(flags), {
    key: flags.key,
    partition: flags.partition,
    headers: flags.header?.map(([name, value]) => [Buffer.from(name), Buffer.from(value)] as const),
  })
}

async function formatReader(flags: InputFlags): Promise<RecordReader> {
  const maxBytes = flags['max-line-bytes']
  switch (flags.input) {
    case 'json': {
      const {jsonReader} = await import('./json-reader.ts')
      const maxLineBytes = maxBytes === undefined ? {} : {maxLineBytes: maxBytes}
      return jsonReader({
        timestamps: flags.timestamps,
        partitions: flags['keep-partitions'],
        sources: flags['commit-source'] !== undefined,
        ...maxLineBytes,
      })
    }
    case 'csv': {
      const {csvReader} = await import('./csv-reader.ts')
      return csvReader({
        delimiter: flags['csv-delimiter'],
        keyColumn: flags['key-column'],
        valueColumns: flags['value-column'],
        headerColumns: flags['header-column'],
        timestampColumn: flags['timestamp-column'],
        partitionColumn: flags['partition-column'],
        nullMarker: flags['null-marker'],
        maxRowBytes: maxBytes,
      })
    }
    case 'lengths':
      return (await import('./length-reader.ts')).lengthReader({key: flags['length-key'], maxBytes})
    case 'files':
      return (await import('./file-reader.ts')).fileReader({pathKey: flags['path-key'], maxBytes})
    case 'text':
      return textReader(flags)
  }
}

async function textReader(flags: InputFlags): Promise<RecordReader> {
  const {lineReader} = await import('./line-reader.ts')
  const headers = flags['parse-headers'] && {
    ...(flags['headers-delimiter'] === undefined ? {} : {delimiter: flags['headers-delimiter']}),
    ...(flags['headers-separator'] === undefined ? {} : {separator: flags['headers-separator']}),
    ...(flags['headers-key-separator'] === undefined ? {} : {keySeparator: flags['headers-key-separator']}),
  }
  return lineReader({
    keySeparator: flags['key-separator'] ?? null,
    partitionSeparator: flags['partition-separator'] ?? null,
    nullMarker: flags['null-marker'] ?? null,
    lineEnd: flags['line-end'],
    ...(headers && {headers}),
    ...(flags['max-line-bytes'] === undefined ? {} : {maxLineBytes: flags['max-line-bytes']}),
  })
}

export interface StandardInput {
  readonly stdin: Readable
  readonly stdinFd?: number | undefined
  readonly interrupted: AbortSignal
}

/** Chunks of a file, or of standard input (undefined or `-`). Raises the system's error if the file cannot be opened. */
export async function inputOf(
  file: string | undefined,
  areFiles: boolean,
  from: StandardInput,
): Promise<AsyncIterable<Buffer>> {
  const {interrupted, stdinFd} = from
  if (file !== undefined && file !== '-') {
    if (areFiles) return (await import('./file-reader.ts')).pathChunks(file)
    const fd = openSync(file, 'r')
    if (fstatSync(fd).isDirectory()) throw new Error('it is a folder; --input files sends the files in it')
    return fileChunks(fd, interrupted)
  }
  return stdinFd === undefined ? streamChunks(from.stdin, interrupted) : fileChunks(stdinFd, interrupted)
}
