// What the leader of a classic group decides from, and what it decides. The broker never sees inside.
import type {TopicPartition} from '../../cluster/fan-out.ts'

export interface Member {
  readonly id: string
  /** group.instance.id; null: a dynamic member. */
  readonly instanceId: string | null
  readonly rackId: string | null
  readonly topics: readonly string[]
  /** What it still reads while it joins; members of eager assignors have given up everything. */
  readonly owned: readonly TopicPartition[]
  /** The generation in which it got `owned`; -1: it never had one, or does not say (before Kafka 3.2). */
  readonly generation: number
}

/** The partitions of each topic that exists, in order: the racks of each partition's replicas. */
export type TopicLayout = ReadonlyMap<string, readonly (readonly string[])[]>

/** By member id, an entry for each member; within a member by topic, then partition. */
export type Assignment = ReadonlyMap<string, readonly TopicPartition[]>

export interface Assignor {
  /** As members write it into JoinGroup. */
  readonly name: string
  /** Eager: members give up everything before they join again. Otherwise only what they lose (KIP-429). */
  readonly eager: boolean
  assign(members: readonly Member[], topics: TopicLayout): Assignment
  /** Of assignors that keep in bytes of their own what a member had; `held` and since which generation. */
  readonly userData?: {
    encode(before: {readonly held: readonly TopicPartition[]; readonly generation: number}): Buffer | null
    decode(data: Buffer): Pick<Member, 'owned' | 'generation'>
  }
}

/** As Java compares strings: by UTF-16 code unit. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Apache's order of members: static ones first, by instance id, so that a restart with a new member id moves nothing. */
export function compareMembers(a: Member, b: Member): number {
  if (a.instanceId !== null && b.instanceId !== null) return compare(a.instanceId, b.instanceId)
  if (a.instanceId !== null || b.instanceId !== null) return a.instanceId !== null ? -1 : 1
  return compare(a.id, b.id)
}

export const comparePartitions = (a: TopicPartition, b: TopicPartition): number =>
  compare(a.topic, b.topic) || a.partition - b.partition

/** One word for a partition, as a key of maps; topic names cannot contain a slash. */
export const keyOf = ({topic, partition}: TopicPartition): string => `${topic}/${partition}`

/** Every member's partitions in order. */
export const assignmentOf = (taken: ReadonlyMap<string, readonly TopicPartition[]>): Assignment =>
  new Map([...taken].map(([id, partitions]) => [id, partitions.toSorted(comparePartitions)]))
