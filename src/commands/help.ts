import {string} from '@oclif/core/args'
import {showHelp} from '../lib/cli/help.ts'
import {KitCommand} from '../lib/cli/kit-command.ts'

export default class HelpCommand extends KitCommand {
  static override summary = 'list all commands, or explain one'
  static override examples = ['<%= config.bin %> help', '<%= config.bin %> help topics create']
  static override args = {
    command: string({description: 'the command, such as topics list', multiple: true, ignoreStdin: true}),
  }

  /** main.ts answers `kafkit help …` itself; this class is for oclif, and for the list of commands. */
  async run(): Promise<undefined> {
    const {args} = await this.parse(HelpCommand)
    await showHelp(args.command ?? [], this.config, this.io)
  }
}
