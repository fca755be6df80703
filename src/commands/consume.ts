import {boolean, option, string} from '@oclif/core/flags'
import {checked} from '../lib/cli/args.ts'
import {exitCode} from '../lib/cli/exit.ts'
import {duration, integer, pairs, pattern, separator} from '../lib/cli/flags.ts'
import {Interrupted, type Io} from '../lib/cli/io.ts'
import {ChangingCommand} from '../lib/cli/changing-command.ts'
import {clientFlag} from '../lib/cli/kafka-command.ts'
import {progressLine} from '../lib/cli/progress.ts'
import {parseTime, resolveTime, sizeText} from '../lib/text/quantities.ts'
import {counted} from '../lib/text/words.ts'
import type {Cluster} from '../lib/cluster/cluster.ts'
import {UsageError} from '../lib/cluster/errors.ts'
import type {AssignorName} from '../lib/groups/membership/assignors.ts'
import type {MemberEvent, MemberSettings} from '../lib/groups/membership/member-settings.ts'
import type {Consumed, ReadSettings} from '../lib/records/consume/consumption.ts'
import type {Filter} from '../lib/records/consume/filter.ts'
import type {Format} from '../lib/records/formats/format.ts'
import type {PartitionerName} from '../lib/records/produce/partitioner.ts'
import type {Start, Until} from '../lib/records/consume/start.ts'
import type {JsonRecord} from '../lib/records/formats/json-format.ts'
import {checkTopicName} from '../lib/topics/topic-name.ts'

/** A line of --output json. */
export type Row = JsonRecord

