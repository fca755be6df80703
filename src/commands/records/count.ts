import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {time, timeZone} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {countRecords, type CountedRecords, type RecordCounts} from '../../lib/topics/count-records.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {resolveTime} from '../../lib/text/time.ts'
import {checkTopicSelector} from '../../lib/topics/topic-name.ts'

const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  /** Null: all partitions of the topic. */
  partition: {value: ({partition}) => partition, align: 'right', filled: true},
  partitions: {value: ({partitions}) => partitions, align: 'right', filled: true},
  /** The first offset that counts, and the one behind the last; null for a topic, or not known. */
  start: {value: ({start}) => start, align: 'right', filled: true},
  end: {value: ({end}) => end, align: 'right', filled: true},
  /** Offsets in use: at least the number of records; null: not known. */
  records: {value: ({records}) => records, text: ({records}) => records ?? '?', align: 'right'},
} satisfies Columns<CountedRecords>

export type Output = RecordCounts
export type Row = RowOf<typeof columns>

export default class RecordsCount extends KafkaCommand {
  static override summary = 'count the records of topics by their offsets'
  static override description =
    'Counts offsets in use, which is quick and never too low: compaction and transaction markers use up offsets, too. kafkit consume TOPIC --from-beginning --until-end --counts reads the records and counts them. With --from and --until, the records between the first one that is not older than each of these times. A topic of which a partition cannot be asked has no number, and the exit code is 1.'
  static override examples = [
    '<%= config.bin %> records count orders',
    {description: 'Which partition has them', command: '<%= config.bin %> records count orders --by-partition'},
    {description: 'What came in the last hour', command: "<%= config.bin %> records count 'orders-*' --from -1h"},
  ]
  static override args = {
    topic: checked(checkTopicSelector)({
      description: 'names, patterns (orders-*) or /regular expressions/',
      multiple: true,
      required: true,
    }),
  }
  static override flags = {
    'by-partition': boolean({summary: 'a row for each partition, with its offsets'}),
    from: time({summary: 'only records from this time on: 2026-03-01T14:00:00Z, -2h'}),
    until: time({summary: 'only records before this time'}),
    'time-zone': timeZone({summary: 'zone of times without one: Europe/Berlin, +02:00 or local (default: UTC)'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(RecordsCount)
    const print = this.printer<Output, CountedRecords>(flags, columns, 'topic')
    const at = (text: typeof flags.from) =>
      text === undefined ? undefined : resolveTime(text, this.io.now(), flags['time-zone'])
    const counts = (
      await countRecords(await this.connect(flags), {
        selectors: args.topic.map(nameSelector),
        from: at(flags.from),
        until: at(flags.until),
        byPartition: flags['by-partition'],
      })
    ).open(this.failures)
    await print({value: counts, rows: counts.counts})
    return this.reportFailures(counts.errors)
  }
}
