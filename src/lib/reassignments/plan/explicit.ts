// Checks the assignments of a file.
import type {Assignment} from '../../partitions/throttles.ts'
import {partitionText, type Layout} from '../layout.ts'
import type {Placement} from './placement.ts'

/** A sentence for each problem; the moves are possible if there are none. */
export function explicitProblems(placement: Placement, layout: Layout, assignments: readonly Assignment[]): string[] {
  const known = new Map(layout.partitions.map((each) => [partitionText(each), each]))
  const brokers = new Map(layout.brokers.map((each) => [each.id, each]))
  const seen = new Set<string>()
  return assignments.flatMap((each) => {
    const name = partitionText(each)
    const now = known.get(name)
    if (!now) return [`there is no partition ${name}`]
    if (seen.has(name)) return [`${name} appears twice`]
    seen.add(name)
    if (each.replicas.length === 0) return [`${name} would have no replicas`]
    if (new Set(each.replicas).size !== each.replicas.length) return [`${name} names a broker twice`]
    return each.replicas.flatMap((id) => {
      if (now.replicas.includes(id)) return []
      const broker = brokers.get(id)
      if (!broker || !placement.has(id)) return [`${name}: there is no broker ${id} in service`]
      return broker.unusable === null ? [] : [`${name}: broker ${id} cannot take replicas: it ${broker.unusable}`]
    })
  })
}
