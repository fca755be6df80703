// Checks a plan that was saved earlier: it either still fits the cluster, or it is stale.
import type {Cluster} from '../../cluster/cluster.ts'
import {StalePlan} from '../../errors/stale-plan.ts'
import {counted} from '../../text/plural.ts'
import {costsOf} from '../plan/costs.ts'
import {lintedOf} from '../lint/planned.ts'
import type {Policy} from '../lint/policy.ts'
import {judgedByPolicy} from '../plan/by-policy.ts'
import type {Planned} from '../plan/make-plan.ts'
import {rightsFor} from '../plan/preflight.ts'
import type {SavedPlan} from '../plan/plan-file.ts'
import {actionKey, type Action, type NotDone} from '../plan/plan.ts'
import {readFor, standingOf} from './expectations.ts'

const mostShown = 5

function staleness(found: readonly string[]): StalePlan {
  const more = found.length > mostShown ? `; and ${counted(found.length - mostShown, 'more difference')}` : ''
  return new StalePlan(
    `the plan is stale, and nothing was changed: ${found.slice(0, mostShown).join('; ')}${more}; plan again`,
  )
}

/**
 * Throws StalePlan if anything that the actions touch is not what they expect. A change that is already made is fine.
 */
export async function checkFresh(cluster: Cluster, actions: readonly Action[]): Promise<void> {
  const current = await readFor(cluster, actions)
  const found = actions.flatMap((action) => {
    const standing = standingOf(action, current)
    return standing.state === 'stale' ? [standing.why] : []
  })
  if (found.length > 0) throw staleness(found)
}

export interface ResumeOptions {
  readonly now: number
  /** Today's policy, which may be stricter than when the plan was made. */
  readonly policy: Policy
  /** The path of the plan, reported as the place of problems that have no place in a file. */
  readonly source: string
}

/** The saved plan with its current cost. Throws StalePlan, also if the plan was made for another cluster. */
export async function resumePlan(
  cluster: Cluster,
  {cluster: {id}, files, actions}: SavedPlan,
  {now, policy, source}: ResumeOptions,
): Promise<Planned> {
  const current = await readFor(cluster, actions)
  if (id !== current.clusterId)
    throw staleness([
      `it was made for cluster ${id ?? 'without an id'}, and this is ${current.clusterId ?? 'one without an id'}`,
    ])
  const standings = actions.map((action) => ({action, standing: standingOf(action, current)}))
  const stale = standings.flatMap(({standing}) => (standing.state === 'stale' ? [standing.why] : []))
  if (stale.length > 0) throw staleness(stale)
  const unknown = standings.flatMap(({action: {kind, name, place}, standing}): NotDone[] =>
    standing.state === 'unknown' ? [{kind, name, place, error: standing.error}] : [],
  )
  const open = standings.flatMap(({action, standing}) => (standing.state === 'as planned' ? [action] : []))
  const done = standings.filter(({standing}) => standing.state === 'done')
  const unchanged = Object.fromEntries(
    [...Map.groupBy(done, ({action}) => action.kind)].map(([kind, some]) => [kind, some.length]),
  )
  const desired = lintedOf(open, current, {file: source, line: 1, column: 1})
  const [linted, {missing}] = await Promise.all([
    judgedByPolicy(cluster, {desired, actions: open, current}, {policy, now, without: aboutRule}),
    rightsFor(cluster, open),
  ])
  const lacking = linted.actions.flatMap(({kind, name, place, ...action}): NotDone[] => {
    const error = missing.get(actionKey({kind, name, ...action}))
    return error ? [{kind, name, place, error}] : []
  })
  const able = linted.actions.filter((action) => !missing.has(actionKey(action)))
  const refused = [...linted.refused, ...lacking]
  const {notices} = linted
  return {
    plan: {clusterId: current.clusterId, files, actions: able, unknown, refused, notices, unchanged},
    costs: await costsOf(cluster, able, current, {now, copied: new Map(), copiedMs: new Map()}),
    // A part that cannot be read or carried out stops the whole plan, since it was made to be applied as one.
    problems: [...unknown, ...refused].map(({error}) => error),
    brokers: current.brokers,
    unended: [],
  }
}

/** The `about` texts of topics are not saved in a plan, so rules about them cannot be checked. */
const aboutRule = ['about.required']
