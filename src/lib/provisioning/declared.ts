// The desired state: what a reader of any format makes of a document. Units, defaults and roles are resolved already, so
// that everything behind it knows one form only.
import type {AclBinding} from '../acls/acl-binding.ts'
import type {ConfigResource} from '../configs/config-resource.ts'
import type {QuotaEntity} from '../quotas/quota-entity.ts'
import type {ScramMechanism} from '../users/scram-mechanism.ts'
import type {Node} from './node.ts'
import type {Place, Said} from './place.ts'

/** What a document may speak of. One that is not in `Declared.sections` was not mentioned, which is not the same as empty. */
export type Section = 'topics' | 'acls' | 'users' | 'quotas' | 'brokers' | 'groups' | 'clientMetrics'
export const sections: readonly Section[] = ['topics', 'acls', 'users', 'quotas', 'brokers', 'groups', 'clientMetrics']

/** One document of one file. */
export interface Declared {
  /** The format that it was read as: `native`, `strimzi`. */
  readonly format: string
  readonly place: Place
  /** Sections that the document has, also with nothing in them. `access` counts as `acls`. */
  readonly sections: ReadonlySet<Section>
  /** The cluster that it is for; any other is refused. */
  readonly cluster?: Placed<string> | undefined
  readonly scope?: Scope | undefined
  readonly topics: readonly DesiredTopic[]
  readonly acls: readonly DesiredAcl[]
  readonly users: readonly DesiredUser[]
  readonly quotas: readonly DesiredQuota[]
  /** Of brokers, groups and client metrics subscriptions. */
  readonly configs: readonly DesiredConfigs[]
  /** Rules of the section `policy`, as written: lint reads them. */
  readonly policy?: Node | undefined
  /** What the user should know and no one has to repair: `managed: "false", so it is left alone`. */
  readonly remarks: readonly Said[]
}

export interface Placed<T> {
  readonly value: T
  readonly place: Place
}

/** What a document owns: names, or prefixes that end in `*`. Undefined: that kind is not limited, and never pruned. */
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
  /** `unmanaged`: there may be such a topic, and it is left alone, by pruning too. */
  readonly state: 'present' | 'absent' | 'unmanaged'
  /** Undefined: the broker's default at creation, never compared afterwards. */
  readonly partitions?: DesiredPartitions | undefined
  /** As `partitions`. */
  readonly replicationFactor?: Placed<number> | undefined
  /** Node ids for each partition, the preferred leader first. It excludes `partitions` and `replicationFactor`. */
  readonly assignment?: Placed<readonly (readonly number[])[]> | undefined
  readonly placement?: DesiredPlacement | undefined
  /** Each name once. */
  readonly configs: readonly DesiredConfig[]
  /** Configs that are neither compared nor changed. */
  readonly ignore: readonly string[]
  /** Free text for people, by name. */
  readonly about: Readonly<Record<string, string>>
}

export interface DesiredPartitions extends Placed<number> {
  /** More of them are fine, too. */
  readonly atLeast: boolean
}

export interface DesiredPlacement {
  readonly place: Place
  /** `spread`: replicas of a partition lie in different racks as far as there are enough. */
  readonly racks: 'spread' | 'any'
  /** The brokers that may hold replicas; null: all. */
  readonly brokers: readonly number[] | null
}

export interface DesiredConfig {
  readonly place: Place
  readonly name: string
  /** As Kafka takes it: `7d` of retention.ms is `604800000` already. Null: must not be set, so that the default counts. */
  readonly value: string | null
}

/** Configs of a resource that is no topic. */
export interface DesiredConfigs {
  readonly place: Place
  readonly resource: ConfigResource
  readonly configs: readonly DesiredConfig[]
}

/** One ACL. The same one may be wanted by several entries. */
export interface DesiredAcl {
  readonly place: Place
  readonly state: 'present' | 'absent'
  readonly binding: AclBinding
  /** The role that it follows from: `produce orders.created`; null: it is written as it is. */
  readonly role: string | null
}

export interface DesiredUser {
  readonly place: Place
  readonly user: string
  readonly state: 'present' | 'absent'
  /** Each mechanism once. */
  readonly credentials: readonly DesiredCredential[]
}
export interface DesiredCredential {
  readonly place: Place
  readonly mechanism: ScramMechanism
  readonly iterations: number
  /** Null: a user that does not exist cannot be created, and one that exists is only compared. */
  readonly password: PasswordSource | null
}
/** The place of a password, never the password itself. */
export type PasswordSource =
  {readonly env: string} | {readonly file: string} | {readonly command: readonly [string, ...string[]]}

export interface DesiredQuota {
  readonly place: Place
  readonly entity: QuotaEntity
  /** Null: must not be set. Bytes a second, percent of a thread, or a number a second. */
  readonly values: readonly DesiredQuotaValue[]
}
export interface DesiredQuotaValue {
  readonly place: Place
  readonly key: string
  readonly value: number | null
}
