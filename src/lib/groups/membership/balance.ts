// Who keeps what: partitions shared out as evenly as the subscriptions allow, moving as few as possible.
//
// Everybody keeps what it has, what is free goes to the least loaded, and then load is passed on along chains: A gives B
// one of B's topics, B gives C one of C's, until nobody has two partitions more than somebody its partitions can reach.
// When no such chain is left the result is as even as it can be by any measure (an optimal semi-matching). A chain costs
// the partitions that it takes from those who had them, so cheap ones go first.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {compare, comparePartitions, keyOf, type Member, type TopicLayout} from './assignor.ts'

/** The partitions of each member by its id. `homes`: who has a partition now, by its key. */
export function balance(
  members: readonly Member[],
  topics: TopicLayout,
  homes: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly TopicPartition[]> {
  const table = new Table(members, topics, homes)
  table.seat()
  table.even()
  table.returnHome()
  return new Map(table.players.map(({id, partitions}) => [id, partitions()]))
}

/** A member and what it holds so far. */
class Player {
  readonly id: string
  readonly reads: ReadonlySet<string>
  readonly #own = new Map<string, TopicPartition[]>()
  readonly #foreign = new Map<string, TopicPartition[]>()
  load = 0

  constructor({id, topics}: Member) {
    this.id = id
    this.reads = new Set(topics)
  }

  readonly partitions = (): TopicPartition[] => [...this.#own.values(), ...this.#foreign.values()].flat()

  holds(topic: string, own: boolean): boolean {
    return ((own ? this.#own : this.#foreign).get(topic)?.length ?? 0) > 0
  }

  *topicsHeld(own: boolean): Iterable<string> {
    for (const [topic, held] of own ? this.#own : this.#foreign) if (held.length > 0) yield topic
  }

  foreigners(): TopicPartition[] {
    return [...this.#foreign.values()].flat()
  }

  take(partition: TopicPartition, own: boolean) {
    const side = own ? this.#own : this.#foreign
    const held = side.get(partition.topic)
    if (held) held.push(partition)
    else side.set(partition.topic, [partition])
    this.load++
  }

  /** One of this topic, one that is wanted if there is any; not its own if there is another. */
  give(topic: string, wanted: (partition: TopicPartition) => boolean = () => false): TopicPartition | undefined {
    const held = this.holds(topic, false) ? this.#foreign.get(topic) : this.#own.get(topic)
    if (!held || held.length === 0) return undefined
    const at = held.findIndex(wanted)
    this.load--
    return held.splice(at < 0 ? held.length - 1 : at, 1)[0]
  }
}

interface Search {
  readonly until: (player: Player) => boolean
  readonly freeOnly?: boolean
}
interface Step {
  readonly from: Player
  readonly topic: string
  readonly to: Player
}

class Table {
  readonly players: readonly Player[]
  readonly #homes: ReadonlyMap<string, string>
  readonly #readers = new Map<string, Player[]>()
  readonly #all: readonly TopicPartition[]

  constructor(members: readonly Member[], topics: TopicLayout, homes: ReadonlyMap<string, string>) {
    this.players = members.toSorted((a, b) => compare(a.id, b.id)).map((member) => new Player(member))
    this.#homes = homes
    for (const topic of topics.keys())
      this.#readers.set(
        topic,
        this.players.filter(({reads}) => reads.has(topic)),
      )
    this.#all = [...topics]
      .sort(([a], [b]) => compare(a, b))
      .flatMap(([topic, partitions]) => partitions.map((_, partition) => ({topic, partition})))
  }

  #isAtHome(player: Player, partition: TopicPartition) {
    return this.#homes.get(keyOf(partition)) === player.id
  }

  /** Everybody keeps what it has; the rest goes to the least loaded reader, topics with few readers first. */
  seat() {
    const free: TopicPartition[] = []
    for (const partition of this.#all) {
      const home = this.#readers.get(partition.topic)?.find((player) => this.#isAtHome(player, partition))
      if (home) home.take(partition, true)
      else free.push(partition)
    }
    const choice = ({topic}: TopicPartition) => this.#readers.get(topic)?.length ?? 0
    for (const partition of free.toSorted((a, b) => choice(a) - choice(b) || comparePartitions(a, b))) {
      const readers = this.#readers.get(partition.topic) ?? []
      const [first] = readers
      if (first) readers.reduce((least, each) => (each.load < least.load ? each : least), first).take(partition, false)
    }
  }

  /** Passes load on until nobody can be relieved any more, those that hold most first. */
  even() {
    const highest = () => this.players.reduce((most, {load}) => Math.max(most, load), 0)
    for (let relieved = true; relieved;) {
      relieved = false
      for (let load = highest(); load >= 2; load--)
        for (let chain = this.#chain(load); chain; chain = this.#chain(load)) {
          this.#pass(chain)
          relieved = true
        }
    }
  }

  /** The cheapest way to take one partition off somebody with this load, to the least loaded that gains by it. */
  #chain(load: number): readonly Step[] | undefined {
    const starts = this.players.filter((player) => player.load === load)
    const least = this.players.reduce((low, player) => Math.min(low, player.load), load)
    if (starts.length === 0 || least > load - 2) return undefined
    const ways = this.#waysFrom(starts, {until: (player) => player.load === least})
    let best: Player | undefined
    for (const player of ways.keys())
      // the cheapest first
      if (player.load <= load - 2 && (!best || player.load < best.load)) best = player
    return best && stepsTo(best, ways)
  }

  /**
   * The last step to everybody that can be reached, the cheapest first, up to the first one that will do. To give away a
   * partition of one's own costs a move, one that only came in this round costs nothing.
   */
  #waysFrom(starts: readonly Player[], {until, freeOnly = false}: Search): ReadonlyMap<Player, Step | undefined> {
    const ways = new Map<Player, Step | undefined>(starts.map((start) => [start, undefined]))
    const done = new Set<string>()
    /** Returns whether the search is over. */
    const reach = (from: Player, own: boolean, found: Player[]) => {
      for (const topic of from.topicsHeld(own)) {
        if (done.has(topic)) continue
        done.add(topic)
        for (const to of this.#readers.get(topic) ?? []) {
          if (ways.has(to)) continue
          ways.set(to, {from, topic, to})
          if (until(to)) return true
          found.push(to)
        }
      }
      return false
    }
    for (let sameCost = [...starts]; sameCost.length > 0;) {
      for (const player of sameCost) if (reach(player, false, sameCost)) return ways // grows while it is walked
      const dearer: Player[] = []
      if (!freeOnly) for (const player of sameCost) if (reach(player, true, dearer)) return ways
      sameCost = dearer
    }
    return ways
  }

  #pass(steps: readonly Step[]) {
    for (const {from, topic, to} of steps) {
      const partition = from.give(topic, (each) => this.#isAtHome(to, each))
      if (partition) to.take(partition, this.#isAtHome(to, partition))
    }
  }

  /** What went away although the balance does not need it goes back. */
  returnHome() {
    for (const player of this.players)
      for (const partition of player.foreigners()) {
        const home = this.players.find((each) => this.#isAtHome(each, partition) && each.reads.has(partition.topic))
        if (!home) continue
        // One more at home, one less here: somebody must end where this player was, or it itself be given another.
        const mayEnd = (each: Player) => each === player || each.load === player.load - 1
        const ways = mayEnd(home) ? new Map() : this.#waysFrom([home], {until: mayEnd, freeOnly: true})
        const end = mayEnd(home) ? home : [...ways.keys()].findLast(mayEnd)
        if (!end) continue
        const chain = stepsTo(end, ways)
        player.give(partition.topic, (each) => each === partition)
        home.take(partition, true)
        this.#pass(chain)
      }
  }
}

function stepsTo(end: Player, ways: ReadonlyMap<Player, Step | undefined>): readonly Step[] {
  const steps: Step[] = []
  for (let step = ways.get(end); step; step = ways.get(step.from)) steps.unshift(step)
  return steps
}
