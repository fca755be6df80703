// What both elections share: plan, question, election, and who leads afterwards.
import type {PrintedError} from '../../cluster/errors.ts'
import {boolean} from '@oclif/core/flags'
import type {ChangePlan} from '../../cli/change.ts'
import {ChangingCommand, type ChangeFlagValues} from '../../cli/changing-command.ts'
import {tableColumns, type Columns} from '../../cli/columns.ts'
import {yesFlag} from '../../cli/confirm.ts'
import type {FlagValues} from '../../cli/flag-values.ts'
import {topicScopes} from '../../cli/flags.ts'
import {reportFlags} from '../../cli/output.ts'
import {pause} from '../../cli/pause.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {Failures} from '../../cluster/outcome.ts'
import {ExpectedError} from '../../errors/expected-error.ts'
import {UsageError} from '../../errors/usage-error.ts'
import {electLeaders, type ElectionType} from '../../partitions/elect-leaders.ts'
import {leadersOf, planElection, type PlannedElection} from '../../partitions/plan-election.ts'
import {nameSelector} from '../../text/name-selector.ts'
import {counted} from '../../text/plural.ts'
import {isInScopes, type TopicScope} from '../../text/topic-scope.ts'
import {checkTopicSelector} from '../../topics/topic-name.ts'

export interface Election extends Omit<PlannedElection, 'status'> {
  readonly status: PlannedElection['status'] | 'elected' | 'failed'
  readonly error: PrintedError | null
}

export const electionColumns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  /** Node id; null: there is none. */
  leader: {value: ({leader}) => leader, text: ({leader}) => leader ?? 'none', align: 'right'},
  /** The broker that will lead; null if no replica can. */
  candidate: {
    heading: 'THEN',
    value: ({candidate}) => candidate,
    text: (row) => row.candidate ?? 'none',
    align: 'right',
  },
  replicas: {value: ({replicas}) => replicas},
  isr: {value: ({isr}) => isr, text: ({isr}) => isr.join(',') || 'none'},
  /** The least number of acknowledged records that the candidate lacks; null if unknown, or if it lacks none. */
  lostAtLeast: {value: ({lostAtLeast}) => lostAtLeast, align: 'right', filled: true, role: () => 'bad'},
  status: {
    value: ({status}) => status,
    role: ({status}) => (status === 'failed' ? 'bad' : status === 'elected' ? 'good' : undefined),
  },
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<Election>

export const electionFlags = {
  topic: topicScopes(checkTopicSelector)({
    summary: 'a topic, some of its partitions (orders:0,3-5), a pattern or a /regular expression/; repeatable',
  }),
  'all-topics': boolean({summary: 'partitions of all topics'}),
  'dry-run': boolean({summary: 'show which leaders would be elected, and elect none'}),
  ...yesFlag,
  ...reportFlags,
}

interface ElectionPlan extends ChangePlan {
  readonly elections: readonly Election[]
}

/** The election was accepted, but does not become visible. */
class NotElectedYet extends ExpectedError {
  override readonly name = 'NotElectedYet'
}
/** No replica can be elected. */
class NoCandidate extends ExpectedError {
  override readonly name = 'NoCandidate'
}

const readBacks = 20

export abstract class ElectionCommand extends ChangingCommand {
  protected async elect(
    type: ElectionType,
    flags: ChangeFlagValues & Readonly<FlagValues<typeof electionFlags>>,
  ): Promise<number> {
    const print = this.printer<readonly Election[], Election>(flags, electionColumns, 'topic')
    const scopes = flags.topic
    if (flags['all-topics'] === Boolean(scopes))
      throw new UsageError(scopes ? '--topic and --all-topics exclude each other' : 'one of --topic or --all-topics is needed') // prettier-ignore
    return this.carryOut<ElectionPlan, readonly Election[]>(flags, {
      changes: `elect ${type} leaders`,
      request: {type, topics: scopes ?? 'all'},
      plan: (cluster) => planOf(cluster, type, scopes),
      show: async ({elections}, as) => {
        const concerned = elections.filter(({status}) => status !== 'needless')
        const people = concerned.length === 0 ? () => {} : () => this.printTable(tableColumns(electionColumns, concerned), concerned) // prettier-ignore
        if (as === 'result') await print({value: elections, rows: elections, people})
        else if (!flags.yes) await this.printTable(tableColumns(electionColumns, concerned), concerned, 'stderr')
        if (type === 'unclean' && concerned.length > 0)
          await this.warning(
            'records that only the last leader has are lost for good. Their number is unknown while it is down, so bring it back if you can',
          )
      },
      question: ({elections}) => {
        const count = counted(elections.filter(({status}) => status === 'planned').length, 'partition')
        return type === 'unclean'
          ? `Elect leaders that may lack records for ${count}, and lose these records`
          : `Elect the preferred leaders of ${count}`
      },
      execute: (cluster, {elections}) => this.#execute(cluster, type, elections),
      report: (elections) => print({value: elections, rows: elections.filter(({status}) => status !== 'needless')}),
      failures: (elections) => elections.flatMap(({error}) => error ?? []),
      notes: {unchanged: 'no leader was elected', nothing: 'no election is needed'},
    })
  }

