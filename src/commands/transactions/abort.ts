import {custom} from '@oclif/core/args'
import {boolean} from '@oclif/core/flags'
import type {ChangePlan} from '../../lib/cli/change.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import {integer, partitionNumbers} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {pause} from '../../lib/cli/pause.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import type {TopicPartition} from '../../lib/cluster/fan-out.ts'
import {ExpectedError} from '../../lib/errors/expected-error.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {durationText} from '../../lib/text/duration.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'
import {abortTransaction} from '../../lib/transactions/abort.ts'
import type {OpenTransaction} from '../../lib/transactions/open.ts'
import {
  isSame,
  lookAt,
  proofOfAge,
  proofOfCoordinator,
  proofOfRest,
  transactionLimits,
  type Proof,
} from '../../lib/transactions/prove-hanging.ts'

interface Abortion extends Omit<OpenTransaction, 'verdict' | 'reason' | 'state' | 'timeoutMs' | 'blocked'> {
  readonly status: 'planned' | 'refused' | 'aborted' | 'failed'
  /** Null if it was not aborted yet, or if unknown. */
  readonly lastStableAfter: number | null
  readonly proofs: readonly string[]
  readonly error: Error | null
}

const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  producerId: {value: ({producerId}) => producerId, align: 'right'},
  producerEpoch: {heading: 'EPOCH', value: ({producerEpoch}) => producerEpoch, align: 'right'},
  /** The epoch in the producer's last marker; null if it has none. */
  coordinatorEpoch: {value: ({coordinatorEpoch}) => coordinatorEpoch, align: 'right', wide: true},
  startOffset: {value: ({startOffset}) => startOffset, align: 'right'},
  /** Null if no coordinator has a transactional id with this producer. */
  transactionalId: {value: ({transactionalId}) => transactionalId},
  /** The last stable offset, at which read_committed consumers wait; null if unknown. */
  lastStableOffset: {value: ({lastStableOffset}) => lastStableOffset, align: 'right'},
  /** The last stable offset after the abort. */
  lastStableAfter: {heading: 'THEN', value: ({lastStableAfter}) => lastStableAfter, align: 'right', filled: true},
  status: {
    value: ({status}) => status,
    role: ({status}) => (status === 'aborted' ? 'good' : status === 'planned' ? undefined : 'bad'),
  },
  /** The three proofs that it hangs, as far as they were checked. */
  proofs: {value: ({proofs}) => proofs, wide: true},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<Abortion>

export type Output = readonly Abortion[]
export type Row = RowOf<typeof columns>

interface AbortPlan extends ChangePlan {
  readonly items: readonly Abortion[]
  readonly transaction: OpenTransaction | undefined
}

/** The reason why a transaction is not aborted, or was not. */
class AbortProblem extends ExpectedError {
  override readonly name = 'AbortProblem'
}

const readBacks = 20

