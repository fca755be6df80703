// A plan: what has to change so that a cluster becomes as declared. It is plain data, so that it can be saved and
// carried out later by someone else.
import type {AclBinding} from '../../acls/acl-binding.ts'
import type {PrintedError} from '../../cluster/errors.ts'
import type {ConfigResource} from '../../configs/config-resource.ts'
import type {Quota} from '../../quotas/describe.ts'
import type {QuotaEntity} from '../../quotas/quota-entity.ts'
import type {ScramMechanism} from '../../users/scram-mechanism.ts'
import type {PasswordSource} from '../declared.ts'
import type {PlacedText} from '../placed-text.ts'
import type {Place} from '../../text/place.ts'

/** Kinds of harm. Each must be allowed separately: `--allow delete`. */
export const harms = ['delete', 'data-loss', 'repartition', 'move', 'access', 'internal'] as const
export type Harm = (typeof harms)[number]

export type Kind = 'topic' | 'acl' | 'user' | 'quota' | 'broker' | 'group' | 'client-metrics'

/** The change itself, with everything that its request needs. */
export type Deed =
  | {
      readonly type: 'createTopic'
      /** Null: the broker's default. */
      readonly partitions: number | null
      readonly replicationFactor: number | null
      readonly assignment: readonly (readonly number[])[] | null
      readonly configs: Readonly<Record<string, string>>
    }
  | {
      readonly type: 'alterTopic'
      /** The new total; null: unchanged. */
      readonly partitions: number | null
      /** The brokers of the added partitions; null: the controller chooses them. */
      readonly added: readonly (readonly number[])[] | null
      readonly configs: readonly ConfigStep[]
      readonly moves: readonly Move[]
    }
  | {readonly type: 'deleteTopic'}
  | {readonly type: 'createAcl' | 'deleteAcl'; readonly binding: AclBinding}
  | {
      readonly type: 'alterUser'
      readonly user: string
      readonly set: readonly NewCredential[]
      readonly remove: readonly ScramMechanism[]
    }
  | {
      readonly type: 'alterQuota'
      readonly entity: QuotaEntity
      readonly set: readonly Quota[]
      readonly remove: readonly string[]
    }
  | {readonly type: 'alterConfigs'; readonly resource: ConfigResource; readonly configs: readonly ConfigStep[]}

export interface ConfigStep {
  readonly name: string
  /** Null: the config is unset. */
  readonly value: string | null
}
export interface Move {
  readonly partition: number
  /** Node ids, the preferred leader first. */
  readonly from: readonly number[]
  readonly to: readonly number[]
}
export interface NewCredential {
  readonly mechanism: ScramMechanism
  readonly iterations: number
  readonly password: PasswordSource
}

/** One thing to create, change or delete. */
export interface Action {
  readonly kind: Kind
  readonly change: 'create' | 'change' | 'delete'
  readonly name: string
  /** Null: no file declares it any more, or it was found by pruning. */
  readonly place: Place | null
  /** Each harm once, in the order of `harms`. */
  readonly harms: readonly Harm[]
  readonly deed: Deed
  /**
   * What was read when the action was planned, as far as the action touches it. If any of it has changed when the
   * action is carried out, the plan is stale.
   */
  readonly expects: Expected
  /** `broker`: the cluster confirmed that it would accept the action. */
  readonly checked: 'broker' | 'kafkit'
  readonly lines: readonly PlanLine[]
  /** A short description: `12 partitions, 3 replicas`; '' if the lines already say everything. */
  readonly summary: string
}

/** Values by name, null for what does not exist; for configs also the source of the value. */
export type Expected = Readonly<Record<string, ExpectedValue>>
export type ExpectedValue =
  | string
  | number
  | null
  | readonly (readonly number[])[]
  | Readonly<Record<string, readonly [string | null, string | null]>>

/** Stands in `expects.configs` if the user may not read them and they are set anyway (--blind-configs). */
export const unreadConfigs = 'unread'

/** One detail of a change, for people. */
export interface PlanLine {
  /** `partitions`, `retention.ms`. */
  readonly field: string
  readonly from: string | null
  /** Null: unset or removed. */
  readonly to: string | null
  readonly harm: Harm | null
  /** `pins the default`, `was in the previous files`. */
  readonly note: string | null
}

/** Something that will not be done, and why. */
export interface NotDone {
  readonly kind: Kind
  readonly name: string
  readonly place: Place | null
  readonly error: PrintedError
}

/** Something that was noticed and is left as it is. */
export interface Notice extends PlacedText {
  readonly kind: Kind
  readonly name: string
}

export interface Plan {
  readonly clusterId: string | null
  readonly files: readonly {readonly path: string; readonly sha256: string}[]
  /** In the order in which they are carried out. */
  readonly actions: readonly Action[]
  /** What could not be read, so that it is not known whether it is as declared. */
  readonly unknown: readonly NotDone[]
  /** What cannot be done: fewer partitions, or what the cluster would not accept. */
  readonly refused: readonly NotDone[]
  readonly notices: readonly Notice[]
  /** The number of items that are as declared, by kind. */
  readonly unchanged: Readonly<Partial<Record<Kind, number>>>
  /** The number of declared items that were left out (--only, --match), by kind; undefined: none were. */
  readonly leftOut?: Readonly<Partial<Record<Kind, number>>>
}

/** The same key for the same item in all plans. */
export const actionKey = ({kind, change, name}: Pick<Action, 'kind' | 'change' | 'name'>): string =>
  `${kind} ${change} ${name}`

/** Each harm once, in the order of `harms`. */
export const inOrder = (found: Iterable<Harm | null>): Harm[] => {
  const all = new Set(found)
  return harms.filter((harm) => all.has(harm))
}
