import {string} from '@oclif/core/flags'
import {integer} from '../../lib/cli/flags.ts'
import {KitCommand} from '../../lib/cli/kit-command.ts'

export default class SandboxLogs extends KitCommand {
  static override summary = "print the last lines of the brokers' logs"
  static override examples = [
    '<%= config.bin %> sandbox logs',
    '<%= config.bin %> sandbox logs --name three --lines 20',
  ]
  static override flags = {
    name: string({helpValue: 'NAME', default: 'default', summary: 'name of the sandbox'}),
    lines: integer({char: 'n', min: 1, default: 100, summary: 'number of lines to print for each broker'}),
  }

  async run(): Promise<undefined> {
    const {flags} = await this.parse(SandboxLogs)
    const {sandboxLogs} = await import('../../lib/sandbox/sandbox.ts')
    const logs = await sandboxLogs(flags.name, {lines: flags.lines})
    const colours = await this.colours()
    for (const {label, file, lines} of logs) {
      if (logs.length > 1 || lines.length === 0)
        this.io.err(
          `${colours.faint(`==> ${label}${file === undefined ? '' : ` (${file})`}${lines.length === 0 ? ': empty' : ''} <==`)}\n`,
        )
      this.io.out(lines.map((line) => `${line}\n`).join(''))
    }
  }
}
