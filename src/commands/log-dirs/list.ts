import type {PrintedError} from '../../lib/cluster/errors.ts'
import {brokerIds} from '../../lib/cli/flags.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {unknownLogDirs} from '../../lib/command-parts/brokers/unknown-log-dirs.ts'
import {listLogDirs, type ListedDir} from '../../lib/log-dirs/list.ts'
import {sizeText} from '../../lib/text/size.ts'

const columns = {
  broker: {value: ({broker}) => broker, align: 'right'},
  /** Absolute path, on the broker's machine. */
  logDir: {value: ({path}) => path, role: () => 'name'},
  /** `ok`, or the error for which it is offline. */
  state: {value: ({error}) => error?.codeName ?? 'ok', role: ({error}) => (error ? 'bad' : 'good')},
  replicas: {value: ({replicas}) => replicas, align: 'right'},
  /** Bytes of the replicas in it. */
  size: {value: ({size}) => size, text: ({size}) => sizeText(size), align: 'right'},
  /** Bytes of the volume; null if unknown. */
  volume: {
    value: ({totalBytes}) => totalBytes,
    text: ({totalBytes}) => (totalBytes === null ? null : sizeText(totalBytes)),
    align: 'right',
  },
  /** Used part of the volume, including other files, percent; null if unknown. */
  used: {value: ({used}) => used, text: ({used}) => (used === null ? null : `${used}%`), align: 'right'},
  /** Replicas that are being moved into it. */
  arriving: {value: ({arriving}) => arriving, text: (row) => row.arriving || null, align: 'right', filled: true},
} satisfies Columns<ListedDir>

export interface Output {
  readonly dirs: readonly ListedDir[]
  readonly errors: readonly PrintedError[]
}
export type Row = RowOf<typeof columns>

export default class LogDirsList extends KafkaCommand {
  static override summary = 'list log directories of brokers with their sizes and volumes'
  static override description =
    'A directory that is out of service is also reported on stderr, and the exit code is then 1. Volumes are shown from Kafka 3.3 on.'
  static override examples = [
    '<%= config.bin %> log-dirs list',
    {description: 'The fullest volumes first', command: '<%= config.bin %> log-dirs list --sort -used'},
  ]
  static override flags = {
    broker: brokerIds({summary: 'only of this broker; repeatable'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(LogDirsList)
    const print = this.printer<Output, ListedDir>(flags, columns, 'logDir')
    const cluster = await this.connect(flags)
    const found = await listLogDirs(cluster, {brokers: flags.broker})
    const absent = await unknownLogDirs(cluster, flags.broker)
    const {dirs, errors: told} = found.open(this.failures)
    const errors = [...told, ...absent]
    await print({value: {dirs, errors}, rows: dirs})
    return this.reportFailures(errors)
  }
}
