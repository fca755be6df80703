import {clusterSummary, type ClusterSummary} from '../../lib/brokers/cluster-summary.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {listed} from '../../lib/text/listed.ts'
import {counted} from '../../lib/text/plural.ts'
import {sizeText} from '../../lib/text/size.ts'

const columns = {
  clusterId: {value: ({clusterId}) => clusterId, role: () => 'name'},
  brokers: {value: ({brokers}) => brokers.length, align: 'right'},
  /** Apache Kafka releases that support the same API versions as the brokers. */
  releases: {value: ({releases}) => releases},
  topics: {value: ({topics}) => topics, align: 'right'},
  partitions: {value: ({partitions}) => partitions, align: 'right'},
  replicas: {value: ({replicas}) => replicas, align: 'right'},
  offlinePartitions: {heading: 'OFFLINE', value: (row) => row.offlinePartitions, align: 'right'},
  underReplicatedPartitions: {
    heading: 'UNDER-REPLICATED',
    value: (row) => row.underReplicatedPartitions,
    align: 'right',
  },
  /** Bytes of all replicas; null if unknown. */
  size: {value: ({size}) => size, text: ({size}) => (size === null ? null : sizeText(size)), align: 'right'},
} satisfies Columns<ClusterSummary>

export type Output = ClusterSummary
export type Row = RowOf<typeof columns>

export default class ClusterDescribe extends KafkaCommand {
  static override summary = 'show a cluster at a glance: brokers, release, features, size'
  static override description =
    'Counts cover the topics that this user may describe. kafkit health checks whether all is well.'
  static override examples = [
    '<%= config.bin %> cluster describe',
    {
      description: 'The id of the cluster',
      command: "<%= config.bin %> cluster describe --output 'template={clusterId}'",
    },
  ]
  static override flags = {...reportFlags}

  async run(): Promise<number> {
    const {flags} = await this.parse(ClusterDescribe)
    const print = this.printer<Output, ClusterSummary>(flags, columns, 'clusterId')
    const summary = (await clusterSummary(await this.connect(flags))).open(this.failures)
    await print({value: summary, rows: [summary], people: () => this.#print(summary)})
    return this.reportFailures(summary.errors)
  }

  async #print(summary: ClusterSummary): Promise<void> {
    const colours = await this.colours()
    const {brokers, topics, internalTopics, partitions, replicas, size, features} = summary
    const fenced = brokers.filter(({state}) => state === 'fenced').length
    const missing = brokers.filter(({state}) => state === 'missing').length
    const controllers = brokers.filter(({isController}) => isController).length
    const lines: readonly (readonly [string, string])[] = [
      ['cluster id', summary.clusterId ?? 'none'],
      [
        'brokers',
        [
          counted(brokers.length, 'broker'),
          ...(fenced > 0 ? [`${fenced} of them fenced`] : []),
          ...(missing > 0 ? [`${missing} of them missing`] : []),
          ...(controllers > 0 ? [`${controllers} of them also controllers`] : []),
        ].join(', '),
      ],
      ['release', summary.releases.length === 0 ? 'not known' : listed(summary.releases, 'and')],
      ...(features === null || features.length === 0
        ? []
        : [['features', features.map(({name, level}) => `${name}=${level}`).join(' ')] as const]),
      ['topics', `${topics} (${internalTopics} internal)`],
      ['partitions', `${partitions}, ${counted(replicas, 'replica')}${size === null ? '' : `, ${sizeText(size)}`}`],
      ['offline', `${summary.offlinePartitions}`],
      ['under-replicated', `${summary.underReplicatedPartitions}`],
    ]
    for (const [name, text] of lines) this.io.out(`${colours.heading(name.padEnd(16))}  ${text}\n`)
  }
}
