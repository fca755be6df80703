import {openSync} from 'node:fs'
import {boolean, option, string} from '@oclif/core/flags'
import {checked} from '../lib/cli/args.ts'
import {exitCode} from '../lib/cli/exit.ts'
import {cannotRead} from '../lib/cli/files.ts'
import {duration, integer, pairs, separator, size} from '../lib/cli/flags.ts'
import {Interrupted, type Io} from '../lib/cli/io.ts'
import {ChangingCommand} from '../lib/cli/changing-command.ts'
import {progressLine} from '../lib/cli/progress.ts'
import {sizeText} from '../lib/cli/quantities.ts'
import {counted, grouped} from '../lib/cli/text.ts'
import {UsageError} from '../lib/cluster/errors.ts'
import type {RecordReader} from '../lib/records/outgoing.ts'
import type {ProducerCounters, ProducerSettings} from '../lib/records/producer.ts'
import {checkTopicName} from '../lib/topics/topic-name.ts'

const acksOf = {all: -1, '-1': -1, 1: 1, 0: 0} as const

export default class Produce extends ChangingCommand {
  static override summary = 'send records to a topic: a line each, or JSON lines'
  static override description =
    'Reads a file or standard input. Records are acknowledged by all in-sync replicas, once and in order, unless told otherwise; how many is told at the end. Ctrl-C sends what was read.'
  static override examples = [
    {
      description: 'Lines of a file, the key in front of a tab',
      command: "<%= config.bin %> produce orders orders.tsv --key-separator '\\t'",
    },
    {
      description: 'From a pipe, compressed',
      command: 'journalctl -o json | <%= config.bin %> produce logs --compression zstd',
    },
    {
      description: 'Copy a topic, nothing lost',
      command:
        '<%= config.bin %> consume orders --from-beginning --until-end -o json | <%= config.bin %> produce copy --input json',
    },
    {
      description: 'One tombstone',
      command: "echo 'order-17:NULL' | <%= config.bin %> produce orders --key-separator : --null-marker NULL",
    },
    {
      description: 'With a header on every record',
      command: '<%= config.bin %> produce orders orders.txt --header source=replay',
    },
  ]
  static override args = {
    topic: checked(checkTopicName)({description: 'where to send to', required: true}),
    file: checked()({description: 'what to send; standard input unless given (or -)'}),
  }
  static override flags = {
    input: option({
      char: 'i',
      options: ['text', 'json'] as const,
      default: 'text',
      helpGroup: 'INPUT',
      summary: 'a record a line, or JSON lines as consume --output json writes them',
    })(),
    'key-separator': separator({
      helpGroup: 'INPUT',
      summary: 'splits key from value at its first occurrence; without it there is no key',
    }),
    'parse-headers': boolean({helpGroup: 'INPUT', summary: 'lines begin with headers and a tab: h1:v1,h2:v2<TAB>key…'}),
    'headers-delimiter': separator({
      helpGroup: 'INPUT',
      dependsOn: ['parse-headers'],
      summary: 'behind the headers; a tab unless given',
    }),
    'headers-separator': separator({
      helpGroup: 'INPUT',
      dependsOn: ['parse-headers'],
      summary: 'between headers; a comma unless given',
    }),
    'headers-key-separator': separator({
      helpGroup: 'INPUT',
      dependsOn: ['parse-headers'],
      summary: 'between name and value of a header; a colon unless given',
    }),
    'partition-separator': separator({helpGroup: 'INPUT', summary: 'lines begin with a partition number and this'}),
    'null-marker': string({
      helpValue: 'TEXT',
      helpGroup: 'INPUT',
      summary: 'a key, value or header value that equals this is null',
    }),
    'line-end': option({
      options: ['any', 'lf'] as const,
      default: 'any',
      helpGroup: 'INPUT',
      summary: 'what ends a line: \\n, \\r\\n and \\r, or \\n only',
    })(),
    'max-line-bytes': size({helpGroup: 'INPUT', summary: 'a longer line is an error; 32MiB unless given'}),
    timestamps: boolean({
      allowNo: true,
      default: true,
      helpGroup: 'INPUT',
      summary: 'with JSON lines: keep their timestamps',
    }),
    'keep-partitions': boolean({
      helpGroup: 'INPUT',
      summary: 'with JSON lines: send each record to the partition it names',
    }),
    key: string({
      helpValue: 'TEXT',
      helpGroup: 'RECORDS',
      exclusive: ['key-separator'],
      summary: 'the key of every record',
    }),
    header: pairs({char: 'H', helpGroup: 'RECORDS', summary: 'a header for every record (may be repeated)'}),
    partition: integer({
      min: 0,
      helpGroup: 'RECORDS',
      exclusive: ['partition-separator', 'keep-partitions'],
      summary: 'send everything to this partition',
    }),
    partitioner: option({
      options: ['murmur2', 'crc32', 'sticky', 'round-robin', 'random'] as const,
      default: 'murmur2',
      helpGroup: 'RECORDS',
      summary: "how keys choose partitions: murmur2 as Java's clients, crc32 as librdkafka's",
    })(),
    acks: option({
      options: ['all', '-1', '1', '0'] as const,
      aliases: ['request-required-acks'],
      default: 'all',
      helpGroup: 'DELIVERY',
      summary: 'who must have a record: all in-sync replicas, the leader, or nobody',
    })(),
    compression: option({
      char: 'z',
      options: ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const,
      aliases: ['compression-codec'],
      default: 'none',
      helpGroup: 'DELIVERY',
      summary: 'codec of the batches',
    })(),
    'compression-level': integer({
      min: -131_072,
      max: 22,
      helpGroup: 'DELIVERY',
      summary: 'of gzip (1 to 9), lz4 (1 to 17) or zstd (1 to 22)',
    }),
    idempotent: boolean({
      allowNo: true,
      default: true,
      helpGroup: 'DELIVERY',
      summary: 'nothing doubled and nothing out of order when a broker fails; needs --acks all',
    }),
    'batch-size': size({helpGroup: 'DELIVERY', summary: 'largest batch before compression; 900kB unless given'}),
    linger: duration({helpGroup: 'DELIVERY', summary: 'how long a record may wait for others; 5ms unless given'}),
    'delivery-timeout': duration({
      helpGroup: 'DELIVERY',
      summary: 'when to give a record up, retries included; 2m unless given',
    }),
    'on-error': option({
      options: ['stop', 'continue'] as const,
      default: 'stop',
      helpGroup: 'DELIVERY',
      summary: 'what to do when the broker refuses records',
    })(),
    sync: boolean({helpGroup: 'DELIVERY', summary: 'wait for each record before the next is read; slow'}),
    'auto-create': boolean({
      helpGroup: 'DELIVERY',
      summary: 'let the brokers create a topic that does not exist, if they are set up to',
    }),
    quiet: boolean({char: 'q', summary: 'no progress and no count on stderr'}),
    output: option({
      char: 'o',
      options: ['text', 'json'] as const,
      default: 'text',
      helpGroup: 'OUTPUT',
      summary: 'how to print the counts: a sentence on stderr, or one JSON document',
    })(),
  }
  static override usage = 'produce TOPIC [FILE] [FLAGS]'

