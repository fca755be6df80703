// Evens out the number of replicas per broker with as few moves as possible.
import {costOf} from './replace.ts'
import {Held} from './held.ts'
import {level} from './level.ts'
import type {Placement} from './placement.ts'

/** The given partitions, by each broker that has a replica of them. */
function replicasOf(placement: Placement, partitions: readonly number[]): Held<number> {
  const held = new Held<number>(placement.ids.length)
  for (const at of partitions) for (const broker of placement.replicas[at] ?? []) held.add(broker, at)
  return held
}

/** How a replica is moved from one broker to another. */
const replicaMoves = (placement: Placement) => ({
  mayGo(at: number, from: number, to: number): boolean {
    const slot = placement.replicas[at]?.indexOf(from) ?? -1
    return slot >= 0 && placement.mayTake(at, slot, to)
  },
  cost: (at: number, from: number, to: number) => costOf(placement, at, from, to),
  move: (at: number, from: number, to: number) => placement.put(at, placement.replicas[at]?.indexOf(from) ?? 0, to),
})

/** The brokers in service, by their index in the placement. */
export const inService = ({ids, usable}: Placement): number[] =>
  ids.flatMap((_, broker) => (usable[broker] ? [broker] : []))

/** Balances all these brokers; returns the fewest moves that any plan would need, regardless of racks and disks. */
export function balance(placement: Placement, partitions: readonly number[], brokers = inService(placement)): number {
  const held = replicasOf(placement, partitions)
  const counts = brokers.map(held.count).toSorted((a, b) => b - a)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const share = Math.floor(total / Math.max(1, brokers.length))
  const larger = total - share * brokers.length
  const fewest = counts.reduce((sum, count, rank) => sum + Math.max(0, count - share - (rank < larger ? 1 : 0)), 0)
  level<number>({brokers, held, count: held.count, ...replicaMoves(placement)})
  return fewest
}

/**
 * Fills these brokers with their share from those that have the most; returns the fewest moves that this needs, as
 * `balance` does.
 */
export function fillUp(placement: Placement, partitions: readonly number[], added: readonly number[]): number {
  const held = replicasOf(placement, partitions)
  const moves = replicaMoves(placement)
  const {count} = held
  const usable = inService(placement)
  const total = usable.reduce((sum, broker) => sum + count(broker), 0)
  const share = Math.floor(total / Math.max(1, usable.length))
  const fewest = added.reduce((sum, broker) => sum + Math.max(0, share - count(broker)), 0)
  const open = new Set(added.filter((broker) => placement.usable[broker]))
  while (open.size > 0) {
    const to = [...open].reduce((least, broker) => (count(broker) < count(least) ? broker : least))
    if (count(to) >= share) break
    const donors = usable.filter((broker) => count(broker) > share).sort((a, b) => count(b) - count(a))
    if (!donors.some((from) => giveOne(held, from, to, moves))) open.delete(to)
  }
  return fewest
}

function giveOne(held: Held<number>, from: number, to: number, moves: ReturnType<typeof replicaMoves>): boolean {
  const at = held.choose(from, to, moves)
  if (at === undefined) return false
  moves.move(at, from, to)
  held.move(at, from, to)
  return true
}

/**
 * Rotates the preferred leadership of these partitions among their replicas until brokers have equal numbers. `alone`:
 * only the leaderships of these partitions count.
 */
export function levelLeaders(
  placement: Placement,
  partitions: readonly number[],
  {
    alone = false,
    brokers = inService(placement),
  }: {readonly alone?: boolean; readonly brokers?: readonly number[]} = {},
): void {
  const held = new Held<number>(placement.ids.length)
  for (const at of partitions) held.add(placement.replicas[at]?.[0] ?? -1, at)
  level<number>({
    brokers,
    held,
    count: alone ? held.count : (broker) => placement.leaders[broker] ?? 0,
    mayGo: (at, from, to) => {
      const list = placement.replicas[at] ?? []
      return list[0] === from && placement.usable[to] === true && list.includes(to)
    },
    // Prefers partitions whose leader moves anyway.
    cost: (at, from) => (placement.isOriginal(at, from) ? 1 : 0),
    move: (at, _from, to) => placement.lead(at, to),
  })
}
