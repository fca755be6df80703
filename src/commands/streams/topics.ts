import {boolean} from '@oclif/core/flags'
import {newestRecords} from '../../lib/activity/newest-records.ts'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {errorCode} from '../../lib/cluster/error-codes.ts'
import {KafkaError, plainly} from '../../lib/cluster/errors.ts'
import {internalTopics, type InternalKind} from '../../lib/streams/internal-topics.ts'
import {counted} from '../../lib/text/plural.ts'
import {sizeText} from '../../lib/text/size.ts'
import {nameSelector, selectNames} from '../../lib/text/name-selector.ts'
import {recordCounts} from '../../lib/topics/record-counts.ts'
import {topicSizes} from '../../lib/topics/topic-sizes.ts'

interface StreamsTopic {
  readonly topic: string
  readonly applicationId: string | null
  readonly kind: InternalKind
  readonly partitions: number
  readonly records: number | null
  readonly bytes: number | null
  readonly newest: string | null
  readonly state: string | null
  readonly orphan: boolean | null
  readonly readers: readonly string[]
}

const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  /**
   * The group whose name the topic's name begins with; otherwise the application that the name suggests; null if it
   * suggests none.
   */
  application: {value: ({applicationId}) => applicationId},
  /** `changelog` of a store, `repartition`, `foreign-key join`. */
  kind: {value: ({kind}) => kind},
  partitions: {value: ({partitions}) => partitions, align: 'right'},
  /** End minus start offset, which is at least the number of records; null if unknown. */
  records: {value: ({records}) => records, align: 'right'},
  /** Bytes on disk of all replicas; null if unknown. */
  size: {
    value: ({bytes}) => bytes,
    text: ({bytes}) => (bytes === null ? null : sizeText(bytes)),
    align: 'right',
  },
  /** ISO 8601; null if there is no record, or if brokers do not report it (before Kafka 3.0). */
  newest: {heading: 'LAST-RECORD', value: ({newest}) => newest},
  /** State of the application's group: Stable, Empty …; null if there is no such group, or if its state is unknown. */
  state: {value: ({state}) => state},
  /** True if no group has the application's name and none reads the topic; null if not all groups could be seen. */
  orphan: {
    value: ({orphan}) => orphan,
    text: ({orphan, readers}) =>
      orphan === null ? '?' : orphan ? 'orphan' : readers.length > 0 ? `read by ${readers.join(', ')}` : null,
    role: ({orphan}) => (orphan ? 'warn' : undefined),
    filled: true,
  },
} satisfies Columns<StreamsTopic>

export interface Output {
  readonly topics: readonly StreamsTopic[]
  /** Applications that were named and have no internal topics, and failed requests. */
  readonly errors: readonly Error[]
}
export type Row = RowOf<typeof columns>

export default class StreamsTopics extends KafkaCommand {
  static override summary =
    'list the internal topics of Streams applications, and which of them no application needs any more'
  static override description =
    'Recognizes internal topics by the names that Kafka Streams gives them: APPLICATION-STORE-changelog and so on. Other topics with such names cannot be told apart from them. A topic is an orphan if its name begins with the name of no group and no group reads it: its application is gone, or has been stopped for longer than offsets are kept. Deletes nothing: see topics delete, and streams reset to start an application anew.'
  static override examples = [
    '<%= config.bin %> streams topics orders-app',
    {
      description: 'The topics that removed applications have left behind',
      command: '<%= config.bin %> streams topics --orphans',
    },
    {
      description: 'In a nightly job: exit code 3 if there are orphans',
      command: '<%= config.bin %> streams topics --orphans --check',
    },
  ]
  static override args = {
    application: checked()({description: 'ids of applications, patterns (orders-*) or /regular expressions/', multiple: true}), // prettier-ignore
  }
  static override flags = {
    orphans: boolean({summary: 'only topics whose application no longer exists'}),
    check: boolean({summary: 'exit with 3 if there are orphans'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(StreamsTopics)
    const print = this.printer<Output, StreamsTopic>(flags, columns, 'topic')
    const cluster = await this.connect(flags)
    const all = (await internalTopics(cluster)).open(this.failures)
    const ids = [...new Set(all.flatMap(({applicationId}) => applicationId ?? []))]
    const selected = args.application && selectNames(args.application.map(nameSelector), ids)
    const names = selected && new Set(selected.names)
    const unknown = [
      ...[...(selected?.named ?? [])].filter((id) => !ids.includes(id)),
      ...(selected?.unmatched ?? []),
    ].map(noTopics)
    const wanted = all.filter(
      ({applicationId, orphan}) =>
        (!names || (applicationId !== null && names.has(applicationId))) && (!flags.orphans || orphan !== false),
    )
    const topics = wanted.map(({metadata}) => metadata)
    const [sizes, records, newest] = await Promise.all([
      topicSizes(cluster, topics),
      recordCounts(cluster, topics.map(({name, partitions}) => ({name, partitionCount: partitions.length}))), // prettier-ignore
      newestRecords(cluster, topics, 0).then((found) => found.open(this.failures)),
    ])
    const [bytes, counts] = [sizes.open(this.failures), records.open(this.failures)]
    const rows = wanted.map(({metadata: {name, partitions}, ...each}): StreamsTopic => {
      const at = newest.get(name)?.timestamp ?? null
      return {
        topic: name,
        applicationId: each.applicationId,
        kind: each.kind,
        partitions: partitions.length,
        records: counts.get(name) ?? null,
        bytes: bytes.get(name) ?? null,
        newest: at === null ? null : new Date(at).toISOString(),
        state: each.state,
        orphan: each.orphan,
        readers: each.readers,
      }
    })
    const problems = [...unknown, ...this.failures.untold]
    await print({value: {topics: rows, errors: problems}, rows})
    const unsure = rows.filter(({orphan}) => orphan === null).length
    if (unsure > 0)
      await this.warning(`cannot tell whether ${counted(unsure, 'topic')} still ${unsure === 1 ? 'has' : 'have'} an application: not all groups could be seen`) // prettier-ignore
    const code = await this.reportFailures(problems)
    this.failures.told()
    if (code !== exitCode.done) return code
    return flags.check && rows.some(({orphan}) => orphan) ? exitCode.exceeded : exitCode.done
  }
}

const noTopics = (id: string): KafkaError =>
  new KafkaError(
    errorCode.unknownTopicOrPartition,
    `list the internal topics of ${id}`,
    plainly('there are no internal topics of a Streams application of this name'),
  )
