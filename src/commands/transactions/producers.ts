import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {integer} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import type {PrintedError} from '../../lib/cluster/errors.ts'
import type {TopicPartition} from '../../lib/cluster/fan-out.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {selectTopics} from '../../lib/topics/list.ts'
import {checkTopicSelector} from '../../lib/topics/topic-name.ts'
import {describeProducers, type ActiveProducer} from '../../lib/transactions/describe-producers.ts'
import {placesOf} from '../../lib/transactions/open.ts'

interface Producer extends TopicPartition, ActiveProducer {}

const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  producerId: {value: ({producerId}) => producerId, align: 'right'},
  producerEpoch: {heading: 'EPOCH', value: ({producerEpoch}) => producerEpoch, align: 'right'},
  lastSequence: {value: ({lastSequence}) => lastSequence, align: 'right'},
  /** The timestamp of its last record, ms since the epoch; null if it has none here. */
  lastTimestamp: {
    value: ({lastTimestamp}) => (lastTimestamp < 0 ? null : lastTimestamp),
    text: ({lastTimestamp}) => (lastTimestamp < 0 ? null : new Date(lastTimestamp).toISOString()),
  },
  /** The epoch in its last marker; null if it has none. */
  coordinatorEpoch: {value: ({coordinatorEpoch}) => coordinatorEpoch, align: 'right'},
  /** The offset at which its open transaction starts; null if none is open. */
  transactionStartOffset: {
    heading: 'OPEN-SINCE-OFFSET',
    value: ({transactionStartOffset}) => transactionStartOffset,
    align: 'right',
    role: () => 'warn',
  },
} satisfies Columns<Producer>

export interface Output {
  readonly producers: readonly Producer[]
  readonly errors: readonly PrintedError[]
}
export type Row = RowOf<typeof columns>

export default class TransactionsProducers extends KafkaCommand {
  static override summary = 'show the producers that partitions know'
  static override description =
    'Idempotent and transactional producers, as the leaders of partitions know them, and where a transaction is open. With --broker, as the replicas on that broker know them, which differs from the leader only if something is wrong. Needs Kafka 2.8.'
  static override examples = [
    '<%= config.bin %> transactions producers orders',
    {
      description: 'The producers with open transactions',
      command: "<%= config.bin %> transactions producers '*' --open",
    },
  ]
  static override args = {
    topic: checked(checkTopicSelector)({
      description: 'names, patterns (orders-*) or /regular expressions/',
      required: true,
      multiple: true,
    }),
  }
  static override flags = {
    open: boolean({summary: 'only producers with an open transaction'}),
    broker: integer({
      min: 0,
      max: 2 ** 31 - 1,
      helpValue: 'ID',
      summary: 'ask the replicas on this broker instead of the leaders',
    }),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TransactionsProducers)
    const {broker} = flags
    const print = this.printer<Output, Producer>(flags, columns, 'topic')
    const cluster = await this.connect(flags)
    const selectors = args.topic.map(nameSelector)
    const {topics, errors: missing} = (await selectTopics(cluster, {selectors}, 'describe')).open(this.failures)
    const here = topics.map((each) => ({
      ...each,
      partitions: each.partitions.filter(({replicas}) => broker === undefined || replicas.includes(broker)),
    }))
    const outcomes = await describeProducers(cluster, placesOf(here), {broker})
    const producers = outcomes
      .flatMap(({topic, partition, ...each}) =>
        each.error ? [] : each.producers.map((producer): Producer => ({topic, partition, ...producer})),
      )
      .filter(({transactionStartOffset}) => !flags.open || transactionStartOffset !== null)
    const errors = [...missing.map(({error}) => error), ...outcomes.flatMap(({error}) => error ?? [])]
    await print({value: {producers, errors}, rows: producers})
    return this.reportFailures(errors)
  }
}
