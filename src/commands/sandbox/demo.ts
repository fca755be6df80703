import {string} from '@oclif/core/flags'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {duration, integer} from '../../lib/cli/flags.ts'
import {KitCommand} from '../../lib/cli/kit-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {UsageError} from '../../lib/cluster/errors.ts'

interface Story {
  readonly groupId: string
  /** What is wrong with the group, for people. */
  readonly story: string
}
const columns = {
  group: {value: ({groupId}) => groupId, role: () => 'name'},
  /** What is wrong with the group, for people. */
  story: {heading: 'PROBLEM', value: ({story}) => story},
} satisfies Columns<Story>

export type Output = readonly Story[]
export type Row = RowOf<typeof columns>

export default class SandboxDemo extends KitCommand {
  static override summary = 'run sample applications with typical problems in a sandbox'
  static override description =
    'Runs producers and consumer groups written with kafkajs: one keeps up, one falls behind, one hangs, one is dead, one fails on the same record over and over, one keeps rebalancing, one uses the new protocol (KIP-848), and one is blocked by an open transaction. Runs until Ctrl-C. The names of its topics and groups begin with demo-; they stay in the sandbox until the next demo starts over.'
  static override examples = [
    '<%= config.bin %> sandbox demo',
    {description: 'In another terminal', command: '<%= config.bin %> groups top'},
    {description: 'The groups that are stuck', command: '<%= config.bin %> groups lag --stuck 30s --sample 30s'},
  ]
  static override flags = {
    name: string({helpValue: 'NAME', default: 'default', summary: 'the sandbox to use, which must be running'}),
    for: duration({summary: 'stop after this time (default: run until Ctrl-C)'}),
    rate: integer({min: 1, max: 100_000, default: 30, summary: 'records to produce per second'}),
    ...reportFlags,
  }

  async run(): Promise<undefined> {
    const {flags} = await this.parse(SandboxDemo)
    const print = this.printer<Output, Story>(flags, columns, 'group')
    const {demoGroups, sandboxStatus} = await import('../../lib/sandbox/sandbox.ts')
    const status = await sandboxStatus(flags.name)
    if (!status || status.state === 'stopped') {
      const name = flags.name === 'default' ? '' : ` --name ${flags.name}`
      throw new UsageError(`sandbox ${flags.name} is not running; start it with kafkit sandbox start${name}`)
    }
    const practice = status.sandbox.engine === 'memory'
    const {bootstrapServers} = status.sandbox
    await this.note('starting the applications')
    const {interrupted} = this.io
    const {startDemo} = await import('../../lib/sandbox/demo/start.ts')
    const settings = {bootstrapServers, perSecond: flags.rate, practice, signal: interrupted}
    await using demo = await startDemo(settings)
    const running = demoGroups.filter(({real}) => !real || !practice).map(({groupId, story}) => ({groupId, story}))
    await print({value: running, rows: running})
    await this.note(
      flags.for === undefined
        ? 'running until Ctrl-C; in another terminal: kafkit groups top'
        : 'running; in another terminal: kafkit groups top',
    )
    const over = flags.for === undefined ? undefined : AbortSignal.timeout(flags.for)
    const end = over ? AbortSignal.any([interrupted, over]) : interrupted
    if (!end.aborted) {
      // A pending promise does not keep the process alive, but the applications do.
      await new Promise((resolve) => end.addEventListener('abort', resolve, {once: true}))
    }
    await this.note('stopping the applications')
    await demo.stop()
    return undefined
  }
}
