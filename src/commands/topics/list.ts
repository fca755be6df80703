import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {pattern} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {listFlags} from '../../lib/cli/kit-command.ts'
import type {Column} from '../../lib/cli/table.ts'
import {listTopics, type ListedTopic} from '../../lib/topics/list.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'

const columns: readonly Column<ListedTopic>[] = [
  {heading: 'TOPIC', value: ({name}) => name, role: ({isInternal}) => (isInternal ? 'faint' : 'name')},
  {heading: 'PARTITIONS', value: ({partitionCount}) => partitionCount, align: 'right'},
  {heading: 'REPLICAS', value: ({replicationFactor}) => replicationFactor, align: 'right'},
]

export default class TopicsList extends KafkaCommand {
  static override summary = 'list topics with their partitions and replicas'
  static override examples = [
    '<%= config.bin %> topics list --bootstrap-server broker1:9092',
    {description: 'Names only, for scripts', command: '<%= config.bin %> topics list --output name --exclude-internal'},
    {description: 'Topics whose name begins with orders', command: "<%= config.bin %> topics list --match '^orders'"},
  ]
  static override args = {
    topic: checked(checkTopicName)({description: 'only these topics; all unless given', multiple: true}),
  }
  static override flags = {
    match: pattern({summary: 'only topics whose name matches; part of it is enough, ^ and $ mean the whole'}),
    'exclude-internal': boolean({summary: "leave out Kafka's own topics, such as __consumer_offsets"}),
    ...listFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TopicsList)
    const cluster = await this.connect(flags)
    const {topics, errors} = await listTopics(cluster, {
      names: args.topic,
      pattern: flags.match,
      internal: !flags['exclude-internal'],
    })
    if (flags.output === 'json') this.printJson({topics, errors})
    else if (flags.output === 'name') this.printNames(topics.map(({name}) => name))
    else await this.printTable(columns, topics)
    return this.reportFailures(errors.map(({error}) => error))
  }
}
