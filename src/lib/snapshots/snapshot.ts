// A snapshot of a cluster: a document that can be kept and compared. It contains no secrets, because brokers do not
// reveal them.
import type {AclBinding} from '../acls/acl-binding.ts'
import type {ConfigSource, ConfigType} from '../configs/config-entry.ts'
import type {QuotaEntity} from '../quotas/quota-entity.ts'

/** The parts of a snapshot, in the order in which they are compared. */
export const sectionNames = [
  'brokers',
  'features',
  'quorum',
  'topics',
  'assignments',
  'configs',
  'acls',
  'users',
  'quotas',
  'groups',
  'offsets',
] as const
export type SectionName = (typeof sectionNames)[number]

/** Something that could not be read, so that nothing is known about it. */
export interface Unread {
  /** An item as `labels.ts` names it; null: the whole section, or part of it. */
  readonly item: string | null
  readonly reason: string
}

export interface Section<T> {
  readonly items: readonly T[]
  /** False: brokers silently leave out what this user may not describe. */
  readonly everything: boolean
  readonly unknown: readonly Unread[]
}

export interface SnapshotBroker {
  readonly broker: number
  readonly host: string
  readonly port: number
  readonly rack: string | null
  /** `fenced`: registered, but not in service. */
  readonly state: 'up' | 'fenced'
}
export interface SnapshotFeature {
  readonly feature: string
  /** The level in force; 0: off. */
  readonly level: number
}
export interface SnapshotVoter {
  readonly voter: number
  /** Kafka's printed form; a zero UUID if the quorum does not know directories. */
  readonly directoryId: string
  /** `CONTROLLER://host:9093`; empty before Kafka 3.9. */
  readonly endpoints: readonly string[]
  /** At the time of the snapshot; not compared. */
  readonly isLeader: boolean
}
export interface SnapshotTopic {
  readonly topic: string
  /** Base64url; null before Kafka 2.8. Not compared. */
  readonly topicId: string | null
  readonly internal: boolean
  readonly partitions: number
  readonly replicationFactor: number
}
export interface SnapshotAssignment {
  readonly topic: string
  /** Node ids by partition, the preferred leader first; during a reassignment both old and new ones. */
  readonly replicas: readonly (readonly number[])[]
}
export interface SnapshotConfig {
  readonly name: string
  /** Null: not set, or secret. */
  readonly value: string | null
  readonly isSensitive: boolean
  readonly source: ConfigSource
  readonly type: ConfigType
}
export interface SnapshotConfigs {
  /** `topic/orders`, `broker/1`, `broker-default`, `group/billing`, `client-metrics/apps`. */
  readonly resource: string
  /**
   * The configs that are not defaults: for topics and groups those set on them, for brokers also those in their files.
   */
  readonly configs: readonly SnapshotConfig[]
}
export interface SnapshotUser {
  readonly user: string
  /** What a cluster reveals about passwords: how they are salted. */
  readonly credentials: readonly {readonly mechanism: string; readonly iterations: number}[]
}
export interface SnapshotQuotas {
  /** A null name is the default entity of its type. */
  readonly entity: QuotaEntity
  readonly quotas: readonly {readonly key: string; readonly value: number}[]
}
export interface SnapshotGroup {
  readonly group: string
  /** `classic`, `consumer`, `share`, `streams`; null before Kafka 3.8. */
  readonly type: string | null
  readonly protocolType: string
  /** At the time of the snapshot, in the broker's words; not compared. */
  readonly state: string | null
}
export interface SnapshotOffsets {
  readonly group: string
  /** For a share group, the offsets before which everything is acknowledged. */
  readonly offsets: readonly {readonly topic: string; readonly partition: number; readonly offset: number}[]
}

export interface Sections {
  readonly brokers: Section<SnapshotBroker>
  readonly features: Section<SnapshotFeature>
  readonly quorum: Section<SnapshotVoter>
  readonly topics: Section<SnapshotTopic>
  readonly assignments: Section<SnapshotAssignment>
  readonly configs: Section<SnapshotConfigs>
  readonly acls: Section<AclBinding>
  readonly users: Section<SnapshotUser>
  readonly quotas: Section<SnapshotQuotas>
  readonly groups: Section<SnapshotGroup>
  readonly offsets: Section<SnapshotOffsets>
}

export interface Snapshot extends Partial<Sections> {
  /** The version of the format. */
  readonly kafkitSnapshot: 1
  /** ISO 8601, by the clock of the machine that took it. */
  readonly takenAt: string
  readonly clusterId: string | null
}
