import {
  listBrokers,
  usedPercent,
  type BrokerDir,
  type BrokerListing,
  type ListedBroker,
} from '../../lib/brokers/list.ts'
import {nodeId} from '../../lib/cli/args.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {ConnectionError} from '../../lib/cluster/errors.ts'
import {brokerColumns as columns} from '../../lib/command-parts/brokers/broker-columns.ts'
import {counted, signed} from '../../lib/text/plural.ts'
import {sizeText} from '../../lib/text/size.ts'

export type Output = BrokerListing
export type Row = RowOf<typeof columns>

const dirColumns = {
  logDir: {value: ({path}) => path},
  state: {value: ({error}) => error?.codeName ?? 'ok', role: ({error}) => (error ? 'bad' : 'good')},
  replicas: {value: ({replicas}) => replicas, align: 'right'},
  size: {value: ({size}) => size, text: ({size}) => sizeText(size), align: 'right'},
  volume: {
    value: ({totalBytes}) => totalBytes,
    text: ({totalBytes}) => (totalBytes === null ? null : sizeText(totalBytes)),
    align: 'right',
  },
  used: {
    value: (row) => usedPercent(row.totalBytes, row.usableBytes),
    text: (row) => {
      const used = usedPercent(row.totalBytes, row.usableBytes)
      return used === undefined ? null : `${used}%`
    },
    align: 'right',
  },
} satisfies Columns<BrokerDir>

export default class BrokersDescribe extends KafkaCommand {
  static override summary = 'show brokers with their log directories'
  static override description =
    'Everything that kafkit brokers list shows about a broker, and each of its log directories. Its configs are in kafkit configs describe broker/ID.'
  static override examples = [
    '<%= config.bin %> brokers describe 3',
    {
      description: 'The free bytes of each volume',
      command:
        "<%= config.bin %> brokers describe --output json | jq -r '.brokers[] | .broker as $b | .logDirs[] | [$b, .path, .usableBytes] | @tsv'",
    },
  ]
  static override args = {broker: nodeId({description: 'ids of brokers (default: all)', multiple: true})}
  static override flags = {...reportFlags}

  async run(): Promise<number> {
    const {flags, args} = await this.parse(BrokersDescribe)
    const print = this.printer<Output, ListedBroker>(flags, columns, 'broker')
    const listing = (await listBrokers(await this.connect(flags))).open(this.failures)
    const wanted = args.broker && [...new Set(args.broker)]
    const known = new Set(listing.brokers.map(({broker}) => broker))
    const missing = (wanted ?? [])
      .filter((id) => !known.has(id))
      .map(
        (id) =>
          new ConnectionError(
            `node ${id}`,
            'notInCluster',
            `there is no broker ${id}; the brokers are ${[...known].join(', ')}`,
          ),
      )
    const brokers = listing.brokers.filter(({broker}) => wanted?.includes(broker) ?? true)
    const errors = [...listing.errors, ...missing]
    await print({
      value: {...listing, brokers, errors},
      rows: brokers,
      people: async () => {
        for (const [i, broker] of brokers.entries()) {
          if (i > 0) this.io.out('\n')
          await this.#print(broker)
        }
      },
    })
    return this.reportFailures(errors)
  }

  async #print(each: ListedBroker): Promise<void> {
    const colours = await this.colours()
    const facts = [
      ...(each.host === null ? [] : [`${each.host}:${each.port}`]),
      ...(each.rack === null ? [] : [`rack ${each.rack}`]),
      each.state,
      ...(each.isController ? ['also a controller'] : []),
      ...(each.release === null ? [] : [`speaks as Apache Kafka ${each.release}`]),
    ]
    this.io.out(`${colours.heading(colours.name(`broker ${each.broker}`))}  ${colours.faint(facts.join(', '))}\n`)
    const skewText = each.replicaSkew === null ? '' : ` (${signed(each.replicaSkew)}% of the mean)`
    const behind = each.outOfSync > 0 ? `, ${each.outOfSync} of them out of sync` : ''
    this.io.out(
      `  leads ${counted(each.leaders, 'partition')}, holds ${counted(each.replicas, 'replica')}${skewText}${behind}\n`,
    )
    if (each.logDirs) await this.printTable(tableColumns(dirColumns, each.logDirs), each.logDirs)
  }
}
