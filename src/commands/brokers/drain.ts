import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Exclusion} from '../../lib/cli/exclusions.ts'
import type {FlagValues} from '../../lib/cli/flag-values.ts'
import {UsageError} from '../../lib/cluster/errors.ts'
import {brokerIds, brokerNumbers, topicsFlag} from '../../lib/command-parts/reassign/flags.ts'
import {movesExclusions, movesFlags, MovesCommand} from '../../lib/command-parts/reassign/moves-command.ts'
import type {RunOutput, RunRow} from '../../lib/command-parts/reassign/run-report.ts'

import type {Goal} from '../../lib/reassignments/plan/goal.ts'

export type Output = RunOutput
export type Row = RunRow

export default class BrokersDrain extends MovesCommand {
  static override summary = 'move everything off brokers, so that they can be stopped for good'
  static override description =
    'kafkit reassign plan --drain and kafkit reassign start in one: as few moves as possible, no partition in fewer racks than before, throttled, with a journal. A broker that is down can be drained, too: its replicas are copied from the others. --leaders-only moves no replica: other replicas become the preferred leaders.'
  static override examples = [
    '<%= config.bin %> brokers drain 3',
    {description: 'Look first', command: '<%= config.bin %> brokers drain 3 --dry-run'},
    {description: 'To these brokers only', command: '<%= config.bin %> brokers drain 3 --to 4,5 --yes'},
  ]
  static override args = {
    brokers: checked(brokerNumbers)({description: 'node ids: 3 or 1,2', required: true}),
  }
  static override exclusions: readonly Exclusion<FlagValues<typeof BrokersDrain.flags>>[] = [
    ...movesExclusions,
    {
      when: (flags) => flags['leaders-only'],
      refuse: ['to'],
      say: (flag) => `${flag} says where replicas go, but --leaders-only moves none`,
    },
  ]
  static override flags = {
    to: brokerIds({summary: 'the brokers that may take over (default: all others)'}),
    'leaders-only': boolean({summary: 'move only leaderships; the replicas stay'}),
    ...topicsFlag,
    ...movesFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(BrokersDrain)
    const brokers = brokerNumbers(args.brokers)
    const both = flags.to?.filter((id) => brokers.includes(id)) ?? []
    if (both.length > 0) throw new UsageError(`--to names ${both.join(', ')}, which you want to drain`)
    const goal: Goal = flags['leaders-only'] ? {kind: 'leaders', brokers} : {kind: 'drain', brokers, to: flags.to}
    return this.carryOutMoves(flags, {
      name: `drain-${brokers.join('-')}`,
      asked: {...goal},
      topics: flags.topics,
      goal: () => goal,
    })
  }
}
