import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Role} from '../../lib/cli/colour.ts'
import type {FlagValues} from '../../lib/cli/flag-values.ts'
import {pattern} from '../../lib/cli/flags.ts'
import {clientFlag, KafkaCommand} from '../../lib/cli/kafka-command.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {parseTemplate} from '../../lib/cli/template.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import type {TopicFailure, TopicSelection} from '../../lib/topics/list.ts'
import {listTopicsInDetail, type DetailedTopic} from '../../lib/topics/list-in-detail.ts'
import {detailNames, noDetails, type DetailName, type TopicDetails} from '../../lib/topics/topic-details.ts'
import {durationText} from '../../lib/text/duration.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {sizeText} from '../../lib/text/size.ts'
import {checkTopicSelector} from '../../lib/topics/topic-name.ts'

const unknown = '?'

const columns = {
  topic: {value: ({name}) => name, role: ({isInternal}) => (isInternal ? 'faint' : 'name')},
  partitions: {value: ({partitionCount}) => partitionCount, align: 'right'},
  replicas: {value: ({replicationFactor}) => replicationFactor, align: 'right'},
  internal: {value: ({isInternal}) => isInternal, wide: true},
  topicId: {value: ({topicId}) => topicId, wide: true},
  /** Bytes on disk of all replicas; null if not requested, or unknown. */
  size: {
    value: ({size}) => size,
    text: ({size}) => (size === null ? unknown : sizeText(size)),
    align: 'right',
    wide: true,
  },
  /** Offsets in use, which is at least the number of records; null if not requested, or unknown. */
  records: {value: ({records}) => records, text: ({records}) => records ?? unknown, align: 'right', wide: true},
  /** retention.ms; -1: for ever; null if not requested, or unknown. */
  retention: {value: ({retentionMs}) => retentionMs, text: retentionText, align: 'right', wide: true},
  /** Problems of its partitions, the worst first; null if not requested, or unknown. */
  problems: {
    value: ({problems}) => problems?.map(({problem}) => problem) ?? null,
    text: problemsText,
    role: roleOf,
    wide: true,
  },
} satisfies Columns<DetailedTopic>

function retentionText({retentionMs, retentionBytes, cleanupPolicy}: TopicDetails): string {
  if (retentionMs === null) return unknown
  const isDeleted = cleanupPolicy?.includes('delete') !== false
  const limits = [
    ...(cleanupPolicy?.includes('compact') ? ['compact'] : []),
    ...(isDeleted && retentionMs >= 0 ? [durationText(retentionMs)] : []),
    ...(isDeleted && retentionBytes !== null && retentionBytes >= 0 ? [`${sizeText(retentionBytes)} each`] : []),
  ]
  return limits.join(', ') || 'for ever'
}

function problemsText({problems}: TopicDetails): string {
  if (problems === null) return unknown
  return problems.map(({problem, partitions}) => `${problem} ${partitions}`).join(', ') || 'ok'
}

function roleOf({problems}: TopicDetails): Role | undefined {
  if (problems?.some(({problem}) => problem === 'offline' || problem === 'under-min-isr')) return 'bad'
  return problems?.some(({problem}) => problem === 'under-replicated') ? 'warn' : undefined
}

/** `errors`: names that do not exist or may not be described. */
export interface Output {
  readonly topics: readonly DetailedTopic[]
  readonly errors: readonly TopicFailure[]
}
export type Row = RowOf<typeof columns>

export default class TopicsList extends KafkaCommand {
  static override summary = 'list topics with their numbers of partitions and replicas'
  static override description =
    'Sizes, records, retention and problems take more requests: --verbose shows all of them, --columns and --sort request the ones that they name. Unknown values are shown as ? (null for programs), and the exit code is then 1.'
  static override examples = [
    '<%= config.bin %> topics list --bootstrap-server broker1:9092',
    {description: 'Names only, for scripts', command: '<%= config.bin %> topics list --output name --exclude-internal'},
    {description: 'Topics whose name begins with orders', command: "<%= config.bin %> topics list 'orders*'"},
    {
      description: 'The largest first',
      command: '<%= config.bin %> topics list --columns topic,size,retention --sort -size',
    },
  ]
  static override args = {
    topic: checked(checkTopicSelector)({
      description: 'names, patterns (orders-*) or /regular expressions/ (default: all)',
      multiple: true,
    }),
  }
  static override flags = {
    match: pattern({summary: 'only topics whose name matches anywhere, as the argument /REGEX/'}),
    'exclude-internal': boolean({summary: "leave out Kafka's internal topics, such as __consumer_offsets"}),
    verbose: boolean({summary: 'also show size, records, retention, problems and the topic id'}),
    ...clientFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TopicsList)
    const print = this.printer<Output, DetailedTopic>(flags, columns, 'topic')
    const selection = {
      selectors: args.topic?.map(nameSelector),
      pattern: flags.match,
      internal: !flags['exclude-internal'],
    }
    const listing = await this.#listed(flags, selection)
    await print({value: listing, rows: listing.topics, wide: flags.verbose})
    const unlisted = await this.reportFailures(listing.errors.map(({error}) => error))
    return Math.max(unlisted, await this.reportFailures(this.failures.untold))
  }

  async #listed(flags: Flags, selection: TopicSelection): Promise<Output> {
    const wanted = detailsWanted(flags)
    if (flags.client === 'kafkajs') {
      if (wanted.size > 0) throw new UsageError(`--client kafkajs cannot show ${[...wanted].join(', ')}`)
      const {listTopicsByKafkajs} = await import('../../lib/topics/kafkajs-topics.ts')
      const {topics, errors} = await listTopicsByKafkajs(await this.connectKafkajs(flags), selection)
      return {topics: topics.map((each) => ({...each, ...noDetails})), errors}
    }
    const cluster = await this.connect(flags)
    const listing = (await listTopicsInDetail(cluster, selection, wanted)).open(this.failures)
    if (listing.topics.length > 0) return listing
    const {whyEmpty} = await import('../../lib/acls/why-empty.ts')
    const why = await whyEmpty(cluster, 'topics')
    if (why !== undefined) await this.note(why)
    return listing
  }
}

/** The details that are printed or sorted by. */
function detailsWanted({verbose, columns: chosen = [], sort = [], output}: Flags): ReadonlySet<DetailName> {
  const template = output.startsWith('template=') ? output.slice('template='.length) : ''
  const fields = parseTemplate(template, Object.keys(columns)).flatMap((part) => ('field' in part ? [part.field] : []))
  const named = new Set([...chosen, ...sort, ...fields].map((name) => name.trim().replace(/^-/, '').toLowerCase()))
  const onlyChosen = chosen.length > 0
  return new Set(detailNames.filter((name) => named.has(name) || (verbose && !onlyChosen)))
}

type Flags = FlagValues<typeof TopicsList.baseFlags & typeof TopicsList.flags>
