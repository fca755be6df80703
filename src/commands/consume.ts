import {checked} from '../lib/cli/args.ts'
import {ChangingCommand} from '../lib/cli/changing-command.ts'
import {
  countLines,
  endingCode,
  endingNotices,
  lossesOf,
  type PartitionCount,
} from '../lib/command-parts/consume/ending.ts'
import {bareDecode, decodes, decodingFrom, withDecoding} from '../lib/command-parts/consume/decode.ts'
import type {KeySources} from '../lib/command-parts/consume/decoded-key.ts'
import {consumeExamples} from '../lib/command-parts/consume/examples.ts'
import {consumeExclusions} from '../lib/command-parts/consume/exclusions.ts'
import {partitionsFrom, selectionFrom, type AskedKey} from '../lib/command-parts/consume/filter.ts'
import {consumeFlags, consumeHelpGroups, type ConsumeFlags} from '../lib/command-parts/consume/flags.ts'
import {groupReadingFrom} from '../lib/command-parts/consume/group.ts'
import {raiseWithNextStep} from '../lib/command-parts/consume/next-step.ts'
import {formatFrom} from '../lib/command-parts/consume/output.ts'
import {readByKafkajs, type Reading} from '../lib/command-parts/consume/reading.ts'
import {startFrom} from '../lib/command-parts/consume/start.ts'
import {stopsFrom} from '../lib/command-parts/consume/stop.ts'
import {namesRegistry, SchemaAccess} from '../lib/command-parts/registry/schema-access.ts'
import {registryFlags} from '../lib/command-parts/registry/connect.ts'
import {Waiting} from '../lib/command-parts/consume/waiting.ts'
import {topicsFrom} from '../lib/command-parts/consume/topics.ts'
import {progressLine} from '../lib/cli/progress.ts'
import type {Cluster} from '../lib/cluster/cluster.ts'
import type {ConsumeCounters, Consumed} from '../lib/records/consume/consumption.ts'
import type {JsonRecord} from '../lib/records/formats/json-format.ts'
import {sizeText} from '../lib/text/size.ts'
import {counted} from '../lib/text/plural.ts'
import {checkTopicSelector} from '../lib/topics/topic-name.ts'
import {memberNotice} from '../lib/views/records/member-notice.ts'

/** A line of --output json: a record, or with --counts a partition. */
export type Row = JsonRecord | PartitionCount

export default class Consume extends ChangingCommand {
  static override summary = 'print the records of topics'
  static override description =
    'Starts at the end of each partition unless a START flag says otherwise, and goes on until Ctrl-C or until a STOP flag ends it. With --group it joins that consumer group, starts at the committed offsets and commits what it has printed.'
  static override usage = 'consume TOPIC... [FLAGS]'
  static override examples = consumeExamples
  static override args = {
    topic: checked(checkTopicSelector)({
      description: 'names of topics to read, patterns (orders-*) or /regular expressions/',
      multiple: true,
    }),
  }
  static override baseFlags = {...ChangingCommand.baseFlags, ...registryFlags}
  static override exclusions = consumeExclusions
  static override readonly exclusionsAfterProperties = true
  static override readonly bareFlags = bareDecode
  static override flags = consumeFlags
  static readonly helpGroups = consumeHelpGroups

  protected override readonly client = 'consumer'
  #cluster: Cluster | undefined
  #schemas: SchemaAccess | undefined

