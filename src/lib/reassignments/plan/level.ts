// Evens out how many replicas (or leaderships) brokers have, by chains of moves from one broker to another with at
// least two fewer. When no such chain is left, no other sequence of these moves gives a more even result.
import type {Choice, Held} from './held.ts'

export interface Leveling<Item> extends Choice<Item> {
  /** The brokers whose counts are to become even. */
  readonly brokers: readonly number[]
  /** The items that may be moved. */
  readonly held: Held<Item>
  count(broker: number): number
  /** Moves the item in the placement; `held` is updated here. */
  move(item: Item, from: number, to: number): void
}

export function level<Item>(leveling: Leveling<Item>): void {
  const open = new Set(leveling.brokers)
  while (open.size > 0) {
    let from = -1
    for (const broker of open) if (from === -1 || leveling.count(broker) > leveling.count(from)) from = broker
    const {path, reached} = findPath(leveling, from, open)
    // No broker that was reached leads to one with two fewer than `from`: each has at most one fewer.
    if (!path || !shift(leveling, path)) for (const broker of reached) open.delete(broker)
  }
}

interface Step<Item> {
  readonly item: Item
  readonly from: number
  readonly to: number
}

/** The shortest chain from a broker to one with at least two fewer. */
function findPath<Item>(leveling: Leveling<Item>, start: number, open: ReadonlySet<number>) {
  const most = leveling.count(start)
  const byCount = [...open].sort((a, b) => leveling.count(a) - leveling.count(b))
  const cameBy = new Map<number, Step<Item> | null>([[start, null]])
  let edge = [start]
  while (edge.length > 0) {
    const next: number[] = []
    for (const from of edge) {
      for (const to of byCount) {
        if (cameBy.has(to)) continue
        const item = leveling.held.choose(from, to, leveling)
        if (item === undefined) continue
        cameBy.set(to, {item, from, to})
        if (leveling.count(to) <= most - 2) return {path: pathTo(cameBy, to), reached: cameBy.keys()}
        next.push(to)
      }
    }
    edge = next
  }
  return {path: undefined, reached: cameBy.keys()}
}

function pathTo<Item>(cameBy: ReadonlyMap<number, Step<Item> | null>, end: number): Step<Item>[] {
  const path: Step<Item>[] = []
  for (let step = cameBy.get(end); step; step = cameBy.get(step.from)) path.push(step)
  return path
}

/**
 * Moves from the end to the start, so that no broker ever holds more than before. False if a move was impossible; the
 * others are then undone.
 */
function shift<Item>(leveling: Leveling<Item>, path: readonly Step<Item>[]): boolean {
  for (const [done, {item, from, to}] of path.entries()) {
    if (leveling.mayGo(item, from, to)) moveOne(leveling, item, from, to)
    else {
      // An earlier step has moved another replica of the same partition.
      for (const step of path.slice(0, done).toReversed()) moveOne(leveling, step.item, step.to, step.from)
      return false
    }
  }
  return true
}

function moveOne<Item>(leveling: Leveling<Item>, item: Item, from: number, to: number): void {
  leveling.move(item, from, to)
  leveling.held.move(item, from, to)
}
