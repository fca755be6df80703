import type {ChangePlan} from '../../lib/cli/change.ts'
import {checked} from '../../lib/cli/args.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {boolean} from '@oclif/core/flags'
import {yesFlag} from '../../lib/cli/confirm.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {Failures} from '../../lib/cluster/outcome.ts'
import {ExpectedError} from '../../lib/errors/expected-error.ts'
import {isPattern, nameSelector} from '../../lib/text/name-selector.ts'
import {counted} from '../../lib/text/plural.ts'
import {terminateTransaction} from '../../lib/transactions/abort.ts'
import {describeTransactions, type TransactionDescription} from '../../lib/transactions/describe.ts'
import {selectTransactions} from '../../lib/transactions/select.ts'

interface Fencing extends Omit<TransactionDescription, 'timeoutMs' | 'startTimeMs' | 'coordinator'> {
  readonly status: 'planned' | 'fenced' | 'failed'
  /**
   * The epoch of the id afterwards: if it is another one, the producer has been fenced. Null if it was not fenced
   * yet, or if unknown.
   */
  readonly epochAfter: number | null
  readonly stateAfter: string | null
  readonly error: Error | null
}

const columns = {
  transactionalId: {value: ({transactionalId}) => transactionalId, role: () => 'name'},
  producerId: {value: ({producerId}) => producerId, align: 'right'},
  producerEpoch: {heading: 'EPOCH', value: ({producerEpoch}) => producerEpoch, align: 'right'},
  /** By the broker's name: Ongoing, CompleteCommit, Empty. */
  state: {value: ({state}) => state},
  /** The partitions in which records are aborted. */
  partitions: {value: ({partitions}) => partitions.map(({topic, partition}) => `${topic}-${partition}`)},
  epochAfter: {heading: 'NEW-EPOCH', value: ({epochAfter}) => epochAfter, align: 'right', filled: true},
  stateAfter: {heading: 'THEN', value: ({stateAfter}) => stateAfter, filled: true},
  status: {
    value: ({status}) => status,
    role: ({status}) => (status === 'fenced' ? 'good' : status === 'planned' ? undefined : 'bad'),
  },
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<Fencing>

export type Output = readonly Fencing[]
export type Row = RowOf<typeof columns>

interface FencePlan extends ChangePlan {
  readonly items: readonly Fencing[]
}

class NotFenced extends ExpectedError {
  override readonly name = 'NotFenced'
}

export default class TransactionsFence extends ChangingCommand {
  static override summary = 'fence the producer of a transactional id, which aborts its transaction'
  static override description =
    'For a producer that should not be running: its next request fails because it was fenced, and its open transaction is aborted. An application that starts a new producer with the same id can continue. For a transaction that no coordinator knows, see transactions abort.'
  static override examples = [
    {description: 'Find it', command: '<%= config.bin %> transactions list'},
    '<%= config.bin %> transactions fence billing-1',
    {
      description: 'Look at all producers of an application before they are fenced',
      command: "<%= config.bin %> transactions fence 'billing-*' --dry-run",
    },
  ]
  static override args = {
    id: checked(nameSelector)({
      description: 'transactional ids, patterns (billing-*) or /regular expressions/',
      required: true,
      multiple: true,
    }),
  }
  static override flags = {
    'dry-run': boolean({summary: 'show what would be fenced without fencing anything'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TransactionsFence)
    const print = this.printer<Output, Fencing>(flags, columns, 'transactionalId')
    return this.carryOut<FencePlan, Output>(flags, {
      changes: 'fence producers',
      request: {transactionalIds: args.id},
      plan: (cluster) => planFencing(cluster, args.id),
      show: async ({items}, as) => {
        if (as === 'result') await print({value: items, rows: items})
        else if (!flags.yes) await this.printTable(tableColumns(columns, items), items, 'stderr')
      },
      question: ({items}) =>
        `Fence ${items.length === 1 ? `the producer of ${items[0]?.transactionalId ?? ''}` : `these ${counted(items.length, 'producer')}`}, and abort what is open`,
      recheck: async (cluster, {items}) => {
        const ids = items.map(({transactionalId}) => transactionalId)
        const now = new Map((await present(cluster, ids)).items.map((item) => [item.transactionalId, item]))
        return items.flatMap(({transactionalId, producerId, producerEpoch}) => {
          const item = now.get(transactionalId)
          return item?.producerId === producerId && item.producerEpoch === producerEpoch
            ? []
            : [new NotFenced(`${transactionalId} belongs to another producer now`)]
        })
      },
      execute: (cluster, {items}) => Promise.all(items.map((item) => fence(cluster, item))),
      report: (items) => print({value: items, rows: items}),
      failures: (items) => items.flatMap(({error}) => error ?? []),
      undo: (items) => ({
        none: items.some(({status}) => status === 'fenced')
          ? 'aborted records cannot be restored: the producer has to be restarted, and has to send them again'
          : 'no producer was fenced',
      }),
      notes: {unchanged: 'no producer was fenced'},
    })
  }
}

async function present(cluster: Cluster, ids: readonly string[]) {
  const outcomes = await describeTransactions(cluster, ids)
  const errors = outcomes.flatMap(({error}) => error ?? [])
  const items = outcomes.flatMap((outcome): Fencing[] => {
    if (outcome.error) return []
    const {transactionalId, producerId, producerEpoch, state, partitions} = outcome.description
    const known = {transactionalId, producerId, producerEpoch, state, partitions}
    return [{...known, status: 'planned', epochAfter: null, stateAfter: null, error: null}]
  })
  return {items, errors}
}

async function planFencing(cluster: Cluster, texts: readonly string[]): Promise<FencePlan> {
  const selectors = texts.map(nameSelector)
  const failures = new Failures()
  // The list is requested only if it is needed, because brokers before Kafka 3.0 have none.
  const ids = selectors.some(isPattern)
    ? (await selectTransactions(cluster, selectors)).open(failures).transactions.map((each) => each.transactionalId)
    : texts
  const {items, errors} = await present(cluster, ids)
  return {items, problems: [...failures.untold, ...errors], othersSpared: items.length > 0, audited: {producers: items}}
}

/** Fences the producer and reads the state back: another epoch or producer id is the proof. */
async function fence(cluster: Cluster, item: Fencing): Promise<Fencing> {
  try {
    await terminateTransaction(cluster, item.transactionalId)
    const {items, errors} = await present(cluster, [item.transactionalId])
    const [now] = items
    if (!now) throw errors[0] ?? new NotFenced(`${item.transactionalId}: cannot tell whether it was fenced`)
    const after = {epochAfter: now.producerEpoch, stateAfter: now.state}
    if (now.producerEpoch !== item.producerEpoch || now.producerId !== item.producerId)
      return {...item, ...after, status: 'fenced'}
    throw new NotFenced(`${item.transactionalId}: its producer still has epoch ${now.producerEpoch}`)
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error
    return {...item, status: 'failed', error}
  }
}
