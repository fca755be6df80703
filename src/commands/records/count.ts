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
  /** Null for all partitions of the topic. */
  partition: {value: ({partition}) => partition, align: 'right', filled: true},
  partitions: {value: ({partitions}) => partitions, align: 'right', filled: true},
  /** The first offset that is counted, and the one after the last; null for a topic, or if unknown. */
  start: {value: ({start}) => start, align: 'right', filled: true},
  end: {value: ({end}) => end, align: 'right', filled: true},
  /** The number of offsets in use, which is at least the number of records; null if unknown. */
  records: {value: ({records}) => records, text: ({records}) => records ?? '?', align: 'right'},
} satisfies Columns<CountedRecords>

export type Output = RecordCounts
export type Row = RowOf<typeof columns>

export default class RecordsCount extends KafkaCommand {
  static override summary = 'count the records of topics by their offsets'
  static override description =
    'Counts offsets, which is quick; the result can be too high, because compaction and transaction markers use up offsets, too, but never too low. kafkit consume TOPIC --from-beginning --until-end --counts reads the records and counts them. With --from and --until, counts from the first record at or after --from up to the first one at or after --until. A topic of which a partition cannot be asked has no number, and the exit code is 1.'
  static override examples = [
    '<%= config.bin %> records count orders',
    {description: 'The records of each partition', command: '<%= config.bin %> records count orders --by-partition'},
    {description: 'The records of the last hour', command: "<%= config.bin %> records count 'orders-*' --from -1h"},
  ]
  static override args = {
    topic: checked(checkTopicSelector)({
      description: 'names, patterns (orders-*) or /regular expressions/',
      multiple: true,
      required: true,
    }),
  }
  static override flags = {
    'by-partition': boolean({summary: 'show a row for each partition, with its offsets'}),
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
