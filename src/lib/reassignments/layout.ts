// Where the replicas of a cluster are: the input of a plan.
import type {TopicPartition} from '../cluster/fan-out.ts'

export interface LayoutBroker {
  readonly id: number
  /** Null: not known, or the broker has none. */
  readonly rack: string | null
  /** Why no replica may be placed here: `is fenced`. Null: replicas may be placed here. */
  readonly unusable: string | null
  /** Bytes that the broker can still receive before its disks are fuller than allowed; null: not known. */
  readonly roomBytes: number | null
}

export interface LayoutPartition extends TopicPartition {
  /** Node ids, the preferred leader first. */
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  /** Node id; -1: the partition has no leader. */
  readonly leader: number
  /** Bytes of one replica on disk; null: no broker reported it. */
  readonly bytes: number | null
}

export interface Layout {
  readonly brokers: readonly LayoutBroker[]
  /** All partitions of the cluster, by topic and partition. */
  readonly partitions: readonly LayoutPartition[]
}

export const partitionText = ({topic, partition}: TopicPartition): string => `${topic}-${partition}`
export const partitionKey = ({topic, partition}: TopicPartition): string => `${partition} ${topic}`