export default class Consume extends ChangingCommand {
  static override summary = 'print the records of topics'
  static override description =
    'Reads from the end unless told otherwise and goes on until it is stopped (Ctrl-C), or until one of the limits is reached. With --group it joins that consumer group, begins at its committed offsets and commits what was printed.'
  static override examples = [
    {
      description: 'The first ten records',
      command: '<%= config.bin %> consume orders --from-beginning --max-messages 10',
    },
    {
      description: 'What came in the last two hours but not in the last one',
      command: '<%= config.bin %> consume orders --from -2h --until -1h',
    },
    {
      description: 'Follow the topic, with the last five records of each partition first',
      command: '<%= config.bin %> consume orders --last 5',
    },
    {
      description: 'Keys, times and offsets too',
      command: '<%= config.bin %> consume orders --print-key --print-timestamp --print-offset',
    },
    {
      description: 'Lossless JSON lines, of one partition',
      command: '<%= config.bin %> consume orders --partition 3 --from-beginning --until-end --output json',
    },
    {description: 'A format of your own', command: "<%= config.bin %> consume orders --format '%t/%p@%o %k=%v\\n'"},
    {
      description: 'The first record with a key; only its partition is read',
      command: '<%= config.bin %> consume orders --key 4711 --first --from-beginning',
    },
    {description: 'What a compacted topic holds', command: '<%= config.bin %> consume customers --latest-per-key'},
    {
      description: 'As a member of a group, beside others',
      command: '<%= config.bin %> consume orders --group billing --from-beginning',
    },
  ]
  static override args = {
    topic: checked(checkTopicName)({description: 'topics to read', multiple: true}),
  }
  static override flags = {
    match: pattern({
      aliases: ['include'],
      summary: 'read all topics whose whole name matches, new ones too, instead of naming them',
    }),
    'include-internal': boolean({summary: "with --match: also Kafka's own topics"}),
    partition: integer({
      min: 0,
      multiple: true,
      multipleNonGreedy: true,
      summary: 'only this partition of the topic (may be repeated)',
    }),
    'from-beginning': boolean({
      helpGroup: 'START',
      summary: 'from the oldest record; with --group where it has no offset',
    }),
    from: string({
      helpValue: 'TIME',
      helpGroup: 'START',
      summary: 'from a time: 2026-03-01T14:00:00Z, -2h, ms since 1970; or beginning, or end',
    }),
    offset: string({
      helpValue: 'N',
      helpGroup: 'START',
      summary: 'from this offset of each partition, or the nearest it has; or earliest, or latest',
    }),
    'from-group': string({
      helpValue: 'GROUP',
      helpGroup: 'START',
      summary:
        'from where this group has committed, without joining it; elsewhere from the end, or the beginning if told',
    }),
    last: integer({min: 1, helpGroup: 'START', summary: 'from so many offsets before the end of each partition'}),
    newest: integer({
      min: 1,
      helpGroup: 'START',
      summary: 'from the newest so many records of all partitions together',
    }),
    until: string({
      helpValue: 'TIME',
      helpGroup: 'STOP',
      summary: 'stop at the first record of each partition that is not older: as --from takes it, or now, or end',
    }),
    'until-end': boolean({char: 'e', helpGroup: 'STOP', summary: 'stop where the partitions ended when reading began'}),
    'max-messages': integer({char: 'n', min: 0, helpGroup: 'STOP', summary: 'stop after so many records in all'}),
    'max-per-partition': integer({
      min: 1,
      helpGroup: 'STOP',
      summary: 'read no more than so many records of each partition',
    }),
    first: boolean({helpGroup: 'STOP', summary: 'stop after the first record that matches: --max-messages 1'}),
    idle: duration({helpGroup: 'STOP', summary: 'stop when no record came for so long'}),
    'timeout-ms': integer({min: 0, helpGroup: 'STOP', summary: "the same in milliseconds, as Apache's tool has it"}),
    output: option({
      char: 'o',
      options: ['text', 'json', 'raw', 'lengths'] as const,
      default: 'text',
      helpGroup: 'OUTPUT',
      summary:
        'a line a record; lossless JSON lines (base64 where a field is not UTF-8); values with nothing between them; or each with its length in front',
      description:
        'lengths: a 32-bit big-endian length and the value, -1 for null; with --print-key the key in the same form before it.',
    })(),
    format: string({
      helpValue: 'TEMPLATE',
      helpGroup: 'OUTPUT',
      summary: 'print each record as the template says, without a line end of its own',
      description:
        '%t topic, %p partition, %o offset, %T timestamp in ms, %k key, %v value, %K and %V their lengths, %h headers, %H their number, %h{NAME} one of them, %e leader epoch, %% a percent sign; %k{hex}, %v{base64}, %v{json}, %T{iso}, %T{s}, and for numbers {big8} to {big64} and {hex}; escapes \\n \\t \\r \\0 \\\\ \\xNN.',
    }),
    'print-key': boolean({helpGroup: 'OUTPUT', summary: 'print the key too'}),
    'print-topic': boolean({helpGroup: 'OUTPUT', summary: 'print the topic too'}),
    'print-partition': boolean({helpGroup: 'OUTPUT', summary: 'print the partition too'}),
    'print-offset': boolean({helpGroup: 'OUTPUT', summary: 'print the offset too'}),
    'print-timestamp': boolean({helpGroup: 'OUTPUT', summary: 'print the timestamp too'}),
    'print-headers': boolean({helpGroup: 'OUTPUT', summary: 'print the headers too'}),
    'print-value': boolean({allowNo: true, default: true, helpGroup: 'OUTPUT', summary: 'print the value'}),
    'key-separator': separator({helpGroup: 'OUTPUT', summary: 'between the fields of a line; a tab unless given'}),
    'line-separator': separator({helpGroup: 'OUTPUT', summary: 'behind each record; a line end unless given'}),
    'null-literal': string({
      helpValue: 'TEXT',
      helpGroup: 'OUTPUT',
      summary: 'what stands for null: a tombstone, no key',
    }),
    key: string({
      helpValue: 'TEXT',
      helpGroup: 'FILTER',
      summary: 'only records with this key; reads only the partition that the key belongs to',
    }),
    partitioner: option({
      options: ['murmur2', 'crc32', 'any'] as const,
      helpGroup: 'FILTER',
      summary: "how the key's partition was chosen: murmur2 (default) as Java, crc32 as librdkafka; any: read them all",
    })(),
    grep: pattern({helpGroup: 'FILTER', summary: 'only records whose value matches'}),
    'grep-key': pattern({helpGroup: 'FILTER', summary: 'only records whose key matches'}),
    'grep-header': pairs({
      helpValue: 'NAME=REGEX',
      helpGroup: 'FILTER',
      summary: 'only records with a header of this name that matches (may be repeated)',
    }),
    'latest-per-key': boolean({
      helpGroup: 'FILTER',
      summary: 'only the newest record of each key up to the end, no tombstones: what compaction would leave',
    }),
    'control-records': boolean({
      helpGroup: 'FILTER',
      summary: 'transaction markers too; with --output json, which says what they are',
    }),
    group: string({
      char: 'g',
      helpValue: 'GROUP',
      helpGroup: 'GROUP',
      summary: 'read as a member of this consumer group',
    }),
    'group-protocol': option({
      options: ['classic', 'consumer'] as const,
      helpGroup: 'GROUP',
      summary: 'classic (default), or consumer: the broker assigns (KIP-848, Kafka 4.0)',
    })(),
    assignor: option({
      options: ['range', 'roundrobin', 'sticky', 'cooperative-sticky'] as const,
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      helpGroup: 'GROUP',
      summary:
        "how the group shares partitions, preferred first; range,cooperative-sticky unless given, as Java's consumers",
    })(),
    'group-instance-id': string({
      helpValue: 'ID',
      helpGroup: 'GROUP',
      summary: 'a static member: its partitions wait for it while it is restarted',
    }),
    'session-timeout': duration({
      helpGroup: 'GROUP',
      summary: 'how long the group waits for a silent member; 45s unless given',
    }),
    commit: boolean({allowNo: true, default: true, helpGroup: 'GROUP', summary: 'commit what was printed'}),
    'commit-first': boolean({
      helpGroup: 'GROUP',
      summary: 'commit before printing: at most once; a crash leaves out what it did not print, and doubles nothing',
    }),
    'commit-interval': duration({
      helpGroup: 'GROUP',
      summary: 'how often to commit; 5s unless given; 0s: only when partitions are given up, and at the end',
    }),
    reset: option({
      options: ['earliest', 'latest', 'fail'] as const,
      helpGroup: 'GROUP',
      summary: 'where to begin without a committed offset; latest unless given',
    })(),
    'isolation-level': option({
      options: ['read_uncommitted', 'read_committed'] as const,
      default: 'read_uncommitted',
      summary: 'whether records of open and aborted transactions are read',
    })(),
    rack: string({helpValue: 'RACK', summary: 'read from replicas of this rack where the cluster allows it'}),
    quiet: boolean({char: 'q', summary: 'no notices and no count on stderr'}),
    ...clientFlag,
  }
  static override usage = 'consume TOPIC... [FLAGS]'

