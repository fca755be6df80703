import {custom} from '@oclif/core/flags'
import {checked} from '../lib/cli/args.ts'
import type {Columns, RowOf} from '../lib/cli/columns.ts'
import {timeZone} from '../lib/cli/flags.ts'
import {KafkaCommand} from '../lib/cli/kafka-command.ts'
import {reportFlags} from '../lib/cli/output.ts'
import {UsageError} from '../lib/errors/usage-error.ts'
import type {OffsetSpec} from '../lib/offsets/list-offsets.ts'
import {nameSelector} from '../lib/text/name-selector.ts'
import {parseTime, resolveTime, type Time} from '../lib/text/time.ts'
import {topicOffsets, type TopicOffset, type TopicOffsets} from '../lib/topics/offsets.ts'
import {checkTopicSelector} from '../lib/topics/topic-name.ts'

/** By the words that --at takes. */
const places = {
  earliest: 'earliest',
  latest: 'latest',
  'max-timestamp': 'maxTimestamp',
  local: 'earliestLocal',
  tiered: 'latestTiered',
} as const satisfies Readonly<Record<string, OffsetSpec>>
type Place = keyof typeof places
const isPlace = (text: string): text is Place => Object.hasOwn(places, text)

const at = custom<Place | Time>({
  helpValue: 'PLACE',
  parse: async (text) => {
    if (isPlace(text)) return text
    try {
      return parseTime(text)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      throw new UsageError(`${error.message}; or one of ${Object.keys(places).join(', ')}`)
    }
  },
})

const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  /** Null if there is no such record. */
  offset: {value: ({offset}) => offset, text: ({offset}) => offset ?? 'none', align: 'right'},
  /** The timestamp of the record there, ms since the epoch; null if brokers return none. */
  timestamp: {
    value: ({timestamp}) => timestamp,
    text: ({timestamp}) => (timestamp === null ? null : new Date(timestamp).toISOString()),
    filled: true,
  },
  leaderEpoch: {value: ({leaderEpoch}) => leaderEpoch, align: 'right', wide: true},
} satisfies Columns<TopicOffset>

export type Output = TopicOffsets
export type Row = RowOf<typeof columns>

export default class Offsets extends KafkaCommand {
  static override summary = 'show an offset of each partition: first, last, or by time'
  static override description =
    'earliest is the first record that still exists, latest the offset of the next one to be written, max-timestamp the record with the largest timestamp. A time stands for the first record at or after it. With tiered storage, local is the first record on a disk of its leader, and tiered the last one in remote storage. If there is no such record, the offset is none.'
  static override examples = [
    '<%= config.bin %> offsets orders',
    {
      description: 'The offsets at which the records of the last two hours begin',
      command: '<%= config.bin %> offsets orders --at -2h',
    },
    {
      description: 'When each partition was last written to',
      command: "<%= config.bin %> offsets 'orders-*' --at max-timestamp",
    },
  ]
  static override args = {
    topic: checked(checkTopicSelector)({
      description: 'names, patterns (orders-*) or /regular expressions/',
      required: true,
      multiple: true,
    }),
  }
  static override flags = {
    at: at({
      default: 'latest',
      summary: `${Object.keys(places).join(', ')}, or a time such as 2026-03-01T14:00:00Z or -2h`,
    }),
    'time-zone': timeZone({summary: 'zone of a time without one: Europe/Berlin, +02:00 or local (default: UTC)'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(Offsets)
    const print = this.printer<Output, TopicOffset>(flags, columns, 'topic')
    const spec =
      typeof flags.at === 'string'
        ? places[flags.at]
        : {timestamp: resolveTime(flags.at, this.io.now(), flags['time-zone'])}
    const cluster = await this.connect(flags)
    const found = (await topicOffsets(cluster, args.topic.map(nameSelector), spec)).open(this.failures)
    await print({value: found, rows: found.offsets})
    return this.reportFailures(found.errors)
  }
}
