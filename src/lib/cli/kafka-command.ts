// The base class of commands that talk to a cluster. Commands that change something extend ChangingCommand.
import {boolean, option, string} from '@oclif/core/flags'
import type {Cluster} from '../cluster/cluster.ts'
import type {KafkajsCluster} from '../cluster/kafkajs.ts'
import {Failures} from '../cluster/outcome.ts'
import type {ClientKind} from '../config/client-properties.ts'
import {resolveConnection, type Connection, type ConnectionFlags} from '../config/connection.ts'
import type {Guards} from '../config/profile.ts'
import type {Settings} from '../config/settings.ts'
import type {Api} from '../wire/api.ts'
import {exitCode, failureLine} from './exit.ts'
import type {Io} from './io.ts'
import type {FlagValues} from './flag-values.ts'
import {duration, pairs} from './flags.ts'
import {KitCommand} from './kit-command.ts'
import {isMissingRight, whyCommand} from './missing-right.ts'
import {ownPrincipal} from './own-principal.ts'

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
    summary: 'brokers to connect to first (KAFKIT_BOOTSTRAP_SERVERS; defaults to the profile, then a running sandbox)',
    helpGroup: 'CONNECTION',
  }),
  'command-config': string({
    helpValue: 'FILE',
    summary: "client.properties of Apache's tools or librdkafka, or a kafkajs config (KAFKIT_COMMAND_CONFIG)",
    helpGroup: 'CONNECTION',
  }),
  'command-property': pairs({
    summary: 'a client property, such as security.protocol=SSL; repeatable',
    helpGroup: 'CONNECTION',
  }),
  resolve: string({
    helpValue: 'HOST:PORT=HOST:PORT',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'connect to another address than the one a broker advertises; repeatable (KAFKIT_RESOLVE)',
    helpGroup: 'CONNECTION',
  }),
  proxy: string({
    helpValue: 'URL',
    summary: 'connect through this proxy: http://host:port (CONNECT) or socks5://host:port (KAFKIT_PROXY)',
    helpGroup: 'CONNECTION',
  }),
  'password-stdin': boolean({
    summary: 'read the SASL password from the first line of standard input, or ask for it on a terminal',
    helpGroup: 'CONNECTION',
  }),
  timeout: duration({
    summary: 'time limit for one request including retries: 10s, 2m (default: one minute, or what a file sets)',
    helpGroup: 'CONNECTION',
  }),
}

/** The flag of commands that can also run on kafkajs. */
export const clientFlag = {
  client: option({
    options: ['kafkit', 'kafkajs'] as const,
    default: 'kafkit',
    summary: 'the client to use: kafkit itself, or kafkajs as a slow second opinion',
    helpGroup: 'CONNECTION',
  })(),
}

export type ConnectionFlagValues = Readonly<Partial<FlagValues<typeof connectionFlags>>> & {
  /** For commands with -q: only warnings and failures are printed. */
  readonly quiet?: boolean | undefined
}

export abstract class KafkaCommand extends KitCommand {
  static override baseFlags = {...connectionFlags, ...KitCommand.baseFlags}

  /** The client of Java's to which the command corresponds, since their properties differ. */
  protected readonly client: ClientKind = 'admin'
  #cluster: Cluster | undefined
  readonly #others: Cluster[] = []
  #kafkajs: KafkajsCluster | undefined
  #connection: Connection | undefined
  /** The guards of the profile, if a command talks to a service instead of the brokers. */
  #guards: Guards | undefined
  /** Failures in the outcomes that this command has opened and not reported yet. */
  protected readonly failures = new Failures()

  /** Reports every failure, and lets no command with failures end with 0. */
  override async start(io: Io): Promise<number> {
    const code = await super.start(io)
    const {untold} = this.failures
    if (untold.length === 0) return code
    const failed = await this.reportFailures(untold)
    // The code for a finding is used only if everything could be checked.
    const isWell = code === exitCode.done || (code === exitCode.exceeded && !io.foreignCodes)
    return isWell ? failed : code
  }

