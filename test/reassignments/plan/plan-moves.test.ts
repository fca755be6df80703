// Plans of moves over random clusters. What must hold is counted here anew, from the lists before and after alone.
import {describe, expect, test} from 'vitest'
import type {Layout} from '../../../src/lib/reassignments/layout.ts'
import type {Goal, MovePlan} from '../../../src/lib/reassignments/plan/goal.ts'
import type {RackRule} from '../../../src/lib/reassignments/plan/placement.ts'
import {planMoves} from '../../../src/lib/reassignments/plan/plan-moves.ts'
import {full} from '../../support/real-kafka.ts'
import {below, oneOf, randomLayout, seeded, someOf, type Random} from './random-layout.ts'

const rounds = full ? 10_000 : 1000

interface Case {
  readonly layout: Layout
  readonly goal: Goal
  readonly racks: RackRule
  readonly plan: MovePlan
  /** By partition, as text: the lists after the plan. */
  readonly after: ReadonlyMap<string, readonly number[]>
}

const nameOf = ({topic, partition}: {topic: string; partition: number}) => `${topic}-${partition}`

function randomGoal(random: Random, {brokers}: Layout): Goal {
  const ids = brokers.map(({id}) => id)
  const usable = brokers.flatMap(({id, unusable}) => (unusable === null ? [id] : []))
  const some = (from: readonly number[]) => someOf(random, from, 1 + below(random, 2))
  switch (below(random, 5)) {
    case 0:
      return {kind: 'drain', brokers: some(ids)}
    case 1:
      return usable.length > 0 ? {kind: 'add', brokers: some(usable)} : {kind: 'balance'}
    case 2:
      return {kind: 'rf', replicas: 1 + below(random, 4)}
    case 3:
      return usable.length > 0
        ? {kind: 'brokers', brokers: someOf(random, usable, 1 + below(random, usable.length))}
        : {kind: 'balance'}
    default:
      return {kind: 'balance'}
  }
}

function randomCase(seed: number): Case {
  const random = seeded(seed)
  const layout = randomLayout(random)
  const goal = randomGoal(random, layout)
  const racks = oneOf<RackRule>(random, ['strict', 'strict', 'prefer', 'off'])
  const plan = planMoves(layout, goal, {racks, minInsync: () => 1})
  const moved = new Map(plan.moves.map((each) => [nameOf(each), each.to]))
  const after = new Map(layout.partitions.map((each) => [nameOf(each), moved.get(nameOf(each)) ?? each.replicas]))
  return {layout, goal, racks, plan, after}
}

const rackOf = ({brokers}: Layout, id: number) => brokers.find((each) => each.id === id)?.rack ?? null
const racksOf = (layout: Layout, ids: readonly number[]) => new Set(ids.flatMap((id) => rackOf(layout, id) ?? [])).size
const usableIds = ({brokers}: Layout) => brokers.flatMap(({id, unusable}) => (unusable === null ? [id] : []))
const loadsOf = (lists: Iterable<readonly number[]>) => {
  const loads = new Map<number, number>()
  for (const list of lists) for (const id of list) loads.set(id, (loads.get(id) ?? 0) + 1)
  return loads
}
const lists = ({partitions}: Layout) => partitions.map(({replicas}) => replicas)

