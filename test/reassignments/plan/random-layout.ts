// Random clusters, the same for the same seed.
import type {Layout, LayoutBroker, LayoutPartition} from '../../../src/lib/reassignments/layout.ts'

export type Random = () => number

/** Mulberry32: from 0 to below 1. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export const below = (random: Random, count: number): number => Math.floor(random() * count)
export const oneOf = <T>(random: Random, items: readonly T[]): T => items[below(random, items.length)] as T
export function someOf<T>(random: Random, items: readonly T[], count: number): T[] {
  const rest = [...items]
  return Array.from({length: Math.min(count, rest.length)}, () => rest.splice(below(random, rest.length), 1)[0] as T)
}

/** Up to 9 brokers, some of them fenced or gone, in up to 4 racks or none; up to 8 topics; replicas anywhere. */
export function randomLayout(random: Random): Layout & {readonly racks: number} {
  const count = 1 + below(random, 9)
  const racks = below(random, 5)
  const brokers = Array.from({length: count}, (_, i): LayoutBroker => {
    const rack = racks === 0 ? null : `r${below(random, racks)}`
    return {id: i + 1, rack, unusable: random() < 0.1 ? 'is fenced' : null, roomBytes: random() < 0.8 ? null : 1e9}
  })
  // Of a broker that is gone only its replicas are left.
  const ids = [...brokers.map(({id}) => id), ...(random() < 0.1 ? [99] : [])]
  const partitions: LayoutPartition[] = []
  for (let t = 0; t < 1 + below(random, 8); t++) {
    const factor = 1 + below(random, Math.min(4, ids.length))
    for (let partition = 0; partition < 1 + below(random, 8); partition++) {
      const replicas = someOf(random, ids, random() < 0.9 ? factor : 1 + below(random, ids.length))
      const isr = replicas.filter((id) => id !== 99 && random() < 0.9)
      const bytes = random() < 0.05 ? null : below(random, 1e6)
      partitions.push({topic: `t${t}`, partition, replicas, isr, leader: isr[0] ?? -1, bytes})
    }
  }
  return {brokers, partitions, racks}
}
