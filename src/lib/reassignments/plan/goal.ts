// The goals that a plan of moves can have.
import {ExpectedError} from '../../errors/expected-error.ts'
import type {Assignment} from '../../partitions/throttles.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {RackRule} from './placement.ts'

export type Goal =
  /** Removes all replicas from these brokers. `to`: the brokers that may receive them; default: any other. */
  | {readonly kind: 'drain'; readonly brokers: readonly number[]; readonly to?: readonly number[] | undefined}
  /** Removes leadership from these brokers; their replicas stay, listed behind others that are in sync. */
  | {readonly kind: 'leaders'; readonly brokers: readonly number[]}
  /** Gives these brokers their share of the replicas. */
  | {readonly kind: 'add'; readonly brokers: readonly number[]}
  /** Sets the number of replicas of each partition. */
  | {readonly kind: 'rf'; readonly replicas: number}
  /** Gives each broker the same number of replicas, as nearly as possible. */
  | {readonly kind: 'balance'}
  /**
   * Like `balance`, but counts only the replicas and preferred leaders of the selected topics. `among`: these brokers;
   * null: all.
   */
  | {readonly kind: 'even'; readonly among: readonly number[] | null}
  /** Allows replicas on these brokers only. */
  | {readonly kind: 'brokers'; readonly brokers: readonly number[]}
  /** Sets the assignments of a file. */
  | {readonly kind: 'explicit'; readonly assignments: readonly Assignment[]}

export interface PlanOptions {
  readonly racks: RackRule
  /** The topics that may be changed; default: all. */
  readonly topic?: ((name: string) => boolean) | undefined
  /** `min.insync.replicas` of a topic; null: not known. Used by `rf`. */
  readonly minInsync?: ((topic: string) => number | null) | undefined
}

export interface PlannedMove extends TopicPartition {
  /** Node ids, the preferred leader first. */
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly adding: readonly number[]
  readonly removing: readonly number[]
  /** Bytes of one replica on disk; null: not known. */
  readonly bytes: number | null
}

export interface Spread {
  readonly fewest: number
  readonly most: number
}

export interface MovePlan {
  /** By topic and partition. Partitions that only change their order have nothing to add or remove. */
  readonly moves: readonly PlannedMove[]
  /** The number of replicas that are newly created. */
  readonly replicasMoved: number
  /** The fewest new replicas with which any plan could reach the goal; null if that number is not known. */
  readonly fewestPossible: number | null
  readonly preferredLeadersChanged: number
  /** The spread of replicas over the brokers in service. */
  readonly before: Spread
  readonly after: Spread
  /** Why the plan is impossible. */
  readonly problems: readonly PlanProblem[]
  readonly warnings: readonly string[]
}

/** Why a plan cannot be made, or must not be carried out. */
export class PlanProblem extends ExpectedError {
  override readonly name = 'PlanProblem'
}
