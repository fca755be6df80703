import {boolean} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import {readersOf, topicReaders, type Readers, type TopicReaders} from '../../lib/activity/topic-readers.ts'
import {checked} from '../../lib/cli/args.ts'
import {failuresOf, type ChangePlan} from '../../lib/cli/change.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import {pattern} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {progressLine} from '../../lib/cli/progress.ts'
import {counted, grouped} from '../../lib/text/plural.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {KafkaError, UsageError} from '../../lib/cluster/errors.ts'
import {Failures} from '../../lib/cluster/outcome.ts'
import {unlessAborted} from '../../lib/cluster/waiting.ts'
import {quotaWait} from '../../lib/command-parts/topics/quota-wait.ts'
import {awaitGone} from '../../lib/topics/await-gone.ts'
import {deleteTopics, type DeleteTopicOutcome} from '../../lib/topics/delete.ts'
import {isPublished, listKnown, type KnownTopic} from '../../lib/topics/list-known.ts'
import {recordCounts} from '../../lib/topics/record-counts.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {checkTopicSelector} from '../../lib/topics/topic-name.ts'
import {readersSentences} from '../../lib/views/topics/readers.ts'

interface Doomed extends KnownTopic {
  /** With --dry-run, or before the confirmation. */
  readonly status: 'planned'
  /** End minus start offset, which is at least the number of records; null if a partition did not answer. */
  readonly records: number | null
  readonly readers?: Readers
}

type Item = Doomed | DeleteTopicOutcome

const columns = {
  topic: {value: ({name}) => name, role: () => 'name'},
  /** `planned`: this is a dry run and nothing was deleted. */
  status: {value: ({status}) => status},
  /** Null once the topic is deleted. */
  partitions: {value: (each) => ('partitionCount' in each ? each.partitionCount : null), align: 'right'},
  /** End minus start offset, which is at least the number of records; null if unknown. */
  records: {
    value: (each) => ('records' in each ? each.records : null),
    align: 'right',
    role: (each) => ('records' in each && each.records ? 'warn' : undefined),
  },
  error: {value: (each) => ('error' in each ? each.error.message : null), filled: true},
} satisfies Columns<Item>

export type Output = readonly Item[]
export type Row = RowOf<typeof columns>

