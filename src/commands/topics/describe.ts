import {boolean, string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Colours, Role} from '../../lib/cli/colour.ts'
import {pattern} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {outputFlags} from '../../lib/cli/kit-command.ts'
import type {Column} from '../../lib/cli/table.ts'
import {counted, listed} from '../../lib/cli/text.ts'
import type {ConfigEntry, ConfigSource} from '../../lib/configs/config-entry.ts'
import {describeTopics, type PartitionDescription, type TopicDescription} from '../../lib/topics/describe.ts'
import {isAtMinIsr, isUnavailable, isUnderMinIsr, isUnderReplicated} from '../../lib/topics/partition-health.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'

interface Row extends PartitionDescription {
  readonly topic: string
  readonly minInsyncReplicas: number
  readonly unavailable: boolean
}

/** Flags that select partitions, with how their finding reads. */
const reports = {
  'under-replicated-partitions': {says: 'under-replicated', matches: isUnderReplicated},
  'under-min-isr-partitions': {
    says: 'under min.insync.replicas',
    matches: (row: Row) => isUnderMinIsr(row, row.minInsyncReplicas),
  },
  'at-min-isr-partitions': {
    says: 'at min.insync.replicas',
    matches: (row: Row) => isAtMinIsr(row, row.minInsyncReplicas),
  },
  'unavailable-partitions': {says: 'without a live leader', matches: (row: Row) => row.unavailable},
} as const
type Report = keyof typeof reports

export default class TopicsDescribe extends KafkaCommand {
  static override summary = 'show leaders, replicas and configs of topics'
  static override description =
    'Configs are those that differ from the default, with where they are set. The flags about partitions turn the output into a list of the partitions that have one of these problems, in any topic.'
  static override examples = [
    '<%= config.bin %> topics describe orders',
    {
      description: 'What is wrong in the whole cluster',
      command: '<%= config.bin %> topics describe --under-replicated-partitions --unavailable-partitions',
    },
    {description: 'Every config, defaults too', command: '<%= config.bin %> topics describe orders --all-configs'},
    {
      description: 'Leaders of all partitions',
      command: "<%= config.bin %> topics describe orders --output json | jq '.topics[].partitions[].leader'",
    },
  ]
  static override args = {
    topic: checked(checkTopicName)({description: 'only these topics; all unless given', multiple: true}),
  }
  static override flags = {
    match: pattern({summary: 'only topics whose name matches; part of it is enough, ^ and $ mean the whole'}),
    'topic-id': string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'ID',
      summary: 'topics by their id instead of by name (Kafka 3.1); repeat for more',
      exclusive: ['match'],
    }),
    'exclude-internal': boolean({summary: "leave out Kafka's own topics, such as __consumer_offsets"}),
    'if-exists': boolean({summary: 'a topic that does not exist is no failure'}),
    'all-configs': boolean({summary: 'show all configs, not only those that differ from the default'}),
    'topics-with-overrides': boolean({summary: 'only topics that have configs of their own, without partitions'}),
    'under-replicated-partitions': boolean({
      aliases: ['under-replicated'],
      summary: 'only partitions with replicas that are not in sync',
    }),
    'under-min-isr-partitions': boolean({
      aliases: ['under-min-isr'],
      summary: 'only partitions that cannot be written with acks=all',
    }),
    'at-min-isr-partitions': boolean({
      aliases: ['at-min-isr'],
      summary: 'only partitions that one more lost replica would make unwritable with acks=all',
    }),
    'unavailable-partitions': boolean({
      aliases: ['unavailable', 'offline'],
      summary: 'only partitions without a live leader',
    }),
    ...outputFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TopicsDescribe)
    const wanted = (Object.keys(reports) as Report[]).filter((name) => flags[name])
    const cluster = await this.connect(flags)
    const reading = wanted.length > 0 ? ['min.insync.replicas'] : flags['all-configs'] ? 'all' : 'overridden'
    const [{topics, errors, reassignmentsError}, brokers] = await Promise.all([
      describeTopics(cluster, {
        names: args.topic,
        ids: flags['topic-id'],
        pattern: flags.match,
        internal: !flags['exclude-internal'],
        configs: reading,
        reassignments: true,
      }),
      cluster.brokers(),
    ])
    const live = new Set(brokers.map(({id}) => id))
    const rowsOf = ({name, partitions, minInsyncReplicas}: TopicDescription): Row[] =>
      partitions.map((partition) => ({
        ...partition,
        topic: name,
        minInsyncReplicas: minInsyncReplicas ?? 1,
        unavailable: isUnavailable(partition, live),
      }))
    const isWanted = (row: Row) => wanted.some((name) => reports[name].matches(row))
    const failed = flags['if-exists'] ? errors.filter(({error}) => !isUnknown(error.codeName)) : errors

    if (wanted.length > 0) {
      const rows = topics.flatMap(rowsOf).filter(isWanted)
      if (flags.output === 'json') this.printJson({partitions: rows, errors: failed})
      else if (rows.length > 0) await this.printTable([topicColumn, ...partitionColumns(rows)], rows)
      else if (failed.length === 0)
        await this.note(`no partition is ${listed(wanted.map((name) => reports[name].says))}`)
    } else {
      const shown = flags['topics-with-overrides'] ? topics.filter(hasOverrides) : topics
      if (flags.output === 'json') this.printJson({topics: shown, errors: failed, reassignmentsError})
      else {
        for (const [i, topic] of shown.entries()) {
          if (i > 0) this.io.out('\n')
          await this.#printTopic(topic, flags['topics-with-overrides'] ? [] : rowsOf(topic))
        }
      }
    }
    const unread = wanted.length > 0 ? [] : topics.flatMap(({configsError}) => configsError ?? [])
    return this.reportFailures([...failed.map(({error}) => error), ...unread])
  }

  async #printTopic(topic: TopicDescription, rows: readonly Row[]): Promise<void> {
    const colours = await this.colours()
    const {partitionCount, replicationFactor, topicId} = topic
    const facts = [
      counted(partitionCount, 'partition'),
      `${counted(replicationFactor, 'replica')} each`,
      ...(topic.isInternal ? ['internal'] : []),
      ...(topicId === null ? [] : [`id ${topicId}`]),
    ]
    this.io.out(`${colours.heading(colours.name(topic.name))}  ${colours.faint(facts.join(', '))}\n`)
    for (const line of configLines(topic.configs ?? [], colours)) this.io.out(line)
    if (rows.length > 0) await this.printTable(partitionColumns(rows), rows)
  }
}