/** What is wrong with a plan, whatever it is for. */
function faults({layout, goal, racks, plan, after}: Case): string[] {
  const found: string[] = []
  const usable = new Set(usableIds(layout))
  for (const {topic, partition, from, to, adding, removing, bytes} of plan.moves) {
    const name = nameOf({topic, partition})
    const old = layout.partitions.find((each) => nameOf(each) === name)
    if (old?.replicas.join() !== from.join() || old.bytes !== bytes) found.push(`${name} is not what it was`)
    if (to.join() === from.join()) found.push(`${name} does not change`)
    if (new Set(to).size !== to.length) found.push(`${name} has a broker twice`)
    for (const id of to) if (!from.includes(id) && !usable.has(id)) found.push(`${name} gets ${id}, out of service`)
    if (adding.join() !== to.filter((id) => !from.includes(id)).join()) found.push(`${name}: adding is wrong`)
    if (removing.join() !== from.filter((id) => !to.includes(id)).join()) found.push(`${name}: removing is wrong`)
    const size = goal.kind === 'rf' ? goal.replicas : from.length
    if (to.length !== size) found.push(`${name} has ${to.length} replicas`)
    const keep = Math.min(racksOf(layout, from), goal.kind === 'rf' ? Math.min(size, from.length) : Infinity)
    if (racks === 'strict' && racksOf(layout, to) < keep) {
      // Fewer replicas may be those of one rack, where the others are out of sync.
      if (goal.kind !== 'rf' || to.length >= from.length) found.push(`${name} loses a rack`)
    }
  }
  if (plan.replicasMoved !== plan.moves.reduce((sum, {adding}) => sum + adding.length, 0))
    found.push('moves miscounted')
  if (plan.fewestPossible !== null && plan.problems.length === 0 && goal.kind !== 'balance' && goal.kind !== 'add')
    if (plan.replicasMoved !== plan.fewestPossible)
      found.push(`${plan.replicasMoved} moves, not ${plan.fewestPossible}`)
  if (plan.problems.length === 0) {
    const held = new Set([...after.values()].flat())
    if (goal.kind === 'drain') for (const id of goal.brokers) if (held.has(id)) found.push(`${id} is not empty`)
    if (goal.kind === 'brokers') for (const id of held) if (!goal.brokers.includes(id)) found.push(`${id} is not empty`)
  }
  for (const {id, roomBytes} of layout.brokers) {
    if (roomBytes === null) continue
    const come = plan.moves.reduce((sum, {adding, bytes}) => sum + (adding.includes(id) ? (bytes ?? 0) : 0), 0)
    if (come > roomBytes) found.push(`${id} gets more than it has room for`)
  }
  return found
}

/** The fewest moves to the same number of replicas everywhere, by putting one replica after the other. */
function fewestToBalance(layout: Layout): number {
  const loads = loadsOf(lists(layout))
  const counts = usableIds(layout).map((id) => loads.get(id) ?? 0)
  let moves = 0
  for (;;) {
    const most = counts.indexOf(Math.max(...counts))
    const least = counts.indexOf(Math.min(...counts))
    if (counts.length === 0 || (counts[most] ?? 0) - (counts[least] ?? 0) < 2) return moves
    counts[most] = (counts[most] ?? 0) - 1
    counts[least] = (counts[least] ?? 0) + 1
    moves++
  }
}

/** Replicas that have moved, or (balance) any, which could still go to a broker that has at least two fewer. */
function couldBeMoreEven({layout, goal, plan, racks, after}: Case): string[] {
  const loads = loadsOf(after.values())
  const targets =
    goal.kind === 'brokers' ? goal.brokers : goal.kind === 'drain' ? idsBut(layout, goal.brokers) : usableIds(layout)
  const usable = new Set(usableIds(layout))
  const items: {name: string; from: number; list: readonly number[]}[] =
    goal.kind === 'balance'
      ? [...after].flatMap(([name, list]) => list.map((from) => ({name, from, list})))
      : plan.moves.flatMap((each) => each.adding.map((from) => ({name: nameOf(each), from, list: each.to})))
  return items.flatMap(({name, from, list}) =>
    targets.flatMap((to) => {
      if (!usable.has(to) || !usable.has(from) || list.includes(to)) return []
      if ((loads.get(from) ?? 0) < (loads.get(to) ?? 0) + 2) return []
      const other = list.map((id) => (id === from ? to : id))
      if (racks !== 'off' && racksOf(layout, other) < racksOf(layout, list)) return []
      return [`${name} could go from ${from} (${loads.get(from) ?? 0}) to ${to} (${loads.get(to) ?? 0})`]
    }),
  )
}
const idsBut = ({brokers}: Layout, ids: readonly number[]) => brokers.flatMap(({id}) => (ids.includes(id) ? [] : [id]))

/** Cases of these seeds, and what is wrong with the first few. */
function wrong(check: (one: Case) => readonly string[], seeds = rounds): string[] {
  const found: string[] = []
  for (let seed = 1; seed <= seeds && found.length < 5; seed++) {
    const one = randomCase(seed)
    found.push(...check(one).map((text) => `seed ${seed}, ${JSON.stringify(one.goal)}, ${one.racks}: ${text}`))
  }
  return found.slice(0, 5)
}
const hasRoom = ({brokers}: Layout) => brokers.every(({roomBytes}) => roomBytes === null)

