// Where the replicas of a cluster lie: what a plan of moves is made from.
import type {TopicPartition} from '../cluster/fan-out.ts'

export interface LayoutBroker {
  readonly id: number
  /** Null: not known, or the broker has none. */
  readonly rack: string | null
  /** Why no replica may be put here: `is fenced`. Null: it may. */
  readonly unusable: string | null
  /** Bytes that may come to it before its disks are fuller than allowed; null: not known. */
  readonly roomBytes: number | null
}

export interface LayoutPartition extends TopicPartition {
  /** Node ids, the preferred leader first. */
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  /** Node id; -1: there is none now. */
  readonly leader: number
  /** Of one replica, on disk; null: no broker told. */
  readonly bytes: number | null
}

export interface Layout {
  readonly brokers: readonly LayoutBroker[]
  /** All of the cluster, by topic and partition. */
  readonly partitions: readonly LayoutPartition[]
}

export const partitionText = ({topic, partition}: TopicPartition): string => `${topic}-${partition}`
export const partitionKey = ({topic, partition}: TopicPartition): string => `${partition} ${topic}`
