import {openSync} from 'node:fs'
import {resolve} from 'node:path'
import {boolean, option, string} from '@oclif/core/flags'
import {checked} from '../lib/cli/args.ts'
import {exitCode} from '../lib/cli/exit.ts'
import {cannotRead} from '../lib/cli/files.ts'
import {duration, integer, pairs, separator, size, words} from '../lib/cli/flags.ts'
import {Interrupted, type Io} from '../lib/cli/io.ts'
import {ChangingCommand} from '../lib/cli/changing-command.ts'
import {clientFlag} from '../lib/cli/kafka-command.ts'
import {progressLine} from '../lib/cli/progress.ts'
import {sizeText} from '../lib/text/size.ts'
import {counted, grouped} from '../lib/text/plural.ts'
import type {Cluster} from '../lib/cluster/cluster.ts'
import {UsageError} from '../lib/cluster/errors.ts'
import type {InputFlags} from '../lib/records/readers/input-format.ts'
import type {MalformedInput} from '../lib/records/readers/malformed-input.ts'
import type {Output as RecordOutput} from '../lib/records/output.ts'
import type {Produced, ProduceInput} from '../lib/records/produce/produce.ts'
import type {ProducerCounters, ProducerSettings} from '../lib/records/produce/producer.ts'
import {checkTopicName} from '../lib/topics/topic-name.ts'

const acksOf = {all: -1, '-1': -1, 1: 1, 0: 0} as const

/** What --output json prints at the end. */
export type Output = Produced