  protected override readonly client = 'consumer'

  async run(): Promise<number> {
    const {flags: given, args, metadata} = await this.parse(Consume)
    const topics = this.#topics(args.topic ?? [], given.match)
    const connection = await this.connection(given)
    const {flags, fetch, member, note} = connection.configured
      ? (await import('../lib/cli/consumer-defaults.ts')).consumerDefaults(given, metadata, connection)
      : {flags: given}
    if (note !== undefined && !given.quiet) await this.note(note)
    const {io} = this
    const start = startOf(flags, io.now())
    const [{recordOutput}, format] = await Promise.all([import('../lib/records/record-output.ts'), formatOf(flags)])
    const progress = io.terminal.stdout || io.piped ? undefined : progressLine(io)
    const colours = await this.colours('stderr')
    const notice = (text: string) => {
      progress?.clear()
      if (!flags.quiet) io.err(`${colours.faint(`kafkit: ${text}`)}\n`)
    }
    const idleMs = flags.idle ?? flags['timeout-ms']
    const filter = await filterOf(flags)
    const most = flags.first ? 1 : flags['max-messages']
    if (flags.first && flags['max-messages'] !== undefined)
      throw new UsageError('--first and --max-messages say different ends: give one')
    if (flags['control-records'] && flags.output !== 'json')
      throw new UsageError('--control-records needs --output json, which says what they are')
    const settings: ReadSettings = {
      format,
      output: recordOutput(io.stdout),
      isolation: flags['isolation-level'],
      fetch,
      signal: io.interrupted,
      onNotice: notice,
      ...(filter && {filter}),
      ...(flags.rack === undefined ? {} : {rack: flags.rack}),
      ...(most === undefined ? {} : {maxRecords: most}),
      ...(flags['max-per-partition'] === undefined ? {} : {maxPerPartition: flags['max-per-partition']}),
      ...(flags['control-records'] && {controlRecords: true}),
      ...(idleMs === undefined ? {} : {idleMs}),
      ...(progress && !flags.quiet && {onProgress: ({records, bytes}) => progress.show(() => counts(records, bytes))}),
    }
    const consumed = await (flags.client === 'kafkajs'
      ? this.#byKafkajs(topics, start, settings, flags)
      : this.#byKafkit(topics, start, settings, notice, flags, member))
    this.achieved({records: consumed.records, bytes: consumed.bytes, positions: consumed.positions})
    if (flags.key !== undefined && consumed.records === 0 && !flags.quiet && flags.partitioner === undefined)
      notice('no record with this key was found; with --partitioner any all partitions are read')
    progress?.clear()
    if (!flags.quiet && (io.terminal.stderr || flags.group !== undefined))
      notice(counts(consumed.records, consumed.bytes))
    return ending(consumed, io)
  }

  async #byKafkit(
    topics: readonly string[] | RegExp,
    start: Start,
    settings: ReadSettings,
    notice: (text: string) => void,
    flags: Flags,
    member: Partial<MemberSettings> | undefined,
  ): Promise<Consumed> {
    const cluster = await this.connectToChange(flags, {
      changes: flags.group === undefined ? undefined : `read as a member of group ${flags.group}`,
      graceful: true,
    })
    return flags.group === undefined
      ? this.#alone(cluster, topics, start, settings, flags, member?.metadataMaxAgeMs)
      : this.#inGroup(cluster, flags.group, topics, settings, notice, flags, member)
  }

