import {boolean, option, string} from '@oclif/core/flags'
import {resolve as absolute} from 'node:path'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {fromPairs} from '../../lib/cli/flags.ts'
import {connectionFlags} from '../../lib/cli/kafka-command.ts'
import {KitCommand} from '../../lib/cli/kit-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {UsageError} from '../../lib/cluster/errors.ts'
import {userFileOf} from '../../lib/config/profiles.ts'

const helpGroup = 'LOGIN'
const guards = 'GUARDS'

const columns = {
  profile: {value: ({name}) => name, role: () => 'name'},
  status: {value: ({status}) => status},
  /** Whether this profile is in use, so that it applies unless another one is chosen. */
  current: {value: ({current}) => current},
  clusterId: {value: ({clusterId}) => clusterId},
} satisfies Columns<Output>

export interface Output {
  readonly name: string
  readonly status: 'added' | 'replaced'
  /** Whether this profile is in use, so that it applies unless another one is chosen. */
  readonly current: boolean
  /** The cluster id that is checked before every change; null if the profile has none. */
  readonly clusterId: string | null
  readonly file: string
}
export type Row = RowOf<typeof columns>

const {timeout, resolve, proxy} = connectionFlags

export default class ProfileAdd extends KitCommand {
  static override summary = 'save how to reach a cluster under a name'
  static override description =
    'Profiles are stored in config.yaml in $XDG_CONFIG_HOME/kafkit or ~/.config/kafkit, which only you can read and which you may edit. The first profile is used right away, later ones with --use. Values may refer to secrets: ${env:NAME}, ${file:/path:key}, ${directory:/path:file}.'
  static override examples = [
    '<%= config.bin %> profile add dev --bootstrap-server localhost:9092',
    {
      description: 'Use the configuration file of an application, and forbid changes to the cluster',
      command: '<%= config.bin %> profile add prod --command-config ./client.properties --read-only',
    },
    {
      description:
        'Get the password from a password manager; changes require typing the name, and refuse any other cluster',
      command:
        "<%= config.bin %> profile add prod -b broker-1:9093 --security-protocol SASL_SSL --mechanism SCRAM-SHA-512 --username ops --password-command 'pass kafka/prod' --label 'Production' --protected --pin",
    },
    {
      description: 'Read the password from standard input and store it in the profile',
      command:
        '<%= config.bin %> profile add stage -b broker:9093 --security-protocol SASL_SSL --mechanism PLAIN --username ops --password-stdin < password.txt',
    },
  ]
  static override args = {
    profile: checked()({description: 'profile name', required: true}),
  }
  static override exclusions = [
    ['password-stdin', 'password-command', 'password-file'],
    ['cluster-id', 'pin'],
  ]
  static override flags = {
    'bootstrap-server': string({
      char: 'b',
      helpValue: 'HOST:PORT,…',
      summary: 'brokers to connect to first',
      helpGroup: 'CONNECTION',
    }),
    'command-config': string({
      helpValue: 'FILE',
      summary: "client.properties of Java's clients or librdkafka, or a kafkajs config; read each time",
      helpGroup: 'CONNECTION',
    }),
    'command-property': connectionFlags['command-property'],
    resolve,
    proxy,
    timeout,
    'security-protocol': option({
      options: ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const,
      helpGroup,
      summary: 'whether to use TLS and SASL',
    })(),
    mechanism: string({
      helpValue: 'MECHANISM',
      helpGroup,
      summary: 'SASL mechanism: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 …',
    }),
    username: string({helpValue: 'USER', helpGroup, summary: 'user name for PLAIN and SCRAM'}),
    'password-stdin': boolean({
      helpGroup,
      summary: 'read the password from standard input (or ask for it on a terminal) and store it in the profile',
    }),
    'password-command': string({
      helpValue: 'COMMAND',
      helpGroup,
      summary: 'shell command that prints the password on its first line; runs on every use',
    }),
    'password-file': string({helpValue: 'FILE', helpGroup, summary: 'file whose first line is the password'}),
    label: string({
      helpValue: 'TEXT',
      helpGroup: guards,
      summary: 'a name for the cluster that people know; shown before changes',
    }),
    'read-only': boolean({helpGroup: guards, summary: 'refuse every command that would change the cluster'}),
    protected: boolean({helpGroup: guards, summary: "require typing the profile's name before changes"}),
    'cluster-id': string({
      helpValue: 'ID',
      helpGroup: guards,
      summary: 'refuse changes if the brokers report another cluster id',
    }),
    pin: boolean({
      helpGroup: guards,
      summary: 'connect now, and store the cluster id that the brokers report as --cluster-id',
    }),
    use: boolean({summary: 'use this profile from now on unless another one is chosen'}),
    replace: boolean({summary: 'replace the existing profile of this name'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ProfileAdd)
    const print = this.printer<Output, Output>(flags, columns, 'profile')
    const {io} = this
    const {profile: name} = args
    const [{addProfile, checkProfileName, userProfiles}, {newSettings}] = await Promise.all([
      import('../../lib/config/profile-edit.ts'),
      import('../../lib/config/new-profile.ts'),
    ])
    checkProfileName(name)
    const file = userFileOf(io.env)
    const before = userProfiles(file)
    if (!flags.replace && before?.profiles.some((each) => each.name === name))
      throw new UsageError(`profile ${name} already exists (${file}); use --replace to replace it`)
    const secret = flags['password-stdin'] ? await this.secret(`Password of ${flags.username ?? name}:`) : undefined
    const path = (text: string | undefined) => text && absolute(io.cwd ?? '.', text)
    const commandConfig = path(flags['command-config'])
    const properties = flags['command-property'] ?? []
    const settings = {
      label: flags.label,
      'read-only': flags['read-only'],
      protected: flags.protected,
      'cluster-id': flags['cluster-id'],
      'bootstrap-servers': flags['bootstrap-server'],
      'properties-file': commandConfig,
      'security-protocol': flags['security-protocol'],
      mechanism: flags.mechanism?.toUpperCase(),
      username: flags.username,
      password: secret,
      'password-command': flags['password-command'],
      'password-file': path(flags['password-file']),
      proxy: flags.proxy,
      resolve: flags.resolve,
      properties: fromPairs('command-property', properties),
    }
    const {notices, connectionFlags: said} = await newSettings(settings, {commandConfig, properties})
    for (const text of notices) await this.note(text)
    let clusterId = flags['cluster-id'] ?? null
    if (flags.pin) {
      const {probe} = await import('../../lib/config/probe.ts')
      const {env, now, interrupted: signal} = io
      const found = await probe({...said, timeoutMs: flags.timeout}, {env, now, signal, warn: () => {}})
      if (found.error) throw found.error
      if (found.clusterId === null)
        throw new UsageError('--pin: these brokers report no cluster id; nothing was written')
      clusterId = found.clusterId
    }
    const first = !before?.current && (before?.profiles ?? []).length === 0
    const current = flags.use || first || before?.current?.name === name
    const {replaced} = await addProfile(
      file,
      name,
      {...settings, 'cluster-id': clusterId ?? undefined},
      {use: flags.use || first},
    )
    const value = {name, status: replaced ? ('replaced' as const) : ('added' as const), current, clusterId, file}
    await print({
      value,
      rows: [value],
      people: async () => {
        const colours = await this.colours()
        const more = current ? ', and is in use' : ''
        const pinned = flags.pin ? ` for cluster ${clusterId ?? ''}` : ''
        io.out(
          `profile ${colours.name(name)} ${colours.good(value.status)}${pinned}${more} ${colours.faint(`(${file})`)}\n`,
        )
      },
    })
    return 0
  }
}
