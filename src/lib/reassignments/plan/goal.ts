// What a plan of moves is to reach.
import {ExpectedError} from '../../errors/expected-error.ts'
import type {Assignment} from '../../partitions/throttles.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {RackRule} from './placement.ts'

export type Goal =
  /** Nothing is left on these brokers. `to`: where it may go, any other broker unless given. */
  | {readonly kind: 'drain'; readonly brokers: readonly number[]; readonly to?: readonly number[] | undefined}
  /** These brokers lead nothing; their replicas stay, behind others that are in sync. */
  | {readonly kind: 'leaders'; readonly brokers: readonly number[]}
  /** These brokers get their share. */
  | {readonly kind: 'add'; readonly brokers: readonly number[]}
  /** So many replicas of each partition. */
  | {readonly kind: 'rf'; readonly replicas: number}
  /** The same number of replicas on each broker, as nearly as can be. */
  | {readonly kind: 'balance'}
  /** As `balance`, but counted are the replicas and preferred leaders of the selected topics only. `among`: these brokers, or all. */
  | {readonly kind: 'even'; readonly among: readonly number[] | null}
  /** Replicas on these brokers only. */
  | {readonly kind: 'brokers'; readonly brokers: readonly number[]}
  /** What a file says. */
  | {readonly kind: 'explicit'; readonly assignments: readonly Assignment[]}

export interface PlanOptions {
  readonly racks: RackRule
  /** Which topics may be touched; all unless given. */
  readonly topic?: ((name: string) => boolean) | undefined
  /** `min.insync.replicas` of a topic; null: not known. Asked for by `rf`. */
  readonly minInsync?: ((topic: string) => number | null) | undefined
}

export interface PlannedMove extends TopicPartition {
  /** Node ids, the preferred leader first. */
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly adding: readonly number[]
  readonly removing: readonly number[]
  /** Of one replica, on disk; null: not known. */
  readonly bytes: number | null
}

export interface Spread {
  readonly fewest: number
  readonly most: number
}

export interface MovePlan {
  /** By topic and partition. Those that only change their order have nothing to add or remove. */
  readonly moves: readonly PlannedMove[]
  /** Replicas that are made anew. */
  readonly replicasMoved: number
  /** No plan reaches the goal with fewer; null where there is no such number. */
  readonly fewestPossible: number | null
  readonly preferredLeadersChanged: number
  /** Replicas of the brokers in service. */
  readonly before: Spread
  readonly after: Spread
  /** What makes the plan impossible. */
  readonly problems: readonly PlanProblem[]
  readonly warnings: readonly string[]
}

/** The plan cannot be made, or must not be carried out. */
export class PlanProblem extends ExpectedError {
  override readonly name = 'PlanProblem'
}
