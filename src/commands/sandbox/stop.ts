import {boolean, string} from '@oclif/core/flags'
import {confirm, yesFlag} from '../../lib/cli/confirm.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {KitCommand} from '../../lib/cli/kit-command.ts'
import {UsageError} from '../../lib/cluster/errors.ts'

export default class SandboxStop extends KitCommand {
  static override summary = 'stop a sandbox and keep its data unless told otherwise'
  static override description =
    'Ends only processes that the sandbox itself started, after checking that they are still the same.'
  static override examples = [
    '<%= config.bin %> sandbox stop',
    {
      description: 'Stop the sandbox and delete its data',
      command: '<%= config.bin %> sandbox stop --remove-data --yes',
    },
  ]
  static override flags = {
    name: string({helpValue: 'NAME', default: 'default', summary: 'name of the sandbox'}),
    'remove-data': boolean({summary: 'also delete its topics, offsets and logs, after asking for confirmation'}),
    ...yesFlag,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(SandboxStop)
    const {findSandbox, stopSandbox} = await import('../../lib/sandbox/sandbox.ts')
    const sandbox = await findSandbox(flags.name)
    if (!sandbox) throw new UsageError(`there is no sandbox ${flags.name}; see kafkit sandbox status`)
    if (flags['remove-data']) {
      const text = `Stop sandbox ${sandbox.name} and delete all its data in ${sandbox.dir}`
      if (!(await confirm(this.io, {text, yes: flags.yes, flag: '--yes'}))) {
        await this.note('nothing was changed')
        return exitCode.failed
      }
    }
    const stopped = await stopSandbox(flags.name, {removeData: flags['remove-data']})
    const what = stopped && stopped.ended.length > 0 ? `stopped ${stopped.ended.join(', ')}` : 'was not running'
    this.io.out(`sandbox ${sandbox.name}: ${what}${stopped?.removed ? '; its data is deleted' : ''}\n`)
    return exitCode.done
  }
}
