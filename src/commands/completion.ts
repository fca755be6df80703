import {string} from '@oclif/core/args'
import {completionScript, shells} from '../lib/cli/completion.ts'
import {loadConfig} from '../lib/cli/help.ts'
import {KitCommand} from '../lib/cli/kit-command.ts'

export default class Completion extends KitCommand {
  static override summary = 'print a shell script that completes commands and flags'
  static override description =
    'The script contains all commands and flags. For names of topics, groups, brokers and configs it asks the cluster that the command line names, for at most 1.5 s; if the cluster does not answer, TAB offers none.'
  static override examples = [
    {description: 'bash, for your user', command: "echo 'source <(<%= config.bin %> completion bash)' >> ~/.bashrc"},
    {
      description: 'zsh, into a folder in $fpath',
      command: '<%= config.bin %> completion zsh > ~/.zsh/completions/_kafkit',
    },
    {
      description: 'PowerShell',
      command: '<%= config.bin %> completion powershell | Out-String | Invoke-Expression   # in $PROFILE',
    },
    {description: 'fish', command: '<%= config.bin %> completion fish > ~/.config/fish/completions/kafkit.fish'},
  ]
  static override args = {
    shell: string({
      description: 'the shell to print the script for',
      options: [...shells],
      required: true,
      ignoreStdin: true,
    }),
  }

  async run(): Promise<undefined> {
    const {args} = await this.parse(Completion)
    const config = await loadConfig(this.config)
    this.io.out(completionScript(args.shell as (typeof shells)[number], config))
  }
}
