// A command that can change a cluster. Whoever changes something extends this: Connection sends no changing request of
// another command (see Api.changes), and none of this one before its guard let it pass.
import {string} from '@oclif/core/flags'
import type {Cluster} from '../cluster/cluster.ts'
import {UsageError} from '../cluster/errors.ts'
import type {Question} from './confirm.ts'
import {checkClusterId, clusterName, confirmProtected, refuseReadOnly} from './guard.ts'
import {KafkaCommand, type ConnectionFlagValues} from './kafka-command.ts'

export const changeFlags = {
  'confirm-cluster': string({
    helpValue: 'PROFILE',
    summary: 'the name of a protected profile, instead of typing it when asked',
    helpGroup: 'CONNECTION',
  }),
}

export interface ChangeOptions {
  /** What would be done, beginning with a verb: `delete topics`. Undefined: nothing this time, as with --dry-run. */
  readonly changes: string | undefined
  /**
   * A protected profile asks for its name at once, or (`later`) in `agreed`, after the plan was shown. Until then
   * nothing that changes the cluster can be sent.
   */
  readonly ask?: 'now' | 'later'
  /** Ctrl-C does not end the calls, because the command has something to finish. */
  readonly graceful?: boolean
}

export abstract class ChangingCommand extends KafkaCommand {
  static override baseFlags = {...KafkaCommand.baseFlags, ...changeFlags}

  #passed = false
  #said: string | undefined
  #cluster: Cluster | undefined

  /** UsageError if the profile does not allow it. */
  protected async connectToChange(
    flags: ConnectionFlagValues & {readonly 'confirm-cluster'?: string | undefined},
    {changes, ask = 'now', graceful = false}: ChangeOptions,
  ): Promise<Cluster> {
    const {guards} = await this.connection(flags)
    if (changes !== undefined) refuseReadOnly(guards, changes)
    this.#said = flags['confirm-cluster']
    const cluster = await this.connect(flags, {graceful})
    this.#cluster = cluster
    if (changes === undefined) return cluster
    if (ask === 'now' && !(await this.#pass(changes.charAt(0).toUpperCase() + changes.slice(1))))
      throw new UsageError('what was typed is another name; nothing was changed')
    return cluster
  }

  /**
   * The question of commands that show a plan first (`ask: 'later'`); true: go on. A protected profile wants its name
   * typed, whatever `yes` says.
   */
  protected async agreed({text, yes, flag}: Question): Promise<boolean> {
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
      const confirmation = {text, said: this.#said}
      if (!(await confirmProtected(this.io, guards, confirmation, await this.colours('stderr')))) return false
    }
    this.#passed = true
    return true
  }

  protected override beforeChange(api: string): void {
    if (!this.#passed)
      throw new Error(`${this.commandLine} sends ${api} before its guard let it pass (connectToChange)`)
  }
}
