import {boolean, string} from '@oclif/core/flags'
import {nothingSeen} from '../../lib/acls/why-empty.ts'
import {checked} from '../../lib/cli/args.ts'
import type {Role} from '../../lib/cli/colour.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import type {FlagValues} from '../../lib/cli/flag-values.ts'
import {foundCode} from '../../lib/cli/exit-codes.ts'
import {pattern} from '../../lib/cli/flags.ts'
import {clientFlag, KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {counted} from '../../lib/text/plural.ts'
import {listed} from '../../lib/text/listed.ts'
import {KafkaError, UsageError} from '../../lib/cluster/errors.ts'
import {Failures} from '../../lib/cluster/outcome.ts'
import {configLines} from '../../lib/command-parts/topics/config-lines.ts'
import {movesUnknownText} from '../../lib/command-parts/topics/moves-unknown.ts'
import {
  describeTopics,
  type DescribedTopics,
  type DescribeTopicsInput,
  type PartitionDescription,
  type TopicDescription,
} from '../../lib/topics/describe.ts'
import {isAtMinIsr, isUnavailable, isUnderMinIsr, isUnderReplicated} from '../../lib/topics/partition-health.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {checkTopicSelector} from '../../lib/topics/topic-name.ts'

interface Place extends PartitionDescription {
  readonly topic: string
  readonly minInsyncReplicas: number
  /** Whether it has no live leader. */
  readonly unavailable: boolean
}

/** Flags that select partitions, with the words for a result without partitions. */
const reports = {
  'under-replicated-partitions': {text: 'under-replicated', matches: isUnderReplicated},
  'under-min-isr-partitions': {
    text: 'under min.insync.replicas',
    matches: (row: Place) => isUnderMinIsr(row, row.minInsyncReplicas),
  },
  'at-min-isr-partitions': {
    text: 'at min.insync.replicas',
    matches: (row: Place) => isAtMinIsr(row, row.minInsyncReplicas),
  },
  'unavailable-partitions': {text: 'without a live leader', matches: (row: Place) => row.unavailable},
} as const
type Report = keyof typeof reports

const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  /** Node id; null if there is no leader. */
  leader: {
    value: ({leader}) => (leader < 0 ? null : leader),
    text: ({leader}) => (leader < 0 ? 'none' : leader),
    align: 'right',
    role: ({unavailable}) => (unavailable ? 'bad' : undefined),
  },
  /** Node ids, the preferred leader first. */
  replicas: {value: ({replicas}) => replicas},
  isr: {value: ({isr}) => isr, text: ({isr}) => isr.join(',') || 'none', role: stateRole},
  /** Eligible leader replicas (KIP-966); null if the broker does not report them. */
  elr: {value: ({eligibleLeaderReplicas}) => eligibleLeaderReplicas, filled: true},
  offline: {value: ({offlineReplicas}) => offlineReplicas, filled: true},
  /** `ok`, or what is wrong, separated by semicolons. */
  state: {value: (row) => problemsOf(row).join('; ') || 'ok', role: stateRole},
  leaderEpoch: {value: ({leaderEpoch}) => (leaderEpoch < 0 ? null : leaderEpoch), align: 'right', wide: true},
} satisfies Columns<Place>

/** Topics, or partitions with one of the flags that select partitions. */
export type Output =
  DescribedTopics | {readonly partitions: readonly Place[]; readonly errors: DescribedTopics['errors']}
export type Row = RowOf<typeof columns>