  async #execute(cluster: Cluster, type: ElectionType, elections: readonly Election[]): Promise<readonly Election[]> {
    const planned = elections.filter(({status}) => status === 'planned')
    const key = ({topic, partition}: {topic: string; partition: number}) => `${partition} ${topic}`
    const outcomes = new Map((await electLeaders(cluster, type, planned)).map((each) => [key(each), each]))
    const accepted = planned.filter((each) => outcomes.get(key(each))?.status === 'elected')
    const isDone = (each: Election, leader: number | null | undefined) =>
      type === 'preferred' ? leader === each.candidate : leader != null
    let leaders = await leadersOf(cluster, accepted)
    for (let left = readBacks; left > 0 && !accepted.every((each) => isDone(each, leaders.get(key(each)))); left--) {
      await pause(this.io, 250)
      leaders = await leadersOf(cluster, accepted)
    }
    return elections.map((each): Election => {
      if (each.status !== 'planned') return each
      const outcome = outcomes.get(key(each))
      const leader = leaders.get(key(each)) ?? null
      if (outcome?.status === 'notNeeded') return {...each, status: 'needless'}
      if (outcome?.status === 'elected' && isDone(each, leader)) return {...each, status: 'elected', candidate: leader}
      const unseen = `${each.topic}-${each.partition}: the election was accepted, but after some seconds a broker still shows another leader`
      return {...each, status: 'failed', error: outcome?.error ?? new NotElectedYet(unseen)}
    })
  }
}

async function planOf(cluster: Cluster, type: ElectionType, scopes: TopicScope[] | undefined): Promise<ElectionPlan> {
  const failures = new Failures()
  const outcome = await planElection(cluster, type, {
    selectors: scopes?.map(({topic}) => nameSelector(topic)),
    isWanted: (at) => !scopes || isInScopes(scopes, at),
  })
  const items = outcome.open(failures).map((each) => ({
    ...each,
    error: each.status === 'impossible' ? new NoCandidate(hopelessText(type, each)) : null,
  }))
  const planned = items.filter(({status}) => status === 'planned')
  const missing = (scopes ?? []).flatMap((scope) =>
    (scope.partitions ?? [])
      .filter((partition) => !items.some((each) => each.partition === partition && isInScopes([scope], each)))
      .map((partition) => new NoCandidate(`topic ${scope.topic} has no partition ${partition}`)),
  )
  const hopeless = items.flatMap(({error}) => error ?? [])
  const errors = failures.untold
  // Partitions that cannot be elected fail without stopping the others.
  const problems = [...errors, ...(errors.length > 0 ? [] : missing), ...(planned.length === 0 ? hopeless : [])]
  if (items.length === 0 && !scopes && problems.length === 0) {
    // To a user who may describe no topic, no election would seem to be needed.
    const {nothingSeen} = await import('../../acls/why-empty.ts')
    problems.push(...(await nothingSeen(cluster, 'topics', 0)))
  }
  return {
    elections: items,
    problems,
    othersSpared: planned.length > 0,
    empty: planned.length === 0,
    audited: {type, partitions: planned.map(({topic, partition, leader, candidate}) => ({topic, partition, leader, candidate}))}, // prettier-ignore
  }
}

const hopelessText = (type: ElectionType, {topic, partition, replicas}: PlannedElection) =>
  type === 'preferred'
    ? `${topic}-${partition}: the preferred leader ${replicas[0]} is not in sync or not alive`
    : `${topic}-${partition}: none of its replicas (${replicas.join(', ')}) is alive`
