// Chooses the replicas to remove when a partition gets fewer.
import type {Placement} from './placement.ts'

/**
 * Reduces the list to `count` replicas in the same order. Replicas are removed in this order: out of sync, on a broker
 * out of service, in a rack shared with another replica, on the broker with the most replicas. The preferred leader
 * stays if it is in sync. Returns how many in-sync replicas are left.
 */
export function dropReplicas(placement: Placement, at: number, count: number): number {
  const partition = placement.partitions[at]
  const list = placement.replicas[at]
  if (!partition || !list) return 0
  const inSync = (broker: number) => partition.isr.includes(placement.ids[broker] ?? -1)
  const preferred = list[0]
  while (list.length > count) {
    const candidates = list.filter((broker) => broker !== preferred || !inSync(broker))
    const goes = candidates.toSorted((a, b) => {
      if (inSync(a) !== inSync(b)) return inSync(a) ? 1 : -1
      if (placement.usable[a] !== placement.usable[b]) return placement.usable[a] ? 1 : -1
      const racks = racksWithout(placement, list, b) - racksWithout(placement, list, a)
      if (racks !== 0) return racks
      const topic = placement.ofTopic(at, b) - placement.ofTopic(at, a)
      if (topic !== 0) return topic
      const load = (placement.load[b] ?? 0) - (placement.load[a] ?? 0)
      if (load !== 0) return load
      return (placement.bytes[b] ?? 0) - (placement.bytes[a] ?? 0) || list.indexOf(b) - list.indexOf(a)
    })[0]
    if (goes === undefined) break
    placement.remove(at, goes)
  }
  return list.filter(inSync).length
}

const racksWithout = (placement: Placement, list: readonly number[], broker: number): number =>
  placement.racks(list.filter((each) => each !== broker))
