import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import type {PrintedError} from '../../lib/cluster/errors.ts'
import {durationText} from '../../lib/text/duration.ts'
import {isPattern, nameSelector} from '../../lib/text/name-selector.ts'
import {describeTransactions, type TransactionDescription} from '../../lib/transactions/describe.ts'
import {selectTransactions} from '../../lib/transactions/select.ts'

const columns = {
  transactionalId: {value: ({transactionalId}) => transactionalId, role: () => 'name'},
  /** By the broker's name: Ongoing, CompleteCommit, Empty. */
  state: {value: ({state}) => state},
  producerId: {value: ({producerId}) => producerId, align: 'right'},
  producerEpoch: {heading: 'EPOCH', value: ({producerEpoch}) => producerEpoch, align: 'right'},
  /** Node id. */
  coordinator: {value: ({coordinator}) => coordinator, align: 'right'},
  /** In ms. */
  timeoutMs: {
    heading: 'TIMEOUT',
    value: ({timeoutMs}) => timeoutMs,
    text: ({timeoutMs}) => durationText(timeoutMs),
    align: 'right',
  },
  /** When the present or the last transaction started, ms since the epoch; null before the first. */
  startTimeMs: {
    heading: 'STARTED',
    value: ({startTimeMs}) => startTimeMs,
    text: ({startTimeMs}) => (startTimeMs === null ? null : new Date(startTimeMs).toISOString()),
  },
  /** Partitions without a marker yet, as topic-partition. */
  partitions: {value: ({partitions}) => partitions.map(({topic, partition}) => `${topic}-${partition}`)},
} satisfies Columns<TransactionDescription>

export interface Output {
  readonly transactions: readonly TransactionDescription[]
  readonly errors: readonly PrintedError[]
}
export type Row = RowOf<typeof columns>

export default class TransactionsDescribe extends KafkaCommand {
  static override summary = 'show the state of transactional ids, as coordinators know it'
  static override description =
    'The producer that owns the id, the state of its transaction, and the partitions that it has written to and that have no marker yet. Needs Kafka 3.0.'
  static override examples = [
    '<%= config.bin %> transactions describe billing-1',
    "<%= config.bin %> transactions describe 'billing-*' --output json",
  ]
  static override args = {
    id: checked(nameSelector)({
      description: 'transactional ids, patterns (billing-*) or /regular expressions/',
      required: true,
      multiple: true,
    }),
  }
  static override flags = {...reportFlags}

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TransactionsDescribe)
    const print = this.printer<Output, TransactionDescription>(flags, columns, 'transactionalId')
    const selectors = args.id.map(nameSelector)
    const cluster = await this.connect(flags)
    const selected = selectors.some(isPattern)
      ? (await selectTransactions(cluster, selectors)).open(this.failures)
      : {transactions: args.id.map((transactionalId) => ({transactionalId})), errors: []}
    const outcomes = await describeTransactions(
      cluster,
      selected.transactions.map(({transactionalId}) => transactionalId),
    )
    const transactions = outcomes.flatMap((each) => (each.error ? [] : [each.description]))
    const errors = [...selected.errors, ...outcomes.flatMap(({error}) => error ?? [])]
    await print({value: {transactions, errors}, rows: transactions})
    return this.reportFailures(errors)
  }
}
