import {nothingSeen, whyEmpty} from '../../lib/acls/why-empty.ts'
import {checked} from '../../lib/cli/args.ts'
import type {Role} from '../../lib/cli/colour.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {foundCode} from '../../lib/cli/exit-codes.ts'
import {duration} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {durationText} from '../../lib/text/duration.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {selectTopics} from '../../lib/topics/list.ts'
import {checkTopicSelector} from '../../lib/topics/topic-name.ts'
import {
  openTransactions,
  placesOf,
  type OpenTransaction,
  type OpenTransactions,
  type Verdict,
} from '../../lib/transactions/open.ts'

interface Listed extends OpenTransaction {
  /** Time since the producer's last record, ms. */
  readonly silentMs: number
}

const roles: Readonly<Record<Verdict, Role | undefined>> = {hanging: 'bad', unknown: 'warn', running: undefined}

const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  producerId: {value: ({producerId}) => producerId, align: 'right'},
  producerEpoch: {heading: 'EPOCH', value: ({producerEpoch}) => producerEpoch, align: 'right'},
  /** The epoch in the producer's last marker; null if it has none. */
  coordinatorEpoch: {value: ({coordinatorEpoch}) => coordinatorEpoch, align: 'right', wide: true},
  startOffset: {value: ({startOffset}) => startOffset, align: 'right'},
  /** Time since the producer's last record in this partition, ms. */
  silentMs: {
    heading: 'SILENT-FOR',
    value: ({silentMs}) => silentMs,
    text: ({silentMs}) => durationText(silentMs),
    align: 'right',
  },
  /** Null if no coordinator has a transactional id with this producer. */
  transactionalId: {value: ({transactionalId}) => transactionalId},
  /** By the broker's name; null if unknown. */
  state: {value: ({state}) => state},
  /** Offsets from the last stable offset to the end; null if unknown. */
  blocked: {value: ({blocked}) => blocked, align: 'right'},
  verdict: {value: ({verdict}) => verdict, role: ({verdict}) => roles[verdict]},
  reason: {value: ({reason}) => reason},
} satisfies Columns<Listed>

export type Output = Omit<OpenTransactions, 'transactions'> & {readonly transactions: readonly Listed[]}
export type Row = RowOf<typeof columns>

export default class TransactionsHanging extends KafkaCommand {
  static override summary = 'find transactions that will never end by themselves'
  static override description =
    'A transaction hangs if it is open in a partition and its coordinator does not know that: consumers with read_committed wait before it, and compaction stops there. Lists all transactions that have been silent for longer than --older, also in internal topics, with what coordinators say of them; the exit code is 3 if any of them hangs, and 1 if something could not be determined. Transactions that are running are ended by their producers, or by their timeouts. Kafka 2.8 shows only what is open; Kafka 3.0 and later also whether it hangs.'
  static override examples = [
    '<%= config.bin %> transactions hanging',
    {
      description: 'Find out why consumers of a topic make no progress',
      command: '<%= config.bin %> transactions hanging orders --older 1m',
    },
  ]
  static override args = {
    topic: checked(checkTopicSelector)({
      description: 'names, patterns (orders-*) or /regular expressions/ (default: all)',
      multiple: true,
    }),
  }
  static override flags = {
    older: duration({
      default: 15 * 60_000,
      defaultHelp: async () => '15m',
      summary: 'only transactions whose producers have written nothing for longer than this',
    }),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TransactionsHanging)
    const print = this.printer<Output, Listed>(flags, columns, 'topic')
    const cluster = await this.connect(flags)
    const selectors = args.topic?.map(nameSelector)
    const selected = (await selectTopics(cluster, {selectors}, 'describe')).open(this.failures)
    const now = this.io.now()
    const found = (await openTransactions(cluster, placesOf(selected.topics), {olderMs: flags.older, now})).open(
      this.failures,
    )
    const transactions = found.transactions.map((each) => ({...each, silentMs: now - each.lastTimestamp}))
    const unseen = args.topic ? [] : await nothingSeen(cluster, 'topics', selected.topics.length)
    const errors = [...selected.errors.map(({error}) => error), ...found.errors, ...unseen]
    const people = transactions.length === 0 ? () => {} : undefined
    await print({value: {transactions, errors}, rows: transactions, people})
    if (people && errors.length === 0 && flags.output === 'table')
      await this.note(`no transaction has been silent for longer than ${durationText(flags.older)}`)
    // Topics that the user may not describe appear in no list.
    const why = people && !args.topic && unseen.length === 0 ? await whyEmpty(cluster, 'topics') : undefined
    if (why !== undefined) await this.note(why)
    const failed = await this.reportFailures(errors)
    return foundCode(
      transactions.some(({verdict}) => verdict === 'hanging'),
      failed,
    )
  }
}
