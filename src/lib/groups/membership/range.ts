// Apache's RangeAssignor: each topic is cut into one block of adjacent partitions per member, the first blocks larger
// by one. If members and replicas name racks, and not every rack has a replica, partitions first go to members in a
// rack with a replica; for topics with the same subscribers and partition count, this is done in step (KIP-881).
// Blocks are then filled up.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {assignmentOf, compareMembers, type Assignor, type Member} from './assignor.ts'

export const range: Assignor = {
  name: 'range',
  eager: true,
  assign(members, topics) {
    const order = members.toSorted(compareMembers)
    const sharings = [...topics].map(
      ([topic, racks]) =>
        new Sharing(
          topic,
          racks,
          order.filter((member) => member.topics.includes(topic)),
        ),
    )
    if (sharings.some(({racksMatter}) => racksMatter)) {
      const withRacks = sharings.filter(({racksNamed}) => racksNamed)
      for (const inStep of Map.groupBy(withRacks, ({kind}) => kind).values()) {
        const [only] = inStep
        if (inStep.length > 1) matchRacksInStep(inStep)
        else if (only?.racksMatter) only.cut((reader, partition) => only.isNear(reader, partition))
      }
    }
    const taken = new Map<string, TopicPartition[]>(members.map(({id}) => [id, []]))
    for (const sharing of sharings) {
      sharing.cut(() => true)
      for (const [reader, partitions] of sharing.taken)
        taken.get(reader.id)?.push(...partitions.map((partition) => ({topic: sharing.topic, partition})))
    }
    return assignmentOf(taken)
  },
}

/** Gives the same partition of all these topics to one member near all their replicas, so that joins of topics stay local. */
function matchRacksInStep(sharings: readonly Sharing[]) {
  const [{readers, racks} = {readers: [], racks: []}] = sharings
  for (const partition of racks.keys()) {
    const near = readers.find((reader) =>
      sharings.every((sharing) => sharing.isNear(reader, partition) && sharing.room(reader) > 0),
    )
    if (near) for (const sharing of sharings) sharing.take(near, [partition])
  }
}

/** One topic while it is being divided. */
class Sharing {
  readonly topic: string
  /** The racks of each partition's replicas. */
  readonly racks: readonly (readonly string[])[]
  readonly readers: readonly Member[]
  readonly taken: ReadonlyMap<Member, number[]>
  /** Whether at least one reader names its rack. */
  readonly racksNamed: boolean
  /** Whether readers share racks with replicas, and not every partition has replicas in all racks. */
  readonly racksMatter: boolean
  /** The same for all topics that are assigned in step. */
  readonly kind: string
  readonly #open: Set<number>
  #largerBlocks: number

  constructor(topic: string, racks: readonly (readonly string[])[], readers: readonly Member[]) {
    this.topic = topic
    this.racks = racks
    this.readers = readers
    this.taken = new Map(readers.map((reader) => [reader, []]))
    this.#open = new Set(racks.keys())
    this.#largerBlocks = readers.length === 0 ? 0 : racks.length % readers.length
    const theirs = new Set(readers.flatMap(({rackId}) => rackId || []))
    const ours = new Set(racks.flat())
    this.racksNamed = theirs.size > 0
    this.racksMatter = !theirs.isDisjointFrom(ours) && racks.some((replicas) => new Set(replicas).size !== ours.size)
    this.kind = JSON.stringify([racks.length, readers.map(({id}) => id)])
  }

  isNear({rackId}: Member, partition: number): boolean {
    return !rackId || (this.racks[partition]?.includes(rackId) ?? false)
  }

  /** How many more partitions a reader may get. */
  room(reader: Member): number {
    const least = Math.floor(this.racks.length / this.readers.length)
    return Math.max(0, least + (this.#largerBlocks > 0 ? 1 : 0) - (this.taken.get(reader)?.length ?? 0))
  }

  take(reader: Member, partitions: readonly number[]) {
    const taken = this.taken.get(reader)
    taken?.push(...partitions)
    if ((taken?.length ?? 0) > Math.floor(this.racks.length / this.readers.length)) this.#largerBlocks--
    for (const partition of partitions) this.#open.delete(partition)
  }

  cut(mayTake: (reader: Member, partition: number) => boolean) {
    for (const reader of this.readers) {
      const block = [...this.#open].filter((partition) => mayTake(reader, partition)).slice(0, this.room(reader))
      if (block.length > 0) this.take(reader, block)
    }
  }
}
