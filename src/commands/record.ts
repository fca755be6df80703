import {checked} from '../lib/cli/args.ts'
import {allDropIns} from '../lib/cli/drop-in-files.ts'
import {exitCode} from '../lib/cli/exit.ts'
import {KitCommand} from '../lib/cli/kit-command.ts'
import {runRecorded} from '../lib/command-parts/provisioning/run-recorded.ts'
import {UsageError} from '../lib/errors/usage-error.ts'
import {counted} from '../lib/text/plural.ts'
import {documentOf, recordedTools, recordedRequestsOf} from '../lib/provisioning/record/document.ts'

export default class RecordScript extends KitCommand {
  static override summary =
    'run a script of Apache tools without sending anything, and print what it would create as a provisioning file'
  static override description =
    'The script finds stand-ins for kafka-topics, kafka-configs and kafka-acls first in its PATH (with .sh too). They record how they are called and send nothing. The file declares what would exist if the script had run on an empty cluster. Tools that the script calls by a path (/opt/kafka/bin/kafka-topics.sh) are NOT replaced: they run as always.'
  static override examples = [
    '<%= config.bin %> record -- ./create-topics.sh > topics.yaml',
    {
      description: 'A script with arguments and variables',
      command: 'ENVIRONMENT=prod <%= config.bin %> record -- ./create-topics.sh prod > prod.yaml',
    },
  ]
  static override args = {
    program: checked()({description: 'the script and its arguments, after --', required: true, multiple: true}),
  }

  async run(): Promise<number> {
    const {args} = await this.parse(RecordScript)
    const names = (await allDropIns(this.config, '')).map(({name}) => name)
    if (process.platform === 'win32')
      throw new UsageError('kafkit record needs a Unix shell, which Windows does not have')
    const {calls, code, signal} = await runRecorded(this.io, args.program, {known: recordedTools, all: names})
    this.io.interrupted.throwIfAborted()
    const requests = recordedRequestsOf(calls)
    for (const note of requests.notes) await this.note(note)
    const problems = requests.problems.map((text) => new UsageError(text))
    if (code !== 0)
      problems.push(new UsageError(`the script ended with ${code ?? signal}, so the recording may be incomplete`))
    else if (calls.length === 0)
      problems.push(
        new UsageError(
          'nothing was recorded: the script called none of the tools, or calls them by a path, which has no stand-in',
        ),
      )
    if (problems.length > 0) {
      const colours = await this.colours('stderr')
      for (const {message} of problems) this.io.err(`${colours.bad('kafkit:')} ${message}\n`)
      await this.note('nothing is printed, because it would not match what the script does')
      return exitCode.failed
    }
    const {yamlText} = await import('../lib/cli/yaml.ts')
    this.io.out(yamlText(documentOf(requests)))
    await this.note(`${counted(calls.length, 'call')} recorded; nothing was sent`)
    return exitCode.done
  }
}
