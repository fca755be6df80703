import {string} from '@oclif/core/flags'
import {whyEmpty} from '../../lib/acls/why-empty.ts'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {duration} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import type {PrintedError} from '../../lib/cluster/errors.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import type {ListedTransaction} from '../../lib/transactions/list.ts'
import {selectTransactions} from '../../lib/transactions/select.ts'

const columns = {
  transactionalId: {value: ({transactionalId}) => transactionalId, role: () => 'name'},
  /** By the broker's name: Ongoing, CompleteCommit, Empty. */
  state: {value: ({state}) => state},
  producerId: {value: ({producerId}) => producerId, align: 'right'},
  /** Node id. */
  coordinator: {value: ({coordinator}) => coordinator, align: 'right'},
} satisfies Columns<ListedTransaction>

export interface Output {
  readonly transactions: readonly ListedTransaction[]
  readonly errors: readonly PrintedError[]
}
export type Row = RowOf<typeof columns>

export default class TransactionsList extends KafkaCommand {
  static override summary = 'list transactional ids with their states'
  static override description =
    'Every broker is asked, because each knows only the ids that it coordinates. Brokers leave out ids that you may not describe. Needs Kafka 3.0.'
  static override examples = [
    '<%= config.bin %> transactions list',
    {
      description: 'Transactions that have been open for a quarter of an hour (Kafka 3.8)',
      command: '<%= config.bin %> transactions list --older 15m',
    },
    "<%= config.bin %> transactions list 'billing-*' --state Ongoing",
  ]
  static override args = {
    id: checked(nameSelector)({
      description: 'transactional ids, patterns (billing-*) or /regular expressions/ (default: all)',
      multiple: true,
    }),
  }
  static override flags = {
    state: string({
      helpValue: 'STATE',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'only ids in this state: Ongoing, Empty, CompleteCommit; repeat for more',
    }),
    older: duration({summary: 'only ids whose transaction has been open for longer than this (Kafka 3.8)'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TransactionsList)
    const print = this.printer<Output, ListedTransaction>(flags, columns, 'transactionalId')
    const states = flags.state?.map((each) => each.toLowerCase())
    const cluster = await this.connect(flags)
    const {transactions, errors} = (
      await selectTransactions(cluster, args.id?.map(nameSelector), {durationMs: flags.older})
    ).open(this.failures)
    const shown = transactions.filter(({state}) => states?.includes(state.toLowerCase()) ?? true)
    await print({value: {transactions: shown, errors}, rows: shown})
    const why = transactions.length === 0 ? await whyEmpty(cluster, 'transactional ids') : undefined
    if (why !== undefined) await this.note(why)
    return this.reportFailures(errors)
  }
}
