// The base class of commands that change a Schema Registry: the same plans, guards and audit log as for clusters.
import type {Change, ChangePlan} from '../../cli/change.ts'
import {ChangingCommand, type ChangeFlagValues, type ChangeOptions} from '../../cli/changing-command.ts'
import type {RegistryConnection} from '../../config/registry-settings.ts'
import type {Registry} from '../../registry/registry.ts'
import {registryClient, registryConnection, registryFlags, registrySources, type RegistryFlagValues} from './connect.ts'

export type ChangeRegistryFlagValues = ChangeFlagValues & RegistryFlagValues

export abstract class ChangingRegistryCommand extends ChangingCommand {
  static override baseFlags = {...ChangingCommand.baseFlags, ...registryFlags}

  readonly #open: Registry[] = []

  /** Like `carryOut`, for a change of the registry that the flags name. */
  protected async carryOutThere<Plan extends ChangePlan, Done>(
    flags: ChangeRegistryFlagValues,
    change: Change<Plan, Done, Registry>,
    options: {readonly graceful?: boolean} = {},
  ): Promise<number> {
    return this.carryOutOn(flags, change, (asked) => this.registryToChange(flags, {...asked, ...options}))
  }

  /**
   * Opens the registry and the audit log. Throws UsageError if the profile is read-only, or if a protected one is not
   * confirmed.
   */
  protected async registryToChange(
    flags: ChangeRegistryFlagValues,
    {changes, plan, ask = 'now', graceful = false}: ChangeOptions,
  ): Promise<Registry> {
    const connection = await this.registryConnectionFor(flags)
    const {guards, settings} = connection
    this.guards = guards
    const service = settings.urls.map(({href}) => href.replace(/\/$/, '')).join()
    await this.beginChange(flags, {changes, plan}, guards, {service})
    const registry = await this.opened(connection, graceful)
    if (changes !== undefined && ask === 'now') await this.passNow(changes)
    return registry
  }

  /** Also prints warnings and notices. */
  protected async registryConnectionFor(flags: RegistryFlagValues): Promise<RegistryConnection> {
    const password = flags['password-stdin'] ? await this.secret('Password:') : undefined
    const connection = await registryConnection(registrySources(flags, password), this.io.env, this.io.cwd)
    for (const text of connection.warnings) await this.warning(text)
    for (const text of connection.notices) await this.note(text)
    return connection
  }

  /** `graceful`: Ctrl-C does not abort requests, because the command has work to finish. */
  protected async opened(connection: RegistryConnection, graceful = false): Promise<Registry> {
    const signal = graceful ? undefined : this.io.interrupted
    const registry = await registryClient(
      connection,
      ({line, fields}) => this.beforeServiceChange(line, fields),
      signal,
    )
    this.#open.push(registry)
    return registry
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    for (const registry of this.#open) registry.close()
    await super.finally(error)
  }
}