  /** The same by kafkajs, as far as it goes. */
  async #byKafkajs(
    topics: readonly string[] | RegExp,
    start: Start,
    settings: ReadSettings,
    flags: Flags,
  ): Promise<Consumed> {
    const {group, partition} = flags
    for (const flag of notOfKafkajs)
      if (flags[flag] !== undefined && flags[flag] !== false)
        throw new UsageError(`kafkajs has no --${flag}: leave it out, or --client`)
    if (group === undefined) checkAlone(flags)
    else checkInGroup(flags)
    // kafkajs reads in a group only: one of its own, which is deleted at the end, where none is named.
    await this.connectToChange(flags, {
      changes:
        group === undefined ? 'read with kafkajs, which makes a group for it' : `read as a member of group ${group}`,
      graceful: true,
    })
    const {consumeByKafkajs} = await import('../lib/records/kafkajs/consume.ts')
    return consumeByKafkajs(await this.connectKafkajs(flags, {graceful: true}), {
      ...settings,
      topics,
      start,
      internal: flags['include-internal'],
      untilEnd: flags['until-end'],
      ...(partition === undefined ? {} : {partitions: partition}),
      ...(flags['session-timeout'] === undefined ? {} : {sessionTimeoutMs: flags['session-timeout']}),
      ...(group === undefined ? {} : {group: {id: group, reset: resetOf(flags), commit: flags.commit}}),
    })
  }

  #topics(names: readonly string[], match: RegExp | undefined): readonly string[] | RegExp {
    if (match && names.length > 0) throw new UsageError('name the topics or give --match, not both')
    if (!match && names.length === 0)
      throw new UsageError(`name a topic to read, or give --match REGEX; see ${this.commandLine} --help`)
    return match ?? names
  }

  async #alone(
    cluster: Cluster,
    topics: readonly string[] | RegExp,
    start: Start,
    settings: ReadSettings,
    flags: Flags,
    discoverMs?: number,
  ): Promise<Consumed> {
    checkAlone(flags)
    const until = untilOf(flags, this.io.now())
    const partitions = await partitionsOf(cluster, topics, flags)
    const input = {
      ...settings,
      topics,
      start,
      internal: flags['include-internal'],
      discoverMs,
      ...(until && {until}),
      ...(partitions && {partitions}),
    }
    if (flags['latest-per-key']) {
      const {consumeLatestPerKey} = await import('../lib/records/consume/latest-per-key.ts')
      return consumeLatestPerKey(cluster, {...input, start: saysStart(flags) ? start : {from: 'beginning'}})
    }
    const {consumeRecords} = await import('../lib/records/consume/consume.ts')
    return consumeRecords(cluster, input)
  }

  async #inGroup(
    cluster: Cluster,
    groupId: string,
    topics: readonly string[] | RegExp,
    settings: ReadSettings,
    notice: (text: string) => void,
    flags: Flags,
    more: Partial<MemberSettings> = {},
  ): Promise<Consumed> {
    const protocol = flags['group-protocol'] ?? 'classic'
    checkInGroup(flags)
    const [{consumeInGroup}, {runMember}] = await Promise.all([
      import('../lib/records/consume/group-consume.ts'),
      import('../lib/groups/membership/run-member.ts'),
    ])
    const member = {
      ...more,
      groupId,
      topics,
      protocol,
      ...(flags.assignor === undefined ? {} : {assignors: flags.assignor}),
      ...(flags['group-instance-id'] === undefined ? {} : {instanceId: flags['group-instance-id']}),
      ...(flags['session-timeout'] === undefined ? {} : {sessionTimeoutMs: flags['session-timeout']}),
      ...(flags.rack === undefined ? {} : {rackId: flags.rack}),
    }
    return consumeInGroup(cluster, {
      ...settings,
      groupId,
      reset: resetOf(flags),
      commitFirst: flags['commit-first'],
      autoCommitMs: flags.commit ? (flags['commit-interval'] ?? 5000) : null,
      member: (reading, signal, blockedMs) =>
        runMember(cluster, {...member, blockedMs}, reading, signal, (event) => tell(event, groupId, notice)),
    })
  }
}

