// What a plan costs: the bytes that each broker receives and sends, its disk space afterwards, and the time at a given
// rate.
import {PlanProblem, type PlannedMove} from './plan/goal.ts'
import type {ClusterState} from './read-state.ts'
import {partitionKey} from './layout.ts'

/** The default throttle of each broker, in bytes per second. */
export const usualThrottle = 50_000_000

export interface BrokerCost {
  readonly broker: number
  readonly rack: string | null
  readonly replicasIn: number
  readonly replicasOut: number
  /** Bytes received; null: the size of a replica is not known. */
  readonly bytesIn: number | null
  /** Bytes sent as the leader of what is copied. */
  readonly bytesOut: number | null
  /** Free bytes on its disks once everything is copied and the old replicas are deleted; null: not known. */
  readonly freeAfter: number | null
  readonly totalBytes: number | null
}
export interface Costs {
  readonly brokers: readonly BrokerCost[]
  readonly bytes: number | null
  /**
   * The least time that it takes while no broker sends or receives more than the throttle, ms; null: no throttle, or
   * not known.
   */
  readonly leastMs: number | null
}

/** `throttle`: bytes per second and broker; null: none. */
export function costsOf(state: ClusterState, moves: readonly PlannedMove[], throttle: number | null): Costs {
  const leaders = new Map(state.layout.partitions.map((each) => [partitionKey(each), each.leader]))
  const ids = [...new Set([...state.layout.brokers.map(({id}) => id), ...moves.flatMap(({from}) => from)])]
  const brokers = ids
    .toSorted((a, b) => a - b)
    .map((broker): BrokerCost => {
      const incoming = moves.filter(({adding}) => adding.includes(broker))
      const outgoing = moves.filter(({removing}) => removing.includes(broker))
      const sends = moves.filter((each) => each.adding.length > 0 && leaders.get(partitionKey(each)) === broker)
      const bytesIn = sum(incoming, ({bytes}) => bytes)
      const freed = sum(outgoing, ({bytes}) => bytes)
      const disk = state.disks.get(broker)
      const free = disk?.freeBytes ?? null
      return {
        broker,
        rack: state.layout.brokers.find(({id}) => id === broker)?.rack ?? null,
        replicasIn: incoming.length,
        replicasOut: outgoing.length,
        bytesIn,
        bytesOut: sum(sends, ({bytes, adding}) => (bytes === null ? null : bytes * adding.length)),
        freeAfter: free === null || bytesIn === null || freed === null ? null : free - bytesIn + freed,
        totalBytes: disk?.totalBytes ?? null,
      }
    })
  const most = brokers.reduce<number | null>(
    (found, {bytesIn, bytesOut}) =>
      found === null || bytesIn === null || bytesOut === null ? null : Math.max(found, bytesIn, bytesOut),
    0,
  )
  return {
    brokers,
    bytes: sum(moves, ({bytes, adding}) => (adding.length === 0 ? 0 : bytes === null ? null : bytes * adding.length)),
    leastMs: throttle === null || most === null ? null : (most / throttle) * 1000,
  }
}

/** Null if any of them is not known. */
const sum = <T>(items: readonly T[], of: (item: T) => number | null): number | null =>
  items.reduce<number | null>((total, item) => {
    const own = of(item)
    return total === null || own === null ? null : total + own
  }, 0)

export const fullDisks = (state: ClusterState, costs: Costs, maxDisk: number): PlanProblem[] =>
  [...fullBrokers(state, costs, maxDisk).values()].map((text) => new PlanProblem(text))

/**
 * By node id, the problem of each broker whose disks would be fuller than allowed while the old replicas still exist.
 */
export function fullBrokers({layout}: ClusterState, {brokers}: Costs, maxDisk: number): Map<number, string> {
  const rooms = new Map(layout.brokers.map(({id, roomBytes}) => [id, roomBytes]))
  return new Map(
    brokers.flatMap(({broker, bytesIn}) => {
      const room = rooms.get(broker) ?? null
      if (room === null || bytesIn === null || bytesIn === 0 || bytesIn <= room) return []
      const percent = Math.round(maxDisk * 100)
      return [[broker, `the disks of broker ${broker} would be more than ${percent} % full (--max-disk)`] as const]
    }),
  )
}
