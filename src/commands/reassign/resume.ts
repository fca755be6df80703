import {boolean} from '@oclif/core/flags'
import {yesFlag} from '../../lib/cli/confirm.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {runFlags} from '../../lib/command-parts/reassign/flags.ts'
import {RunCommand} from '../../lib/command-parts/reassign/run-command.ts'
import type {RunOutput, RunRow} from '../../lib/command-parts/reassign/run-report.ts'

export type Output = RunOutput
export type Row = RunRow

export default class ReassignResume extends RunCommand {
  static override summary = 'continue moves that were interrupted, until they end'
  static override description =
    'Reads the journal of kafkit reassign start, in any shell: starts the moves that have not begun, waits for all moves, makes the preferred replicas leaders again and restores the throttles. Without --journal it resumes the only unfinished run.'
  static override examples = [
    '<%= config.bin %> reassign resume',
    {description: 'Show the state of the run', command: '<%= config.bin %> reassign resume --dry-run'},
  ]
  static override flags = {
    journal: runFlags.journal,
    stall: runFlags.stall,
    'dry-run': boolean({summary: 'show what is left to do without doing it'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(ReassignResume)
    return this.resumeRun(flags)
  }
}
