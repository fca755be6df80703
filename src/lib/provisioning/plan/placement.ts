// Computes where the replicas of one topic belong by its `placement` (racks, brokers, even spread), and the fewest
// copies that this can take.
import type {Layout, LayoutPartition} from '../../reassignments/layout.ts'
import type {Goal} from '../../reassignments/plan/goal.ts'
import type {DesiredTopic} from '../declared.ts'

/** The positions in the list, the first excepted, of replicas that share a rack although some rack has none. */
export function crowded(
  replicas: readonly number[],
  racks: ReadonlyMap<number, string | null>,
  brokers: readonly number[] | null,
): number[] {
  const all = new Set(
    [...racks].flatMap(([id, rack]) => (rack !== null && (!brokers || brokers.includes(id)) ? [rack] : [])),
  )
  const seen = new Set<string>()
  const places = replicas.flatMap((id, at) => {
    const rack = racks.get(id) ?? null
    if (rack === null) return []
    if (seen.has(rack)) return [at]
    seen.add(rack)
    return []
  })
  const free = Math.max(0, all.size - seen.size)
  // Followers are moved first: the later a replica is in the list, the less moving it costs.
  return places.slice(Math.max(0, places.length - free))
}

/**
 * Moves only replicas that violate the rule: to the broker of an empty rack with the fewest replicas of the topic, then
 * with the fewest in all.
 */
export function spread({brokers, partitions}: Layout, name: string, among: readonly number[] | null): Goal {
  const usable = brokers.filter(({id, unusable}) => unusable === null && (!among || among.includes(id)))
  const racks = new Map(brokers.map(({id, rack}) => [id, rack]))
  const usableRacks = new Map(usable.map(({id, rack}) => [id, rack]))
  const own = partitions.filter(({topic}) => topic === name)
  const [ofTopic, ofAll] = [counts(own), counts(partitions)]
  const assignments = own.flatMap(({partition, replicas}) => {
    const list = [...replicas]
    for (const at of crowded(list, new Map([...racks, ...usableRacks]), among)) {
      const taken = new Set(list.map((id) => racks.get(id) ?? null))
      const [best] = usable
        .filter(({id, rack}) => !list.includes(id) && rack !== null && !taken.has(rack))
        .toSorted(
          (a, b) =>
            (ofTopic.get(a.id) ?? 0) - (ofTopic.get(b.id) ?? 0) ||
            (ofAll.get(a.id) ?? 0) - (ofAll.get(b.id) ?? 0) ||
            a.id - b.id,
        )
      if (!best) continue
      for (const count of [ofTopic, ofAll]) count.set(best.id, (count.get(best.id) ?? 0) + 1)
      list[at] = best.id
    }
    return list.join() === replicas.join() ? [] : [{topic: name, partition, replicas: list}]
  })
  return {kind: 'explicit', assignments}
}

/**
 * A lower bound of the copies. It counts, for each partition, the replicas that are missing or on a broker or rack
 * where they must not be, unless they are removed anyway. For an even spread it also counts what brokers hold above
 * their share.
 */
export function fewestCopies(
  {name, replicationFactor, assignment, placement}: DesiredTopic,
  {brokers, partitions}: Layout,
  racks: ReadonlyMap<number, string | null>,
): number {
  const own = partitions.filter(({topic}) => topic === name)
  if (assignment)
    return own.reduce(
      (sum, {partition, replicas}) =>
        sum + (assignment.value[partition] ?? []).filter((id) => !replicas.includes(id)).length,
      0,
    )
  const among = placement?.brokers ?? null
  const spreading = placement?.racks === 'spread'
  const needed = own.reduce((sum, {replicas}) => {
    const change = (replicationFactor?.value ?? replicas.length) - replicas.length
    const misplaced = among ? replicas.filter((id) => !among.includes(id)).length : 0
    const crowding = spreading ? crowded(replicas, racks, among).length : 0
    return sum + Math.max(0, change, Math.max(misplaced, crowding) + Math.min(0, change))
  }, 0)
  const isSame = !replicationFactor || own.every(({replicas}) => replicas.length === replicationFactor.value)
  if (!spreading || !isSame) return needed
  const usable = brokers.filter(({id, unusable}) => unusable === null && (!among || among.includes(id)))
  const found = counts(own)
  const each = usable.map(({id}) => found.get(id) ?? 0).toSorted((a, b) => b - a)
  const total = own.reduce((sum, {replicas}) => sum + replicas.length, 0)
  const share = Math.floor(total / Math.max(1, usable.length))
  const larger = total - share * usable.length
  const above = each.reduce((sum, count, rank) => sum + Math.max(0, count - share - (rank < larger ? 1 : 0)), 0)
  return Math.max(needed, above)
}

function counts(partitions: readonly LayoutPartition[]): Map<number, number> {
  const found = new Map<number, number>()
  for (const {replicas} of partitions) for (const id of replicas) found.set(id, (found.get(id) ?? 0) + 1)
  return found
}

/** Whether one broker has at least two more replicas, or preferred leaders, than another. */
export function isUneven(lists: readonly (readonly number[])[], brokers: readonly number[]): boolean {
  const spreadOf = (ids: readonly number[]) => {
    const found = brokers.map((broker) => ids.filter((id) => id === broker).length)
    return Math.max(...found) - Math.min(...found)
  }
  return brokers.length > 1 && (spreadOf(lists.flat()) > 1 || spreadOf(lists.map(([leader = -1]) => leader)) > 1)
}