function checkAlone(flags: Flags): void {
  for (const flag of groupFlags)
    if (flags[flag] !== undefined && flags[flag] !== false)
      throw new UsageError(`--${flag} is for members of a group: give --group too`)
}

function checkInGroup(flags: Flags): void {
  for (const flag of ['partition', 'offset', 'last', 'newest', 'from', 'from-group'] as const)
    if (flags[flag] !== undefined)
      throw new UsageError(
        `--${flag} cannot be used with --group: the group knows where to begin (see groups reset-offsets)`,
      )
  for (const flag of ['until-end', 'until', 'latest-per-key', 'max-per-partition'] as const)
    if (flags[flag] !== undefined && flags[flag] !== false)
      throw new UsageError(
        `--${flag} cannot be used with --group: other members read too; use --idle 5s or --max-messages`,
      )
  if (flags['group-protocol'] === 'consumer')
    for (const flag of ['assignor', 'session-timeout'] as const)
      if (flags[flag] !== undefined)
        throw new UsageError(`--${flag} is for classic groups: with --group-protocol consumer the broker decides`)
  for (const flag of ['commit-interval', 'commit-first'] as const)
    if (!flags.commit && flags[flag] !== undefined && flags[flag] !== false)
      throw new UsageError(`--no-commit and --${flag} contradict each other: give one`)
}

/** What kafkajs, or our way of using it, does not have. */
const notOfKafkajs = [
  'assignor',
  'group-protocol',
  'group-instance-id',
  'commit-first',
  'commit-interval',
  'from-group',
  'newest',
  'until',
  'max-per-partition',
  'partitioner',
  'latest-per-key',
  'control-records',
] as const

const resetOf = (flags: Flags) => flags.reset ?? (flags['from-beginning'] ? 'earliest' : 'latest')

interface Flags {
  readonly 'bootstrap-server'?: string | undefined
  readonly 'command-config'?: string | undefined
  readonly timeout?: number | undefined
  readonly group?: string | undefined
  readonly partition?: readonly number[] | undefined
  readonly from?: string | undefined
  readonly 'from-beginning': boolean
  readonly 'from-group'?: string | undefined
  readonly offset?: string | undefined
  readonly last?: number | undefined
  readonly newest?: number | undefined
  readonly until?: string | undefined
  readonly 'until-end': boolean
  readonly 'max-per-partition'?: number | undefined
  readonly key?: string | undefined
  readonly partitioner?: 'murmur2' | 'crc32' | 'any' | undefined
  readonly 'latest-per-key': boolean
  readonly 'control-records': boolean
  readonly 'group-protocol'?: 'classic' | 'consumer' | undefined
  readonly 'commit-interval'?: number | undefined
  readonly 'include-internal': boolean
  readonly assignor?: readonly AssignorName[] | undefined
  readonly 'group-instance-id'?: string | undefined
  readonly 'session-timeout'?: number | undefined
  readonly commit: boolean
  readonly 'commit-first'?: boolean | undefined
  readonly reset?: 'earliest' | 'latest' | 'fail' | undefined
  readonly rack?: string | undefined
}

