// The desired state as every format's reader returns it. Units, defaults and roles are already resolved, so later code
// deals with one form only.
import type {AclBinding} from '../acls/acl-binding.ts'
import type {ConfigResource} from '../configs/config-resource.ts'
import type {QuotaEntity} from '../quotas/quota-entity.ts'
import type {ScramMechanism} from '../users/scram-mechanism.ts'
import type {Node} from '../text/node.ts'
import type {PlacedText} from './placed-text.ts'
import type {Place} from '../text/place.ts'

/**
 * What a document can declare. A section that is missing from `Declared.sections` was not mentioned, which is not the
 * same as an empty one.
 */
export type Section = 'topics' | 'acls' | 'users' | 'quotas' | 'brokers' | 'groups' | 'clientMetrics'
export const sections: readonly Section[] = ['topics', 'acls', 'users', 'quotas', 'brokers', 'groups', 'clientMetrics']

/** The content of one document of one file. */
export interface Declared {
  /** The format of the document: `native`, `strimzi`. */
  readonly format: string
  readonly place: Place
  /** The sections that appear in the document, even if they are empty. `access` counts as `acls`. */
  readonly sections: ReadonlySet<Section>
  /** The cluster that the document is for; applying it to any other is refused. */
  readonly cluster?: Placed<string> | undefined
  readonly scope?: Scope | undefined
  readonly topics: readonly DesiredTopic[]
  readonly acls: readonly DesiredAcl[]
  readonly users: readonly DesiredUser[]
  readonly quotas: readonly DesiredQuota[]
  /** Configs of brokers, groups and client metrics subscriptions. */
  readonly configs: readonly DesiredConfigs[]
  /** The rules of the section `policy` as written; the linter reads them. */
  readonly policy?: Node | undefined
  /** What the user should know but does not have to fix: `managed: "false", so it is left alone`. */
  readonly remarks: readonly PlacedText[]
}

export interface Placed<T> {
  readonly value: T
  readonly place: Place
}

/**
 * What a document owns: names, or prefixes that end in `*`. Undefined: the document does not limit that kind, and
 * nothing of it is pruned.
 */
export interface Scope {
  readonly place: Place
  readonly topics?: readonly Placed<string>[] | undefined
  readonly groups?: readonly Placed<string>[] | undefined
  readonly principals?: readonly Placed<string>[] | undefined
  /** Topics that are never deleted. */
  readonly protect: readonly Placed<string>[]
}

export interface DesiredTopic {
  readonly place: Place
  readonly name: string
  /** `unmanaged`: the topic may exist, and it is left alone, also when pruning. */
  readonly state: 'present' | 'absent' | 'unmanaged'
  /** Undefined: the broker's default applies at creation, and the count is not compared afterwards. */
  readonly partitions?: DesiredPartitions | undefined
  /** Undefined as for `partitions`. */
  readonly replicationFactor?: Placed<number> | undefined
  /** Node ids for each partition, the preferred leader first. Excludes `partitions` and `replicationFactor`. */
  readonly assignment?: Placed<readonly (readonly number[])[]> | undefined
  readonly placement?: DesiredPlacement | undefined
  /** Each name occurs once. */
  readonly configs: readonly DesiredConfig[]
  /** Configs that are neither compared nor changed. */
  readonly ignore: readonly string[]
  /** Free text for people, by field name. */
  readonly about: Readonly<Record<string, string>>
}

export interface DesiredPartitions extends Placed<number> {
  /** A larger number of partitions is accepted too. */
  readonly atLeast: boolean
}

export interface DesiredPlacement {
  readonly place: Place
  /** `spread`: the replicas of a partition are in different racks, as far as there are enough racks. */
  readonly racks: 'spread' | 'any'
  /** The brokers that may hold replicas; null: all of them. */
  readonly brokers: readonly number[] | null
}

export interface DesiredConfig {
  readonly place: Place
  readonly name: string
  /**
   * The value as Kafka takes it: `7d` of retention.ms is already `604800000`. Null: must not be set, so that the
   * default applies.
   */
  readonly value: string | null
}

/** Configs of a resource other than a topic. */
export interface DesiredConfigs {
  readonly place: Place
  readonly resource: ConfigResource
  readonly configs: readonly DesiredConfig[]
}

/** One ACL. Several entries may declare the same one. */
export interface DesiredAcl {
  readonly place: Place
  readonly state: 'present' | 'absent'
  readonly binding: AclBinding
  /** The role that gives this ACL: `produce orders.created`; null: the ACL itself was written. */
  readonly role: string | null
}

export interface DesiredUser {
  readonly place: Place
  readonly user: string
  readonly state: 'present' | 'absent'
  /** Each mechanism occurs once. */
  readonly credentials: readonly DesiredCredential[]
}
export interface DesiredCredential {
  readonly place: Place
  readonly mechanism: ScramMechanism
  readonly iterations: number
  /** Null: the user is only compared, and cannot be created if it does not exist. */
  readonly password: PasswordSource | null
}
/** Where to read a password from, never the password itself. */
export type PasswordSource =
  {readonly env: string} | {readonly file: string} | {readonly command: readonly [string, ...string[]]}

export interface DesiredQuota {
  readonly place: Place
  readonly entity: QuotaEntity
  /** Null: must not be set. In bytes per second, percent of a thread, or mutations per second. */
  readonly values: readonly DesiredQuotaValue[]
}
export interface DesiredQuotaValue {
  readonly place: Place
  readonly key: string
  readonly value: number | null
}
