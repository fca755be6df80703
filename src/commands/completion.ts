import {string} from '@oclif/core/args'
import {completionScript, shells} from '../lib/cli/completion.ts'
import {loadConfig} from '../lib/cli/help.ts'
import {KitCommand} from '../lib/cli/kit-command.ts'

export default class Completion extends KitCommand {
  static override summary = 'print a script that completes commands and flags in a shell'
  static override description = 'The script knows everything itself: no program is started when you press TAB.'
  static override examples = [
    {description: 'bash, for yourself', command: "echo 'source <(<%= config.bin %> completion bash)' >> ~/.bashrc"},
    {
      description: 'zsh, in a folder of $fpath',
      command: '<%= config.bin %> completion zsh > ~/.zsh/completions/_kafkit',
    },
    {description: 'fish', command: '<%= config.bin %> completion fish > ~/.config/fish/completions/kafkit.fish'},
  ]
  static override args = {
    shell: string({description: 'which shell', options: [...shells], required: true, ignoreStdin: true}),
  }

  async run(): Promise<undefined> {
    const {args} = await this.parse(Completion)
    const config = await loadConfig(this.config)
    this.io.out(completionScript(args.shell as (typeof shells)[number], config))
  }
}
