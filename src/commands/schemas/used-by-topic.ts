import {string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {integer, time} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {progressLine} from '../../lib/cli/progress.ts'
import {RegistryCommand} from '../../lib/command-parts/registry/registry-command.ts'
import {topicSchemas, type NamedSchema} from '../../lib/activity/topic-schemas.ts'
import {ExpectedError} from '../../lib/errors/expected-error.ts'
import type {Registry} from '../../lib/registry/registry.ts'
import {inTurn} from '../../lib/registry/select.ts'
import {counted, grouped} from '../../lib/text/plural.ts'
import {resolveTime} from '../../lib/text/time.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'

interface UsedSchema extends NamedSchema {
  /** Null if it names no schema, or if the registry does not have the schema (`status`). */
  readonly type: string | null
  /** `SUBJECT:VERSION` of each place where the schema is registered. */
  readonly registered: readonly string[]
  /** `known`, `not there`, `not named`; `unknown` if the registry could not tell. */
  readonly status: 'known' | 'not there' | 'not named' | 'unknown'
  readonly error?: Error
}

const roles = {known: 'good', 'not there': 'bad', 'not named': 'faint', unknown: 'warn'} as const

const columns = {
  part: {value: ({part}) => part},
  /** How the schema is named: `confluent` in front of the bytes, `header`, `apicurio`, `glue`, `none`, `broken`. */
  framing: {value: ({framing}) => framing},
  id: {value: ({id}) => id, align: 'right', role: () => 'name'},
  guid: {value: ({guid}) => guid, filled: true},
  records: {value: ({records}) => records, align: 'right'},
  type: {value: ({type}) => type, filled: true},
  /** Subjects and versions. */
  registered: {value: ({registered}) => registered, filled: true},
  status: {value: ({status}) => status, role: ({status}) => roles[status]},
  /** The first record with it that was read: `orders-0@17`. */
  first: {value: ({first}) => first, wide: true},
  last: {value: ({last}) => last, wide: true},
} satisfies Columns<UsedSchema>

export interface Output {
  readonly topic: string
  /** How many records were read. */
  readonly records: number
  readonly schemas: readonly UsedSchema[]
}
export type Row = RowOf<typeof columns>

export default class SchemasUsedByTopic extends RegistryCommand {
  static override summary = 'count which schemas the records of a topic name, and whether the registry has them'
  static override description =
    'Reads the records and looks at the frames of keys and values, not at their contents. Ends with 3 if records name a schema that the registry does not have: these cannot be read by anyone.'
  static override examples = [
    '<%= config.bin %> schemas used-by-topic orders',
    {description: 'Only the newest records', command: '<%= config.bin %> schemas used-by-topic orders --last 1000'},
    {
      description: 'Check whether a schema may be deleted for good',
      command: '<%= config.bin %> schemas used-by-topic orders --from -7d',
    },
  ]
  static override args = {topic: checked(checkTopicName)({description: 'the topic', required: true})}
  static override flags = {
    last: integer({min: 1, summary: 'only the last N records of each partition'}),
    from: time({summary: 'only records from this time on'}),
    context: string({helpValue: '.NAME', summary: 'the context of the registry to which the ids belong'}),
    ...reportFlags,
  }
  static override exclusions = [['last', 'from']]

  async run(): Promise<number> {
    const {args, flags} = await this.parse(SchemasUsedByTopic)
    const print = this.printer<Output, UsedSchema>(flags, columns, 'id')
    const registry = await this.registry(flags)
    const cluster = await this.connect(flags)
    const progress = progressLine(this.io)
    const start = flags.last !== undefined ? ({from: 'last', count: flags.last} as const) : flags.from !== undefined ? ({from: 'timestamp', timestamp: resolveTime(flags.from, this.io.now())} as const) : ({from: 'beginning'} as const) // prettier-ignore
    const found = await topicSchemas(cluster, {
      topic: args.topic,
      start,
      signal: this.io.interrupted,
      onProgress: (records) => progress.show(() => `${grouped(records)} records`),
    }).finally(() => progress.clear())
    const context = flags.context === undefined ? undefined : `:${flags.context}:`
    // A topic without keys is normal, so null keys are not mentioned.
    const named = found.schemas.filter(({framing}) => framing !== 'null')
    const schemas = await inTurn(named, (each) => lookedUp(registry, each, context))
    await print({value: {topic: args.topic, records: found.records, schemas}, rows: schemas})
    if (found.records === 0) await this.note(`${args.topic} has no such records`)
    else await this.note(`${counted(found.records, 'record')} looked at`)
    const code = await this.reportFailures(schemas.flatMap(({error}) => error ?? []))
    if (code !== 0) return code
    if (schemas.some(({status}) => status === 'unknown')) {
      await this.note('schemas of AWS Glue are not in this registry, so kafkit cannot tell whether they exist')
      return exitCode.failed
    }
    return schemas.some(({status}) => status === 'not there') ? exitCode.exceeded : exitCode.done
  }
}

async function lookedUp(registry: Registry, each: NamedSchema, context: string | undefined): Promise<UsedSchema> {
  const none = {...each, type: null, registered: []}
  // The guids of AWS Glue are not guids of this registry.
  if (each.framing === 'glue') return {...none, status: 'unknown'}
  if (each.id === null && each.guid === null) return {...none, status: 'not named'}
  try {
    const schema = each.guid === null ? await registry.byId(each.id ?? 0, context) : await registry.byGuid(each.guid)
    if (!schema) return {...none, status: 'not there'}
    const id = each.id ?? schema.id
    const uses = id === null ? [] : ((await registry.usesOfId(id, {deleted: true, subject: context})) ?? [])
    return {
      ...each,
      type: schema.type,
      registered: uses.map(({subject, version}) => `${subject}:${version}`),
      status: 'known',
    }
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error
    return {...none, status: 'unknown', error}
  }
}