export default class Produce extends ChangingCommand {
  static override summary = 'send records to a topic: lines, JSON lines, CSV, whole files'
  static override description =
    'Reads a file or standard input. Records are acknowledged by all in-sync replicas, once and in order, unless told otherwise; how many is told at the end. Ctrl-C sends what was read; with --transactional it undoes what is not committed.'
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
      description: 'Rows of a CSV file as JSON objects, a column as the key',
      command: '<%= config.bin %> produce customers customers.csv --input csv --key-column id',
    },
    {
      description: 'All or nothing',
      command: '<%= config.bin %> produce orders orders.txt --transactional',
    },
    {
      description: 'Goes on where it was when it crashed: run it again',
      command: '<%= config.bin %> produce orders huge.txt --resume huge.resume',
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
      options: ['text', 'json', 'csv', 'lengths', 'files'] as const,
      default: 'text',
      helpGroup: 'INPUT',
      summary: 'what the input is made of',
      description:
        'text: a record a line. json: JSON lines, as consume --output json writes them. csv: rows (RFC 4180) below a header line. lengths: a 32-bit big-endian length in front of each value, -1 for null. files: each file is a record; FILE is a file or a folder, standard input a list of paths.',
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
    'key-column': string({helpValue: 'NAME', helpGroup: 'INPUT', summary: 'with CSV: the column that is the key'}),
    'value-column': words({
      helpValue: 'NAME',
      helpGroup: 'INPUT',
      summary: 'with CSV: one column is the value as it is; several are a JSON object, as are all others unless given',
    }),
    'header-column': words({helpValue: 'NAME', helpGroup: 'INPUT', summary: 'with CSV: columns that become headers'}),
    'timestamp-column': string({
      helpValue: 'NAME',
      helpGroup: 'INPUT',
      summary: 'with CSV: the column with the time, in ms since 1970 or ISO 8601',
    }),
    'partition-column': string({
      helpValue: 'NAME',
      helpGroup: 'INPUT',
      summary: 'with CSV: the column with the partition',
    }),
    'csv-delimiter': separator({helpGroup: 'INPUT', summary: 'between cells; a comma unless given'}),
    'length-key': boolean({
      helpGroup: 'INPUT',
      summary: 'with lengths: the key comes before the value, in the same form',
    }),
    'path-key': boolean({helpGroup: 'INPUT', summary: "with files: a file's path is its key"}),
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
      options: ['stop', 'skip', 'continue'] as const,
      default: 'stop',
      helpGroup: 'DELIVERY',
      summary:
        'what to do when the broker refuses records, or input is no record: skip leaves them out (as does continue)',
    })(),
    rejected: string({
      helpValue: 'FILE',
      helpGroup: 'DELIVERY',
      summary: 'with --on-error skip: where refused records go, as JSON lines that can be sent again',
    }),
    report: string({
      helpValue: 'FILE',
      helpGroup: 'DELIVERY',
      summary: 'what became of each record, a JSON line each; - is standard output',
    }),
    transactional: boolean({
      helpGroup: 'DELIVERY',
      summary: 'all or nothing: one transaction, committed at the end',
    }),
    'transactional-id': string({
      helpValue: 'ID',
      helpGroup: 'DELIVERY',
      summary: 'transactional, under this id; who used it before is fenced. One of its own unless given',
    }),
    'transaction-records': integer({
      min: 1,
      helpGroup: 'DELIVERY',
      summary: 'transactional, so many records each; what is committed stays whatever comes',
    }),
    'transaction-timeout': duration({
      helpGroup: 'DELIVERY',
      summary: 'the brokers undo a transaction that takes longer; 1m unless given',
    }),
    'commit-source': string({
      helpValue: 'GROUP',
      helpGroup: 'DELIVERY',
      summary:
        "exactly once from topic to topic: with JSON lines as consume prints them, commit as this group, in the records' own transactions, how far the source was read",
    }),
    resume: string({
      helpValue: 'FILE',
      helpGroup: 'DELIVERY',
      summary: 'keep there how far the input is acknowledged, and go on from there the next time',
    }),
    rate: integer({min: 1, helpGroup: 'DELIVERY', summary: 'at most so many records a second'}),
    'byte-rate': size({helpGroup: 'DELIVERY', summary: 'at most so many bytes of keys and values a second'}),
    sync: boolean({helpGroup: 'DELIVERY', summary: 'wait for each record before the next is read; slow'}),
    'auto-create': boolean({
      helpGroup: 'DELIVERY',
      summary: 'let the brokers create a topic that does not exist, if they are set up to',
    }),
    quiet: boolean({char: 'q', summary: 'no progress and no count on stderr'}),
    ...clientFlag,
    output: option({
      char: 'o',
      options: ['text', 'json'] as const,
      default: 'text',
      helpGroup: 'OUTPUT',
      summary: 'how to print the counts: a sentence on stderr, or one JSON document',
    })(),
  }
  static override usage = 'produce TOPIC [FILE] [FLAGS]'

  protected override readonly client = 'producer'

  async run(): Promise<number> {
    const {flags: given, args, metadata} = await this.parse(Produce)
    if (given['password-stdin'] && (args.file === undefined || args.file === '-'))
      throw new UsageError('--password-stdin: standard input is the records here; name a FILE with them')
    const connection = await this.connection(given)
    const {
      flags,
      more,
      notes = [],
    } = connection.configured
      ? (await import('../lib/cli/producer-defaults.ts')).producerDefaults(given, metadata, connection)
      : {flags: given}
    if (!given.quiet) for (const text of notes) await this.note(text)
    const {io} = this
    const acks = acksOf[flags.acks]
    checkInputFlags(flags)
    const [{readerOf, inputOf}, {produceRecords}] = await Promise.all([
      import('../lib/records/readers/input-format.ts'),
      import('../lib/records/produce/produce.ts'),
    ])
    const reader = await readerOf(flags)
    const chunks = await inputOf(args.file, flags.input === 'files', io).catch((error: unknown) => {
      throw cannotRead(args.file ?? '', error)
    })
    const send = await this.#sender(flags, args.topic, produceRecords)
    const delivery = await deliveryOf(flags, args, io)
    const typed = (args.file === undefined || args.file === '-') && io.terminal.stdin
    if (typed && !flags.quiet)
      io.err(`One record a line${flags['key-separator'] === undefined ? '' : ', the key first'}; end with Ctrl-D.\n`)
    const settings: ProducerSettings = {
      ...more,
      topic: args.topic,
      acks,
      compression: flags.compression,
      idempotent: flags.idempotent && acks === -1,
      partitioner: flags.partitioner,
      onError: flags['on-error'] === 'stop' ? 'stop' : 'continue',
      autoCreate: flags['auto-create'],
      ...(flags['compression-level'] === undefined ? {} : {compressionLevel: flags['compression-level']}),
      ...(flags['batch-size'] === undefined ? {} : {batchBytes: flags['batch-size']}),
      ...(flags.linger === undefined ? {} : {lingerMs: flags.linger}),
      ...(flags['delivery-timeout'] === undefined ? {} : {deliveryTimeoutMs: flags['delivery-timeout']}),
    }
    const progress = progressLine(io)
    let counters: ProducerCounters | undefined
    try {
      const produced = await send({
        ...settings,
        ...delivery.input,
        reader,
        chunks,
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
      await delivery.settled()
      this.achieved(produced)
      if (flags.output === 'json') this.printJson(produced)
      else if (!flags.quiet)
        await this.note(summary(produced, args.topic, acks, delivery.input.transaction !== undefined))
      if (produced.stoppedBy === 'signal') return interruptedCode(io)
      return produced.failed > 0 || produced.malformed > 0 ? exitCode.failed : exitCode.done
    } catch (error) {
      progress.clear()
      await delivery.settled().catch(() => undefined)
      // Whoever runs it again must know what is there already.
      this.achieved(counters ?? null)
      if (counters && counters.records > 0)
        await this.note(summary(counters, args.topic, acks, delivery.input.transaction !== undefined))
      throw error
    }
  }

  /** By whom it is sent. */
  async #sender(
    flags: Parameters<Produce['connectToChange']>[0] &
      Partial<Record<(typeof notOfKafkajs)[number], unknown>> & {client: string},
    topic: string,
    ours: (cluster: Cluster, input: ProduceInput) => Promise<Produced>,
  ): Promise<(input: ProduceInput) => Promise<Produced>> {
    const cluster = await this.connectToChange(flags, {
      changes: `send records to ${topic}`,
      plan: {topic},
      graceful: true,
    })
    if (flags.client === 'kafkajs') {
      for (const flag of notOfKafkajs)
        if (flags[flag] !== undefined && flags[flag] !== false)
          throw new UsageError(`kafkajs has no --${flag}: leave it out, or --client`)
      const {produceByKafkajs} = await import('../lib/records/kafkajs/produce.ts')
      const kafkajs = await this.connectKafkajs(flags, {graceful: true})
      return (input) => produceByKafkajs(kafkajs, input)
    }
    return (input) => ours(cluster, input)
  }
}

