// A command that talks to a cluster. One that changes something there is a ChangingCommand.
import {boolean, option, string} from '@oclif/core/flags'
import type {Cluster} from '../cluster/cluster.ts'
import type {KafkajsCluster} from '../cluster/kafkajs.ts'
import type {ClientKind} from '../config/client-properties.ts'
import {resolveConnection, type Connection, type ConnectionFlags} from '../config/connection.ts'
import type {Guards} from '../config/profile.ts'
import type {Settings} from '../config/settings.ts'
import type {Api} from '../wire/api.ts'
import {failureLine} from './exit.ts'
import {duration, pairs} from './flags.ts'
import {KitCommand} from './kit-command.ts'

export const connectionFlags = {
  profile: string({
    char: 'p',
    helpValue: 'NAME',
    summary: 'the profile to use, or none (KAFKIT_PROFILE; see kafkit profile)',
    helpGroup: 'CONNECTION',
  }),
  'bootstrap-server': string({
    char: 'b',
    helpValue: 'HOST:PORT,…',
    summary: 'brokers to ask first (KAFKIT_BOOTSTRAP_SERVERS; else the profile, else a running sandbox)',
    helpGroup: 'CONNECTION',
  }),
  'command-config': string({
    helpValue: 'FILE',
    summary: "client.properties as for Apache's tools, librdkafka's, or a kafkajs config (KAFKIT_COMMAND_CONFIG)",
    helpGroup: 'CONNECTION',
  }),
  'command-property': pairs({
    summary: 'a client property, such as security.protocol=SSL; repeat for more',
    helpGroup: 'CONNECTION',
  }),
  resolve: string({
    helpValue: 'HOST:PORT=HOST:PORT',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'where to reach a broker that advertises another address; repeat for more (KAFKIT_RESOLVE)',
    helpGroup: 'CONNECTION',
  }),
  proxy: string({
    helpValue: 'URL',
    summary: 'go through this proxy: http://host:port (CONNECT) or socks5://host:port (KAFKIT_PROXY)',
    helpGroup: 'CONNECTION',
  }),
  'password-stdin': boolean({
    summary: 'the password of SASL is the first line of standard input, or asked for on a terminal',
    helpGroup: 'CONNECTION',
  }),
  timeout: duration({
    summary: 'how long one request may take, retries included: 10s, 2m; one minute unless a file says otherwise',
    helpGroup: 'CONNECTION',
  }),
}

/** Of commands that kafkajs can do as well. */
export const clientFlag = {
  client: option({
    options: ['kafkit', 'kafkajs'] as const,
    default: 'kafkit',
    summary: 'who talks to the cluster: kafkit itself, or kafkajs as a slow second opinion',
    helpGroup: 'CONNECTION',
  })(),
}

export interface ConnectionFlagValues {
  readonly profile?: string | undefined
  readonly 'bootstrap-server'?: string | undefined
  readonly 'command-config'?: string | undefined
  readonly 'command-property'?: readonly (readonly [name: string, value: string])[] | undefined
  readonly resolve?: readonly string[] | undefined
  readonly proxy?: string | undefined
  readonly 'password-stdin'?: boolean | undefined
  readonly timeout?: number | undefined
}

export abstract class KafkaCommand extends KitCommand {
  static override baseFlags = {...connectionFlags, ...KitCommand.baseFlags}

  /** Which of Java's clients it stands for: they do not have the same properties. */
  protected readonly client: ClientKind = 'admin'
  #cluster: Cluster | undefined
  #kafkajs: KafkajsCluster | undefined
  #connection: Connection | undefined

  /** Where the cluster is and how to talk to it, from all sources; told what is to be told about them. */
  protected async connection(flags: ConnectionFlagValues): Promise<Connection> {
    if (this.#connection) return this.#connection
    const password = flags['password-stdin'] ? {password: await this.secret('Password:')} : {}
    const sources = {...sourcesOf(flags), ...password}
    const connection = await resolveConnection(sources, this.io.env, this.io.cwd, this.client)
    this.#connection = connection
    for (const text of connection.warnings) await this.warning(text)
    for (const text of connection.notices) await this.note(text)
    return connection
  }

  /** All settings as they were said, nothing resolved; told what is to be told about their sources. */
  protected async gather(flags: ConnectionFlagValues): Promise<Settings> {
    const {gatherSettings} = await import('../config/settings.ts')
    const password = flags['password-stdin'] ? {password: 'not read'} : {}
    const settings = await gatherSettings({...sourcesOf(flags), ...password}, this.io.env, this.io.cwd)
    for (const text of settings.warnings) await this.warning(text)
    for (const text of settings.notices) await this.note(text)
    return settings
  }

  /**
   * The cluster that the flags name, without a socket yet; closed when the command ends. `graceful`: Ctrl-C does not end
   * its calls, because the command has something to finish.
   */
  protected async connect(flags: ConnectionFlagValues, {graceful = false} = {}): Promise<Cluster> {
    const {settings} = await this.connection(flags)
    const {openCluster} = await import('../cluster/cluster.ts')
    this.#cluster = openCluster({
      ...settings,
      beforeChange: (api, request) => this.beforeChange(api, request),
      ...(graceful ? {} : {signal: this.io.interrupted}),
    })
    return this.#cluster
  }

  /** The same cluster by kafkajs: where a command's result is doubted. */
  protected async connectKafkajs(flags: ConnectionFlagValues, {graceful = false} = {}): Promise<KafkajsCluster> {
    const {settings} = await this.connection(flags)
    const {openKafkajs} = await import('../cluster/kafkajs.ts')
    this.#kafkajs = await openKafkajs(settings, graceful ? {} : {signal: this.io.interrupted})
    return this.#kafkajs
  }

  /** Of the profile, once it is known. */
  protected get guards(): Guards | undefined {
    return this.#connection?.guards
  }

  /** A bug if it is ever called here: commands that change something are ChangingCommands. */
  protected beforeChange({name}: Api, _request: unknown): void {
    throw new Error(`${this.commandLine} sends ${name} but is no ChangingCommand (cli/changing-command.ts)`)
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#cluster?.close()
    await this.#kafkajs?.close()
    await super.finally(error)
  }

  /** A line on stderr for each item that failed; the exit code that follows. */
  protected async reportFailures(errors: readonly Error[]): Promise<number> {
    const colours = await this.colours('stderr')
    for (const error of errors) this.io.err(failureLine(error, colours))
    return errors.length > 0 ? 1 : 0
  }
}

export const sourcesOf = (flags: ConnectionFlagValues): ConnectionFlags => ({
  profile: flags.profile,
  bootstrapServer: flags['bootstrap-server'],
  commandConfig: flags['command-config'],
  properties: flags['command-property'],
  resolve: flags.resolve,
  proxy: flags.proxy,
  timeoutMs: flags.timeout,
})