const groupFlags = [
  'assignor',
  'group-protocol',
  'group-instance-id',
  'session-timeout',
  'commit-first',
  'commit-interval',
  'reset',
] as const

type StartFlags = Pick<Flags, 'from' | 'from-beginning' | 'from-group' | 'offset' | 'last' | 'newest'>
const starts = ['from-beginning', 'from', 'from-group', 'offset', 'last', 'newest'] as const
const saysStart = (flags: StartFlags) => starts.some((flag) => flags[flag] !== undefined && flags[flag] !== false)

/** At most one of the flags says where to begin; none means the end. */
function startOf(flags: StartFlags, now: number): Start {
  const beginning = flags['from-beginning']
  const given = starts.filter((flag) => flags[flag] !== undefined && flags[flag] !== false)
  // That one may say what to do about partitions that the group has not committed.
  const most = beginning && flags['from-group'] !== undefined ? 2 : 1
  if (given.length > most)
    throw new UsageError(`${given.map((flag) => `--${flag}`).join(' and ')} say different beginnings: give one`)
  const {from, offset, last, newest} = flags
  if (flags['from-group'] !== undefined)
    return {from: 'group', group: flags['from-group'], otherwise: beginning ? 'earliest' : 'latest'}
  if (newest !== undefined) return {from: 'newest', count: newest}
  if (flags['from-beginning'] || from === 'beginning' || offset === 'earliest') return {from: 'beginning'}
  if (last !== undefined) return {from: 'last', count: last}
  if (offset !== undefined && offset !== 'latest') {
    const number = Number(offset)
    if (!/^\d+$/.test(offset) || !Number.isSafeInteger(number))
      throw new UsageError(`--offset: '${offset}' is no offset; write a number, earliest or latest`)
    return {from: 'nearest offset', offset: number}
  }
  if (from === undefined || from === 'end') return {from: 'end'}
  try {
    return {from: 'timestamp', timestamp: resolveTime(parseTime(from), now)}
  } catch (error) {
    throw new UsageError(`--from: ${(error as Error).message}; or beginning, or end`)
  }
}

function untilOf({until, 'until-end': end}: Flags, now: number): Until | undefined {
  if (until === undefined) return end ? 'end' : undefined
  if (end) throw new UsageError('--until and --until-end say different ends: give one')
  if (until === 'end') return 'end'
  let timestamp: number
  try {
    timestamp = until === 'now' ? now : resolveTime(parseTime(until), now)
  } catch (error) {
    throw new UsageError(`--until: ${(error as Error).message}; or now, or end`)
  }
  if (timestamp > now) throw new UsageError(`--until: ${until} has not come yet; leave it out to follow the topic`)
  return {timestamp}
}

/** Those named, or the one that the key belongs to; undefined: all. */
async function partitionsOf(
  cluster: Cluster,
  topics: readonly string[] | RegExp,
  {partition, key, partitioner: name = 'murmur2'}: Flags,
): Promise<readonly number[] | undefined> {
  if (key === undefined && name !== 'murmur2') throw new UsageError('--partitioner is for --key: give --key too')
  if (partition !== undefined || key === undefined || name === 'any') return partition
  if (topics instanceof RegExp || topics.length !== 1)
    throw new UsageError('--key finds its partition in one topic; for several give --partitioner any')
  const {keyPartition} = await import('../lib/records/consume/key-partition.ts')
  return [await keyPartition(cluster, topics[0] ?? '', Buffer.from(key), name satisfies PartitionerName)]
}

interface FormatFlags {
  readonly output: 'text' | 'json' | 'raw' | 'lengths'
  readonly format?: string | undefined
  readonly 'print-key': boolean
  readonly 'print-topic': boolean
  readonly 'print-partition': boolean
  readonly 'print-offset': boolean
  readonly 'print-timestamp': boolean
  readonly 'print-headers': boolean
  readonly 'print-value': boolean
  readonly 'key-separator'?: string | undefined
  readonly 'line-separator'?: string | undefined
  readonly 'null-literal'?: string | undefined
}

