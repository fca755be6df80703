import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {pattern} from '../../lib/cli/flags.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {counted} from '../../lib/text/plural.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {KafkaError, UsageError} from '../../lib/cluster/errors.ts'
import {listOffsets} from '../../lib/offsets/list-offsets.ts'
import {deleteTopics, type DeleteTopicOutcome} from '../../lib/topics/delete.ts'
import {listTopics, type ListedTopic} from '../../lib/topics/list.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'

interface Doomed extends ListedTopic {
  /** With --dry-run, or before the question. */
  readonly status: 'planned'
  /** Offsets in use, which is at least the number of records; null if a partition could not be asked. */
  readonly records: number | null
}

type Item = Doomed | DeleteTopicOutcome

const columns = {
  topic: {value: ({name}) => name, role: () => 'name'},
  /** `planned`: --dry-run, nothing was deleted. */
  status: {value: ({status}) => status},
  /** Null once it is deleted. */
  partitions: {value: (each) => ('partitionCount' in each ? each.partitionCount : null), align: 'right'},
  /** Offsets in use, which is at least the number of records; null if that is not known. */
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
  static override summary = 'delete topics with all their records'
  static override description =
    'Shows what would be deleted and asks on a terminal; anywhere else --yes is needed. RECORDS counts offsets, so it is too high for compacted topics and those with transactions. If one of the topics does not exist, nothing is deleted.'
  static override examples = [
    '<%= config.bin %> topics delete orders',
    {description: 'In a script', command: '<%= config.bin %> topics delete orders --if-exists --yes'},
    {
      description: 'All topics of a test run, after a look at them',
      command: "<%= config.bin %> topics delete --match '^test-' --dry-run",
    },
  ]
  static override args = {
    topic: checked(checkTopicName)({description: 'names of the topics', multiple: true}),
  }
  static override flags = {
    match: pattern({
      summary: "every topic whose name matches, but none of Kafka's own; part of it is enough, ^ and $ mean the whole",
    }),
    'if-exists': boolean({summary: 'a topic that does not exist is no failure'}),
    'dry-run': boolean({summary: 'show what would be deleted, and delete nothing'}),
    yes: boolean({char: 'y', summary: 'do not ask'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TopicsDelete)
    if (Boolean(args.topic) === Boolean(flags.match)) {
      throw new UsageError('say which topics: either their names or --match (see kafkit topics delete --help)')
    }
    const print = this.printer<Output, Item>(flags, columns, 'topic')
    const cluster = await this.connectToChange(flags, {
      changes: flags['dry-run'] ? undefined : 'delete topics',
      plan: {topics: args.topic ?? null, match: flags.match?.source ?? null},
      ask: 'later',
    })
    const {topics, errors} = await listTopics(cluster, {
      names: args.topic && [...new Set(args.topic)],
      pattern: flags.match,
      internal: false,
    })
    const failed = flags['if-exists']
      ? errors.filter(({error}) => error.codeName !== 'UNKNOWN_TOPIC_OR_PARTITION')
      : errors
    if (failed.length > 0) {
      const outcomes = failed.map(({name, error}) => ({
        name,
        status: 'failed' as const,
        error: new KafkaError(error.code, `delete topic ${name}`, error.text),
      }))
      await print({value: outcomes, rows: outcomes, people: () => {}})
      await this.reportFailures(outcomes.map(({error}) => error))
      if (topics.length > 0) await this.note('nothing was deleted')
      return exitCode.failed
    }
    if (topics.length === 0) {
      await print({value: [], rows: [], people: () => {}})
      await this.note('there is nothing to delete')
      return exitCode.done
    }
    if (flags['dry-run']) {
      const doomed = await withRecords(cluster, topics)
      await print({value: doomed, rows: doomed, people: () => this.#plan(doomed, 'stdout')})
      return exitCode.done
    }
    if (!flags.yes) await this.#plan(await withRecords(cluster, topics), 'stderr')
    for (const {name} of topics.filter(({isInternal}) => isInternal)) {
      await this.warning(`${name} is Kafka's own: committed offsets or transactions of all clients are lost with it`)
    }
    this.planned({topics: topics.map(({name}) => name)})
    const text = `Delete ${topics.length === 1 ? `topic ${topics[0]?.name ?? ''}` : `these ${counted(topics.length, 'topic')}`} for good`
    if (!(await this.agreed({text, yes: flags.yes, flag: '--yes'}))) {
      await this.note('nothing was deleted')
      return exitCode.failed
    }
    const outcomes = await deleteTopics(
      cluster,
      topics.map(({name}) => name),
    )
    const {name, bad} = await this.colours()
    await print({
      value: outcomes,
      rows: outcomes,
      people: () => {
        for (const each of outcomes)
          if (each.status === 'deleted') this.io.out(`${name(each.name)} ${bad('deleted')}\n`)
      },
    })
    return this.reportFailures(outcomes.flatMap((each) => (each.status === 'failed' ? [each.error] : [])))
  }

  async #plan(doomed: readonly Doomed[], stream: 'stdout' | 'stderr'): Promise<void> {
    await this.printTable(tableColumns(columns, doomed, {without: ['status']}), doomed, stream)
  }
}

async function withRecords(cluster: Cluster, topics: readonly ListedTopic[]): Promise<Doomed[]> {
  const queries = topics.flatMap(({name, partitionCount}) =>
    Array.from({length: partitionCount}, (_, partition) =>
      (['earliest', 'latest'] as const).map((spec) => ({topic: name, partition, spec})),
    ).flat(),
  )
  const listed = await listOffsets(cluster, queries)
  const records = new Map<string, number | null>()
  for (const [i, each] of listed.entries()) {
    const sum = records.get(each.topic) ?? (records.has(each.topic) ? null : 0)
    const offset = each.error === undefined ? each.offset : null
    const sign = queries[i]?.spec === 'latest' ? 1 : -1
    records.set(each.topic, sum === null || offset === null ? null : sum + sign * offset)
  }
  return topics.map((topic) => ({...topic, status: 'planned', records: records.get(topic.name) ?? null}))
}