  async run(): Promise<number> {
    const {flags, args} = await this.parse(Produce)
    const {io} = this
    const acks = acksOf[flags.acks]
    const reader = await readerOf(flags)
    const fd = args.file === undefined || args.file === '-' ? io.stdinFd : openedFile(args.file)
    const [{produceRecords}, {fileChunks, streamChunks}] = await Promise.all([
      import('../lib/records/produce.ts'),
      import('../lib/records/input.ts'),
    ])
    const typed = fd === io.stdinFd && io.terminal.stdin
    if (typed && !flags.quiet)
      io.err(`One record a line${flags['key-separator'] === undefined ? '' : ', the key first'}; end with Ctrl-D.\n`)
    const settings: ProducerSettings = {
      topic: args.topic,
      acks,
      compression: flags.compression,
      idempotent: flags.idempotent && acks === -1,
      partitioner: flags.partitioner,
      onError: flags['on-error'],
      autoCreate: flags['auto-create'],
      ...(flags['compression-level'] === undefined ? {} : {compressionLevel: flags['compression-level']}),
      ...(flags['batch-size'] === undefined ? {} : {batchBytes: flags['batch-size']}),
      ...(flags.linger === undefined ? {} : {lingerMs: flags.linger}),
      ...(flags['delivery-timeout'] === undefined ? {} : {deliveryTimeoutMs: flags['delivery-timeout']}),
    }
    const progress = progressLine(io)
    let counters: ProducerCounters | undefined
    const cluster = await this.connectToChange(flags, {changes: `send records to ${args.topic}`, graceful: true})
    try {
      const produced = await produceRecords(cluster, {
        ...settings,
        reader,
        chunks: fd === undefined ? streamChunks(io.stdin, io.interrupted) : fileChunks(fd, io.interrupted),
        signal: io.interrupted,
        sync: flags.sync,
        onProgress: (now) => {
          counters = now
          // Somebody who types sees what was read.
          if (!flags.quiet && !typed)
            progress.show(
              () =>
                `${counted(now.records, 'record')} read, ${grouped(now.acknowledged)} acknowledged, ${sizeText(now.bytes)}`,
            )
        },
      })
      progress.clear()
      if (flags.output === 'json') this.printJson(produced)
      else if (!flags.quiet) await this.note(summary(produced, args.topic, acks))
      if (produced.stoppedBy === 'signal') return interruptedCode(io)
      return produced.failed > 0 ? exitCode.failed : exitCode.done
    } catch (error) {
      progress.clear()
      // Whoever runs it again must know what is there already.
      if (counters && counters.records > 0) await this.note(summary(counters, args.topic, acks))
      throw error
    }
  }
}

