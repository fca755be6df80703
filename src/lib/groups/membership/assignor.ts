// The input and output of an assignor. The leader of a classic group runs it; the broker never reads the bytes.
import type {TopicPartition} from '../../cluster/fan-out.ts'

export interface Member {
  readonly id: string
  /** group.instance.id; null for a dynamic member. */
  readonly instanceId: string | null
  readonly rackId: string | null
  readonly topics: readonly string[]
  /** The partitions that it reads while it joins. With an eager assignor it has given up all of them. */
  readonly owned: readonly TopicPartition[]
  /**
   * The generation in which `owned` was assigned; -1 if there is none, or if the member does not report it (before
   * Kafka 3.2).
   */
  readonly generation: number
}

/** For each existing topic, by partition: the racks of its replicas. */
export type TopicLayout = ReadonlyMap<string, readonly (readonly string[])[]>

/** The partitions of every member, by member id; in order of topic, then partition. */
export type GroupAssignment = ReadonlyMap<string, readonly TopicPartition[]>

export interface Assignor {
  /** The name in JoinGroup. */
  readonly name: string
  /** Eager: members give up all partitions before they join again. Otherwise only those that they lose (KIP-429). */
  readonly eager: boolean
  assign(members: readonly Member[], topics: TopicLayout): GroupAssignment
  /** Only for assignors that encode a member's previous partitions and their generation in user data. */
  readonly userData?: {
    encode(before: {readonly previouslyOwned: readonly TopicPartition[]; readonly generation: number}): Buffer | null
    decode(data: Buffer): Pick<Member, 'owned' | 'generation'>
  }
}

/** Compares strings as Java does: by UTF-16 code unit. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Apache's order of members: static members first, by instance id, so that a restart with a new member id moves nothing. */
export function compareMembers(a: Member, b: Member): number {
  if (a.instanceId !== null && b.instanceId !== null) return compare(a.instanceId, b.instanceId)
  if (a.instanceId !== null || b.instanceId !== null) return a.instanceId !== null ? -1 : 1
  return compare(a.id, b.id)
}

export const comparePartitions = (a: TopicPartition, b: TopicPartition): number =>
  compare(a.topic, b.topic) || a.partition - b.partition

/** A partition as a key of maps. Topic names cannot contain a slash. */
export const keyOf = ({topic, partition}: TopicPartition): string => `${topic}/${partition}`

/** Every member's partitions in order. */
export const assignmentOf = (taken: ReadonlyMap<string, readonly TopicPartition[]>): GroupAssignment =>
  new Map([...taken].map(([id, partitions]) => [id, partitions.toSorted(comparePartitions)]))
