import {boolean} from '@oclif/core/flags'
import {whyEmpty} from '../../lib/acls/why-empty.ts'
import {checked} from '../../lib/cli/args.ts'
import type {FlagValues} from '../../lib/cli/flag-values.ts'
import {pattern} from '../../lib/cli/flags.ts'
import {clientFlag, KafkaCommand} from '../../lib/cli/kafka-command.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {listTopics, type ListedTopic, type TopicListing, type TopicSelection} from '../../lib/topics/list.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {checkTopicSelector} from '../../lib/topics/topic-name.ts'

const columns = {
  topic: {value: ({name}) => name, role: ({isInternal}) => (isInternal ? 'faint' : 'name')},
  partitions: {value: ({partitionCount}) => partitionCount, align: 'right'},
  replicas: {value: ({replicationFactor}) => replicationFactor, align: 'right'},
  internal: {value: ({isInternal}) => isInternal, wide: true},
  topicId: {value: ({topicId}) => topicId, wide: true},
} satisfies Columns<ListedTopic>

export type Output = TopicListing
export type Row = RowOf<typeof columns>

export default class TopicsList extends KafkaCommand {
  static override summary = 'list topics with their numbers of partitions and replicas'
  static override examples = [
    '<%= config.bin %> topics list --bootstrap-server broker1:9092',
    {description: 'Names only, for scripts', command: '<%= config.bin %> topics list --output name --exclude-internal'},
    {description: 'Topics whose name begins with orders', command: "<%= config.bin %> topics list 'orders*'"},
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
    ...clientFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TopicsList)
    const print = this.printer<Output, ListedTopic>(flags, columns, 'topic')
    const selection = {
      selectors: args.topic?.map(nameSelector),
      pattern: flags.match,
      internal: !flags['exclude-internal'],
    }
    const listing = await this.#listed(flags, selection)
    await print({value: listing, rows: listing.topics})
    return this.reportFailures(listing.errors.map(({error}) => error))
  }

  async #listed(flags: Flags, selection: TopicSelection): Promise<TopicListing> {
    if (flags.client === 'kafkajs') {
      const {listTopicsByKafkajs} = await import('../../lib/topics/kafkajs-topics.ts')
      return listTopicsByKafkajs(await this.connectKafkajs(flags), selection)
    }
    const cluster = await this.connect(flags)
    const listing = await listTopics(cluster, selection)
    const why = listing.topics.length === 0 ? await whyEmpty(cluster, 'topics') : undefined
    if (why !== undefined) await this.note(why)
    return listing
  }
}

type Flags = FlagValues<typeof TopicsList.baseFlags & typeof TopicsList.flags>
