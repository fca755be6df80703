import {custom} from '@oclif/core/flags'
import {nodeId} from '../../lib/cli/args.ts'
import type {RowOf} from '../../lib/cli/columns.ts'
import {parseAddresses} from '../../lib/cluster/address.ts'
import {
  VoterCommand,
  voterFlags,
  type VoterChange,
  type voterColumns,
} from '../../lib/command-parts/quorum/voter-change.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {addVoter} from '../../lib/quorum/change-voters.ts'
import {planAddition, type AskedEndpoint} from '../../lib/quorum/plan-voter-change.ts'

export type Output = readonly VoterChange[]
export type Row = RowOf<typeof voterColumns>

export default class QuorumAddController extends VoterCommand {
  static override summary = 'make a controller a voter of the quorum'
  static override description =
    'The controller must run and follow the leader already (kafkit quorum describe shows it as an observer). Shows the majority that is needed before and after, and asks on a terminal; anywhere else --yes is needed. Refuses to leave the quorum without a majority in reach. Afterwards the voters are read back. Needs a quorum with kraft.version 1 (Kafka 3.9).'
  static override examples = [
    '<%= config.bin %> quorum add-controller 4 --endpoint controller-4:9093 --dry-run',
    {
      description: 'In a script',
      command: '<%= config.bin %> quorum add-controller 4 --endpoint CONTROLLER://controller-4:9093 --yes',
    },
  ]
  static override args = {controller: nodeId({description: 'node id of the controller', required: true})}
  static override flags = {
    endpoint: custom<AskedEndpoint>({
      helpValue: '[LISTENER://]HOST:PORT',
      multiple: true,
      multipleNonGreedy: true,
      required: true,
      summary: "where the other controllers reach it; the leader's listener unless named; repeatable",
      parse: async (text) => endpointOf(text),
    })(),
    ...voterFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(QuorumAddController)
    const asked = {id: args.controller, directoryId: flags['directory-id']}
    return this.changeVoter(flags, {
      done: 'added',
      request: {add: asked, endpoints: flags.endpoint},
      plan: (quorum) => planAddition(quorum, asked, flags.endpoint),
      send: addVoter,
      warn: async ({controller}, cluster) =>
        (await cluster.brokers()).some(({id}) => id === controller)
          ? [`node ${controller} is a broker: make sure that its process.roles have controller too`]
          : [],
    })
  }
}

function endpointOf(text: string): AskedEndpoint {
  const [, listener, place = ''] = /^(?:([^:/]+):\/\/)?(.*)$/s.exec(text) ?? []
  if (!/:\d+$/.test(place)) throw new UsageError(`'${text}' is not of the form HOST:PORT or LISTENER://HOST:PORT`)
  const [address, ...more] = parseAddresses(place)
  if (!address || more.length > 0) throw new UsageError(`'${text}' is more than one address: repeat --endpoint`)
  return {...address, listener: listener?.toUpperCase()}
}
