import {boolean, string} from '@oclif/core/flags'
import {custom} from '@oclif/core/args'
import type {ChangePlan} from '../../lib/cli/change.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import {integer, partitionNumbers} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {UsageError} from '../../lib/cluster/errors.ts'
import {planMoves, type MovePlan, type PlannedMove} from '../../lib/log-dirs/plan-moves.ts'
import {findReplicaDirs, moveReplicas} from '../../lib/log-dirs/replica-dirs.ts'
import {counted} from '../../lib/text/plural.ts'
import {shellWord} from '../../lib/text/shell-word.ts'
import {sizeText} from '../../lib/text/size.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'

const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  broker: {value: ({broker}) => broker, align: 'right'},
  from: {value: ({from}) => from},
  to: {value: ({to}) => to},
  /** Bytes to be copied. */
  size: {value: ({size}) => size, text: ({size}) => sizeText(size), align: 'right'},
  /** `moving`: the broker is copying it; `moved`: it is there. */
  status: {value: ({status}) => status},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<PlannedMove>

export type Output = readonly PlannedMove[]
export type Row = RowOf<typeof columns>

interface Plan extends ChangePlan, Omit<MovePlan, 'problems'> {}

export default class LogDirsMove extends ChangingCommand {
  static override summary = 'move replicas to another directory of their broker'
  static override description =
    'Shows from where, to where and how many bytes, and asks on a terminal; anywhere else --yes is needed. The broker copies in the background: kafkit log-dirs describe --arriving shows its progress. Moving replicas to other brokers is a reassignment.'
  static override examples = [
    '<%= config.bin %> log-dirs move orders:0 --broker 3 --to /data2',
    {
      description: 'Show what would be copied',
      command: '<%= config.bin %> log-dirs move orders --broker 3 --to /data2 --dry-run',
    },
  ]
  static override args = {
    topic: custom<{topic: string; partitions?: number[]}>({
      ignoreStdin: true,
      parse: async (text) => {
        const [topic = '', partitions] = text.split(/:(.*)/s)
        checkTopicName(topic)
        return partitions === undefined ? {topic} : {topic, partitions: partitionNumbers(partitions)}
      },
    })({description: 'topics, or some of their partitions: orders:0,3-5', multiple: true, required: true}),
  }
  static override flags = {
    broker: integer({min: 0, helpValue: 'ID', required: true, summary: 'the broker whose replicas are moved'}),
    to: string({helpValue: 'DIR', required: true, summary: 'a log directory of this broker, as in its log.dirs'}),
    'dry-run': boolean({summary: 'show what would be moved without moving anything'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(LogDirsMove)
    const print = this.printer<Output, PlannedMove>(flags, columns, 'topic')
    const {broker, to} = flags
    if (!to.startsWith('/') && !/^[A-Za-z]:\\/.test(to)) throw new UsageError(`--to: '${to}' is not an absolute path`)
    return this.carryOut<Plan, Output>(flags, {
      changes: 'move replicas between log directories',
      request: {broker, to, topics: args.topic},
      plan: async (cluster) => {
        const plan = await planMoves(cluster, {broker, to, scopes: args.topic})
        const planned = plan.moves.filter(({status}) => status === 'planned')
        return {...plan, empty: planned.length === 0, othersSpared: planned.length > 0, audited: {broker, to, planned}}
      },
      show: async ({moves}, as) => {
        if (as === 'result') await print({value: moves, rows: moves, people: moves.length === 0 ? () => {} : undefined})
        else if (!flags.yes) await this.printTable(tableColumns(columns, moves), moves, 'stderr')
      },
      question: ({moves}) => {
        const planned = moves.filter(({status}) => status === 'planned')
        const bytes = planned.reduce((sum, {size}) => sum + size, 0)
        return `Copy ${counted(planned.length, 'replica')} (${sizeText(bytes)}) of broker ${broker} to ${to}`
      },
      execute: async (cluster, {moves}) => {
        const planned = moves.filter(({status}) => status === 'planned')
        const outcomes = new Map(
          (
            await moveReplicas(
              cluster,
              planned.map((each) => ({...each, path: to})),
            )
          ).map(({move, error}) => [`${move.partition} ${move.topic}`, error]),
        )
        const places = (await findReplicaDirs(cluster, planned)).byKey(
          (found) => found,
          (error) => error,
        )
        return moves.map((each): PlannedMove => {
          if (each.status !== 'planned') return each
          const error = outcomes.get(`${each.partition} ${each.topic}`) ?? null
          const place = places.get(each)
          if (error || place instanceof Error) return {...each, status: 'failed', error: error ?? (place as Error)}
          return {...each, status: place?.current === to ? 'moved' : 'moving'}
        })
      },
      report: (moves) => print({value: moves, rows: moves}),
      failures: (moves) => moves.flatMap(({error}) => error ?? []),
      undo: (moves) => {
        const back = [...Map.groupBy(moves.filter(({status}) => status === 'moved' || status === 'moving'), ({from}) => from)] // prettier-ignore
        const commands = back.map(([from, some]) => {
          const names = some.map(({topic, partition}) => shellWord(`${topic}:${partition}`))
          return ['kafkit log-dirs move', ...names, '--broker', broker, '--to', shellWord(from)].join(' ') // prettier-ignore
        })
        return commands.length === 0 ? {none: 'nothing is moved'} : {command: commands}
      },
      notes: {unchanged: 'nothing was moved', nothing: `there is nothing to move: everything is already in ${to}`},
    })
  }
}
