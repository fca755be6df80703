import {boolean} from '@oclif/core/flags'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {describeQuorum} from '../../lib/quorum/describe.ts'
import {quorumState, type QuorumNode, type QuorumState} from '../../lib/quorum/quorum-state.ts'
import {durationText} from '../../lib/text/duration.ts'
import {counted} from '../../lib/text/plural.ts'

const ago = (ms: number | null) => (ms === null ? null : durationText(ms))

const columns = {
  node: {value: ({node}) => node, align: 'right', role: () => 'name'},
  /** `observer`: a broker, or a controller without a vote. */
  role: {value: ({role}) => role, role: ({role}) => (role === 'leader' ? 'good' : undefined)},
  /** Whether the leader heard of it in the last seconds. */
  inReach: {value: ({inReach}) => inReach, role: ({inReach}) => (inReach ? undefined : 'bad')},
  logEndOffset: {value: ({logEndOffset}) => logEndOffset, align: 'right'},
  /** Number of records of the metadata log that it lacks. */
  lag: {value: ({lag}) => lag, align: 'right', role: ({lag}) => (lag ? 'warn' : undefined)},
  /** Ms by the leader's clock since it last fetched, and since it was last caught up; null if unknown. */
  sinceFetchMs: {
    heading: 'FETCHED-AGO',
    value: (row) => row.sinceFetchMs,
    text: (row) => ago(row.sinceFetchMs),
    align: 'right',
  },
  sinceCaughtUpMs: {heading: 'CAUGHT-UP-AGO', value: (row) => row.sinceCaughtUpMs, text: (row) => ago(row.sinceCaughtUpMs), align: 'right'}, // prettier-ignore
  endpoints: {value: ({endpoints}) => endpoints, filled: true},
  /** Id of the directory with its metadata log; null if the quorum has no directory ids. */
  directoryId: {value: ({directoryId}) => directoryId, filled: true},
} satisfies Columns<QuorumNode>

export type Output = QuorumState
export type Row = RowOf<typeof columns>

export default class QuorumDescribe extends KafkaCommand {
  static override summary = 'show the controllers, their leader, and how far the others are behind'
  static override description =
    'The quorum that keeps the metadata of a KRaft cluster, as its leader sees it (Kafka 3.3 or later): voters and observers, which are mostly brokers. With --check the exit code is 3 if a voter is out of reach, because the quorum then survives fewer failures than it should.'
  static override examples = [
    '<%= config.bin %> quorum describe',
    {description: 'In a script', command: '<%= config.bin %> quorum describe --check --output name'},
  ]
  static override flags = {
    check: boolean({summary: 'exit with 3 if a voter is out of reach'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(QuorumDescribe)
    const print = this.printer<Output, QuorumNode>(flags, columns, 'node')
    const state = quorumState(await describeQuorum(await this.connect(flags)))
    await print({value: state, rows: state.nodes})
    const voters = state.nodes.filter(({role}) => role !== 'observer')
    const away = voters.filter(({inReach}) => !inReach).map(({node}) => node)
    if (flags.output === 'table')
      await this.note(
        `controller ${state.leader} leads ${counted(voters.length, 'voter')} (epoch ${state.leaderEpoch}); ${state.needed} are needed, ${voters.length - away.length} are in reach`,
      )
    return flags.check && away.length > 0 ? exitCode.exceeded : exitCode.done
  }
}
