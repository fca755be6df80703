// Dumps one file after the other, each according to its suffix.
import type {Io} from '../../cli/io.ts'
import {EndsTooEarly} from '../../log-files/stored-reader.ts'
import {BrokenLog} from '../../log-files/broken-log.ts'
import {JavaError} from '../java/errors.ts'
import {javaSplit} from '../java/split.ts'
import {parserOf} from './decoders.ts'
import {dumpIndex} from './dump-index.ts'
import {dumpLog} from './dump-log.ts'
import {dumpProducerSnapshot, dumpTransactionIndex} from './dump-states.ts'
import {dumpTimeIndex} from './dump-time-index.ts'
import {Findings} from './findings.ts'
import {fileName, filePath} from './java-file.ts'
import {Lines} from './lines.ts'
import type {DumpLogOptions} from './options.ts'

/** Throws JavaError where Apache's tool ends with an exception, after writing what was printed before. */
export async function dumpFiles(options: DumpLogOptions, io: Io): Promise<void> {
  const lines = new Lines(io)
  const findings = new Findings()
  try {
    for (const text of javaSplit(options.value('files') ?? '', ',')) {
      await dumpFile(filePath(text), options, lines, findings, io)
      if (lines.closed) break
    }
  } catch (error) {
    await lines.finish()
    throw asJava(error)
  }
  await lines.finish()
  findings.print((text) => io.err(text))
}

async function dumpFile(
  path: string,
  options: DumpLogOptions,
  lines: Lines,
  findings: Findings,
  io: Io,
): Promise<void> {
  lines.text.text(`Dumping ${path}\n`)
  const name = fileName(path)
  const dot = name.lastIndexOf('.')
  const indexes = {sanityOnly: options.has('index-sanity-check'), verifyOnly: options.has('verify-index-only')}
  switch (dot < 0 ? '' : name.slice(dot)) {
    case '.log':
    case '.checkpoint': {
      const contents = printsContents(options)
      await dumpLog(
        path,
        {
          deep: contents || options.has('deep-iteration'),
          contents,
          parser: parserOf(options),
          skipMetadata: options.has('skip-record-metadata'),
          maxBytes: options.value('max-bytes') ?? 0,
        },
        lines,
        findings,
      )
      return
    }
    case '.index':
      await dumpIndex(path, {...indexes, maxMessageSize: options.value('max-message-size') ?? 0}, lines, findings)
      return
    case '.timeindex':
      await dumpTimeIndex(path, indexes, lines, findings)
      return
    case '.snapshot':
      await dumpProducerSnapshot(path, lines, (text) => io.err(text))
      return
    case '.txnindex':
      await dumpTransactionIndex(path, lines)
      return
    default:
      io.err(`Ignoring unknown file ${path}\n`)
  }
}

const contentOptions = [
  'print-data-log',
  'offsets-decoder',
  'transaction-log-decoder',
  'cluster-metadata-decoder',
  'remote-log-metadata-decoder',
  'value-decoder-class',
  'key-decoder-class',
  'share-group-state-decoder',
] as const

const printsContents = (options: DumpLogOptions): boolean => contentOptions.some((name) => options.has(name))

/** A malformed log, as an exception of Java. */
function asJava(error: unknown): unknown {
  if (error instanceof EndsTooEarly) return new JavaError('java.nio.BufferUnderflowException', '', {cause: error})
  if (!(error instanceof BrokenLog)) return error
  const javaClass = 'org.apache.kafka.common.errors.CorruptRecordException'
  return new JavaError(javaClass, error.message, {cause: error, relation: 'repeats'})
}
