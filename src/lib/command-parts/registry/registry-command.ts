// The base class of commands that use a Schema Registry without changing it.
import {KafkaCommand} from '../../cli/kafka-command.ts'
import type {Registry} from '../../registry/registry.ts'
import {registryClient, registryConnection, registryFlags, registrySources, type RegistryFlagValues} from './connect.ts'

export abstract class RegistryCommand extends KafkaCommand {
  static override baseFlags = {...KafkaCommand.baseFlags, ...registryFlags}

  readonly #open: Registry[] = []

  /** The registry that the flags name; closed when the command ends. */
  protected async registry(flags: RegistryFlagValues): Promise<Registry> {
    const password = flags['password-stdin'] ? await this.secret('Password:') : undefined
    const connection = await registryConnection(registrySources(flags, password), this.io.env, this.io.cwd)
    for (const text of connection.warnings) await this.warning(text)
    if (!flags.quiet) for (const text of connection.notices) await this.note(text)
    this.guards = connection.guards
    return this.#keep(connection)
  }

  /**
   * A second registry, to compare with: the one at this address, with the user info in it, or the one of the profile
   * with this name.
   */
  protected async registryAlso(flags: RegistryFlagValues, where: string): Promise<Registry> {
    const named = where.includes('://')
      ? {registry: where, profile: 'none', profileAlone: true, timeoutMs: flags.timeout}
      : {profile: where, profileAlone: true, timeoutMs: flags.timeout}
    return this.#keep(await registryConnection(named, this.io.env, this.io.cwd))
  }

  async #keep(connection: Parameters<typeof registryClient>[0]): Promise<Registry> {
    const refuse = ({line}: {readonly line: string}) => {
      throw new Error(`${this.commandLine} sends ${line} but is not a ChangingRegistryCommand`)
    }
    const registry = await registryClient(connection, refuse, this.io.interrupted)
    this.#open.push(registry)
    return registry
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    for (const registry of this.#open) registry.close()
    await super.finally(error)
  }
}