export default class TopicsDelete extends ChangingCommand {
  static override summary = 'delete topics and all their records'
  static override description =
    'Shows what would be deleted and which groups read it, and asks for confirmation on a terminal; without a terminal, --yes is required. RECORDS counts offsets, so it is too high for compacted topics and topics with transactions. If any of the topics does not exist, nothing is deleted.'
  static override examples = [
    '<%= config.bin %> topics delete orders',
    {description: 'In a script', command: '<%= config.bin %> topics delete orders --if-exists --yes'},
    {
      description: 'Review all topics of a test run before deleting them',
      command: "<%= config.bin %> topics delete 'test-*' --dry-run",
    },
  ]
  static override args = {
    topic: checked(checkTopicSelector)({
      description: "names, patterns (test-*) or /regular expressions/; patterns leave out Kafka's internal topics",
      multiple: true,
    }),
  }
  static override flags = {
    match: pattern({
      summary: "all topics whose name matches anywhere, except Kafka's internal topics, as the argument /REGEX/",
    }),
    'if-exists': boolean({summary: 'ignore topics that do not exist'}),
    wait: boolean({
      allowNo: true,
      default: true,
      summary: 'wait until no broker names the topics any more, within --timeout',
    }),
    'dry-run': boolean({summary: 'show what would be deleted without deleting anything'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TopicsDelete)
    if (Boolean(args.topic) === Boolean(flags.match)) {
      throw new UsageError('give either topic names or --match (see kafkit topics delete --help)')
    }
    const print = this.printer<Output, Item>(flags, columns, 'topic')
    return this.carryOut(flags, {
      changes: 'delete topics',
      request: {topics: args.topic ?? null, match: flags.match?.source ?? null},
      plan: (cluster) => planDeletion(cluster, {...flags, topic: args.topic}),
      show: async ({items, internal, readers, uncounted = []}, as) => {
        if (as === 'result') await print({value: items, rows: items, people: () => this.#table(items, 'stdout')})
        else if (!flags.yes) await this.#table(items, 'stderr')
        for (const error of uncounted.slice(0, 3)) await this.warning(`not all records are counted: ${error.message}`)
        if (uncounted.length > 3)
          await this.warning(`the same holds for ${counted(uncounted.length - 3, 'more partition')}`)
        if (readers)
          for (const text of readersSentences(
            readers,
            items.map(({name}) => name),
          ))
            await this.note(text)
        if (as === 'result') return
        for (const name of internal)
          await this.warning(
            `${name} is one of Kafka's internal topics: deleting it loses the committed offsets or transactions of all clients`,
          )
      },
      question: ({items}) =>
        `Delete ${items.length === 1 ? `topic ${items[0]?.name ?? ''}` : `these ${counted(items.length, 'topic')}`} for good`,
      execute: async (cluster, {items}) => {
        const progress = progressLine(this.io)
        const names = items.map(({name}) => name)
        const onProgress = (done: number) =>
          progress.show(() => `${grouped(done)} of ${grouped(names.length)} topics deleted`)
        const onQuota = quotaWait(progress, (text) => void this.note(text))
        const signal = this.io.interrupted
        try {
          const outcomes = await deleteTopics(cluster, names, {onProgress, onQuota, signal})
          // Before Kafka 2.8 topics have no ids, and one that a producer has made anew looks like the deleted one.
          const deleted = outcomes.flatMap((each) =>
            each.status === 'deleted' && each.topicId !== null ? [{name: each.name, topicId: each.topicId}] : [],
          )
          const late = flags.wait ? await unlessAborted(awaitGone(cluster, deleted, {signal}), signal) : undefined
          return {outcomes, late}
        } finally {
          progress.clear()
        }
      },
      report: async ({outcomes}) => {
        const {name, bad} = await this.colours()
        const deleted = outcomes.filter(({status}) => status === 'deleted')
        await print({
          value: outcomes,
          rows: outcomes,
          people: () => this.io.out(deleted.map((each) => `${name(each.name)} ${bad('deleted')}\n`).join('')),
        })
      },
      failures: ({outcomes, late}) => [...failuresOf(outcomes), ...(late ? [late] : [])],
      notes: {unchanged: 'nothing was deleted', nothing: 'there is nothing to delete'},
    })
  }

  async #table(items: readonly Item[], stream: 'stdout' | 'stderr'): Promise<void> {
    const doomed = items.filter(({status}) => status === 'planned')
    if (doomed.length > 0) await this.printTable(tableColumns(columns, doomed, {without: ['status']}), doomed, stream)
  }
}

interface DeletionPlan extends ChangePlan {
  /** The topics that would be deleted; if there are problems, those that cannot be. */
  readonly items: readonly Item[]
  /** Names of those topics that are internal topics of Kafka. */
  readonly internal: readonly string[]
  /** Why the number of records of some topics is unknown. */
  readonly uncounted?: readonly Error[] | undefined
  /** Undefined if the plan is not shown. */
  readonly readers?: TopicReaders | undefined
}

async function planDeletion(
  cluster: Cluster,
  asked: InferredFlags<typeof TopicsDelete.flags> & {readonly topic: readonly string[] | undefined},
): Promise<DeletionPlan> {
  const {topics, errors} = await listKnown(cluster, {
    selectors: asked.topic?.map(nameSelector),
    pattern: asked.match,
    internal: false,
  })
  const missing = errors
    .filter(({error}) => !(asked['if-exists'] && error.codeName === 'UNKNOWN_TOPIC_OR_PARTITION'))
    .map(({name, error}) => ({
      name,
      status: 'failed' as const,
      error: new KafkaError(error.code, `delete topic ${name}`, error.text),
    }))
  if (missing.length > 0) {
    const problems = missing.map(({error}) => error)
    return {items: missing, internal: [], problems, othersSpared: topics.length > 0, audited: undefined}
  }
  // Counting records and finding readers takes requests to every broker, so it is done only for a plan that is shown.
  const shown = !asked.yes || asked['dry-run']
  const names = topics.map(({name}) => name)
  const uncounted = new Failures()
  const [records, readers] = shown
    ? await Promise.all([
        recordCounts(cluster, topics.filter(isPublished)).then((counts) => counts.open(uncounted)),
        topicReaders(cluster, names),
      ])
    : [new Map<string, number | null>(), undefined]
  return {
    items: topics.map((topic): Doomed => ({
      ...topic,
      status: 'planned',
      records: records.get(topic.name) ?? null,
      ...(readers && {readers: readersOf(readers, topic.name)}),
    })),
    readers,
    uncounted: uncounted.untold,
    internal: topics.filter(({isInternal}) => isInternal).map(({name}) => name),
    empty: topics.length === 0,
    audited: topics.length > 0 ? {topics: topics.map(({name}) => name)} : undefined,
  }
}
