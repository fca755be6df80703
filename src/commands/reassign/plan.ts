import {string} from '@oclif/core/flags'
import {tableColumns, type RowOf} from '../../lib/cli/columns.ts'
import {cannotWriteNew, textOfFile} from '../../lib/cli/files.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {writeNewFile} from '../../lib/cli/state-file.ts'
import {sameCluster} from '../../lib/cli/same-cluster.ts'
import {shellWord} from '../../lib/text/shell-word.ts'
import {
  goalExclusions,
  goalFlags,
  goalOf,
  placingFlags,
  throttleFlags,
  throttleOfFlags,
  topicsFlag,
} from '../../lib/command-parts/reassign/flags.ts'
import {
  brokerColumns,
  moveColumns,
  planDocument,
  summaryLines,
  type PlanDocument,
} from '../../lib/command-parts/reassign/plan-report.ts'
import {planFor} from '../../lib/command-parts/reassign/planning.ts'
import {formatPlan, parsePlanFile} from '../../lib/reassignments/plan-file.ts'
import type {PlannedMove} from '../../lib/reassignments/plan/goal.ts'

export type Output = PlanDocument
export type Row = RowOf<typeof moveColumns>

export default class ReassignPlan extends KafkaCommand {
  static override summary = 'plan which replicas move to which brokers, and show what it costs'
  static override description =
    'Changes nothing. Moves as few replicas as the goal permits, never to a broker that is down or fenced or has a log directory out of service, and shows the smallest number that any plan needs. The same cluster gives the same plan. The file of --plan-out is for kafkit reassign start, and for kafka-reassign-partitions, whose JSON it is; --from-json reads both.'
  static override examples = [
    {
      description: 'Move everything off broker 3',
      command: '<%= config.bin %> reassign plan --drain 3 --plan-out drain.json',
    },
    {description: 'Give the new broker 4 its share', command: '<%= config.bin %> reassign plan --add 4'},
    {
      description: 'Three replicas of each partition of some topics',
      command: "<%= config.bin %> reassign plan --rf 3 --topics 'orders-*' --plan-out three.json",
    },
    {
      description: 'Even out the number of replicas on all brokers',
      command: '<%= config.bin %> reassign plan --balance',
    },
    {
      description: 'Show the costs of a plan from another tool',
      command: '<%= config.bin %> reassign plan --from-json plan.json',
    },
  ]
  static override exclusions = [...goalExclusions, ['throttle', 'no-throttle']]
  static override flags = {
    ...goalFlags,
    ...topicsFlag,
    ...placingFlags,
    ...throttleFlags,
    'plan-out': string({helpValue: 'FILE', summary: 'write the plan to this new file'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(ReassignPlan)
    const print = this.printer<Output, PlannedMove>(flags, moveColumns, 'topic')
    const source = flags['from-json']
    const goal =
      source === undefined
        ? goalOf(flags)
        : ({
            kind: 'file',
            file: parsePlanFile(await textOfFile(source, this.io.stdin), source === '-' ? 'stdin' : source),
          } as const)
    if (!goal) throw new Error('no goal')
    const throttle = throttleOfFlags(flags)
    const cluster = await this.connect(flags)
    const {state, plan, costs, problems} = await planFor(
      cluster,
      {goal, topics: flags.topics, racks: flags['rack-aware'], maxDisk: flags['max-disk'], throttle},
      this.failures,
    )
    const {clusterId, topicIds} = state
    const document = planDocument(plan, costs, {clusterId, throttle})
    const {moves} = plan
    if (moves.length > 0 || flags.output !== 'table')
      await print({value: document, rows: moves, people: () => this.#printPlan(document)})
    for (const text of plan.warnings) await this.warning(text)
    const code = await this.reportFailures(problems)
    const file = flags['plan-out']
    if (code !== 0 || moves.length === 0) {
      if (code === 0) await this.note('there is nothing to move')
      if (file !== undefined) await this.note(`${file} was not written`)
      return code
    }
    if (file !== undefined) {
      await writeNewFile(file, formatPlan(moves, {clusterId, topicIds})).catch((error: unknown) => {
        throw cannotWriteNew(file, error, 'the plan was not written')
      })
      const start = ['kafkit', 'reassign', 'start', ...sameCluster(flags), shellWord(file)].join(' ')
      await this.note(`written to ${file}; to carry it out: ${start}`)
    }
    return code
  }

  async #printPlan(document: PlanDocument): Promise<void> {
    await this.printTable(tableColumns(moveColumns, document.moves), document.moves)
    const {brokers} = document
    this.io.out('\n')
    await this.printTable(tableColumns(brokerColumns, brokers), brokers)
    this.io.out(`\n${summaryLines(document).join('\n')}\n`)
  }
}
