import {checked} from '../../lib/cli/args.ts'
import {textOfFile} from '../../lib/cli/files.ts'
import {movesExclusions, movesFlags, MovesCommand} from '../../lib/command-parts/reassign/moves-command.ts'
import type {RunOutput, RunRow} from '../../lib/command-parts/reassign/run-report.ts'
import {parsePlanFile} from '../../lib/reassignments/plan-file.ts'

export type Output = RunOutput
export type Row = RunRow

export default class ReassignStart extends MovesCommand {
  static override summary = 'move replicas as a plan says, and wait until it is done'
  static override description =
    'Takes a plan of kafkit reassign plan, or one of kafka-reassign-partitions. Limits what each broker sends and receives for the moves (default: 50MB/s), moves a few partitions at a time, shows the progress and names replicas that make none. At the end the preferred leaders lead, and the throttles are exactly as they were before. A journal is written first: Ctrl-C leaves the moves running, and kafkit reassign resume continues them in any shell; cancel stops them, and undo moves everything back.'
  static override examples = [
    '<%= config.bin %> reassign start drain.json',
    {description: 'Look first', command: '<%= config.bin %> reassign start drain.json --dry-run'},
    {
      description: 'Faster, and more at a time',
      command: '<%= config.bin %> reassign start drain.json --throttle 200MB/s --batch 20 --yes',
    },
  ]
  static override args = {
    plan: checked()({description: 'a plan in JSON; - is standard input', required: true}),
  }
  static override exclusions = movesExclusions
  static override flags = movesFlags

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ReassignStart)
    const source = args.plan
    const file = parsePlanFile(await textOfFile(source, this.io.stdin), source === '-' ? 'stdin' : source)
    return this.carryOutMoves(flags, {name: 'start', asked: {plan: source}, goal: () => ({kind: 'file', file})})
  }
}
