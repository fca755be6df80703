import {boolean} from '@oclif/core/flags'
import {listBrokers, type BrokerListing, type ListedBroker} from '../../lib/brokers/list.ts'
import type {RowOf} from '../../lib/cli/columns.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {brokerColumns as columns} from '../../lib/command-parts/brokers/broker-columns.ts'

export type Output = BrokerListing
export type Row = RowOf<typeof columns>

export default class BrokersList extends KafkaCommand {
  static override summary = 'list brokers with their leaders, replicas and disks'
  static override description =
    'Leaders and replicas of each broker, and by how much they differ from the mean; sizes and disks (Kafka 1.0, of volumes 3.3), the release whose protocol it speaks, and brokers that are registered but fenced (Kafka 4.0), or missing: replicas are assigned to them, and the cluster does not name them. What a broker does not report is shown as - and reported on stderr, and the exit code is 1.'
  static override examples = [
    '<%= config.bin %> brokers list',
    {description: 'The fullest disks first', command: '<%= config.bin %> brokers list --sort -diskUsed'},
    {
      description: 'Ids of all brokers, for a loop',
      command: '<%= config.bin %> brokers list --output name',
    },
  ]
  static override flags = {
    verbose: boolean({summary: 'also show the skew of leaders and the log directories'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(BrokersList)
    const print = this.printer<Output, ListedBroker>(flags, columns, 'broker')
    const listing = (await listBrokers(await this.connect(flags))).open(this.failures)
    await print({value: listing, rows: listing.brokers, wide: flags.verbose})
    return this.reportFailures(listing.errors)
  }
}
