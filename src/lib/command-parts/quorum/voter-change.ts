// What add-controller and remove-controller share: majorities before and after, and the voters read back.
import {boolean, custom} from '@oclif/core/flags'
import type {ChangePlan} from '../../cli/change.ts'
import {ChangingCommand, type ChangeFlagValues} from '../../cli/changing-command.ts'
import {tableColumns, type Columns} from '../../cli/columns.ts'
import {yesFlag} from '../../cli/confirm.ts'
import {reportFlags, type ReportFlagValues} from '../../cli/output.ts'
import {pause} from '../../cli/pause.ts'
import {addressText} from '../../cluster/address.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {ConnectionError, KafkaError, type PrintedError} from '../../cluster/errors.ts'
import {ExpectedError} from '../../errors/expected-error.ts'
import {UsageError} from '../../errors/usage-error.ts'
import type {Voter} from '../../quorum/change-voters.ts'
import {describeQuorum, type QuorumDescription, type QuorumEndpoint} from '../../quorum/describe.ts'
import type {Majority, VoterChangePlan} from '../../quorum/plan-voter-change.ts'
import {shellWord} from '../../text/shell-word.ts'

export interface VoterChange {
  readonly controller: number
  /** Id of the directory with its metadata log; null if unknown. */
  readonly directoryId: string | null
  /** `CONTROLLER://host:port`. */
  readonly endpoints: readonly string[]
  readonly before: Majority
  readonly after: Majority
  /** `refused`: it is impossible or unsafe, and nothing was sent. */
  readonly status: 'planned' | 'refused' | 'added' | 'removed' | 'failed'
  readonly error: PrintedError | null
}

