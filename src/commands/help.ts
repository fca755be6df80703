import {string} from '@oclif/core/args'
import {showHelp} from '../lib/cli/help.ts'
import {KitCommand} from '../lib/cli/kit-command.ts'

export default class HelpCommand extends KitCommand {
  static override summary = 'show what commands there are, or how one is used'
  static override examples = ['<%= config.bin %> help', '<%= config.bin %> help topics create']
  static override args = {
    command: string({description: 'words of the command', multiple: true, ignoreStdin: true}),
  }

  /** `kafkit help …` is answered in main.ts already; this is for oclif, and for the list of commands. */
  async run(): Promise<undefined> {
    const {args} = await this.parse(HelpCommand)
    await showHelp(args.command ?? [], this.config, this.io)
  }
}
