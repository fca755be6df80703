// A change to the cluster as a command describes it. ChangingCommand.carryOut takes it from its plan to its outcome.
import type {Cluster} from '../cluster/cluster.ts'

/** What carryOut needs to know about a plan; the command may add fields of its own. Planning changes nothing. */
export interface ChangePlan {
  /** The plan as data for the audit log; undefined if `Change.request` is enough. */
  readonly audited: unknown
  /** True if there is nothing to do. */
  readonly empty?: boolean | undefined
  /** Reasons not to carry out any part of the plan; they are printed on stderr, and the exit code is 1. */
  readonly problems?: readonly Error[] | undefined
  /**
   * The problems concern only a part of the plan, so `unchanged` is printed to say that the rest was not done either.
   */
  readonly othersSpared?: boolean | undefined
}

export type UndoLine = {readonly command: string | readonly string[]} | {readonly none: string}

/** `Target`: what is changed, which is a cluster or a service beside it. */
export interface Change<Plan extends ChangePlan, Done, Target = Cluster> {
  /** What is done, beginning with a verb: `delete topics`. The guard uses it in its messages. */
  readonly changes: string
  /** Ctrl-C does not abort requests: the change ends by itself, between two of them. */
  readonly graceful?: boolean | undefined
  /** The request of the command line as data. It is the plan in the audit log unless the plan itself is `audited`. */
  readonly request: unknown
  /** Reads the current state and plans the change. */
  plan(target: Target): Promise<Plan>
  /**
   * Prints the plan. As a `result`, this is the whole output of the command, on stdout in the format of --output: for
   * a dry run, for problems, or if there is nothing to do. As a `preview`, the question and the outcome follow.
   */
  show(plan: NoInfer<Plan>, as: 'result' | 'preview'): Promise<void>
  /**
   * The question, without its question mark: `Delete topic orders for good`. It is left out for a change that needs
   * no consent; then only a protected profile asks, before the plan is made.
   */
  readonly question?: ((plan: NoInfer<Plan>) => string) | undefined
  /** Checks, after the user has agreed, that the plan still holds: it may have been on the screen for minutes. */
  recheck?(target: Target, plan: NoInfer<Plan>): Promise<readonly Error[]>
  /** Carries the plan out. Failures of single items belong in the outcome; an error that is thrown ends the command. */
  execute(target: Target, plan: NoInfer<Plan>): Promise<Done>
  /** Prints the outcome on stdout. */
  report(done: NoInfer<Done>): Promise<void>
  /** The items that failed: printed on stderr, exit code 1. */
  failures(done: NoInfer<Done>): readonly Error[]
  /**
   * The last line on stderr: the commands that undo the change, or the reason why there are none; undefined: no line.
   * Flags for the same cluster are added to each command.
   */
  undo?(done: NoInfer<Done>): UndoLine | undefined
  /** Messages on stderr if nothing is changed. */
  readonly notes: {
    /** `nothing was deleted`. */
    readonly unchanged: string
    /** `there is nothing to delete`; without it, nothing is printed about an empty plan. */
    readonly nothing?: string | undefined
    /** False: `execute` itself says what may have happened where Ctrl-C ends it. */
    readonly interrupted?: false | undefined
    /** Whether a plan without --execute ends with a hint about --execute; true unless set. */
    readonly hint?: boolean | undefined
  }
}

/** The errors of the items that failed. */
export const failuresOf = (
  outcomes: readonly {readonly status: string; readonly error?: Error | undefined}[],
): Error[] => outcomes.flatMap(({status, error}) => (status === 'failed' && error ? [error] : []))