  async run(): Promise<number> {
    const {flags: given, args, metadata} = await this.parse(Consume)
    const topics = topicsFrom(args.topic ?? [], given, this.commandLine)
    const connection = await this.connection(given)
    const {
      flags: set,
      fetch,
      member,
      note,
    } = connection.configured
      ? (await import('../lib/command-parts/consume/consumer-defaults.ts')).consumerDefaults(
          given,
          metadata,
          connection,
        )
      : {flags: given}
    const flags = namesRegistry(set, this.io.env, connection.properties) ? withDecoding(set) : set
    if (note !== undefined && !flags.quiet) await this.note(note)
    this.checkExclusions(flags)
    const {io} = this
    const now = io.now()
    const start = startFrom(flags, now)
    const {until, ...limits} = stopsFrom(flags, now, connection.settings.totalTimeoutMs)
    // Otherwise a forgotten --from-beginning leaves an empty file that looks like the backup of an empty topic.
    if (until !== undefined && start.from === 'end' && flags.group === undefined && !flags.quiet)
      await this.note('reading starts at the end, so that no record that is there now is printed; --from-beginning, --from or --last starts before it') // prettier-ignore
    const decoded = decodes(flags)
    const {source} = (this.#schemas = new SchemaAccess(flags, {io}))
    const asked = await this.#askedKey(flags, {topics, source})
    const [{recordOutput}, format, selection, decoding, {faint}] = await Promise.all([
      import('../lib/records/record-output.ts'),
      formatFrom(flags, io, {decoded}),
      selectionFrom(flags, now, asked),
      decodingFrom(flags, {source, cwd: io.cwd}, asked?.only),
      this.colours('stderr'),
    ])
    const progress = io.terminal.stdout || io.piped || flags.quiet ? undefined : progressLine(io)
    const onNotice = (text: string) => {
      progress?.clear()
      if (!flags.quiet) io.err(`${faint(`kafkit: ${text}`)}\n`)
    }
    const hinted = !decoded && !flags.quiet && given.decode === undefined && connection.properties.has(registryUrl)
    const waiting = new Waiting({flags, io, cluster: () => this.#cluster, notice: onNotice})
    const settings = {
      format: hinted ? (await framedHint()).withFramedHint(format.format, onNotice) : format.format,
      filter: selection.filter,
      decoding,
      output: recordOutput(io),
      isolation: flags['isolation-level'],
      rack: flags.rack,
      controlRecords: flags['control-records'],
      onCorrupt: flags['on-corrupt'],
      fetch,
      ...limits,
      signal: io.interrupted,
      onNotice,
      onAtEnd: flags.quiet ? undefined : waiting.atEnd,
      onProgress: progress && ((read: ConsumeCounters) => progress.show(() => counts(read))),
    }
    const key = asked ? asked.bytes : flags.key === undefined ? undefined : Buffer.from(flags.key)
    const consumed = await this.#read({topics, start, until, settings, flags, member, key}).catch((error: unknown) =>
      raiseWithNextStep(error, flags),
    )
    if (consumed.stoppedBy === 'end' || consumed.stoppedBy === 'idle') await waiting.tellOpenEnds(consumed.positions)
    this.achieved({records: consumed.records, bytes: consumed.bytes, positions: consumed.positions})
    for (const text of endingNotices(consumed, {flags, selection, format, decoding, everywhere: key === undefined}))
      onNotice(text)
    progress?.clear()
    if (io.terminal.stderr || flags.group !== undefined) onNotice(counts(consumed))
    const losses = lossesOf(consumed, {flags, decoding})
    await this.reportFailures(losses)
    if (flags.counts) io.out(countLines(consumed, flags))
    return endingCode(consumed, flags, losses, io)
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#schemas?.close()
    await super.finally(error)
  }

  async #askedKey(flags: ConsumeFlags, sources: KeySources): Promise<AskedKey | undefined> {
    if (flags.key === undefined || !decodes(flags)) return undefined
    return (await import('../lib/command-parts/consume/decoded-key.ts')).askedKey(flags, sources)
  }

  async #read(reading: Reading): Promise<Consumed> {
    const {flags} = reading
    const {client, group} = flags
    // kafkajs can only read in a group. If none is named, kafkit makes one for it, which is deleted at the end.
    const alone = client === 'kafkajs' ? 'read with kafkajs, which makes a group for it' : undefined
    const changes = group === undefined ? alone : `read as a member of group ${group}`
    const cluster = await this.connectToChange(flags, {changes, graceful: true})
    this.#cluster = cluster
    if (client === 'kafkajs') return readByKafkajs(() => this.connectKafkajs(flags, {graceful: true}), reading)
    return group === undefined ? this.#alone(cluster, reading) : this.#inGroup(cluster, group, reading)
  }

  async #alone(cluster: Cluster, {topics, start, until, settings, flags, member, key}: Reading): Promise<Consumed> {
    const input = {
      ...settings,
      topics,
      start,
      until,
      partitions: await partitionsFrom(flags, key, topics, cluster),
      internal: flags['include-internal'],
      discoverMs: member?.metadataMaxAgeMs,
    }
    if (flags['latest-per-key']) {
      const {consumeLatestPerKey} = await import('../lib/records/consume/latest-per-key.ts')
      return consumeLatestPerKey(cluster, input)
    }
    const {consumeRecords} = await import('../lib/records/consume/consume.ts')
    return consumeRecords(cluster, input)
  }

  async #inGroup(cluster: Cluster, groupId: string, reading: Reading): Promise<Consumed> {
    const {topics, until, settings, flags, member} = reading
    const [{consumeInGroup}, {runMember}] = await Promise.all([
      import('../lib/records/consume/group-consume.ts'),
      import('../lib/groups/membership/run-member.ts'),
    ])
    const {member: asked, ...offsets} = groupReadingFrom(flags)
    const internal = flags['include-internal']
    const memberSettings = {...member, ...asked, groupId, topics, internalTopics: internal, rackId: flags.rack}
    return consumeInGroup(cluster, {
      ...settings,
      ...offsets,
      groupId,
      choice: {topics, internal},
      untilEnd: until === 'end',
      member: (seam, signal, blockedMs) =>
        runMember(cluster, {...memberSettings, blockedMs}, seam, signal, (event) => {
          const notice = memberNotice(event, groupId)
          if (notice !== undefined) settings.onNotice(notice)
        }),
    })
  }
}

const registryUrl = 'schema.registry.url'
const framedHint = () => import('../lib/command-parts/consume/framed-hint.ts')

const counts = ({records, bytes}: ConsumeCounters) => `${counted(records, 'record')}, ${sizeText(bytes)}`
