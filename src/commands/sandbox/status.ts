import {string} from '@oclif/core/flags'
import {exitCode} from '../../lib/cli/exit.ts'
import {KitCommand, outputFlags} from '../../lib/cli/kit-command.ts'
import type {Column} from '../../lib/cli/table.ts'
import type {SandboxStatus as Status} from '../../lib/sandbox/sandbox.ts'

interface Row {
  readonly status: Status
  readonly process: Status['processes'][number]
}

const stateOf = ({running, answers}: Row['process']) =>
  running ? (answers === false ? 'running, does not answer' : 'running') : 'stopped'

const columns: readonly Column<Row>[] = [
  {heading: 'SANDBOX', value: ({status}) => status.sandbox.name, role: () => 'name'},
  {heading: 'KAFKA', value: ({status: {sandbox}}) => (sandbox.engine === 'memory' ? 'practice' : sandbox.kafkaVersion)},
  {heading: 'PART', value: ({process}) => process.label},
  {
    heading: 'ADDRESS',
    value: ({status, process}) => {
      const broker = status.sandbox.brokers.find(({label}) => label === process.label)
      return broker && `${broker.host}:${broker.port}`
    },
  },
  {heading: 'PROCESS', value: ({process}) => (process.running && process.pid > 0 ? process.pid : null), align: 'right'},
  {
    heading: 'STATE',
    value: ({process}) => stateOf(process),
    role: ({process}) => (stateOf(process) === 'running' ? 'good' : 'warn'),
  },
]

export default class SandboxStatus extends KitCommand {
  static override summary = 'tell which sandboxes there are, and what of them runs'
  static override description = 'Exit code 1 if the named sandbox, or every one, is not running as a whole.'
  static override examples = [
    '<%= config.bin %> sandbox status',
    {
      description: 'The address, for a script',
      command: '<%= config.bin %> sandbox status --name default --output json | jq -r .[0].sandbox.bootstrapServers',
    },
  ]
  static override flags = {
    name: string({helpValue: 'NAME', summary: 'only this one'}),
    ...outputFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(SandboxStatus)
    const {sandboxNames, sandboxStatus} = await import('../../lib/sandbox/sandbox.ts')
    const names = flags.name === undefined ? await sandboxNames() : [flags.name]
    const found = await Promise.all(names.map((name) => sandboxStatus(name)))
    const statuses = found.filter((status) => status !== undefined)
    if (flags.output === 'json') this.printJson(statuses)
    else if (statuses.length > 0) {
      await this.printTable(
        columns,
        statuses.flatMap((status) => status.processes.map((process) => ({status, process}))),
      )
    }
    if (statuses.length === 0)
      await this.note(
        `there is no sandbox${flags.name === undefined ? '' : ` ${flags.name}`}; start one with kafkit sandbox start`,
      )
    return statuses.some(({state}) => state === 'running') ? exitCode.done : exitCode.failed
  }
}