function openedFile(file: string): number {
  try {
    return openSync(file, 'r')
  } catch (error) {
    throw cannotRead(file, error)
  }
}

function summary({records, bytes, acknowledged, failed}: ProducerCounters, topic: string, acks: number): string {
  const sent =
    acks === 0
      ? `${counted(records, 'record')} sent, which nobody acknowledges`
      : `${counted(acknowledged, 'record')} acknowledged`
  const lost = failed > 0 ? `, ${grouped(failed)} refused` : ''
  const open = acks !== 0 && records > acknowledged + failed ? `, ${grouped(records - acknowledged - failed)} not` : ''
  return `${topic}: ${sent}${lost}${open} (${sizeText(bytes)})`
}

function interruptedCode(io: Io): number {
  const {reason} = io.interrupted as {reason?: unknown}
  return reason instanceof Interrupted ? reason.exitCode : exitCode.interrupted
}

interface InputFlags {
  readonly input: 'text' | 'json'
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
  readonly key?: string | undefined
  readonly header?: readonly (readonly [string, string])[] | undefined
  readonly partition?: number | undefined
}

async function readerOf(flags: InputFlags): Promise<RecordReader> {
  const {withConstants} = await import('../lib/records/constant-fields.ts')
  const maxLineBytes = flags['max-line-bytes'] === undefined ? {} : {maxLineBytes: flags['max-line-bytes']}
  const constants = {
    key: flags.key,
    partition: flags.partition,
    headers: flags.header?.map(([name, value]) => [Buffer.from(name), Buffer.from(value)] as const),
  }
  if (flags.input === 'json') {
    for (const flag of ['key-separator', 'parse-headers', 'partition-separator', 'null-marker'] as const)
      if (flags[flag]) throw new UsageError(`--${flag} is for lines of text: JSON lines say by themselves what is what`)
    const {jsonReader} = await import('../lib/records/json-reader.ts')
    const reader = jsonReader({timestamps: flags.timestamps, partitions: flags['keep-partitions'], ...maxLineBytes})
    return withConstants(reader, constants)
  }
  if (flags['keep-partitions'])
    throw new UsageError('--keep-partitions is for --input json; lines of text have --partition-separator')
  const {lineReader} = await import('../lib/records/line-reader.ts')
  const headers = flags['parse-headers'] && {
    ...(flags['headers-delimiter'] === undefined ? {} : {delimiter: flags['headers-delimiter']}),
    ...(flags['headers-separator'] === undefined ? {} : {separator: flags['headers-separator']}),
    ...(flags['headers-key-separator'] === undefined ? {} : {keySeparator: flags['headers-key-separator']}),
  }
  const reader = lineReader({
    keySeparator: flags['key-separator'] ?? null,
    partitionSeparator: flags['partition-separator'] ?? null,
    nullMarker: flags['null-marker'] ?? null,
    lineEnd: flags['line-end'],
    ...(headers && {headers}),
    ...maxLineBytes,
  })
  return withConstants(reader, constants)
}