const isUnknown = (codeName: string) => codeName === 'UNKNOWN_TOPIC_OR_PARTITION' || codeName === 'UNKNOWN_TOPIC_ID'

const hasOverrides = ({configs}: TopicDescription) =>
  configs?.some(({source}) => source === 'DYNAMIC_TOPIC_CONFIG') ?? false

const sources: Readonly<Partial<Record<ConfigSource, string>>> = {
  DYNAMIC_TOPIC_CONFIG: 'topic',
  DYNAMIC_BROKER_CONFIG: 'broker, set at run time',
  DYNAMIC_DEFAULT_BROKER_CONFIG: 'all brokers, set at run time',
  STATIC_BROKER_CONFIG: 'server.properties',
  DEFAULT_CONFIG: 'default',
}

function configLines(configs: readonly ConfigEntry[], colours: Colours): string[] {
  const sorted = configs.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const texts = sorted.map(({name, value, isSensitive}) => `${name}=${isSensitive ? '(hidden)' : (value ?? '(none)')}`)
  const width = Math.max(0, ...texts.map(({length}) => length))
  return sorted.map(({source}, i) => {
    const text = (texts[i] ?? '').padEnd(width)
    const shown = source === 'DYNAMIC_TOPIC_CONFIG' ? text : colours.faint(text)
    return `  ${shown}  ${colours.faint(sources[source] ?? source)}\n`
  })
}

const topicColumn: Column<Row> = {heading: 'TOPIC', value: ({topic}) => topic, role: () => 'name'}

/** Columns that would be empty in every row are left out. */
function partitionColumns(rows: readonly Row[]): Column<Row>[] {
  const columns: (Column<Row> & {readonly needed?: boolean})[] = [
    {heading: 'PARTITION', value: ({partition}) => partition, align: 'right'},
    {
      heading: 'LEADER',
      value: ({leader}) => (leader < 0 ? 'none' : leader),
      align: 'right',
      role: ({unavailable}) => (unavailable ? 'bad' : undefined),
    },
    {heading: 'REPLICAS', value: ({replicas}) => replicas.join(',')},
    {heading: 'ISR', value: ({isr}) => isr.join(',') || 'none', role: stateRole},
    {
      heading: 'ELR',
      value: ({eligibleLeaderReplicas}) => eligibleLeaderReplicas?.join(',') || null,
      needed: rows.some(({eligibleLeaderReplicas}) => eligibleLeaderReplicas?.length),
    },
    {
      heading: 'OFFLINE',
      value: ({offlineReplicas}) => offlineReplicas.join(',') || null,
      needed: rows.some(({offlineReplicas}) => offlineReplicas.length > 0),
    },
    {heading: 'STATE', value: (row) => problemsOf(row).join('; ') || 'ok', role: stateRole},
  ]
  return columns.filter(({needed = true}) => needed)
}

function problemsOf(row: Row): string[] {
  const {reassignment} = row
  return [
    ...(row.unavailable ? ['no live leader'] : []),
    ...(isUnderMinIsr(row, row.minInsyncReplicas) && !row.unavailable ? ['under min ISR'] : []),
    ...(isUnderReplicated(row) ? ['under-replicated'] : []),
    // With all replicas there it is as it was made, no news.
    ...(isUnderReplicated(row) && isAtMinIsr(row, row.minInsyncReplicas) ? ['at min ISR'] : []),
    ...(reassignment ? [`moving: ${moves(reassignment)}`] : []),
  ]
}

const moves = ({adding, removing}: {readonly adding: readonly number[]; readonly removing: readonly number[]}) =>
  [...adding.map((id) => `+${id}`), ...removing.map((id) => `-${id}`)].join(' ')

function stateRole(row: Row): Role | undefined {
  if (row.unavailable || isUnderMinIsr(row, row.minInsyncReplicas)) return 'bad'
  return isUnderReplicated(row) ? 'warn' : undefined
}