export default class TopicsDescribe extends KafkaCommand {
  static override summary = 'show leaders, replicas and configs of topics'
  static override description =
    'Shows the configs that differ from their defaults, and where they are set. The flags that select partitions list the partitions with one of these problems, in any topic, instead.'
  static override examples = [
    '<%= config.bin %> topics describe orders',
    {
      description: 'Everything that is wrong in the cluster',
      command: '<%= config.bin %> topics describe --under-replicated-partitions --unavailable-partitions',
    },
    {
      description: 'As a check in a script: exit code 3 if writes with acks=all are refused anywhere',
      command: '<%= config.bin %> topics describe --under-min-isr-partitions --check',
    },
    {description: 'All configs, including defaults', command: '<%= config.bin %> topics describe orders --all-configs'},
    {
      description: 'Leaders of all partitions',
      command: "<%= config.bin %> topics describe orders --output json | jq '.topics[].partitions[].leader'",
    },
  ]
  static override args = {
    topic: checked(checkTopicSelector)({
      description: 'names, patterns (orders-*) or /regular expressions/ (default: all)',
      multiple: true,
    }),
  }
  static override exclusions = [['topic-id', 'match']]
  static override flags = {
    match: pattern({summary: 'only topics whose name matches anywhere, as the argument /REGEX/'}),
    'topic-id': string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'ID',
      summary: 'topic ids instead of names (Kafka 3.1 or later); repeatable',
    }),
    'exclude-internal': boolean({summary: "leave out Kafka's internal topics, such as __consumer_offsets"}),
    'if-exists': boolean({summary: 'ignore topics that do not exist'}),
    'all-configs': boolean({summary: 'show all configs, not only those that differ from their defaults'}),
    'topics-with-overrides': boolean({summary: 'only topics with topic-level configs; does not show partitions'}),
    'under-replicated-partitions': boolean({
      aliases: ['under-replicated'],
      summary: 'only partitions with replicas that are out of sync',
    }),
    'under-min-isr-partitions': boolean({
      aliases: ['under-min-isr'],
      summary: 'only partitions that reject writes with acks=all',
    }),
    'at-min-isr-partitions': boolean({
      aliases: ['at-min-isr'],
      summary: 'only partitions that would reject writes with acks=all if one more replica fell out of sync',
    }),
    'unavailable-partitions': boolean({
      aliases: ['unavailable', 'offline'],
      summary: 'only partitions without a live leader',
    }),
    check: boolean({summary: 'exit with 3 if any such partition is found'}),
    ...clientFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TopicsDescribe)
    const wanted = (Object.keys(reports) as Report[]).filter((name) => flags[name])
    if (flags.check && wanted.length === 0)
      throw new UsageError('--check needs a flag that selects partitions, for example --under-replicated-partitions')
    let found = 0
    const print = this.printer<Output, Place>(flags, columns, 'topic')
    const reading = wanted.length > 0 ? ['min.insync.replicas'] : flags['all-configs'] ? 'all' : 'overridden'
    const {topics, errors, reassignmentsError, brokers, unseen} = await this.#described(flags, {
      selectors: args.topic?.map(nameSelector),
      ids: flags['topic-id'],
      pattern: flags.match,
      internal: !flags['exclude-internal'],
      configs: reading,
      reassignments: true,
    })
    const live = new Set(brokers.map(({id}) => id))
    const rowsOf = ({name, partitions, minInsyncReplicas}: TopicDescription): Place[] =>
      partitions.map((partition) => ({
        ...partition,
        topic: name,
        minInsyncReplicas: minInsyncReplicas ?? 1,
        unavailable: isUnavailable(partition, live),
      }))
    const isWanted = (row: Place) => wanted.some((name) => reports[name].matches(row))
    const failed = flags['if-exists'] ? errors.filter(({error}) => !isUnknown(error.codeName)) : errors

    if (wanted.length > 0) {
      const rows = topics.flatMap(rowsOf).filter(isWanted)
      found = rows.length
      // An empty result is good news, so a note says so instead of an empty table.
      const none = rows.length === 0 ? () => {} : undefined
      await print({value: {partitions: rows, errors: failed}, rows, people: none})
      if (rows.length + failed.length + unseen.length === 0 && flags.output === 'table')
        await this.note(`no partition is ${listed(wanted.map((name) => reports[name].text))}`)
    } else {
      const shown = flags['topics-with-overrides'] ? topics.filter(hasOverrides) : topics
      await print({
        value: {topics: shown, errors: failed, reassignmentsError},
        rows: shown.flatMap(rowsOf),
        people: async () => {
          for (const [i, topic] of shown.entries()) {
            if (i > 0) this.io.out('\n')
            await this.#printTopic(topic, flags['topics-with-overrides'] ? [] : rowsOf(topic))
          }
        },
      })
    }
    // Reports about replicas and leaders do not need the configs.
    const looksAtConfigs = wanted.length === 0 || wanted.some((name) => name.endsWith('min-isr-partitions'))
    const unread = looksAtConfigs ? topics.flatMap(({configsError}) => configsError ?? []) : []
    if (reassignmentsError instanceof KafkaError && wanted.length === 0)
      await this.warning(movesUnknownText(reassignmentsError))
    const blind = flags.check ? unseen : []
    const code = await this.reportFailures([...failed.map(({error}) => error), ...unread, ...blind])
    return foundCode(flags.check && found > 0, code)
  }

  async #described(flags: Flags, input: DescribeTopicsInput) {
    if (flags.client === 'kafkajs') {
      const {describeTopicsByKafkajs} = await import('../../lib/topics/kafkajs-topics.ts')
      return {...(await describeTopicsByKafkajs(await this.connectKafkajs(flags), input)), unseen: []}
    }
    const cluster = await this.connect(flags)
    const [outcome, brokers] = await Promise.all([describeTopics(cluster, input), cluster.brokers()])
    // Which failures count depends on the report, so run() handles them.
    const described = outcome.open(new Failures())
    const unseen = input.ids ? [] : await nothingSeen(cluster, 'topics', described.topics.length)
    if (!flags.check) for (const {message} of unseen) await this.note(message)
    return {...described, brokers, unseen}
  }

  async #printTopic(topic: TopicDescription, rows: readonly Place[]): Promise<void> {
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
    if (rows.length > 0) await this.printTable(tableColumns(columns, rows, {without: ['topic']}), rows)
  }
}

type Flags = FlagValues<typeof TopicsDescribe.baseFlags & typeof TopicsDescribe.flags>

const isUnknown = (codeName: string) => codeName === 'UNKNOWN_TOPIC_OR_PARTITION' || codeName === 'UNKNOWN_TOPIC_ID'

const hasOverrides = ({configs}: TopicDescription) =>
  configs?.some(({source}) => source === 'DYNAMIC_TOPIC_CONFIG') ?? false

function problemsOf(row: Place): string[] {
  const {reassignment} = row
  return [
    ...(row.unavailable ? ['no live leader'] : []),
    ...(isUnderMinIsr(row, row.minInsyncReplicas) && !row.unavailable ? ['under min ISR'] : []),
    ...(isUnderReplicated(row) ? ['under-replicated'] : []),
    // If all replicas are in sync, being at min ISR is a matter of configuration and not a problem.
    ...(isUnderReplicated(row) && isAtMinIsr(row, row.minInsyncReplicas) ? ['at min ISR'] : []),
    ...(reassignment ? [`moving: ${moves(reassignment)}`] : []),
  ]
}

const moves = ({adding, removing}: {readonly adding: readonly number[]; readonly removing: readonly number[]}) =>
  [...adding.map((id) => `+${id}`), ...removing.map((id) => `-${id}`)].join(' ')

function stateRole(row: Place): Role | undefined {
  if (row.unavailable || isUnderMinIsr(row, row.minInsyncReplicas)) return 'bad'
  return isUnderReplicated(row) ? 'warn' : undefined
}
