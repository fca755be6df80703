// A command that talks to a cluster.
import {string} from '@oclif/core/flags'
import type {Cluster} from '../cluster/cluster.ts'
import {resolveConnection, type Connection} from '../config/connection.ts'
import {failureLine} from './exit.ts'
import {duration} from './flags.ts'
import {KitCommand} from './kit-command.ts'

export const connectionFlags = {
  'bootstrap-server': string({
    char: 'b',
    helpValue: 'HOST:PORT,…',
    summary: 'brokers to ask first (KAFKIT_BOOTSTRAP_SERVERS; else a running sandbox)',
    helpGroup: 'CONNECTION',
  }),
  'command-config': string({
    helpValue: 'FILE',
    summary: "client.properties with the connection's settings, as for Apache's tools (KAFKIT_COMMAND_CONFIG)",
    helpGroup: 'CONNECTION',
  }),
  timeout: duration({
    summary: 'how long one request may take, retries included',
    description: 'For instance 10s or 2m; one minute unless the file says otherwise (default.api.timeout.ms).',
    helpGroup: 'CONNECTION',
  }),
}

export interface ConnectionFlagValues {
  readonly 'bootstrap-server'?: string | undefined
  readonly 'command-config'?: string | undefined
  readonly timeout?: number | undefined
}

export abstract class KafkaCommand extends KitCommand {
  static override baseFlags = {...connectionFlags, ...KitCommand.baseFlags}

  #cluster: Cluster | undefined

  /**
   * The cluster that the flags name, without a socket yet; closed when the command ends. `graceful`: Ctrl-C does not end
   * its calls, because the command has something to finish.
   */
  protected async connect(flags: ConnectionFlagValues, {graceful = false} = {}): Promise<Cluster> {
    const {settings, notices} = await this.connection(flags)
    for (const text of notices) await this.note(text)
    const {openCluster} = await import('../cluster/cluster.ts')
    this.#cluster = openCluster({...settings, ...(graceful ? {} : {signal: this.io.interrupted})})
    return this.#cluster
  }

  /** Where the cluster is, by flags, files and environment. */
  protected connection(flags: ConnectionFlagValues): Promise<Connection> {
    return resolveConnection(
      {
        bootstrapServer: flags['bootstrap-server'],
        commandConfig: flags['command-config'],
        timeoutMs: flags.timeout,
      },
      this.io.env,
    )
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#cluster?.close()
    await super.finally(error)
  }

  /** A line on stderr for each item that failed; the exit code that follows. */
  protected async reportFailures(errors: readonly Error[]): Promise<number> {
    const colours = await this.colours('stderr')
    for (const error of errors) this.io.err(failureLine(error, colours))
    return errors.length > 0 ? 1 : 0
  }
}
