// The records that `produce` sends: those of a file or of standard input, or a single one from the command line.
import {cannotRead} from '../../cli/files.ts'
import type {Io} from '../../cli/io.ts'
import {UsageError} from '../../cluster/errors.ts'
import type {RecordReader} from '../../records/readers/record-reader.ts'
import type {ProduceFlags} from './flags.ts'
import {inputFormatFrom} from './input.ts'
import {constantFieldsFrom, onlyValueOf} from './records.ts'

export interface RecordsToSend {
  readonly reader: RecordReader
  readonly chunks: AsyncIterable<Buffer>
  /** Whether the records are typed on a terminal. */
  readonly typed: boolean
}

/** Throws UsageError for a file that cannot be read, and for flags that contradict the file. */
export async function recordsToSend(flags: ProduceFlags, file: string | undefined, io: Io): Promise<RecordsToSend> {
  const {readerOf, inputOf, InputIsFolder} = await import('../../records/readers/input-format.ts')
  const value = onlyValueOf(flags)
  const constants = constantFieldsFrom(flags, io.now())
  if (value !== undefined) {
    if (file !== undefined)
      throw new UsageError(
        `--${flags.tombstone ? 'tombstone' : 'value'} sends one record and reads nothing: leave ${file} out`,
      )
    const reader = await readerOf({kind: 'one', value}, constants)
    return {reader, chunks: await inputOf(undefined, 'one', io), typed: false}
  }
  const reader = await readerOf(inputFormatFrom(flags), constants)
  const chunks = await inputOf(file, flags.input, io).catch((error: unknown) => {
    if (!(error instanceof InputIsFolder)) throw cannotRead(file ?? '', error)
    throw new UsageError(`cannot read ${file}: ${error.message}; --input files sends the files in it`)
  })
  const {withoutByteOrderMark} = await import('../../records/readers/encoding.ts')
  const isText = flags.input === 'json' || flags.input === 'csv'
  const text = isText || flags.input === 'text' ? withoutByteOrderMark(chunks, {anyBytes: !isText}) : chunks
  return {reader, chunks: text, typed: (file === undefined || file === '-') && io.terminal.stdin}
}
