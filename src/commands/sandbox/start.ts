import {boolean, option, string} from '@oclif/core/flags'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {integer, words} from '../../lib/cli/flags.ts'
import {KitCommand} from '../../lib/cli/kit-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import type {Sandbox, SandboxBroker} from '../../lib/sandbox/sandbox.ts'

const columns = {
  /** Node id. */
  broker: {value: ({id}) => id, align: 'right'},
  /** host:port. */
  address: {value: ({host, port}) => `${host}:${port}`, role: () => 'name'},
  /** Process id, or the container's name. */
  process: {value: ({pid, container}) => container ?? pid, align: 'right'},
} satisfies Columns<SandboxBroker>

export type Output = Sandbox
export type Row = RowOf<typeof columns>

export default class SandboxStart extends KitCommand {
  static override summary = 'start a local Apache Kafka in the background'
  static override description =
    "Runs the release in KAFKA_HOME if it is set, otherwise Kafka's jars, which are downloaded once. Without Java it uses Docker, and without either of them an in-memory practice broker, which lists what it lacks. The other commands find a running sandbox on their own: the one without a name, or the only one. A stopped sandbox starts again with its data."
  static override examples = [
    '<%= config.bin %> sandbox start',
    {description: 'Three brokers', command: '<%= config.bin %> sandbox start --name three --brokers 3'},
    {
      description: 'Six brokers in three racks',
      command: '<%= config.bin %> sandbox start --name racks --brokers 6 --racks a,b,c',
    },
    {description: 'An older release', command: '<%= config.bin %> sandbox start --name old --kafka-version 2.8.2'},
    {
      description: 'A practice broker that starts within milliseconds, for tests of shell scripts',
      command: '<%= config.bin %> sandbox start --name ci --engine memory',
    },
    {description: 'With a Schema Registry', command: '<%= config.bin %> sandbox start --registry'},
  ]
  static override flags = {
    name: string({helpValue: 'NAME', default: 'default', summary: 'name of the sandbox; several can run side by side'}),
    brokers: integer({
      min: 1,
      max: 9,
      summary: 'number of brokers (default: the same as last time, or one for each of --racks, or 1)',
    }),
    racks: words({
      helpValue: 'RACK,…',
      summary:
        'racks, to which the brokers are assigned in turn (default: the same as last time, or a rack for each broker: r1, r2, …)',
    }),
    'kafka-version': string({
      helpValue: 'VERSION',
      summary: 'Apache Kafka release, 0.11 or later (default: 4.3.1)',
    }),
    engine: option({
      options: ['auto', 'java', 'docker', 'memory'] as const,
      default: 'auto',
      summary: 'what runs the brokers; auto picks the first one available on this machine',
    })(),
    port: integer({
      min: 1,
      max: 65_535,
      helpValue: 'PORT',
      summary: 'port of the first broker (default: the same as last time, or a free port)',
    }),
    registry: option({
      options: ['memory', 'apicurio'] as const,
      helpValue: '[memory|apicurio]',
      summary:
        "also start a Schema Registry: memory is kafkit's own and starts at once; apicurio is Apicurio Registry (a download of 158 MB, Java 21; with Java 17 an older release, 109 MB)",
    })(),
    'registry-port': integer({
      min: 1,
      max: 65_535,
      helpValue: 'PORT',
      dependsOn: ['registry'],
      summary: 'its port (default: the same as last time, or a free port)',
    }),
    quiet: boolean({summary: 'print only the result, without progress and hints'}),
    ...reportFlags,
  }

  static override readonly bareFlags = {registry: {means: 'memory', values: ['memory', 'apicurio']}}

  async run(): Promise<undefined> {
    const {flags} = await this.parse(SandboxStart)
    const print = this.printer<Output, SandboxBroker>(flags, columns, 'address')
    const {startSandbox} = await import('../../lib/sandbox/sandbox.ts')
    const colours = await this.colours('stderr')
    const tell = (text: string) => {
      if (!flags.quiet) this.io.err(`${text}\n`)
    }
    const sandbox = await startSandbox({
      name: flags.name,
      engine: flags.engine,
      brokers: flags.brokers,
      racks: flags.racks,
      kafkaVersion: flags['kafka-version'],
      port: flags.port,
      registry: flags.registry,
      registryPort: flags['registry-port'],
      onProgress: (text) => tell(colours.faint(text)),
      signal: this.io.interrupted,
    })
    const {shownSandbox} = await import('../../lib/sandbox/shown-sandbox.ts')
    await print({value: shownSandbox(sandbox), rows: sandbox.brokers})
    if (sandbox.engine === 'memory') {
      // Printed even with --quiet, because the broker would otherwise be mistaken for a real Kafka.
      const {practiceBrokerLacks} = await import('../../lib/sandbox/sandbox.ts')
      this.io.err(`${colours.warn(practiceBrokerLacks)}\n`)
    }
    if (sandbox.registry?.engine === 'memory') {
      const {practiceRegistryLacks} = await import('../../lib/sandbox/sandbox.ts')
      this.io.err(`${colours.warn(practiceRegistryLacks)}\n`)
    }
    const name = flags.name === 'default' ? '' : ` --name ${flags.name}`
    const {sandboxServers} = await import('../../lib/config/connection.ts')
    const isFound = (await sandboxServers(this.io.env))?.name === sandbox.name
    tell(
      isFound
        ? `kafkit's commands find it on their own. For other programs:`
        : `kafkit's commands do not use it on their own, because other sandboxes are running, too:`,
    )
    tell(`  ${colours.command(`export KAFKIT_BOOTSTRAP_SERVERS=${sandbox.bootstrapServers}`)}`)
    if (sandbox.registry) tell(`  ${colours.command(`export KAFKIT_REGISTRY=${sandbox.registry.url}`)}`)
    tell(`Stop it with ${colours.command(`kafkit sandbox stop${name}`)}`)
  }
}
