// Finds new brokers for positions: those of drained brokers, and new ones at the end of the list.
import {byTopicAndPartition} from '../../partitions/reassignments.ts'
import {partitionText} from '../layout.ts'
import {chooseBroker, type Refusal} from './choose.ts'
import {Held} from './held.ts'
import {level} from './level.ts'
import type {Placement, RackRule, Slot} from './placement.ts'

export interface Refused {
  readonly at: number
  readonly why: Refusal
}
export interface Replaced {
  readonly filled: readonly Slot[]
  readonly refused: readonly Refused[]
  /** Partitions that span fewer racks than before (`prefer`). */
  readonly fewerRacks: readonly number[]
}

/**
 * Fills these positions of each partition, and evens out the brokers that received them. A partition for which there is
 * no broker stays as it was.
 */
export function fillSlots(
  placement: Placement,
  wanted: Iterable<{readonly at: number; readonly slots: readonly number[]}>,
  among: readonly number[],
  rule: RackRule,
): Replaced {
  const filled: Slot[] = []
  const refused: Refused[] = []
  const fewerRacks: number[] = []
  for (const {at, slots} of wanted) {
    const needed = placement.racksNeeded[at] ?? 0
    let why = fillOne(placement, at, slots, among)
    if (why === 'racks' && rule === 'prefer') {
      placement.racksNeeded[at] = 0
      why = fillOne(placement, at, slots, among)
      if (why === undefined) fewerRacks.push(at)
      else placement.racksNeeded[at] = needed
    }
    if (why !== undefined) {
      refused.push({at, why})
      continue
    }
    placement.racksNeeded[at] = placement.racks(placement.replicas[at] ?? [])
    for (const slot of slots) filled.push({at, slot})
  }
  levelSlots(placement, filled, among)
  return {filled, refused, fewerRacks}
}

function fillOne(
  placement: Placement,
  at: number,
  slots: readonly number[],
  among: readonly number[],
): Refusal | undefined {
  const before = placement.replicas[at]?.slice() ?? []
  for (const [done, slot] of slots.entries()) {
    const chosen = chooseBroker(placement, {at, slot, final: done === slots.length - 1}, among)
    if (typeof chosen === 'number') {
      placement.put(at, slot, chosen)
      continue
    }
    for (const filled of slots.slice(0, done).toReversed()) {
      const old = before[filled]
      if (old !== undefined) placement.put(at, filled, old)
      else placement.remove(at, placement.replicas[at]?.[filled] ?? -1)
    }
    return chosen
  }
  return undefined
}

function levelSlots(placement: Placement, filled: readonly Slot[], among: readonly number[]): void {
  const held = new Held<Slot>(placement.ids.length)
  for (const place of filled) held.add(placement.replicas[place.at]?.[place.slot] ?? -1, place)
  level<Slot>({
    brokers: among.filter((broker) => placement.usable[broker]),
    held,
    count: (broker) => placement.load[broker] ?? 0,
    mayGo: ({at, slot}, from, to) => placement.replicas[at]?.[slot] === from && placement.mayTake(at, slot, to),
    cost: ({at}, from, to) => costOf(placement, at, from, to),
    move: ({at, slot}, _from, to) => placement.put(at, slot, to),
  })
}

/** Prefers partitions of a topic that `from` has more of than `to`, then small ones. */
export const costOf = (placement: Placement, at: number, from: number, to: number): number =>
  (placement.ofTopic(at, to) - placement.ofTopic(at, from)) * 2 ** 50 + (placement.partitions[at]?.bytes ?? 0)

/** A sentence for each reason, with some of the partitions as examples. */
export function refusalTexts(placement: Placement, refused: readonly Refused[]): string[] {
  return [...Map.groupBy(refused, ({why}) => why)].map(([why, some]) => {
    const partitions = some.flatMap(({at}) => placement.partitions[at] ?? []).toSorted(byTopicAndPartition)
    const named = partitions.slice(0, 3).map(partitionText).join(', ')
    const rest = partitions.length > 3 ? ` and ${partitions.length - 3} more` : ''
    return `${named}${rest}: ${reasons[why]}`
  })
}

const reasons: Readonly<Record<Refusal, string>> = {
  brokers:
    'every broker that may be used already has a replica: permit more brokers, or plan fewer replicas first (--rf with --topics)',
  racks:
    'the replicas would lie in fewer racks than before; --rack-aware prefer allows that where there is no other way',
  disks: 'the disks of every broker that could take a replica would be fuller than --max-disk allows',
}
