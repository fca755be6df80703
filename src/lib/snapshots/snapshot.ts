// What a snapshot of a cluster is: a document that can be kept and compared. No secrets are in it, because brokers show none.
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

/** Something that could not be read, so that nothing is known of it. */
export interface Unread {
  /** As `labels.ts` names items; null: the section as a whole, or some of it. */
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
  /** Kafka's printed form; a zero UUID where the quorum does not know directories. */
  readonly directoryId: string
  /** `CONTROLLER://host:9093`; empty before Kafka 3.9. */
  readonly endpoints: readonly string[]
  /** Of this moment; not compared. */
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
  /** Node ids by partition, the preferred leader first; while a partition is moved, those of before and after. */
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
  /** Those that are no defaults: of topics and groups what is set on them, of brokers also what their files say. */
  readonly configs: readonly SnapshotConfig[]
}
export interface SnapshotUser {
  readonly user: string
  /** What a cluster tells of passwords: how they are salted. */
  readonly credentials: readonly {readonly mechanism: string; readonly iterations: number}[]
}
export interface SnapshotQuotas {
  /** A name of null: the default of its type. */
  readonly entity: QuotaEntity
  readonly quotas: readonly {readonly key: string; readonly value: number}[]
}
export interface SnapshotGroup {
  readonly group: string
  /** `classic`, `consumer`, `share`, `streams`; null before Kafka 3.8. */
  readonly type: string | null
  readonly protocolType: string
  /** Of this moment, in the broker's words; not compared. */
  readonly state: string | null
}
export interface SnapshotOffsets {
  readonly group: string
  /** Of a share group the offsets before which all is done. */
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
