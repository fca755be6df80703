// A change of the cluster as a command describes it; ChangingCommand.carryOut takes it from its plan to its outcome.
import type {Cluster} from '../cluster/cluster.ts'

/** What would be done, with whatever else the command keeps in it. Making a plan changes nothing. */
export interface ChangePlan {
  /** The plan as data for the audit log. Undefined: `Change.request` says enough. */
  readonly audited: unknown
  /** There is nothing to do. */
  readonly empty?: boolean | undefined
  /** Why none of it may be carried out: a sentence each on stderr, exit code 1. */
  readonly problems?: readonly Error[] | undefined
  /** Other parts of the plan could have been carried out, so `unchanged` is said after the problems. */
  readonly othersSpared?: boolean | undefined
}

export interface Change<Plan extends ChangePlan, Done> {
  /** What would be done, beginning with a verb: `delete topics`. The guard refuses and asks with these words. */
  readonly changes: string
  /** What the command line asks for, as data: the plan in the audit log until there is a better one. */
  readonly request: unknown
  /** Reads the present state and says what would be done. */
  plan(cluster: Cluster): Promise<Plan>
  /**
   * Prints the plan. `result`: it is all there is to print, so it goes to stdout in the format of --output (a dry run,
   * problems, nothing to do). `preview`: it is about to be carried out, and the question follows.
   */
  show(plan: NoInfer<Plan>, as: 'result' | 'preview'): Promise<void>
  /**
   * Without a question mark: `Delete topic orders for good`. Left out for a change that needs no consent: then only a
   * protected profile asks, before the plan is made.
   */
  question?(plan: NoInfer<Plan>): string
  /** Why the plan no longer holds, asked after the user agreed: a plan may have been on the screen for minutes. */
  recheck?(cluster: Cluster, plan: NoInfer<Plan>): Promise<readonly Error[]>
  /** Failures of single items belong in what it returns; what it throws ends the command. */
  execute(cluster: Cluster, plan: NoInfer<Plan>): Promise<Done>
  /** Prints the outcome on stdout. */
  report(done: NoInfer<Done>): Promise<void>
  /** What failed: a sentence each on stderr, exit code 1. */
  failures(done: NoInfer<Done>): readonly Error[]
  /** The last line, on stderr: the command that takes the change back, or why there is nothing to take back. */
  undo?(done: NoInfer<Done>): {readonly command: string} | {readonly none: string}
  readonly says: {
    /** `nothing was deleted`. */
    readonly unchanged: string
    /** `there is nothing to delete`; left out: an empty plan needs no words. */
    readonly nothing?: string | undefined
    /** Whether a plan without --execute ends with how to carry it out; true unless set. */
    readonly hint?: boolean | undefined
  }
}

/** The errors of the items that failed. */
export const failuresOf = (outcomes: readonly {readonly status: string; readonly error?: Error | undefined}[]): Error[] =>
  outcomes.flatMap(({status, error}) => (status === 'failed' && error ? [error] : []))
