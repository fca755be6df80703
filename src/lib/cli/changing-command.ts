// The base class of commands that can change a cluster. Connection refuses to send a changing request (see
// Api.changes) for any other command; for these, until the guard has let the command pass.
import {string} from '@oclif/core/flags'
import {addressText} from '../cluster/address.ts'
import type {Cluster} from '../cluster/cluster.ts'
import type {KafkajsCluster} from '../cluster/kafkajs.ts'
import {UsageError} from '../cluster/errors.ts'
import type {Guards} from '../config/profile.ts'
import type {Api} from '../wire/api.ts'
import type {Audit, AuditOf} from './audit.ts'
import type {Change, ChangePlan} from './change.ts'
import type {Columns} from './columns.ts'
import {canAsk, type Question} from './confirm.ts'
import {exitCode, interruptedCode, isInterruption} from './exit.ts'
import {checkClusterId, clusterName, confirmProtected, refuseReadOnly} from './guard.ts'
import type {Io} from './io.ts'
import {KafkaCommand, type ConnectionFlagValues} from './kafka-command.ts'
import type {Report, ReportFlagValues} from './output.ts'
import {commandsThere} from './same-cluster.ts'

export const changeFlags = {
  'confirm-cluster': string({
    helpValue: 'PROFILE',
    summary: 'confirm a change to the protected profile of this name without being asked',
    helpGroup: 'CONNECTION',
  }),
}

/** The flags that `carryOut` reads; a command declares those that apply to it. */
export interface ChangeFlagValues extends ConnectionFlagValues {
  readonly 'confirm-cluster'?: string | undefined
  readonly 'dry-run'?: boolean | undefined
  /** Declared by commands that only show their plan without this flag. */
  readonly execute?: boolean | undefined
  readonly yes?: boolean | undefined
}

export interface ChangeOptions {
  /** What is about to be done, beginning with a verb: `delete topics`. Undefined if nothing is, as with --dry-run. */
  readonly changes: string | undefined
  /** The same, as data for the audit log, until `planned` replaces it. */
  readonly plan?: unknown
  /**
   * When a protected profile asks for its name: `now`, or `later`, after the plan was shown. No request that changes
   * the cluster can be sent before that.
   */
  readonly ask?: 'now' | 'later' | undefined
  /** Ctrl-C does not abort requests, because the command has work to finish. */
  readonly graceful?: boolean | undefined
}

export abstract class ChangingCommand extends KafkaCommand {
  static override baseFlags = {...KafkaCommand.baseFlags, ...changeFlags}

  #passed = false
  #confirmCluster: string | undefined
  #cluster: Cluster | undefined
  #audit: Audit | undefined

  /** Also writes the last line of the audit log, whether the command succeeds or throws. */
  override async start(io: Io): Promise<number> {
    let code: number
    try {
      code = await super.start(io)
    } catch (error) {
      await this.#audit?.end({error}).catch((problem: unknown) => this.warning((problem as Error).message))
      throw error
    }
    await this.#audit?.end({code})
    return code
  }

  /** Sets the plan in the audit log. */
  protected planned(plan: unknown): void {
    this.#audit?.plan(plan)
  }

  /** Sets the result in the audit log. `printer` does so with the document that it prints. */
  protected achieved(result: unknown): void {
    this.#audit?.result(result)
  }

  protected override printer<Output, Row>(
    flags: ReportFlagValues,
    columns: Columns<Row>,
    nameColumn: keyof typeof columns,
  ): (report: Report<Output, Row>) => Promise<void> {
    const print = super.printer<Output, Row>(flags, columns, nameColumn)
    return (report) => {
      this.achieved(report.value)
      return print(report)
    }
  }