async function formatOf(flags: FormatFlags): Promise<Format> {
  const {format, output} = flags
  if (format !== undefined && output !== 'text')
    throw new UsageError(`--format and --output ${output} exclude each other`)
  if (format !== undefined)
    return (await import('../lib/records/formats/template-format.ts')).templateFormat(format, flags['null-literal'])
  if (output === 'json') return (await import('../lib/records/formats/json-format.ts')).jsonFormat()
  if (output === 'raw') return (await import('../lib/records/formats/binary-format.ts')).rawFormat()
  if (output === 'lengths')
    return (await import('../lib/records/formats/binary-format.ts')).lengthFormat({key: flags['print-key']})
  const text = {
    keySeparator: flags['key-separator'],
    lineSeparator: flags['line-separator'],
    nullLiteral: flags['null-literal'],
  }
  const {textFormat} = await import('../lib/records/formats/text-format.ts')
  return textFormat({
    topic: flags['print-topic'],
    timestamp: flags['print-timestamp'],
    partition: flags['print-partition'],
    offset: flags['print-offset'],
    headers: flags['print-headers'],
    key: flags['print-key'],
    value: flags['print-value'],
    ...(Object.fromEntries(Object.entries(text).filter(([, given]) => given !== undefined)) as {
      [K in keyof typeof text]?: string
    }),
  })
}

interface FilterFlags {
  readonly key?: string | undefined
  readonly grep?: RegExp | undefined
  readonly 'grep-key'?: RegExp | undefined
  readonly 'grep-header'?: readonly (readonly [string, string])[] | undefined
}

async function filterOf(flags: FilterFlags): Promise<Filter | undefined> {
  const {key, grep, 'grep-key': grepKey, 'grep-header': headers = []} = flags
  if (key === undefined && !grep && !grepKey && headers.length === 0) return undefined
  const {matching} = await import('../lib/records/consume/filter.ts')
  return matching({
    ...(key === undefined ? {} : {sameKey: Buffer.from(key)}),
    key: grepKey,
    value: grep,
    headers: headers.map(([name, text]) => [name, headerPattern(text)] as const),
  })
}

function headerPattern(text: string): RegExp {
  try {
    return new RegExp(text, 'u')
  } catch (error) {
    throw new UsageError(
      `--grep-header: '${text}' is no regular expression: ${(error as Error).message.replace(/^.*: /s, '')}`,
    )
  }
}

const counts = (records: number, bytes: number) => `${counted(records, 'record')}, ${sizeText(bytes)}`

/** Following a topic ends with Ctrl-C: that is how it is meant, and the exit code still says so. */
function ending(consumed: Consumed, io: Io): number {
  if (consumed.stoppedBy !== 'signal') return exitCode.done
  const {reason} = io.interrupted as {reason?: unknown}
  return reason instanceof Interrupted ? reason.exitCode : exitCode.interrupted
}

function tell(event: MemberEvent, groupId: string, notice: (text: string) => void): void {
  switch (event.type) {
    case 'assigned': {
      const list = event.assigned.map(({topic, partition}) => `${topic}-${partition}`)
      const shown = list.length > 8 ? `${list.slice(0, 8).join(' ')} and ${list.length - 8} more` : list.join(' ')
      return notice(`group ${groupId}, generation ${event.generation}: ${shown || 'no partitions'}`)
    }
    case 'lost':
      return notice(`group ${groupId}: lost ${counted(event.partitions.length, 'partition')}: ${event.error.message}`)
    case 'missing topics':
      return notice(`waiting for ${event.topics.join(', ')}: there is no such topic yet`)
    case 'coordinator lost':
      return notice(`group ${groupId}: its coordinator is away (${event.error.message}); waiting`)
    case 'coordinator found':
      return notice(`group ${groupId}: its coordinator is back`)
    case 'trouble':
      return notice(event.error.message)
    case 'stood aside':
      return notice(
        `group ${groupId}: the output has been blocked for ${Math.round(event.blockedMs / 1000)} s; left the group until it flows`,
      )
    case 'left':
  }
}