describe(`plans of ${rounds} random clusters`, () => {
  test('move what they must and nothing else, to brokers in service, and lose no rack', () =>
    expect(wrong(faults)).toEqual([]))

  test('are the same for the same cluster', () =>
    expect(
      wrong((one) =>
        JSON.stringify(one.plan) ===
        JSON.stringify(planMoves(one.layout, one.goal, {racks: one.racks, minInsync: () => 1}))
          ? []
          : ['differs'],
      ),
    ).toEqual([]))

  test('leave nothing that one more step would make more even', () =>
    expect(
      wrong((one) =>
        one.goal.kind === 'add' || one.plan.problems.length > 0 || !hasRoom(one.layout) ? [] : couldBeMoreEven(one),
      ),
    ).toEqual([]))

  test('reach the fewest moves of a balance, and a spread of one, where racks do not forbid it', () => {
    let seen = 0
    const found = wrong(({layout, goal, racks, plan}) => {
      const free = racks === 'off' || layout.brokers.every(({rack}) => rack === null)
      if (goal.kind !== 'balance' || !hasRoom(layout)) return []
      const fewest = fewestToBalance(layout)
      if (plan.problems.length === 0 && plan.fewestPossible !== fewest) return [`${plan.fewestPossible}, not ${fewest}`]
      if (!free)
        return plan.problems.length === 0 && plan.after.most - plan.after.fewest < 2 && plan.replicasMoved < fewest
          ? ['fewer than possible']
          : []
      seen++
      const {fewest: least, most} = plan.after
      return [
        ...(plan.replicasMoved === fewest ? [] : [`${plan.replicasMoved} moves, not ${fewest}`]),
        ...(most - least > 1 ? [`${least} to ${most} replicas`] : []),
      ]
    })
    expect(found).toEqual([])
    expect(seen).toBeGreaterThan(rounds / 50)
  })

  test('give new brokers their share with as many moves as that needs, where racks do not forbid it', () => {
    let seen = 0
    const found = wrong(({layout, goal, racks, plan, after}) => {
      if (goal.kind !== 'add' || !hasRoom(layout)) return []
      if (racks !== 'off' && layout.brokers.some(({rack}) => rack !== null)) return []
      seen++
      const [before, now] = [loadsOf(lists(layout)), loadsOf(after.values())]
      const usable = usableIds(layout)
      const total = usable.reduce((sum, id) => sum + (before.get(id) ?? 0), 0)
      const share = Math.floor(total / usable.length)
      const fewest = goal.brokers.reduce((sum, id) => sum + Math.max(0, share - (before.get(id) ?? 0)), 0)
      return [
        ...(plan.replicasMoved === fewest ? [] : [`${plan.replicasMoved} moves, not ${fewest}`]),
        ...goal.brokers.flatMap((id) => ((now.get(id) ?? 0) < share ? [`${id} has less than ${share}`] : [])),
      ]
    })
    expect(found).toEqual([])
    expect(seen).toBeGreaterThan(rounds / 50)
  })

  test('are possible wherever a search through all choices finds one (drain, rf)', () => {
    let seen = 0
    const found = wrong(({layout, goal, racks, plan}) => {
      if ((goal.kind !== 'drain' && goal.kind !== 'rf') || plan.problems.length === 0 || !hasRoom(layout)) return []
      if (!plan.problems.some(({message}) => /already has a replica|fewer racks/.test(message))) return []
      seen++
      const usable = usableIds(layout)
      const possible = layout.partitions.every(({replicas}) => {
        const kept = goal.kind === 'drain' ? replicas.filter((id) => !goal.brokers.includes(id)) : replicas
        const size = goal.kind === 'drain' ? replicas.length : Math.max(goal.replicas, replicas.length)
        const free = usable.filter((id) => !kept.includes(id) && !(goal.kind === 'drain' && goal.brokers.includes(id)))
        const complete = (list: readonly number[], rest: readonly number[]): boolean =>
          list.length === size
            ? racks !== 'strict' || racksOf(layout, list) >= racksOf(layout, replicas)
            : rest.some((id, at) => complete([...list, id], rest.slice(at + 1)))
        return complete(kept, free)
      })
      return possible ? ['is possible'] : []
    })
    expect(found).toEqual([])
    expect(seen).toBeGreaterThan(rounds / 100)
  })
})