  /**
   * Plans, shows, asks, rechecks, executes and reports a change, with the guard and the audit log. Returns the exit
   * code. Ends after the plan with --dry-run, and, for commands with --execute, without that flag.
   */
  protected async carryOut<Plan extends ChangePlan, Done>(
    flags: ChangeFlagValues,
    change: Change<Plan, Done>,
  ): Promise<number> {
    return this.carryOutOn(flags, change, (options) => this.connectToChange(flags, options))
  }

  /** Like carryOut, for a change of something else than the cluster; `open` calls `beginChange`. */
  protected async carryOutOn<Plan extends ChangePlan, Done, Target>(
    flags: ChangeFlagValues,
    change: Change<Plan, Done, Target>,
    open: (options: ChangeOptions) => Promise<Target>,
  ): Promise<number> {
    const {notes} = change
    const planOnly = flags.execute === undefined ? flags['dry-run'] === true : !flags.execute
    const target = await open({
      changes: planOnly ? undefined : change.changes,
      plan: change.request,
      ask: change.question ? 'later' : 'now',
      graceful: change.graceful,
    })
    const plan = await change.plan(target)
    if (plan.audited !== undefined) this.planned(plan.audited)
    if (planOnly || plan.empty || plan.problems?.length) return this.#endWithPlan(flags, change, plan)
    await change.show(plan, 'preview')
    if (change.question) {
      // In a script, --execute is explicit enough, so --yes is not needed. On a terminal the question is still asked.
      const yes = flags.yes || (flags.execute && !canAsk(this.io))
      if (!(await this.#agreed({text: change.question(plan), yes, flag: '--yes'}))) {
        await this.note(notes.unchanged)
        return exitCode.failed
      }
    }
    const stale = (await change.recheck?.(target, plan)) ?? []
    if (stale.length > 0) {
      await this.reportFailures(stale)
      await this.note(`${notes.unchanged}; check the plan again`)
      return exitCode.failed
    }
    const done = await change.execute(target, plan).catch(async (error: unknown) => {
      if (isInterruption(error) && notes.interrupted !== false)
        await this.note('interrupted: what was already sent may have been carried out')
      throw error
    })
    await change.report(done)
    const failed = await this.reportFailures(change.failures(done))
    // Nobody must take what was done for undone because its outcome is nowhere to be seen: a full disk, a reader that left.
    if (this.io.outClosed.aborted)
      await this.note(
        `${failed === exitCode.done ? 'all of it' : 'whatever is not named here'} was done, but the outcome could not be printed`,
      )
    const code = failed === exitCode.done && this.io.interrupted.aborted ? interruptedCode(this.io) : failed
    const undo = change.undo?.(done)
    if (undo) await this.note('command' in undo ? `to undo this: ${commandsThere(undo.command, flags)}` : undo.none)
    return code
  }

  async #endWithPlan<Plan extends ChangePlan, Done, Target>(
    flags: ChangeFlagValues,
    {show, notes}: Change<Plan, Done, Target>,
    plan: Plan,
  ): Promise<number> {
    await show(plan, 'result')
    const {problems = [], empty, othersSpared} = plan
    const code = await this.reportFailures(problems)
    if (problems.length > 0) {
      if (othersSpared) await this.note(notes.unchanged)
    } else if (flags.execute === false) {
      if (!flags['dry-run'] && notes.hint !== false)
        await this.note(`this is only the plan, ${notes.unchanged}; add --execute to carry it out`)
    } else if (empty && notes.nothing !== undefined) await this.note(notes.nothing)
    return code
  }

  /**
   * Opens the cluster and the audit log. Throws UsageError if the profile is read-only, or if a protected one is not
   * confirmed.
   */
  protected async connectToChange(
    flags: ChangeFlagValues,
    {changes, plan, ask = 'now', graceful = false}: ChangeOptions,
  ): Promise<Cluster> {
    const connection = await this.connection(flags)
    const {settings, guards} = connection
    await this.beginChange(flags, {changes, plan}, guards, {
      bootstrap: settings.bootstrap.map(addressText).join(),
      principal: settings.sasl?.credentials?.().username,
    })
    const cluster = await this.connect(flags, {graceful})
    this.#cluster = cluster
    this.#audit?.watch(cluster)
    if (changes === undefined) return cluster
    if (ask === 'now') await this.passNow(changes)
    return cluster
  }

