import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {ChangePlan} from '../../lib/cli/change.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {sameCluster} from '../../lib/cli/same-cluster.ts'
import {parseRate, runFlags} from '../../lib/command-parts/reassign/flags.ts'
import {journalStore, runningJournal, type FoundJournal} from '../../lib/command-parts/reassign/journals.ts'
import {rateText} from '../../lib/command-parts/reassign/plan-report.ts'
import {UsageError} from '../../lib/cluster/errors.ts'
import {setRates} from '../../lib/reassignments/throttling.ts'
import {counted} from '../../lib/text/plural.ts'
import {shellWord} from '../../lib/text/shell-word.ts'

interface BrokerRate {
  readonly broker: number
  /** Bytes per second. */
  readonly before: number
  readonly after: number
}
const columns = {
  broker: {value: ({broker}) => broker, align: 'right'},
  /** Bytes per second. */
  before: {value: ({before}) => before, text: ({before}) => rateText(before), align: 'right'},
  after: {value: ({after}) => after, text: ({after}) => rateText(after), align: 'right'},
} satisfies Columns<BrokerRate>

export type Output = readonly BrokerRate[]
export type Row = RowOf<typeof columns>

interface ThrottlePlan extends ChangePlan {
  readonly found: FoundJournal
  readonly rates: readonly BrokerRate[]
}

export default class ReassignThrottle extends ChangingCommand {
  static override summary = 'change the throttle of moves that are in progress'
  static override description =
    'Sets the rate of the brokers that take part in a run of kafkit reassign start, and records it in the journal, so that the values from before the run are restored at the end.'
  static override examples = ['<%= config.bin %> reassign throttle 200MB/s']
  static override args = {
    rate: checked(parseRate)({description: 'for each broker, for instance 100MB/s', required: true}),
  }
  static override flags = {
    journal: runFlags.journal,
    'dry-run': boolean({summary: 'show what would change without changing anything'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ReassignThrottle)
    const print = this.printer<Output, BrokerRate>(flags, columns, 'broker')
    const after = parseRate(args.rate)
    return this.carryOut<ThrottlePlan, Output>(flags, {
      changes: 'change the throttle of moves',
      request: {rate: after, journal: flags.journal ?? null},
      plan: async (cluster) => {
        const found = await runningJournal(this.io, await cluster.clusterId(), flags.journal)
        const {journal} = found
        const before = journal.rates.at(-1)
        if (before === undefined)
          throw new UsageError(
            `the run of ${found.file} was started with --no-throttle: its replicas are in no list of throttled replicas`,
          )
        const live = new Set((await cluster.brokers()).map(({id}) => id))
        const rates = journal.brokers.flatMap(({broker}) => (live.has(broker) ? [{broker, before, after}] : []))
        return {found, rates, empty: rates.length === 0, audited: {rates}}
      },
      show: async ({rates}, as) => {
        if (as === 'result') await print({value: rates, rows: rates})
      },
      question: ({rates}) => `Limit the moves of ${counted(rates.length, 'broker')} to ${rateText(after)} each`,
      execute: async (cluster, {found: {file}, rates}) => {
        const store = journalStore(file)
        const journal = await store.read()
        // Noted in the journal before it is set, so that the end of the run recognizes the value as kafkit's.
        await store.write({...journal, rates: [...journal.rates, after]})
        await setRates(
          cluster,
          rates.map(({broker}) => broker),
          after,
        )
        return rates
      },
      report: (rates) => print({value: rates, rows: rates}),
      failures: () => [],
      undo: (rates) => {
        const [first] = rates
        return first
          ? {
              command: [
                this.commandLine,
                first.before,
                ...sameCluster(flags),
                ...(flags.journal === undefined ? [] : ['--journal', shellWord(flags.journal)]),
              ].join(' '),
            }
          : {none: 'nothing was changed'}
      },
      notes: {unchanged: 'nothing was changed', nothing: 'no broker of the run is in service'},
    })
  }
}