/** What kafkajs, or our way of using it, does not have. */
const notOfKafkajs = [
  'rejected',
  'report',
  'transactional',
  'transactional-id',
  'transaction-records',
  'transaction-timeout',
  'resume',
  'rate',
  'byte-rate',
] as const

type Counted = ProducerCounters & Partial<Pick<Produced, 'resumedAt' | 'malformed'>>

function summary(produced: Counted, topic: string, acks: number, transactional: boolean): string {
  const {records, bytes, acknowledged, failed, committed, resumedAt = 0, malformed = 0} = produced
  const sent = transactional
    ? `${counted(committed, 'record')} committed`
    : acks === 0
      ? `${counted(records, 'record')} sent, which nobody acknowledges`
      : `${counted(acknowledged, 'record')} acknowledged`
  const undone = transactional && records > committed ? `, ${grouped(records - committed)} undone` : ''
  const lost = failed > 0 ? `, ${grouped(failed)} ${acks === 0 ? 'perhaps not: a connection broke' : 'refused'}` : ''
  const open =
    !transactional && acks !== 0 && records > acknowledged + failed
      ? `, ${grouped(records - acknowledged - failed)} not`
      : ''
  const skipped = malformed > 0 ? `, ${counted(malformed, 'line')} left out` : ''
  if (resumedAt > 0 && records === 0) return `${topic}: nothing new behind line ${grouped(resumedAt)}`
  const resumed = resumedAt > 0 ? `, from line ${grouped(resumedAt + 1)} on` : ''
  return `${topic}: ${sent}${undone}${lost}${open}${skipped} (${sizeText(bytes)})${resumed}`
}

function interruptedCode(io: Io): number {
  const {reason} = io.interrupted as {reason?: unknown}
  return reason instanceof Interrupted ? reason.exitCode : exitCode.interrupted
}

/** UsageError for a flag that means nothing to this kind of input. */
function checkInputFlags(flags: InputFlags) {
  for (const [input, names] of Object.entries(flagsOfInputs))
    for (const name of names)
      if (input !== flags.input && !(name === 'null-marker' && flags.input === 'csv') && flags[name])
        throw new UsageError(`--${name} is for --input ${input}, not for ${flags.input}`)
}

const flagsOfInputs = {
  text: ['key-separator', 'parse-headers', 'partition-separator', 'null-marker'],
  json: ['keep-partitions', 'commit-source'],
  csv: ['key-column', 'value-column', 'header-column', 'timestamp-column', 'partition-column', 'csv-delimiter'],
  lengths: ['length-key'],
  files: ['path-key'],
} as const satisfies Record<InputFlags['input'], readonly (keyof InputFlags)[]>

