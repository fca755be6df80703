import {boolean} from '@oclif/core/flags'
import {validateTopic, type InvalidRecord, type Validated} from '../../lib/activity/validate-topic.ts'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {integer, time} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {progressLine} from '../../lib/cli/progress.ts'
import {RegistryCommand} from '../../lib/command-parts/registry/registry-command.ts'
import {RegistrySchemas} from '../../lib/registry/registry-schemas.ts'
import {counted, grouped} from '../../lib/text/plural.ts'
import {resolveTime} from '../../lib/text/time.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'

const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  offset: {value: ({offset}) => offset, align: 'right'},
  part: {value: ({part}) => part},
  reason: {value: ({reason}) => reason, role: () => 'bad'},
} satisfies Columns<InvalidRecord>

export interface Output extends Validated {
  readonly topic: string
  /** At most --most of them; `invalid` counts all. */
  readonly failures: readonly InvalidRecord[]
}
export type Row = RowOf<typeof columns>

export default class SchemasValidate extends RegistryCommand {
  static override summary = 'decode every record of a topic with its schema, and list those that do not match it'
  static override description =
    'Ends with 0 if every key and value that names a schema can be decoded with it (and conforms to it, with JSON Schema). Otherwise ends with 3, with a row for each failure. Keys and values that name no schema are counted; --demand makes them failures. Ends with 1 if the registry cannot be asked.'
  static override examples = [
    '<%= config.bin %> schemas validate orders',
    {
      description: 'Everything produced since yesterday must have a schema',
      command: '<%= config.bin %> schemas validate orders --from -1d --demand',
    },
  ]
  static override args = {topic: checked(checkTopicName)({description: 'the topic', required: true})}
  static override flags = {
    last: integer({min: 1, summary: 'only the last N records of each partition'}),
    from: time({summary: 'only records from this time on'}),
    demand: boolean({summary: 'count a key or value that names no schema as a failure, too'}),
    most: integer({min: 1, default: 1000, summary: 'how many failures to show; all are counted'}),
    ...reportFlags,
  }
  static override exclusions = [['last', 'from']]

  async run(): Promise<number> {
    const {args, flags} = await this.parse(SchemasValidate)
    const print = this.printer<Output, InvalidRecord>(flags, columns, 'offset')
    const source = new RegistrySchemas(await this.registry(flags))
    const cluster = await this.connect(flags)
    const progress = progressLine(this.io)
    const start = flags.last !== undefined ? ({from: 'last', count: flags.last} as const) : flags.from !== undefined ? ({from: 'timestamp', timestamp: resolveTime(flags.from, this.io.now())} as const) : ({from: 'beginning'} as const) // prettier-ignore
    const failures: InvalidRecord[] = []
    const found = await validateTopic(cluster, {
      topic: args.topic,
      start,
      source,
      demand: flags.demand,
      signal: this.io.interrupted,
      onInvalid: (record) => {
        if (failures.length < flags.most) failures.push(record)
      },
      onProgress: (records) => progress.show(() => `${grouped(records)} records`),
    }).finally(() => progress.clear())
    await print({
      value: {topic: args.topic, ...found, failures},
      rows: failures,
      people: failures.length === 0 ? () => this.io.out(`${counted(found.valid, 'key or value', 'keys and values')} valid\n`) : undefined, // prettier-ignore
    })
    const {records, valid, invalid, bare} = found
    await this.note(
      `${counted(records, 'record')}: ${grouped(valid)} keys and values valid, ${grouped(invalid)} invalid, ${grouped(bare)} without a schema`,
    )
    if (invalid > failures.length)
      await this.note(`only the first ${grouped(failures.length)} are shown; --most shows more`)
    return invalid > 0 ? exitCode.exceeded : exitCode.done
  }
}
