// A plan that was made before: it holds, or it is stale.
import type {Cluster} from '../../cluster/cluster.ts'
import {StalePlan} from '../../errors/stale-plan.ts'
import {counted} from '../../text/plural.ts'
import {costsOf} from '../plan/costs.ts'
import type {Planned} from '../plan/make-plan.ts'
import type {SavedPlan} from '../plan/plan-file.ts'
import type {Action, NotDone} from '../plan/plan.ts'
import {readFor, standingOf} from './expectations.ts'

const mostShown = 5

function staleness(found: readonly string[]): StalePlan {
  const more = found.length > mostShown ? `; and ${counted(found.length - mostShown, 'more difference')}` : ''
  return new StalePlan(
    `the plan is stale, and nothing was changed: ${found.slice(0, mostShown).join('; ')}${more}; plan again`,
  )
}

/** Raises StalePlan if anything that the actions touch is not what they expect. What is as they would make it is fine. */
export async function checkFresh(cluster: Cluster, actions: readonly Action[]): Promise<void> {
  const current = await readFor(cluster, actions)
  const found = actions.flatMap((action) => {
    const standing = standingOf(action, current)
    return standing.state === 'stale' ? [standing.why] : []
  })
  if (found.length > 0) throw staleness(found)
}

/** The plan as it stands now, with its costs. Raises StalePlan, also for another cluster. */
export async function resumePlan(
  cluster: Cluster,
  {cluster: {id}, files, actions}: SavedPlan,
  now: number,
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
  return {
    plan: {clusterId: current.clusterId, files, actions: open, unknown, refused: [], notices: [], unchanged},
    costs: await costsOf(cluster, open, current, {now, copied: new Map(), copiedMs: new Map()}),
    // A part that cannot be read is a reason to do none of it: it was to be done together.
    problems: unknown.map(({error}) => error),
    brokers: current.brokers,
    unended: [],
  }
}