export const voterColumns = {
  controller: {value: ({controller}) => controller, align: 'right', role: () => 'name'},
  directoryId: {value: ({directoryId}) => directoryId},
  endpoints: {value: ({endpoints}) => endpoints, filled: true},
  voters: {value: ({before}) => before.voters, align: 'right'},
  /** How many must be in reach for the quorum to work. */
  needed: {value: ({before}) => before.needed, align: 'right'},
  inReach: {value: ({before}) => before.inReach, align: 'right'},
  votersThen: {value: ({after}) => after.voters, align: 'right'},
  neededThen: {value: ({after}) => after.needed, align: 'right'},
  /** How many of the future voters are in reach now. */
  inReachThen: {
    value: ({after}) => after.inReach,
    align: 'right',
    role: ({after}) => (after.inReach < after.needed ? 'bad' : after.inReach === after.needed ? 'warn' : undefined),
  },
  status: {
    value: ({status}) => status,
    role: ({status}) =>
      status === 'planned' ? undefined : status === 'added' || status === 'removed' ? 'good' : 'bad',
  },
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<VoterChange>

export const voterFlags = {
  'directory-id': custom<string>({
    helpValue: 'ID',
    summary: 'id of its metadata directory (default: the one that the leader reports)',
    parse: async (text) => {
      if (!/^[\w-]{22}$/.test(text)) throw new UsageError(`'${text}' is not a directory id: these have 22 letters and digits`) // prettier-ignore
      return text
    },
  })(),
  'dry-run': boolean({summary: 'show what would change without changing anything'}),
  ...yesFlag,
  ...reportFlags,
}

/** Why voters cannot be changed, or that the change has not become visible. */
class VoterProblem extends ExpectedError {
  override readonly name = 'VoterProblem'
}

interface VoterPlan extends ChangePlan {
  readonly item: VoterChange
  readonly found: VoterChangePlan
}

interface VoterTask {
  readonly done: 'added' | 'removed'
  readonly request: unknown
  plan(quorum: QuorumDescription): VoterChangePlan
  send(cluster: Cluster, voter: Voter, endpoints: readonly QuorumEndpoint[]): Promise<void>
  /** Further warnings about the plan. */
  warn(plan: VoterChangePlan, cluster: Cluster): Promise<readonly string[]>
}

const endpointText = ({listener, host, port}: QuorumEndpoint) =>
  `${listener === '' ? '' : `${listener}://`}${addressText({host, port})}`
const readBacks = 20

export abstract class VoterCommand extends ChangingCommand {
  protected changeVoter(flags: ReportFlagValues & ChangeFlagValues, task: VoterTask): Promise<number> {
    const print = this.printer<readonly VoterChange[], VoterChange>(flags, voterColumns, 'controller')
    const adds = task.done === 'added'
    let warnings: readonly string[] = []
    const planOf = async (cluster: Cluster): Promise<VoterPlan> => {
      const found = task.plan(await describeQuorum(cluster))
      const {controller, directoryId, before, after, problems} = found
      const item = {controller, directoryId, endpoints: found.endpoints.map(endpointText), before, after}
      warnings = problems.length > 0 ? [] : [...none(after), ...(await task.warn(found, cluster))]
      const errors = problems.map((text) => new VoterProblem(text))
      return {
        found,
        item: {...item, status: errors.length > 0 ? 'refused' : 'planned', error: errors[0] ?? null},
        problems: errors,
        audited: item,
      }
    }
    return this.carryOut<VoterPlan, VoterChange>(flags, {
      changes: adds ? 'add a controller to the quorum' : 'remove a controller from the quorum',
      request: task.request,
      plan: planOf,
      show: async ({item}, as) => {
        const items = [item]
        if (as === 'result') await print({value: items, rows: items})
        else if (!flags.yes) await this.printTable(tableColumns(voterColumns, items), items, 'stderr')
        for (const text of warnings) await this.warning(text)
      },
      question: ({item: {controller}}) =>
        adds ? `Make controller ${controller} a voter` : `Remove controller ${controller} from the voters`,
      recheck: async (cluster, {item}) => {
        const now = await planOf(cluster)
        if (now.problems?.length) return now.problems
        return JSON.stringify(now.item) === JSON.stringify(item)
          ? []
          : [new VoterProblem('the quorum has changed since the plan was made')]
      },
      execute: (cluster, plan) => this.#execute(cluster, task, plan),
      report: (item) => print({value: [item], rows: [item]}),
      failures: ({error}) => (error ? [error] : []),
      undo: ({controller, directoryId, endpoints, status}) => {
        if (status === 'failed') return {none: 'kafkit quorum describe shows which controllers vote now'}
        const words = [adds ? 'remove-controller' : 'add-controller', String(controller)]
        if (directoryId !== null) words.push('--directory-id', shellWord(directoryId))
        if (!adds) words.push(...endpoints.flatMap((each) => ['--endpoint', shellWord(each)]))
        return {command: ['kafkit quorum', ...words].join(' ')}
      },
      notes: {unchanged: 'no voter was changed'},
    })
  }

  async #execute(cluster: Cluster, task: VoterTask, {item, found}: VoterPlan): Promise<VoterChange> {
    const {controller: id, directoryId} = found
    if (directoryId === null) throw new VoterProblem(`the metadata directory of controller ${id} is not known`)
    let refusal: KafkaError | ConnectionError | undefined
    try {
      await task.send(cluster, {id, directoryId}, found.endpoints)
    } catch (error) {
      if (!(error instanceof KafkaError) && !(error instanceof ConnectionError)) throw error
      // The change may have been made although its answer was lost, so the voters are read.
      refusal = error
    }
    const isDone = ({voters}: QuorumDescription) =>
      voters.some((each) => each.id === id && each.directoryId === directoryId) === (task.done === 'added')
    let unseen = ''
    for (let left = refusal ? 1 : readBacks; left > 0; left--) {
      try {
        if (isDone(await describeQuorum(cluster))) return {...item, status: task.done}
        unseen = 'the leader still shows other voters'
      } catch (error) {
        if (!(error instanceof KafkaError) && !(error instanceof ConnectionError)) throw error
        unseen = error.message
      }
      if (left > 1) await pause(this.io, 250)
    }
    const error = refusal ?? new VoterProblem(`controller ${id} should be ${task.done}, but after some seconds: ${unseen}`) // prettier-ignore
    return {...item, status: 'failed', error}
  }
}

const none = ({voters, needed, inReach}: Majority): string[] =>
  inReach === needed && voters > 1
    ? [`afterwards all ${needed} voters that are in reach are needed: the quorum survives no failure`]
    : []
