import {words} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {ownPrincipal} from '../../lib/cli/own-principal.ts'
import {parseSection} from '../../lib/snapshots/compare.ts'
import {sectionNames, type Snapshot} from '../../lib/snapshots/snapshot.ts'
import {takeSnapshot} from '../../lib/snapshots/take-snapshot.ts'

export type Output = Snapshot

export default class ClusterSnapshot extends KafkaCommand {
  static override summary = 'write the state of a cluster to JSON, to keep and to compare'
  static override description = `The sections are ${sectionNames.join(', ')}: topics, where their replicas are, configs that differ from their defaults, ACLs, SCRAM users without their secrets, quotas, groups with their offsets, levels of features, and the voters of the quorum. What cannot be read is marked as unknown in the document and reported on standard error, and the exit code is 1. kafkit cluster diff compares two snapshots, or one with a cluster as it is now.`
  static override examples = [
    {
      description: 'Before an upgrade',
      command: '<%= config.bin %> cluster snapshot > before.json',
    },
    {
      description: 'Show what has changed since then',
      command: '<%= config.bin %> cluster diff before.json now',
    },
    {
      description: 'Only sections that rarely change',
      command: '<%= config.bin %> cluster snapshot --only topics,configs,acls > s.json',
    },
  ]
  static override flags = {
    only: words({
      helpValue: 'SECTION,…',
      summary: 'read only these sections',
      parse: async (text) => parseSection(text),
    }),
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(ClusterSnapshot)
    const cluster = await this.connect(flags)
    const only = flags.only?.map(parseSection)
    const principal = ownPrincipal((await this.connection(flags)).settings)
    const outcome = await takeSnapshot(cluster, {only, now: this.io.now(), principal})
    this.printJson(outcome.open(this.failures) satisfies Output)
    return this.reportFailures(this.failures.untold)
  }
}
