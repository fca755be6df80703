// The replicas of a cluster while a plan is made. Brokers, topics and racks are represented by small numbers, because a
// cluster may have a hundred thousand replicas.
import type {Layout, LayoutPartition} from '../layout.ts'

/**
 * `strict`: a partition never spans fewer racks than before. `prefer`: fewer racks only if there is no other way.
 * `off`: racks are ignored.
 */
export type RackRule = 'strict' | 'prefer' | 'off'

/** A position in a partition's list of replicas. */
export interface Slot {
  readonly at: number
  readonly slot: number
}

export class Placement {
  readonly partitions: readonly LayoutPartition[]
  /** By broker: its node id; brokers that occur only in lists of replicas come last. */
  readonly ids: readonly number[]
  readonly usable: boolean[]
  /** By partition: brokers, the preferred leader first. */
  readonly replicas: number[][]
  /** By broker: its replicas, its preferred leaderships, and the bytes that it has or will have. */
  readonly load: Int32Array
  readonly leaders: Int32Array
  readonly bytes: Float64Array
  /** By partition: the least number of racks it must span. */
  readonly racksNeeded: Uint16Array
  readonly #rackOf: Int32Array
  readonly #rackCount: number
  readonly #room: Float64Array
  readonly #topicOf: Int32Array
  readonly #ofTopic: Uint32Array
  readonly #indexOf = new Map<number, number>()

