// Plans moves: which replicas to add and remove so that a goal is reached with as few moves as possible. The same input
// gives the same plan.
import {byTopicAndPartition} from '../../partitions/reassignments.ts'
import {counted} from '../../text/plural.ts'
import type {Layout} from '../layout.ts'
import {partitionText} from '../layout.ts'
import {balance, fillUp, inService, levelLeaders} from './even-out.ts'
import {dropReplicas} from './fewer-replicas.ts'
import {PlanProblem, type Goal, type MovePlan, type PlannedMove, type PlanOptions, type Spread} from './goal.ts'
import {explicitProblems} from './explicit.ts'
import {Placement} from './placement.ts'
import {fillSlots, refusalTexts, type Replaced} from './replace.ts'

interface Reached {
  readonly fewestPossible: number | null
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

export function planMoves(layout: Layout, goal: Goal, options: PlanOptions): MovePlan {
  const rackless = racklessProblem(layout, options)
  const problems = [...rackless, ...brokerProblems(layout, goal)]
  const placement = new Placement(layout, options.racks)
  const before = spreadOf(placement)
  const none = {moves: [], replicasMoved: 0, fewestPossible: null, preferredLeadersChanged: 0, warnings: []}
  if (problems.length > 0)
    return {...none, before, after: before, problems: problems.map((text) => new PlanProblem(text))}
  const {topic: wanted = () => true} = options
  const selected = layout.partitions.flatMap(({topic}, at) => (wanted(topic) ? [at] : []))
  const reached = reach(placement, layout, goal, options, selected)
  const moves = movesOf(placement)
  return {
    moves,
    replicasMoved: moves.reduce((sum, {adding}) => sum + adding.length, 0),
    fewestPossible: reached.fewestPossible,
    preferredLeadersChanged: moves.filter(({from, to}) => from[0] !== to[0]).length,
    before,
    after: spreadOf(placement),
    problems: reached.problems.map((text) => new PlanProblem(text)),
    warnings: reached.warnings,
  }
}

function reach(
  placement: Placement,
  layout: Layout,
  goal: Goal,
  options: PlanOptions,
  selected: readonly number[],
): Reached {
  switch (goal.kind) {
    case 'drain': {
      const among = goal.to ?? idsExcept(layout, goal.brokers)
      return drain(placement, selected, {leaving: goal.brokers, among}, options)
    }
    case 'leaders':
      return handOver(placement, selected, goal.brokers)
    case 'brokers':
      return drain(
        placement,
        selected,
        {leaving: placement.ids.filter((id) => !goal.brokers.includes(id)), among: goal.brokers},
        options,
      )
    case 'rf':
      return replicate(placement, selected, goal.replicas, options)
    case 'balance': {
      const fewestPossible = balance(placement, selected)
      levelLeaders(placement, selected)
      return {fewestPossible, problems: [], warnings: []}
    }
    case 'even': {
      const {among} = goal
      const brokers = inService(placement).filter((broker) => !among || among.includes(placement.ids[broker] ?? -1))
      const fewestPossible = balance(placement, selected, brokers)
      levelLeaders(placement, selected, {alone: true, brokers})
      return {fewestPossible, problems: [], warnings: []}
    }
    case 'add': {
      const added = goal.brokers.map((id) => placement.indexOf(id))
      const fewestPossible = fillUp(placement, selected, added)
      levelLeaders(
        placement,
        selected.filter((at) => added.some((broker) => placement.replicas[at]?.includes(broker))),
      )
      return {fewestPossible, problems: [], warnings: []}
    }
    case 'explicit': {
      const problems = explicitProblems(placement, layout, goal.assignments)
      const worse = problems.length > 0 ? [] : assign(placement, goal.assignments)
      return {fewestPossible: null, problems, warnings: fewerRacksText(placement, worse)}
    }
  }
}

const idsExcept = ({brokers}: Layout, ids: readonly number[]) =>
  brokers.flatMap(({id}) => (ids.includes(id) ? [] : [id]))

function drain(
  placement: Placement,
  selected: readonly number[],
  {leaving, among}: {readonly leaving: readonly number[]; readonly among: readonly number[]},
  {racks}: PlanOptions,
): Reached {
  const gone = new Set(leaving.filter(placement.has).map((id) => placement.indexOf(id)))
  const wanted = selected.flatMap((at) => {
    const slots = (placement.replicas[at] ?? []).flatMap((broker, slot) => (gone.has(broker) ? [slot] : []))
    return slots.length === 0 ? [] : [{at, slots}]
  })
  const fewestPossible = wanted.reduce((sum, {slots}) => sum + slots.length, 0)
  const targets = among.map((id) => placement.indexOf(id))
  const replaced = fillSlots(placement, wanted, targets, racks)
  levelLeaders(
    placement,
    wanted.map(({at}) => at),
  )
  return {fewestPossible, ...outcomeOf(placement, replaced)}
}

/** Makes another in-sync replica the preferred leader, on the broker that leads the fewest partitions. */
function handOver(placement: Placement, selected: readonly number[], ids: readonly number[]): Reached {
  const gone = new Set(ids.filter(placement.has).map((id) => placement.indexOf(id)))
  const alone: string[] = []
  for (const at of selected) {
    const list = placement.replicas[at] ?? []
    const partition = placement.partitions[at]
    if (!partition || !gone.has(list[0] ?? -1)) continue
    const fit = list.filter(
      (broker) => !gone.has(broker) && placement.usable[broker] && partition.isr.includes(placement.ids[broker] ?? -1),
    )
    const [next] = fit.toSorted((a, b) => (placement.leaders[a] ?? 0) - (placement.leaders[b] ?? 0))
    if (next === undefined) alone.push(`${partitionText(partition)}: no other replica is in sync`)
    else placement.lead(at, next)
  }
  return {fewestPossible: 0, problems: alone, warnings: []}
}

function replicate(
  placement: Placement,
  selected: readonly number[],
  count: number,
  {racks, minInsync = () => null}: PlanOptions,
): Reached {
  const wanted = selected.flatMap((at) => {
    const {length} = placement.replicas[at] ?? []
    const slots = Array.from({length: Math.max(0, count - length)}, (_, i) => length + i)
    return slots.length === 0 ? [] : [{at, slots}]
  })
  const tooFew: string[] = []
  for (const at of selected) {
    const partition = placement.partitions[at]
    if (!partition || partition.replicas.length <= count) continue
    const left = dropReplicas(placement, at, count)
    const needed = minInsync(partition.topic)
    if (needed !== null && left < needed)
      tooFew.push(
        `${partitionText(partition)}: ${counted(left, 'replica')} in sync would be left, fewer than min.insync.replicas (${needed})`,
      )
  }
  const replaced = fillSlots(
    placement,
    wanted,
    placement.ids.map((_, broker) => broker),
    racks,
  )
  const outcome = outcomeOf(placement, replaced)
  return {
    fewestPossible: wanted.reduce((sum, {slots}) => sum + slots.length, 0),
    ...outcome,
    problems: [...outcome.problems, ...tooFew],
  }
}

const outcomeOf = (placement: Placement, {refused, fewerRacks}: Replaced) => ({
  problems: refusalTexts(placement, refused),
  warnings: fewerRacksText(placement, fewerRacks),
})

function fewerRacksText(placement: Placement, partitions: readonly number[]): string[] {
  if (partitions.length === 0) return []
  const [first] = partitions.flatMap((at) => placement.partitions[at] ?? [])
  const example = first ? `, such as ${partitionText(first)}` : ''
  return [`${counted(partitions.length, 'partition')} will lie in fewer racks than before${example}`]
}

/** Gives partitions the lists of a file; returns those that span fewer racks than before. */
function assign(
  placement: Placement,
  assignments: readonly {topic: string; partition: number; replicas: readonly number[]}[],
): number[] {
  const places = new Map(placement.partitions.map((each, at) => [partitionText(each), at]))
  const worse: number[] = []
  for (const each of assignments) {
    const at = places.get(partitionText(each))
    if (at === undefined) continue
    const list = placement.replicas[at] ?? []
    while (list.length > each.replicas.length) placement.remove(at, list.at(-1) ?? -1)
    for (const [slot, id] of each.replicas.entries()) placement.put(at, slot, placement.indexOf(id))
    if (placement.racks(list) < (placement.racksNeeded[at] ?? 0)) worse.push(at)
  }
  return worse
}

function movesOf(placement: Placement): PlannedMove[] {
  return placement.partitions
    .flatMap(({topic, partition, replicas: from, bytes}, at) => {
      const to = (placement.replicas[at] ?? []).map((broker) => placement.ids[broker] ?? -1)
      if (to.length === from.length && to.every((id, slot) => id === from[slot])) return []
      const adding = to.filter((id) => !from.includes(id))
      const removing = from.filter((id) => !to.includes(id))
      return [{topic, partition, from, to, adding, removing, bytes}]
    })
    .toSorted(byTopicAndPartition)
}

function spreadOf({ids, usable, load}: Placement): Spread {
  let [fewest, most] = [Infinity, 0]
  for (const broker of ids.keys()) {
    if (!usable[broker]) continue
    fewest = Math.min(fewest, load[broker] ?? 0)
    most = Math.max(most, load[broker] ?? 0)
  }
  return {fewest: fewest === Infinity ? 0 : fewest, most}
}

/** If only some brokers have racks, no plan can tell what it does to racks. */
function racklessProblem({brokers}: Layout, {racks}: PlanOptions): string[] {
  const usable = brokers.filter(({unusable}) => unusable === null)
  const without = usable.filter(({rack}) => rack === null)
  if (racks === 'off' || without.length === 0 || without.length === usable.length) return []
  return [
    `${without.length === 1 ? 'broker' : 'brokers'} ${without.map(({id}) => id).join(', ')} ${without.length === 1 ? 'has' : 'have'} no rack while others have one: use --rack-aware off`,
  ]
}

function brokerProblems({brokers, partitions}: Layout, goal: Goal): string[] {
  const known = new Map(brokers.map((each) => [each.id, each]))
  const inLists = (id: number) => partitions.some(({replicas}) => replicas.includes(id))
  if (goal.kind === 'drain' || goal.kind === 'leaders') {
    const unknown = goal.brokers.filter((id) => !known.has(id) && !inLists(id))
    const texts = unknown.map((id) => `there is no broker ${id}, and no replica on one`)
    return [...texts, ...((goal.kind === 'drain' && goal.to) || []).flatMap((id) => unfit(known, id))]
  }
  return goal.kind === 'add' || goal.kind === 'brokers' ? goal.brokers.flatMap((id) => unfit(known, id)) : []
}

function unfit(known: ReadonlyMap<number, Layout['brokers'][number]>, id: number): string[] {
  const broker = known.get(id)
  if (!broker) return [`there is no broker ${id} in service`]
  return broker.unusable === null ? [] : [`broker ${id} cannot take replicas: it ${broker.unusable}`]
}