interface DeliveryFlags {
  readonly 'on-error': 'stop' | 'skip' | 'continue'
  readonly rejected?: string | undefined
  readonly report?: string | undefined
  readonly transactional: boolean
  readonly 'transactional-id'?: string | undefined
  readonly 'transaction-records'?: number | undefined
  readonly 'transaction-timeout'?: number | undefined
  readonly 'commit-source'?: string | undefined
  readonly resume?: string | undefined
  readonly rate?: number | undefined
  readonly 'byte-rate'?: number | undefined
  readonly output: 'text' | 'json'
  readonly sync: boolean
}

/** What of a delivery is more than sending: transactions, resuming, reports, a limited rate. */
async function deliveryOf(flags: DeliveryFlags, {topic, file}: {topic: string; file?: string | undefined}, io: Io) {
  const skip = flags['on-error'] !== 'stop'
  if (flags.rejected !== undefined && !skip) throw new UsageError('--rejected needs --on-error skip')
  for (const name of ['report', 'rejected', 'resume'] as const)
    if (file !== undefined && flags[name] !== undefined && resolve(flags[name]) === resolve(file))
      throw new UsageError(`--${name} would overwrite the input ${file}: give it another file`)
  if (flags.report === '-' && flags.output === 'json')
    throw new UsageError('--report - and --output json both want standard output: give --report a file')
  const {'transactional-id': id, 'transaction-records': transactionRecords, 'transaction-timeout': timeoutMs} = flags
  const {'commit-source': sourceGroup} = flags
  const transactional =
    flags.transactional || id !== undefined || transactionRecords !== undefined || sourceGroup !== undefined
  if (sourceGroup !== undefined && flags.resume !== undefined)
    throw new UsageError('--commit-source and --resume both say where to go on: give one')
  if (timeoutMs !== undefined && !transactional) throw new UsageError('--transaction-timeout needs --transactional')
  if (transactional && skip)
    throw new UsageError('a transaction is all or nothing: --on-error skip does not go with it')
  // Who does the same job again must have the same id, or a process that was left behind would not be fenced.
  const usualId =
    sourceGroup === undefined ? `kafkit-${topic}-${crypto.randomUUID().slice(0, 8)}` : `${sourceGroup}-${topic}`
  const wantedId = transactional ? (id ?? usualId) : undefined
  const resume =
    flags.resume === undefined
      ? undefined
      : (await import('../lib/records/produce/resume-file.ts')).openResumeFile(flags.resume, topic, wantedId)
  if (resume?.transactionalId !== undefined && id !== undefined && id !== resume.transactionalId)
    throw new UsageError(`${flags.resume} is of transactional id ${resume.transactionalId}, not ${id}`)
  const transactionalId = resume?.transactionalId ?? wantedId
  const log = flags.report !== undefined || skip ? await deliveryLog(flags, skip, io) : undefined
  const input: Partial<ProduceInput> = {
    ...(transactionalId === undefined ? {} : {transaction: {transactionalId, timeoutMs}, transactionRecords}),
    ...(resume && {resume}),
    ...(sourceGroup === undefined ? {} : {sourceGroup}),
    ...((flags.rate !== undefined || flags['byte-rate'] !== undefined) && {
      rate: {recordsPerSecond: flags.rate, bytesPerSecond: flags['byte-rate']},
    }),
    ...log?.input,
  }
  return {input, settled: async () => log?.settled()}
}

async function deliveryLog(flags: DeliveryFlags, skip: boolean, io: Io) {
  const [{DeliveryLog}, {LineNumbers}] = await Promise.all([
    import('../lib/records/produce/delivery-log.ts'),
    import('../lib/records/readers/line-numbers.ts'),
  ])
  const lines = new LineNumbers()
  const log = new DeliveryLog(lines, {
    report: flags.report === undefined ? undefined : await outputTo(flags.report, io),
    rejected: flags.rejected === undefined ? undefined : await outputTo(flags.rejected, io),
    ...(skip && {say: (sentence: string) => io.err(`${sentence}\n`)}),
  })
  const input: Partial<ProduceInput> = {
    lines,
    wait: () => log.room(),
    onDelivery: (delivery) => log.delivered(delivery),
    ...(skip && {onMalformed: (problem: MalformedInput) => log.malformed(problem)}),
  }
  return {input, settled: () => log.settled()}
}

async function outputTo(file: string, io: Io): Promise<RecordOutput> {
  const {fileOutput} = await import('../lib/records/output.ts')
  if (file !== '-') {
    try {
      return fileOutput(openSync(file, 'w'))
    } catch (error) {
      throw new UsageError(`cannot write ${file}: ${(error as Error).message}`)
    }
  }
  if (io.stdinFd !== undefined) return fileOutput(1)
  return {
    write: async (bytes) => {
      io.out(bytes)
    },
  }
}
