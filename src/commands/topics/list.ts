import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {pattern} from '../../lib/cli/flags.ts'
import {clientFlag, KafkaCommand} from '../../lib/cli/kafka-command.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {listTopics, type ListedTopic, type TopicListing} from '../../lib/topics/list.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'

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
    {description: 'Topics whose name begins with orders', command: "<%= config.bin %> topics list --match '^orders'"},
  ]
  static override args = {
    topic: checked(checkTopicName)({description: 'only these topics (default: all)', multiple: true}),
  }
  static override flags = {
    match: pattern({summary: 'only topics whose name matches anywhere; anchor with ^ and $ to match the whole name'}),
    'exclude-internal': boolean({summary: "leave out Kafka's internal topics, such as __consumer_offsets"}),
    ...clientFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TopicsList)
    const print = this.printer<Output, ListedTopic>(flags, columns, 'topic')
    const selection = {names: args.topic, pattern: flags.match, internal: !flags['exclude-internal']}
    const listing =
      flags.client === 'kafkajs'
        ? await (
            await import('../../lib/topics/kafkajs-topics.ts')
          ).listTopicsByKafkajs(await this.connectKafkajs(flags), selection)
        : await listTopics(await this.connect(flags), selection)
    await print({value: listing, rows: listing.topics})
    return this.reportFailures(listing.errors.map(({error}) => error))
  }
}
