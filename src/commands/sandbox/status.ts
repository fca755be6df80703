import {string} from '@oclif/core/flags'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {KitCommand} from '../../lib/cli/kit-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import type {SandboxStatus as Status} from '../../lib/sandbox/sandbox.ts'
import {shownSandbox} from '../../lib/sandbox/shown-sandbox.ts'

interface Part {
  readonly status: Status
  readonly process: Status['processes'][number]
}

const stateOf = ({running, answers}: Part['process']) =>
  running ? (answers === false ? 'running, does not answer' : 'running') : 'stopped'

const versionOf = ({engine, kafkaVersion}: Status['sandbox']) => (engine === 'memory' ? 'practice' : kafkaVersion)

const columns = {
  sandbox: {value: ({status}) => status.sandbox.name, role: () => 'name'},
  /** Release, or `practice` for the in-memory broker. */
  kafka: {value: ({status: {sandbox}}) => versionOf(sandbox)},
  part: {value: ({process}) => process.label},
  /** host:port, or the URL of a registry; null for processes without a client port. */
  address: {
    value: ({status, process}) => {
      const {brokers, registry} = status.sandbox
      const broker = brokers.find(({label}) => label === process.label)
      if (broker) return `${broker.host}:${broker.port}`
      return registry?.label === process.label ? registry.url : null
    },
  },
  /** Process id; null if it is not running. */
  process: {value: ({process}) => (process.running && process.pid > 0 ? process.pid : null), align: 'right'},
  /** `running`, `stopped` or `running, does not answer`. */
  state: {
    value: ({process}) => stateOf(process),
    role: ({process}) => (stateOf(process) === 'running' ? 'good' : 'warn'),
  },
} satisfies Columns<Part>

/**
 * The fields of a sandbox that programs need most, followed by everything else that is recorded, except class paths
 * and secrets.
 */
export interface SandboxDocument extends Status {
  readonly name: string
  /** Release, or `practice` for the in-memory broker. */
  readonly version: string
  /** host:port of each broker's PLAINTEXT listener. */
  readonly addresses: readonly string[]
  /** The ids of its running processes. */
  readonly pids: readonly number[]
}

export type Output = readonly SandboxDocument[]
export type Row = RowOf<typeof columns>

function documentOf(status: Status): SandboxDocument {
  const {sandbox, processes, state} = status
  return {
    name: sandbox.name,
    state,
    version: versionOf(sandbox),
    addresses: sandbox.brokers.map(({host, port}) => `${host}:${port}`),
    pids: processes.flatMap(({running, pid}) => (running && pid > 0 ? [pid] : [])),
    processes,
    sandbox: shownSandbox(sandbox),
  }
}

export default class SandboxStatus extends KitCommand {
  static override summary = 'list the sandboxes and which of their processes are running'
  static override description =
    'Exit code 1 unless the named sandbox, or at least one sandbox, is running with all its processes.'
  static override examples = [
    '<%= config.bin %> sandbox status',
    {
      description: 'The address, for scripts',
      command: '<%= config.bin %> sandbox status --name default --output json | jq -r .[0].sandbox.bootstrapServers',
    },
  ]
  static override flags = {
    name: string({helpValue: 'NAME', summary: 'only this sandbox'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(SandboxStatus)
    const print = this.printer<Output, Part>(flags, columns, 'sandbox')
    const {sandboxNames, sandboxStatus} = await import('../../lib/sandbox/sandbox.ts')
    const names = flags.name === undefined ? await sandboxNames() : [flags.name]
    const found = await Promise.all(names.map((name) => sandboxStatus(name)))
    const statuses = found.filter((status) => status !== undefined)
    const rows = statuses.flatMap((status) => status.processes.map((process) => ({status, process})))
    await print({value: statuses.map(documentOf), rows, people: rows.length === 0 ? () => {} : undefined})
    if (statuses.length === 0)
      await this.note(
        `there is no sandbox${flags.name === undefined ? '' : ` ${flags.name}`}; start one with kafkit sandbox start`,
      )
    return statuses.some(({state}) => state === 'running') ? exitCode.done : exitCode.failed
  }
}
