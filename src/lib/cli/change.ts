// A change to the cluster as a command describes it. ChangingCommand.carryOut takes it from its plan to its outcome.
import type {Cluster} from '../cluster/cluster.ts'

/** What carryOut needs to know of a plan; the command adds whatever else it wants to keep. Planning changes nothing. */
export interface ChangePlan {
  /** The plan as data for the audit log; undefined if `Change.request` is enough. */
  readonly audited: unknown
  /** There is nothing to do. */
  readonly empty?: boolean | undefined
  /** Reasons not to carry out any of it: printed on stderr, exit code 1. */
  readonly problems?: readonly Error[] | undefined
  /** The problems concern only a part of the plan, so `unchanged` is added to say that the rest was not done either. */
  readonly othersSpared?: boolean | undefined
}

export type UndoLine = {readonly command: string | readonly string[]} | {readonly none: string}

/** `Target`: what is changed, a cluster or a service beside it. */
export interface Change<Plan extends ChangePlan, Done, Target = Cluster> {
  /** What is to be done, beginning with a verb: `delete topics`. The guard uses it in its messages. */
  readonly changes: string
  /** Ctrl-C does not abort requests: the change ends by itself, between two of them. */
  readonly graceful?: boolean | undefined
  /** What the command line asks for, as data: the plan in the audit log unless the plan itself is `audited`. */
  readonly request: unknown
  /** Reads the current state and works out what would be done. */
  plan(target: Target): Promise<Plan>
  /**
   * Prints the plan. As a `result`, it is all that the command prints, on stdout in the format of --output: a dry run,
   * problems, or nothing to do. As a `preview`, the question and the outcome follow.
   */
  show(plan: NoInfer<Plan>, as: 'result' | 'preview'): Promise<void>
  /**
   * The question, without its question mark: `Delete topic orders for good`. Leave it out for a change that needs no
   * consent; then only a protected profile asks, before the plan is made.
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
   * The last line on stderr: the commands that undo the change, or why there is nothing to undo; undefined: nothing is said.
   * The flags that lead to the same cluster are added to each command.
   */
  undo?(done: NoInfer<Done>): UndoLine | undefined
  /** What is said on stderr where nothing happens. */
  readonly notes: {
    /** `nothing was deleted`. */
    readonly unchanged: string
    /** `there is nothing to delete`; without it an empty plan is passed over in silence. */
    readonly nothing?: string | undefined
    /** False: `execute` itself says what may have happened where Ctrl-C ends it. */
    readonly interrupted?: false | undefined
    /** Whether a plan without --execute ends with a hint how to carry it out; true unless set. */
    readonly hint?: boolean | undefined
  }
}

/** The errors of the items that failed. */
export const failuresOf = (
  outcomes: readonly {readonly status: string; readonly error?: Error | undefined}[],
): Error[] => outcomes.flatMap(({status, error}) => (status === 'failed' && error ? [error] : []))
