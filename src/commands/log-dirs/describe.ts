import type {PrintedError} from '../../lib/cluster/errors.ts'
import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {brokerIds} from '../../lib/cli/flags.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {unknownLogDirs} from '../../lib/command-parts/brokers/unknown-log-dirs.ts'
import {listLogDirs, type ListedReplica} from '../../lib/log-dirs/list.ts'
import {isSelected, nameSelector} from '../../lib/text/name-selector.ts'
import {sizeText} from '../../lib/text/size.ts'
import {checkTopicSelector} from '../../lib/topics/topic-name.ts'

const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  broker: {value: ({broker}) => broker, align: 'right'},
  /** Absolute path, on the broker's machine. */
  logDir: {value: ({path}) => path},
  /** Bytes on disk. */
  size: {value: ({size}) => size, text: ({size}) => sizeText(size), align: 'right'},
  /** The number of records that the replica is behind. */
  lag: {value: ({offsetLag}) => offsetLag, align: 'right', role: ({offsetLag}) => (offsetLag > 0 ? 'warn' : undefined)},
  /** Whether the replica is being copied here, to replace the one in another directory. */
  arriving: {value: ({isFuture}) => isFuture, text: ({isFuture}) => (isFuture ? 'yes' : null), filled: true},
} satisfies Columns<ListedReplica>

export interface Output {
  readonly replicas: readonly ListedReplica[]
  readonly errors: readonly PrintedError[]
}
export type Row = RowOf<typeof columns>

export default class LogDirsDescribe extends KafkaCommand {
  static override summary = 'show the replicas in log directories, with their sizes'
  static override examples = [
    '<%= config.bin %> log-dirs describe orders',
    {
      description: 'The largest replicas of broker 3',
      command: '<%= config.bin %> log-dirs describe --broker 3 --sort -size',
    },
    {
      description: 'The replicas that are being moved between directories',
      command: '<%= config.bin %> log-dirs describe --arriving',
    },
  ]
  static override args = {
    topic: checked(checkTopicSelector)({
      description: 'names, patterns (orders-*) or /regular expressions/ (default: all)',
      multiple: true,
    }),
  }
  static override flags = {
    broker: brokerIds({summary: 'only of this broker; repeatable'}),
    arriving: boolean({summary: 'only replicas that are being moved into a directory'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(LogDirsDescribe)
    const print = this.printer<Output, ListedReplica>(flags, columns, 'topic')
    const selectors = args.topic?.map(nameSelector)
    const isWanted = selectors ? (topic: string) => isSelected(selectors, topic) : undefined
    const cluster = await this.connect(flags)
    const found = await listLogDirs(cluster, {brokers: flags.broker, isWanted})
    const absent = await unknownLogDirs(cluster, flags.broker)
    const {replicas: all, errors: told} = found.open(this.failures)
    const errors = [...told, ...absent]
    const replicas = flags.arriving ? all.filter(({isFuture}) => isFuture) : all
    await print({value: {replicas, errors}, rows: replicas})
    return this.reportFailures(errors)
  }
}