  /** How to reach the cluster, from all sources of settings. The first call prints warnings about them. */
  protected async connection(flags: ConnectionFlagValues): Promise<Connection> {
    if (this.#connection) return this.#connection
    const password = flags['password-stdin'] ? {password: await this.secret('Password:')} : {}
    const sources = {...sourcesOf(flags), ...password}
    const connection = await resolveConnection(sources, this.io.env, this.io.cwd, this.client)
    this.#connection = connection
    for (const text of connection.warnings) await this.warning(text)
    if (!flags.quiet) for (const text of connection.notices) await this.note(text)
    return connection
  }

  /** All settings as they were given, unresolved. Prints warnings about their sources. */
  protected async gather(flags: ConnectionFlagValues): Promise<Settings> {
    const {gatherSettings} = await import('../config/settings.ts')
    const password = flags['password-stdin'] ? {password: 'not read'} : {}
    const settings = await gatherSettings({...sourcesOf(flags), ...password}, this.io.env, this.io.cwd)
    for (const text of settings.warnings) await this.warning(text)
    for (const text of settings.notices) await this.note(text)
    return settings
  }

  /**
   * The cluster that the flags name, without an open connection yet; it is closed when the command ends. `graceful`:
   * once a broker has been reached, Ctrl-C does not abort requests, because the command has work to finish.
   */
  protected async connect(flags: ConnectionFlagValues, {graceful = false} = {}): Promise<Cluster> {
    const {settings} = await this.connection(flags)
    const {openCluster} = await import('../cluster/cluster.ts')
    this.#cluster = openCluster({
      ...settings,
      beforeChange: (api, request) => this.beforeChange(api, request),
      [graceful ? 'signalUntilReached' : 'signal']: this.io.interrupted,
    })
    return this.#cluster
  }

  /**
   * A second cluster, to compare with: the one of the profile, without the flags and variables of the first.
   * Read-only.
   */
  protected async connectAlso(flags: ConnectionFlagValues, profile: string): Promise<Cluster> {
    const sources = {profile, profileAlone: true, timeoutMs: flags.timeout}
    const {settings, warnings} = await resolveConnection(sources, this.io.env, this.io.cwd, this.client)
    for (const text of warnings) await this.warning(text)
    const {openCluster} = await import('../cluster/cluster.ts')
    const other = openCluster({
      ...settings,
      beforeChange: (api) => {
        throw new Error(`${this.commandLine} sends ${api.name} to a cluster that it only compares with`)
      },
      signal: this.io.interrupted,
    })
    this.#others.push(other)
    return other
  }

  /** The same cluster through kafkajs, for a second opinion. */
  protected async connectKafkajs(flags: ConnectionFlagValues, {graceful = false} = {}): Promise<KafkajsCluster> {
    const {settings} = await this.connection(flags)
    const {openKafkajs} = await import('../cluster/kafkajs.ts')
    this.#kafkajs = await openKafkajs(settings, {signal: graceful ? undefined : this.io.interrupted})
    return this.#kafkajs
  }

  /** The guards of the profile in use; undefined without a profile, and until `connection` is called. */
  protected get guards(): Guards | undefined {
    return this.#connection?.guards ?? this.#guards
  }
  protected set guards(guards: Guards | undefined) {
    this.#guards = guards
  }

  /** Called before a request that changes the cluster. That is a bug unless the command is a ChangingCommand. */
  protected beforeChange({name}: Api, _request: unknown): void {
    throw new Error(`${this.commandLine} sends ${name} but is not a ChangingCommand (cli/changing-command.ts)`)
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#cluster?.close()
    for (const other of this.#others) other.close()
    await this.#kafkajs?.close()
    await super.finally(error)
  }

  /** Prints a line on stderr for each error; returns the resulting exit code. */
  protected async reportFailures(errors: readonly Error[]): Promise<number> {
    this.failures.told(errors)
    const colours = await this.colours('stderr')
    for (const error of errors) this.io.err(failureLine(error, colours))
    const advice = this.adviceOn(errors)
    if (advice !== undefined) await this.note(advice)
    return errors.length > 0 ? 1 : 0
  }

  /** If a broker refused something for lack of a right: the command that says which right is missing. */
  override adviceOn(errors: readonly unknown[]): string | undefined {
    if (!errors.some((error) => isMissingRight(error))) return undefined
    const principal = this.#connection && ownPrincipal(this.#connection.settings)
    return `to see which right is missing, run as a user who may describe ACLs: ${whyCommand(principal ?? null, this.commandLine, this.argv)}`
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
