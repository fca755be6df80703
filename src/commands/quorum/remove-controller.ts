import {nodeId} from '../../lib/cli/args.ts'
import type {RowOf} from '../../lib/cli/columns.ts'
import {
  VoterCommand,
  voterFlags,
  type VoterChange,
  type voterColumns,
} from '../../lib/command-parts/quorum/voter-change.ts'
import {removeVoter} from '../../lib/quorum/change-voters.ts'
import {planRemoval} from '../../lib/quorum/plan-voter-change.ts'

export type Output = readonly VoterChange[]
export type Row = RowOf<typeof voterColumns>

export default class QuorumRemoveController extends VoterCommand {
  static override summary = 'remove a controller from the voters of the quorum'
  static override description =
    'Shows the majority that is needed before and after, and asks on a terminal; anywhere else --yes is needed. Refuses to leave the quorum without a majority in reach, and to remove the last voter. Afterwards the voters are read back. The controller keeps running, and follows the leader until it is stopped. Needs a quorum with kraft.version 1 (Kafka 3.9).'
  static override examples = [
    '<%= config.bin %> quorum remove-controller 3 --dry-run',
    {
      description: 'Only if its metadata directory still has this id',
      command: '<%= config.bin %> quorum remove-controller 3 --directory-id JEXY6aqzQY-32P5TStzaFg --yes',
    },
  ]
  static override args = {controller: nodeId({description: 'node id of the controller', required: true})}
  static override flags = {...voterFlags}

  async run(): Promise<number> {
    const {flags, args} = await this.parse(QuorumRemoveController)
    const asked = {id: args.controller, directoryId: flags['directory-id']}
    return this.changeVoter(flags, {
      done: 'removed',
      request: {remove: asked},
      plan: (quorum) => planRemoval(quorum, asked),
      send: removeVoter,
      warn: async ({leads, controller}) =>
        leads ? [`controller ${controller} leads the quorum now, so another has to be elected`] : [],
    })
  }
}
