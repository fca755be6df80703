// A balanced assignment: partitions are shared out as evenly as the subscriptions allow, with as few moves as
// possible.
//
// Every member keeps the partitions that it owns, free partitions go to the member with the lowest load, and then
// load is passed on along chains: A gives B a partition of a topic that B reads, B gives C one that C reads, until no
// member has two partitions more than another one that its partitions can reach. Without such a chain, the result is
// as even as possible by any measure (an optimal semi-matching). A chain costs the partitions that it takes from
// their previous owners; cheap chains go first.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {compare, comparePartitions, keyOf, type Member, type TopicLayout} from './assignor.ts'

/** The partitions of each member by its id. `owners`: the previous owner of a partition, by its key. */
export function balance(
  members: readonly Member[],
  topics: TopicLayout,
  owners: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly TopicPartition[]> {
  const balancer = new Balancer(members, topics, owners)
  balancer.assignAll()
  balancer.evenOut()
  balancer.returnToOwners()
  return new Map(balancer.readers.map(({id, partitions}) => [id, partitions()]))
}

/** A member and what it has so far: partitions that it kept, and others that it gained. */
class Reader {
  readonly id: string
  readonly topics: ReadonlySet<string>
  readonly #kept = new Map<string, TopicPartition[]>()
  readonly #gained = new Map<string, TopicPartition[]>()
  load = 0

  constructor({id, topics}: Member) {
    this.id = id
    this.topics = new Set(topics)
  }

  readonly partitions = (): TopicPartition[] => [...this.#kept.values(), ...this.#gained.values()].flat()

  gained(): TopicPartition[] {
    return [...this.#gained.values()].flat()
  }

  *topicsOf(kept: boolean): Iterable<string> {
    for (const [topic, some] of kept ? this.#kept : this.#gained) if (some.length > 0) yield topic
  }

  take(partition: TopicPartition, kept: boolean) {
    const side = kept ? this.#kept : this.#gained
    const some = side.get(partition.topic)
    if (some) some.push(partition)
    else side.set(partition.topic, [partition])
    this.load++
  }

  /** Gives away a partition of this topic: a gained one if possible, and a wanted one if possible. */
  give(topic: string, wanted: (partition: TopicPartition) => boolean = () => false): TopicPartition | undefined {
    const gained = this.#gained.get(topic)
    const some = gained && gained.length > 0 ? gained : this.#kept.get(topic)
    if (!some || some.length === 0) return undefined
    const at = some.findIndex(wanted)
    this.load--
    return some.splice(at < 0 ? some.length - 1 : at, 1)[0]
  }
}

interface Search {
  readonly until: (reader: Reader) => boolean
  /** Use only gained partitions, whose move costs nothing. */
  readonly freeOnly?: boolean
}
interface Step {
  readonly from: Reader
  readonly topic: string
  readonly to: Reader
}

class Balancer {
  readonly readers: readonly Reader[]
  readonly #owners: ReadonlyMap<string, string>
  readonly #byTopic = new Map<string, Reader[]>()
  readonly #all: readonly TopicPartition[]

  constructor(members: readonly Member[], topics: TopicLayout, owners: ReadonlyMap<string, string>) {
    this.readers = members.toSorted((a, b) => compare(a.id, b.id)).map((member) => new Reader(member))
    this.#owners = owners
    for (const topic of topics.keys())
      this.#byTopic.set(
        topic,
        this.readers.filter((reader) => reader.topics.has(topic)),
      )
    this.#all = [...topics]
      .sort(([a], [b]) => compare(a, b))
      .flatMap(([topic, partitions]) => partitions.map((_, partition) => ({topic, partition})))
  }

  #owned(reader: Reader, partition: TopicPartition) {
    return this.#owners.get(keyOf(partition)) === reader.id
  }

  /** Previous owners keep their partitions. The rest goes to the reader with the lowest load, topics with few readers first. */
  assignAll() {
    const free: TopicPartition[] = []
    for (const partition of this.#all) {
      const owner = this.#byTopic.get(partition.topic)?.find((reader) => this.#owned(reader, partition))
      if (owner) owner.take(partition, true)
      else free.push(partition)
    }
    const choice = ({topic}: TopicPartition) => this.#byTopic.get(topic)?.length ?? 0
    for (const partition of free.toSorted((a, b) => choice(a) - choice(b) || comparePartitions(a, b))) {
      const readers = this.#byTopic.get(partition.topic) ?? []
      const [first] = readers
      if (first) readers.reduce((least, each) => (each.load < least.load ? each : least), first).take(partition, false)
    }
  }

  /** Passes load on until no more reader can be relieved, starting with the highest loads. */
  evenOut() {
    const highest = () => this.readers.reduce((most, {load}) => Math.max(most, load), 0)
    for (let relieved = true; relieved;) {
      relieved = false
      for (let load = highest(); load >= 2; load--)
        for (let chain = this.#chain(load); chain; chain = this.#chain(load)) {
          this.#pass(chain)
          relieved = true
        }
    }
  }

  /** The cheapest chain that takes one partition off a reader with this load, to the reader with the lowest load. */
  #chain(load: number): readonly Step[] | undefined {
    const starts = this.readers.filter((reader) => reader.load === load)
    const least = this.readers.reduce((low, reader) => Math.min(low, reader.load), load)
    if (starts.length === 0 || least > load - 2) return undefined
    const ways = this.#waysFrom(starts, {until: (reader) => reader.load === least})
    let best: Reader | undefined
    for (const reader of ways.keys())
      // the cheapest first
      if (reader.load <= load - 2 && (!best || reader.load < best.load)) best = reader
    return best && stepsTo(best, ways)
  }

  /**
   * The last step to every reader that can be reached, the cheapest first, up to the first that meets `until`. Giving away a
   * kept partition costs a move; giving away one gained in this assignment costs nothing.
   */
  #waysFrom(starts: readonly Reader[], {until, freeOnly = false}: Search): ReadonlyMap<Reader, Step | undefined> {
    const ways = new Map<Reader, Step | undefined>(starts.map((start) => [start, undefined]))
    const done = new Set<string>()
    /** Returns whether the search is over. */
    const reach = (from: Reader, kept: boolean, found: Reader[]) => {
      for (const topic of from.topicsOf(kept)) {
        if (done.has(topic)) continue
        done.add(topic)
        for (const to of this.#byTopic.get(topic) ?? []) {
          if (ways.has(to)) continue
          ways.set(to, {from, topic, to})
          if (until(to)) return true
          found.push(to)
        }
      }
      return false
    }
    for (let sameCost = [...starts]; sameCost.length > 0;) {
      for (const reader of sameCost) if (reach(reader, false, sameCost)) return ways // grows while it is walked
      const dearer: Reader[] = []
      if (!freeOnly) for (const reader of sameCost) if (reach(reader, true, dearer)) return ways
      sameCost = dearer
    }
    return ways
  }

  #pass(steps: readonly Step[]) {
    for (const {from, topic, to} of steps) {
      const partition = from.give(topic, (each) => this.#owned(to, each))
      if (partition) to.take(partition, this.#owned(to, partition))
    }
  }

  /** Returns partitions to their previous owners if the balance does not require the move. */
  returnToOwners() {
    for (const reader of this.readers)
      for (const partition of reader.gained()) {
        const owner = this.readers.find((each) => this.#owned(each, partition) && each.topics.has(partition.topic))
        if (!owner) continue
        // The owner gets one partition more and the reader one less. So a chain must lead from the owner to a reader
        // with the load that this reader will have, or back to this reader.
        const mayEnd = (each: Reader) => each === reader || each.load === reader.load - 1
        const ways = mayEnd(owner) ? new Map() : this.#waysFrom([owner], {until: mayEnd, freeOnly: true})
        const end = mayEnd(owner) ? owner : [...ways.keys()].findLast(mayEnd)
        if (!end) continue
        const chain = stepsTo(end, ways)
        reader.give(partition.topic, (each) => each === partition)
        owner.take(partition, true)
        this.#pass(chain)
      }
  }
}

function stepsTo(end: Reader, ways: ReadonlyMap<Reader, Step | undefined>): readonly Step[] {
  const steps: Step[] = []
  for (let step = ways.get(end); step; step = ways.get(step.from)) steps.unshift(step)
  return steps
}
