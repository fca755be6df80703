// Makes a plan of moves from flags or a file, with its costs and the reasons against it.
import type {Cluster} from '../../cluster/cluster.ts'
import {UsageError} from '../../cluster/errors.ts'
import type {Failures} from '../../cluster/outcome.ts'
import {configsOf, describeConfigs} from '../../configs/describe.ts'
import {costsOf, fullDisks, type Costs} from '../../reassignments/costs.ts'
import {measureInflow, ratesNeeded, type InflowOptions} from '../../reassignments/inflow.ts'
import {partitionKey, partitionText} from '../../reassignments/layout.ts'
import type {PlanFile} from '../../reassignments/plan-file.ts'
import {PlanProblem, type Goal, type MovePlan, type PlannedMove} from '../../reassignments/plan/goal.ts'
import type {RackRule} from '../../reassignments/plan/placement.ts'
import {planMoves} from '../../reassignments/plan/plan-moves.ts'
import {readState, type ClusterState} from '../../reassignments/read-state.ts'
import {nextBatch} from '../../reassignments/batches.ts'
import {rateText} from './plan-report.ts'
import {namesIn, topicFilter} from './flags.ts'

export interface PlanRequest {
  readonly goal: Goal | {readonly kind: 'file'; readonly file: PlanFile}
  readonly topics: readonly string[] | undefined
  readonly racks: RackRule
  readonly maxDisk: number
  readonly throttle: number | null
}
export interface Planned {
  readonly state: ClusterState
  readonly plan: MovePlan
  readonly costs: Costs
  readonly problems: readonly Error[]
}

/** Reads the cluster and plans. Throws UsageError for a plan of another cluster, and for topics that do not exist. */
export async function planFor(cluster: Cluster, request: PlanRequest, failures: Failures): Promise<Planned> {
  const {goal, racks} = request
  const file = goal.kind === 'file' ? goal.file : undefined
  const inFile = file?.partitions.map((each) => each.topic)
  const named = [...(inFile ?? []), ...namesIn(request.topics)]
  const state = (await readState(cluster, {maxDisk: request.maxDisk, named})).open(failures)
  if (file) checkPlanCluster(file, state.clusterId)
  const names = [...new Set(state.layout.partitions.map((each) => each.topic))]
  const topic = topicFilter(request.topics, [...names, ...state.hidden.keys()])
  const isMeant = (name: string) => inFile?.includes(name) ?? topic?.(name) ?? true
  // The user may not see all topics, but the space that these take on disks is known nevertheless.
  const unread = [...failures.untold, ...[...state.hidden].flatMap(([name, error]) => (isMeant(name) ? [error] : []))]
  const touched = topic ? names.filter(topic) : names
  const insync = goal.kind === 'rf' ? await minInsync(cluster, touched, failures) : undefined
  const plan = planMoves(
    state.layout,
    goal.kind === 'file'
      ? {kind: 'explicit', assignments: goal.file.partitions.filter((each) => !state.hidden.has(each.topic))}
      : goal,
    {racks, topic, minInsync: insync},
  )
  const costs = costsOf(state, plan.moves, request.throttle)
  const problems = [
    ...plan.problems,
    ...(file ? staleProblems(file, state) : []),
    ...busyProblems(state, plan.moves),
    ...fullDisks(state, costs, request.maxDisk),
    // Part of the cluster is unknown, so a plan without it may be wrong.
    ...unread,
  ]
  failures.told(unread)
  return {state, plan, costs, problems}
}

function checkPlanCluster({clusterId: planned}: PlanFile, clusterId: string | null): void {
  if (planned !== null && clusterId !== null && planned !== clusterId)
    throw new UsageError(`the plan was made for cluster ${planned}, but this is ${clusterId}; nothing was moved`)
}

async function minInsync(
  cluster: Cluster,
  topics: readonly string[],
  failures: Failures,
): Promise<(topic: string) => number | null> {
  const described = await describeConfigs(
    cluster,
    topics.map((name) => ({type: 'TOPIC', name})),
    {names: ['min.insync.replicas']},
  )
  const values = new Map(
    described.map((each) => [each.resource.name, Number(configsOf(each, failures)[0]?.value ?? NaN)] as const),
  )
  return (topic) => {
    const value = values.get(topic)
    return value === undefined || Number.isNaN(value) ? null : value
  }
}

/** Partitions that are no longer where they were when the plan was made. */
function staleProblems({partitions}: PlanFile, {layout, topicIds}: ClusterState): PlanProblem[] {
  const now = new Map(layout.partitions.map((each) => [partitionKey(each), each.replicas]))
  return partitions.flatMap((each) => {
    const replicas = now.get(partitionKey(each))
    if (!replicas) return []
    const id = topicIds.get(each.topic)
    if (each.topicId !== null && id !== undefined && id !== each.topicId)
      return [new PlanProblem(`topic ${each.topic} was deleted and created again since the plan was made: plan again`)]
    if (each.from === null || each.from.join() === replicas.join() || each.replicas.join() === replicas.join())
      return []
    return [
      new PlanProblem(
        `${partitionText(each)} is now on ${replicas.join(',')}, and was on ${each.from.join(',')} when the plan was made: plan again`,
      ),
    ]
  })
}

function busyProblems({moving}: ClusterState, moves: readonly PlannedMove[]): PlanProblem[] {
  const busy = new Set(moving.map(partitionKey))
  return moves
    .filter((each) => busy.has(partitionKey(each)))
    .map((each) => new PlanProblem(`${partitionText(each)} is being moved already: wait for it, or cancel it`))
}

export interface ThrottleCheck extends InflowOptions {
  readonly throttle: number
  readonly batch: number | null
}

/** Brokers whose throttle is below the rate at which partitions are written that would move at the same time. */
export async function throttleProblems(
  cluster: Cluster,
  {layout, topicIds}: ClusterState,
  moves: readonly PlannedMove[],
  {throttle, batch, ...sampling}: ThrottleCheck,
): Promise<PlanProblem[]> {
  const copied = moves.filter(({adding}) => adding.length > 0)
  if (copied.length === 0) return []
  const wanted = new Set(copied.map(partitionKey))
  const partitions = layout.partitions.filter((each) => wanted.has(partitionKey(each)))
  const inflow = await measureInflow(cluster, partitions, sampling)
  const leaders = new Map(partitions.map((each) => [partitionKey(each), each.leader]))
  const worst = new Map<number, number>()
  const asJournal = (each: PlannedMove) => ({...each, topicId: topicIds.get(each.topic) ?? null})
  // The busiest partitions may come together in one batch, so as many of them are counted as a broker may move at a
  // time.
  const byInflow = copied
    .toSorted((a, b) => (inflow.get(partitionKey(b)) ?? 0) - (inflow.get(partitionKey(a)) ?? 0))
    .map((each) => ({...asJournal(each), bytes: inflow.get(partitionKey(each)) ?? 0}))
  const together = new Set(nextBatch(byInflow, [], batch).map(partitionKey))
  const some = copied.filter((each) => together.has(partitionKey(each)))
  for (const {broker, rate} of ratesNeeded(some, inflow, leaders)) if (rate >= throttle) worst.set(broker, rate)
  return [...worst].map(
    ([broker, rate]) =>
      new PlanProblem(
        `the throttle of ${rateText(throttle)} does not exceed the rate of new records that broker ${broker} has to copy (${rateText(rate)}), so the moves would never end: use --throttle ${rateText(roundUp(rate * 1.5))} or more, a smaller --batch, or --no-throttle`,
      ),
  )
}

/** Rounds up to two digits. */
function roundUp(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1)
  return Math.ceil(value / unit) * unit
}