export default class TransactionsAbort extends ChangingCommand {
  static override summary = 'end a transaction that hangs in a partition'
  static override description =
    'Only with three proofs, which are printed and kept in the audit log: its producer has been silent for longer than brokers let transactions be open, its coordinator does not know that it is open here, and both still hold after twice the interval at which coordinators abort timed-out transactions (20 s unless configured). Then it asks on a terminal; anywhere else --yes is needed. The records of the transaction are never seen by readers of committed records. A transaction that runs is refused: its producer, or its timeout, ends it.'
  static override examples = [
    {description: 'Find it', command: '<%= config.bin %> transactions hanging'},
    '<%= config.bin %> transactions abort orders:0 --start-offset 1234',
    {
      description: 'Show only the proofs',
      command: '<%= config.bin %> transactions abort orders:0 --dry-run',
    },
  ]
  static override args = {
    partition: custom<TopicPartition>({
      ignoreStdin: true,
      parse: async (text) => {
        const [topic = '', numbers] = text.split(/:(.*)/s)
        checkTopicName(topic)
        const [partition, ...more] = numbers === undefined ? [] : partitionNumbers(numbers)
        if (partition === undefined || more.length > 0) throw new UsageError(`'${text}' is not one partition: write for instance orders:0`) // prettier-ignore
        return {topic, partition}
      },
    })({description: 'the partition: orders:0', required: true}),
  }
  static override flags = {
    'start-offset': integer({
      min: 0,
      helpValue: 'OFFSET',
      summary: 'offset at which the transaction starts; required if several are open in the partition',
    }),
    'dry-run': boolean({summary: 'check the proofs without aborting anything'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TransactionsAbort)
    const place = args.partition
    const startOffset = flags['start-offset']
    const print = this.printer<Output, Abortion>(flags, columns, 'topic')
    return this.carryOut<AbortPlan, Output>(flags, {
      changes: 'abort a transaction',
      request: {...place, startOffset: startOffset ?? null},
      plan: (cluster) => this.#plan(cluster, place, startOffset),
      show: async ({items}, as) => {
        if (as === 'result') await print({value: items, rows: items})
        else if (!flags.yes) await this.printTable(tableColumns(columns, items), items, 'stderr')
        for (const text of items.flatMap(({proofs}) => proofs)) await this.note(text)
      },
      question: () => `Abort this transaction in ${nameOf(place)} for good`,
      recheck: async (cluster, {transaction}) => {
        const {open} = await lookAt(cluster, place, this.io.now())
        const now = open.find((each) => transaction && isSame(each, transaction))
        return now?.verdict === 'hanging'
          ? []
          : [new AbortProblem(`${nameOf(place)}: ${now ? now.reason : 'the transaction has ended in the meantime'}`)]
      },
      execute: (cluster, {items}) => Promise.all(items.map((item) => this.#abort(cluster, item))),
      report: (items) => print({value: items, rows: items}),
      failures: (items) => items.flatMap(({error}) => error ?? []),
      undo: (items) => ({
        none: items.some(({status}) => status === 'aborted')
          ? 'aborted records cannot be restored: the producer has to send them again'
          : 'nothing was aborted',
      }),
      notes: {unchanged: 'nothing was aborted'},
    })
  }

  async #plan(cluster: Cluster, place: TopicPartition, startOffset: number | undefined): Promise<AbortPlan> {
    const refuse = (problems: readonly Error[]): AbortPlan => ({items: [], transaction: undefined, problems, audited: {...place}}) // prettier-ignore
    const [limits, {open, errors}] = await Promise.all([
      transactionLimits(cluster),
      lookAt(cluster, place, this.io.now()),
    ])
    const found = open.filter((each) => startOffset === undefined || each.startOffset === startOffset)
    const [transaction] = found
    if (!transaction) return refuse(errors.length > 0 ? errors : [new AbortProblem(noneText(place, startOffset))])
    if (found.length > 1) {
      const offsets = found.map((each) => each.startOffset).join(', ')
      return refuse([
        new AbortProblem(`${nameOf(place)}: transactions start at ${offsets}; choose one with --start-offset`),
      ])
    }
    if (!('maxTimeoutMs' in limits)) return refuse(limits)
    const proofs: Proof[] = [proofOfAge(transaction, limits, this.io.now()), proofOfCoordinator(transaction)]
    const waitMs = 2 * limits.cleanupIntervalMs
    // If a proof is missing already, there is no reason to wait.
    if (proofs.every(({holds}) => holds)) {
      if (Number.isNaN(waitMs))
        proofs.push({holds: false, text: 'cannot tell how often coordinators look for timed-out transactions'}) // prettier-ignore
      else {
        await this.note(`looking again after ${durationText(waitMs)}`)
        await pause(this.io, waitMs)
        proofs.push(proofOfRest(transaction, (await lookAt(cluster, place, this.io.now())).open, waitMs))
      }
    }
    const missing = proofs.filter(({holds}) => !holds)
    const problems = missing.map(({text}) => new AbortProblem(`${nameOf(place)}: there is no proof that the transaction hangs: ${text}`)) // prettier-ignore
    const texts = proofs.map(({holds, text}, at) => `proof ${at + 1} ${holds ? 'holds' : 'is missing'}: ${text}`)
    const {topic, partition, producerId, producerEpoch, coordinatorEpoch, transactionalId, lastStableOffset, lastTimestamp} = transaction // prettier-ignore
    const item: Abortion = {
      topic,
      partition,
      producerId,
      producerEpoch,
      coordinatorEpoch,
      startOffset: transaction.startOffset,
      lastTimestamp,
      transactionalId,
      lastStableOffset,
      lastStableAfter: null,
      status: missing.length > 0 ? 'refused' : 'planned',
      proofs: texts,
      error: null,
    }
    return {items: [item], transaction, problems: [...problems, ...(missing.length > 0 ? errors : [])], audited: item}
  }

  async #abort(cluster: Cluster, item: Abortion): Promise<Abortion> {
    const {coordinatorEpoch, producerEpoch} = item
    try {
      // A producer whose transaction hangs before its first marker has no epoch here; 0 is never newer than the
      // coordinator's own. Epochs have 16 bits on the wire.
      await abortTransaction(cluster, {
        ...item,
        producerEpoch: (producerEpoch << 16) >> 16,
        coordinatorEpoch: coordinatorEpoch ?? 0,
      })
      for (let left = readBacks; left > 0; left--) {
        const {open, errors} = await lookAt(cluster, item, this.io.now())
        const isOpen = open.some((each) => each.producerId === item.producerId && each.startOffset === item.startOffset)
        if (!isOpen && errors.length === 0)
          return {
            ...item,
            status: 'aborted',
            lastStableAfter: open[0]?.lastStableOffset ?? (await stableOffset(cluster, item)),
          }
        await pause(this.io, 250)
      }
      throw new AbortProblem(
        `${nameOf(item)}: the marker was accepted, but after some seconds the transaction is still open`,
      )
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error
      return {...item, status: 'failed', error}
    }
  }
}

const nameOf = ({topic, partition}: TopicPartition) => `${topic}-${partition}`

const noneText = (place: TopicPartition, startOffset: number | undefined) =>
  startOffset === undefined
    ? `${nameOf(place)}: no transaction is open there`
    : `${nameOf(place)}: no transaction is open there that starts at offset ${startOffset}`

async function stableOffset(cluster: Cluster, place: TopicPartition): Promise<number | null> {
  const {listOffsets} = await import('../../lib/offsets/list-offsets.ts')
  const query = {topic: place.topic, partition: place.partition, spec: 'latest'} as const
  const [found] = await listOffsets(cluster, [query], {isolation: 'read_committed'})
  return found && !found.error ? found.offset : null
}
