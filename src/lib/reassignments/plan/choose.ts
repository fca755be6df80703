// Chooses the broker for a position in a partition's list of replicas.
import {tieBreak, type Placement} from './placement.ts'

/** Why no broker could take a position. */
export type Refusal = 'brokers' | 'racks' | 'disks'

/**
 * Chooses the best of these brokers for a position (the index after the last one adds a replica): the one that gives
 * the most racks, then with the fewest replicas of the topic, the fewest replicas, the fewest bytes. `final`: this is
 * the last replica, so the list must now span the racks that it needs.
 */
export function chooseBroker(
  placement: Placement,
  {at, slot, final}: {readonly at: number; readonly slot: number; readonly final: boolean},
  among: readonly number[],
): number | Refusal {
  const list = placement.replicas[at] ?? []
  const partition = placement.partitions[at]
  if (!partition) return 'brokers'
  const needed = final ? (placement.racksNeeded[at] ?? 0) : 0
  let best = -1
  let refusal: Refusal = 'brokers'
  const {length} = among
  const begin = tieBreak(partition, length)
  let bestRacks = -1
  for (let i = 0; i < length; i++) {
    const broker = among[(begin + i) % length] ?? -1
    if (!placement.usable[broker] || list.includes(broker)) continue
    const racks = placement.racksWith(at, slot, broker)
    if (racks < needed) {
      if (refusal === 'brokers') refusal = 'racks'
      continue
    }
    if (!placement.hasRoom(at, broker)) {
      refusal = 'disks'
      continue
    }
    if (best === -1 || racks > bestRacks || (racks === bestRacks && isLighter(placement, at, broker, best))) {
      best = broker
      bestRacks = racks
    }
  }
  return best === -1 ? refusal : best
}

function isLighter(placement: Placement, at: number, a: number, b: number): boolean {
  const topic = placement.ofTopic(at, a) - placement.ofTopic(at, b)
  if (topic !== 0) return topic < 0
  const load = (placement.load[a] ?? 0) - (placement.load[b] ?? 0)
  if (load !== 0) return load < 0
  return (placement.bytes[a] ?? 0) < (placement.bytes[b] ?? 0)
}