  constructor({brokers, partitions}: Layout, rule: RackRule) {
    this.partitions = partitions
    const ids = brokers.map(({id}) => id)
    for (const id of ids) this.#indexOf.set(id, this.#indexOf.size)
    for (const {replicas} of partitions)
      for (const id of replicas)
        if (!this.#indexOf.has(id)) {
          this.#indexOf.set(id, ids.length)
          ids.push(id)
        }
    this.ids = ids
    this.usable = ids.map((_, b) => brokers[b]?.unusable === null)
    const racks = new Map<string, number>()
    this.#rackOf = Int32Array.from(ids, (_, b) => {
      const rack = rule === 'off' ? null : (brokers[b]?.rack ?? null)
      if (rack === null) return -1
      if (!racks.has(rack)) racks.set(rack, racks.size)
      return racks.get(rack) ?? -1
    })
    this.#rackCount = racks.size
    this.#room = Float64Array.from(ids, (_, b) => brokers[b]?.roomBytes ?? Infinity)
    this.load = new Int32Array(ids.length)
    this.leaders = new Int32Array(ids.length)
    this.bytes = new Float64Array(ids.length)
    const topics = new Map<string, number>()
    this.#topicOf = Int32Array.from(partitions, ({topic}) => {
      if (!topics.has(topic)) topics.set(topic, topics.size)
      return topics.get(topic) ?? 0
    })
    this.#ofTopic = new Uint32Array(topics.size * ids.length)
    this.replicas = partitions.map(({replicas}) => replicas.map((id) => this.indexOf(id)))
    for (const [at, list] of this.replicas.entries())
      for (const [slot, broker] of list.entries()) this.#count(at, broker, 1, slot === 0)
    this.racksNeeded = Uint16Array.from(this.replicas, (list) => this.racks(list))
  }

  /** The index of a node id that is in the layout. */
  indexOf(id: number): number {
    const index = this.#indexOf.get(id)
    if (index === undefined) throw new Error(`broker ${id} is not in the layout`)
    return index
  }

  has = (id: number): boolean => this.#indexOf.has(id)

  /** The number of racks of these brokers, as far as racks are known. */
  racks(list: readonly number[]): number {
    if (this.#rackCount === 0) return 0
    let count = 0
    for (const [slot, broker] of list.entries()) {
      const rack = this.#rackOf[broker]
      if (rack === -1) continue
      let first = true
      for (let before = 0; before < slot && first; before++) first = this.#rackOf[list[before] ?? -1] !== rack
      if (first) count++
    }
    return count
  }

  /** The number of racks of a partition once `broker` has the position; one past the end is a new replica. */
  racksWith(at: number, slot: number, broker: number): number {
    if (this.#rackCount === 0) return 0
    const list = this.#list(at)
    const before = list[slot]
    list[slot] = broker
    const count = this.racks(list)
    if (before === undefined) list.pop()
    else list[slot] = before
    return count
  }

  hasRoom(at: number, broker: number): boolean {
    return (this.#room[broker] ?? 0) >= (this.partitions[at]?.bytes ?? 0)
  }

  /** Whether the broker may take the position: it is in service, lacks the partition, has room, and no rack is lost. */
  mayTake(at: number, slot: number, broker: number): boolean {
    return (
      this.usable[broker] === true &&
      !this.#list(at).includes(broker) &&
      this.hasRoom(at, broker) &&
      this.racksWith(at, slot, broker) >= (this.racksNeeded[at] ?? 0)
    )
  }

  ofTopic(at: number, broker: number): number {
    return this.#ofTopic[(this.#topicOf[at] ?? 0) * this.ids.length + broker] ?? 0
  }

  /** Gives a position to a broker; one past the end is a new replica. */
  put(at: number, slot: number, broker: number): void {
    const list = this.#list(at)
    const before = list[slot]
    const size = this.partitions[at]?.bytes ?? 0
    if (before !== undefined) {
      this.#count(at, before, -1, slot === 0)
      this.#room[before] = (this.#room[before] ?? 0) + (this.isOriginal(at, before) ? 0 : size)
    }
    list[slot] = broker
    this.#count(at, broker, 1, slot === 0)
    if (!this.isOriginal(at, broker)) this.#room[broker] = (this.#room[broker] ?? 0) - size
  }

  remove(at: number, broker: number): void {
    const list = this.#list(at)
    const slot = list.indexOf(broker)
    this.#count(at, broker, -1, slot === 0)
    list.splice(slot, 1)
    const next = list[0]
    if (slot === 0 && next !== undefined) this.leaders[next] = (this.leaders[next] ?? 0) + 1
  }

  /** Makes another of its replicas the preferred leader; the two swap positions. */
  lead(at: number, broker: number): void {
    const list = this.#list(at)
    const slot = list.indexOf(broker)
    const first = list[0]
    if (first === undefined || slot < 1) return
    list[0] = broker
    list[slot] = first
    this.leaders[first] = (this.leaders[first] ?? 0) - 1
    this.leaders[broker] = (this.leaders[broker] ?? 0) + 1
  }

  /** Whether the broker had a replica before the plan, so that nothing is copied to it. */
  isOriginal(at: number, broker: number): boolean {
    return this.partitions[at]?.replicas.includes(this.ids[broker] ?? -1) ?? false
  }

  #list(at: number): number[] {
    const list = this.replicas[at]
    if (!list) throw new Error(`there is no partition ${at}`)
    return list
  }

  #count(at: number, broker: number, by: 1 | -1, leads: boolean): void {
    this.load[broker] = (this.load[broker] ?? 0) + by
    if (leads) this.leaders[broker] = (this.leaders[broker] ?? 0) + by
    this.bytes[broker] = (this.bytes[broker] ?? 0) + by * (this.partitions[at]?.bytes ?? 0)
    const cell = (this.#topicOf[at] ?? 0) * this.ids.length + broker
    this.#ofTopic[cell] = (this.#ofTopic[cell] ?? 0) + by
  }
}

/** A number for choices that are otherwise equal: the same for a partition in every run, and spread over brokers. */
export function tieBreak({topic, partition}: LayoutPartition, count: number): number {
  let hash = 2166136261 ^ partition
  for (let i = 0; i < topic.length; i++) hash = Math.imul(hash ^ topic.charCodeAt(i), 16777619)
  hash ^= hash >>> 15
  return (Math.imul(hash, 2246822519) >>> 0) % Math.max(1, count)
}