  /** Opens the audit log before any request is sent. Throws UsageError if the profile is read-only. */
  protected async beginChange(
    flags: ChangeFlagValues,
    {changes, plan}: Pick<ChangeOptions, 'changes' | 'plan'>,
    guards: Guards | undefined,
    where: Pick<AuditOf, 'bootstrap' | 'service' | 'principal'>,
  ): Promise<void> {
    this.#confirmCluster = flags['confirm-cluster']
    if (changes === undefined) return
    await this.#openAudit(guards, where)
    this.planned(plan ?? {changes})
    refuseReadOnly(guards, changes)
  }

  /**
   * For a change without a cluster: asks for the name of a protected profile now. Throws UsageError if another name
   * is typed.
   */
  protected async passNow(changes: string): Promise<void> {
    if (!(await this.#pass(changes.charAt(0).toUpperCase() + changes.slice(1))))
      throw new UsageError('that is not the name of the profile; nothing was changed')
  }

  /** Called before a request to a service that changes something there. */
  protected beforeServiceChange(line: string, fields: object): void {
    if (!this.#passed) throw new Error(`${this.commandLine} sends ${line} before its guard let it pass (beginChange)`)
    this.#audit?.described(line.replace(/^(\w+ \/[^/?]*).*$/s, '$1'), {request: line, ...fields})
  }

  /**
   * Asks for consent after the plan was shown (`ask: 'later'`); true if the command may continue. A protected profile
   * requires its name even if `yes` is set.
   */
  async #agreed({text, yes, flag}: Question): Promise<boolean> {
    const guards = this.guards
    if (guards?.protected) return this.#pass(text)
    const where = guards ? ` on ${(await this.colours('stderr')).warn(clusterName(guards))}` : ''
    if (!yes) {
      const {confirm} = await import('./confirm.ts')
      if (!(await confirm(this.io, {text: `${text}${where}`, yes, flag}))) return false
    }
    return this.#pass(text)
  }

  async #pass(text: string): Promise<boolean> {
    const {guards} = this
    if (guards && this.#cluster) await checkClusterId(guards, this.#cluster)
    if (guards?.protected) {
      const confirmation = {text, confirmCluster: this.#confirmCluster}
      if (!(await confirmProtected(this.io, guards, confirmation, await this.colours('stderr')))) return false
    }
    await this.#audit?.identify()
    this.#passed = true
    return true
  }

  async #openAudit(
    guards: Guards | undefined,
    where: Pick<AuditOf, 'bootstrap' | 'service' | 'principal'>,
  ): Promise<void> {
    const files = guards?.auditLog === undefined ? [] : [guards.auditLog]
    if (files.length === 0 && !this.io.env['KAFKIT_AUDIT_LOG']) return
    const {Audit} = await import('./audit.ts')
    const audit = new Audit(
      {
        command: this.commandLine,
        argv: this.argv,
        ...where,
        profile: guards?.profile,
        files,
      },
      this.io,
    )
    audit.check()
    this.#audit = audit
  }

  protected override beforeChange(api: Api, request: unknown): void {
    if (!this.#passed)
      throw new Error(`${this.commandLine} sends ${api.name} before its guard let it pass (connectToChange)`)
    this.#audit?.beforeChange(api, request)
  }

  /** kafkajs does not report which requests it sends, so opening it counts as a change. */
  protected override connectKafkajs(
    flags: ConnectionFlagValues,
    options?: {readonly graceful?: boolean | undefined},
  ): Promise<KafkajsCluster> {
    this.#audit?.counted('kafkajs')
    return super.connectKafkajs(flags, options)
  }
}
