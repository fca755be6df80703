// A plan: what has to happen so that a cluster becomes as declared. Plain data, so that it can be written to a file and carried
// out later by somebody else.
import type {AclBinding} from '../../acls/acl-binding.ts'
import type {PrintedError} from '../../cluster/errors.ts'
import type {ConfigResource} from '../../configs/config-resource.ts'
import type {Quota} from '../../quotas/describe.ts'
import type {QuotaEntity} from '../../quotas/quota-entity.ts'
import type {ScramMechanism} from '../../users/scram-mechanism.ts'
import type {PasswordSource} from '../declared.ts'
import type {Place, Said} from '../place.ts'

/** Kinds of harm. Each needs a consent of its own: `--allow delete`. */
export const harms = ['delete', 'data-loss', 'repartition', 'move', 'access', 'internal'] as const
export type Harm = (typeof harms)[number]

export type Kind = 'topic' | 'acl' | 'user' | 'quota' | 'broker' | 'group' | 'client-metrics'

/** What is done, in a form that requests are made of. */
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
      /** The new total; null: as many as there are. */
      readonly partitions: number | null
      /** Of the added partitions; null: the controller places them. */
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
  /** Null: unset. */
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

/** One thing that is created, changed or deleted. */
export interface Action {
  readonly kind: Kind
  readonly change: 'create' | 'change' | 'delete'
  readonly name: string
  /** Null: no file declares it any more, or it was found by pruning. */
  readonly place: Place | null
  /** Its harms, each once, in the order of `harms`. */
  readonly harms: readonly Harm[]
  readonly deed: Deed
  /**
   * What was read when it was planned, as far as it touches it. If anything of it is otherwise when it is carried out, the
   * plan is stale.
   */
  readonly expects: Expected
  /** `broker`: the cluster was asked whether it would accept it. */
  readonly checked: 'broker' | 'kafkit'
  readonly lines: readonly PlanLine[]
  /** In a few words: `12 partitions, 3 replicas`; '' where the lines say it all. */
  readonly summary: string
}

/** Values by name, null for what is not there; of configs, where the value comes from as well. */
export type Expected = Readonly<Record<string, ExpectedValue>>
export type ExpectedValue =
  | string
  | number
  | null
  | readonly (readonly number[])[]
  | Readonly<Record<string, readonly [string | null, string | null]>>

/** In `expects.configs`: the user may not read them, and they are set all the same (--blind-configs). */
export const unreadConfigs = 'unread'

/** One detail of a change, for people. */
export interface PlanLine {
  /** `partitions`, `retention.ms`. */
  readonly field: string
  readonly from: string | null
  /** Null: unset, gone. */
  readonly to: string | null
  readonly harm: Harm | null
  /** `pins the default`, `was in the previous files`. */
  readonly note: string | null
}

/** Something that is not done, and why. */
export interface NotDone {
  readonly kind: Kind
  readonly name: string
  readonly place: Place | null
  readonly error: PrintedError
}

/** Something that was seen beside, and is left as it is. */
export interface Notice extends Said {
  readonly kind: Kind
  readonly name: string
}

export interface Plan {
  readonly clusterId: string | null
  readonly files: readonly {readonly path: string; readonly sha256: string}[]
  /** In the order in which they are carried out. */
  readonly actions: readonly Action[]
  /** What could not be read: whether it is as declared is not known. */
  readonly unknown: readonly NotDone[]
  /** What cannot be done: fewer partitions, what the cluster would not accept. */
  readonly refused: readonly NotDone[]
  readonly notices: readonly Notice[]
  /** How many are as declared, by kind. */
  readonly unchanged: Readonly<Partial<Record<Kind, number>>>
  /** How many are declared and were left out (--only, --match), by kind; undefined: all were. */
  readonly leftOut?: Readonly<Partial<Record<Kind, number>>>
}

/** The same for the same thing, in all plans. */
export const actionKey = ({kind, change, name}: Pick<Action, 'kind' | 'change' | 'name'>): string =>
  `${kind} ${change} ${name}`

/** The harms in their order, each once. */
export const inOrder = (found: Iterable<Harm | null>): Harm[] => {
  const all = new Set(found)
  return harms.filter((harm) => all.has(harm))
}
