import {boolean, option, string} from '@oclif/core/flags'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {integer} from '../../lib/cli/flags.ts'
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
  static override summary = 'start a real Apache Kafka on this machine, in the background'
  static override description =
    "Takes KAFKA_HOME if it is set, else Kafka's jars, fetched once. Without Java it takes Docker, and without either an in-memory practice broker that says what it lacks. The other commands find a running sandbox by themselves. A stopped sandbox comes back with its data."
  static override examples = [
    '<%= config.bin %> sandbox start',
    {description: 'Three brokers', command: '<%= config.bin %> sandbox start --name three --brokers 3'},
    {description: 'An older release', command: '<%= config.bin %> sandbox start --name old --kafka-version 2.8.2'},
    {
      description: 'In milliseconds, for tests of shell scripts',
      command: '<%= config.bin %> sandbox start --name ci --engine memory',
    },
  ]
  static override flags = {
    name: string({helpValue: 'NAME', default: 'default', summary: 'several sandboxes can run side by side'}),
    brokers: integer({min: 1, max: 9, summary: 'how many brokers; as last time, or 1'}),
    'kafka-version': string({
      helpValue: 'VERSION',
      summary: 'release of Apache Kafka, from 0.11 on; 4.3.1 unless given',
    }),
    engine: option({
      options: ['auto', 'java', 'docker', 'memory'] as const,
      default: 'auto',
      summary: 'what runs the brokers; auto takes the first that this machine has',
    })(),
    port: integer({
      min: 1,
      max: 65_535,
      helpValue: 'PORT',
      summary: 'of the first broker; as last time, or a free one',
    }),
    quiet: boolean({summary: 'no progress and no hints, only the result'}),
    ...reportFlags,
  }

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
      ...(flags.brokers === undefined ? {} : {brokers: flags.brokers}),
      ...(flags['kafka-version'] === undefined ? {} : {kafkaVersion: flags['kafka-version']}),
      ...(flags.port === undefined ? {} : {port: flags.port}),
      onProgress: (text) => tell(colours.faint(text)),
      signal: this.io.interrupted,
    })
    await print({value: sandbox, rows: sandbox.brokers})
    if (sandbox.engine === 'memory') {
      // Loud, even when quiet: nobody may take it for the real one.
      const {practiceBrokerLacks} = await import('../../lib/sandbox/sandbox.ts')
      this.io.err(`${colours.warn(practiceBrokerLacks)}\n`)
    }
    const name = flags.name === 'default' ? '' : ` --name ${flags.name}`
    tell(`The commands of kafkit find it by themselves. For other programs:`)
    tell(`  ${colours.command(`export KAFKIT_BOOTSTRAP_SERVERS=${sandbox.bootstrapServers}`)}`)
    tell(`Stop it with ${colours.command(`kafkit sandbox stop${name}`)}`)
  }
}
