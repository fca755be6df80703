import {boolean, option, string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import type {FlagValues} from '../../lib/cli/flag-values.ts'
import {integer} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {RegistryCommand} from '../../lib/command-parts/registry/registry-command.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {readableText} from '../../lib/registry/readable-text.ts'
import {RegistrySchemas} from '../../lib/registry/registry-schemas.ts'
import type {Registry} from '../../lib/registry/registry.ts'
import {subjectVersion, unknownSubject} from '../../lib/registry/select.ts'
import {prettySchema} from '../../lib/schemas/pretty.ts'
import {leavesFirst} from '../../lib/serdes/payload.ts'
import {SchemaUnknown, type ReferencedSchema, type RegisteredSchema} from '../../lib/serdes/schema-source.ts'

interface Got {
  /** Null if it was requested by id or guid. */
  readonly subject: string | null
  readonly version: number | null
  /** Null if the registry does not return an id with a guid. */
  readonly id: number | null
  readonly guid: string | null
  readonly type: RegisteredSchema['type']
  /** The text as it was registered. */
  readonly schema: string
  readonly references: readonly ReferencedSchema[]
  /** Names of the schema's rules. */
  readonly rules: readonly string[]
}

const columns = {
  subject: {value: ({subject}) => subject, role: () => 'name', filled: true},
  version: {value: ({version}) => version, align: 'right', filled: true},
  id: {value: ({id}) => id, align: 'right'},
  guid: {value: ({guid}) => guid, filled: true},
  type: {value: ({type}) => type},
  /** Names of the schemas that it refers to. */
  references: {value: ({references}) => references.map(({name}) => name), filled: true},
  schema: {value: ({schema}) => schema},
} satisfies Columns<Got>

export type Output = Got
export type Row = RowOf<typeof columns>

export default class SchemasGet extends RegistryCommand {
  static override summary = 'print a schema by its subject, its id or its guid'
  static override description =
    'Prints the schema itself, with JSON formatted on several lines; --raw prints it byte for byte as registered. --with-references also prints the schemas that it refers to, in the order in which they are needed. -o json adds subject, version, id, guid and the references with their schemas.'
  static override examples = [
    '<%= config.bin %> schemas get orders-value',
    {
      description: 'An older version, as registered',
      command: '<%= config.bin %> schemas get orders-value:3 --raw > order.avsc',
    },
    {description: 'The schema of a record that cannot be read', command: '<%= config.bin %> schemas get --id 32'},
  ]
  static override args = {
    subject: checked()({description: 'a subject, with a version if not the latest: orders-value:3'}),
  }
  static override flags = {
    id: integer({min: 0, max: 2 ** 31 - 1, summary: 'the schema of this id'}),
    guid: string({helpValue: 'GUID', summary: 'the schema of this guid, which headers of records contain'}),
    context: string({helpValue: '.NAME', dependsOn: ['id'], summary: 'the context that the id belongs to'}),
    raw: boolean({summary: 'print the text exactly as registered'}),
    'with-references': boolean({summary: 'also print the schemas that it refers to, each after those that it needs'}),
    as: option({
      options: ['json'] as const,
      summary: 'json: schemas of JSON in one line, without blanks',
    })(),
    ...reportFlags,
  }
  static override exclusions = [
    ['raw', 'as'],
    ['raw', 'with-references'],
    ['id', 'guid'],
  ]

  async run(): Promise<undefined> {
    const {args, flags} = await this.parse(SchemasGet)
    const print = this.printer<Output, Got>(flags, columns, 'id')
    const ways = [args.subject, flags.id, flags.guid].filter((each) => each !== undefined)
    if (ways.length !== 1) throw new UsageError('which schema? Give either a subject, --id or --guid')
    const found = await this.#find(await this.registry(flags), args.subject, flags)
    const {id, guid = null, type, text: schema, references, subject = null, version = null, rules = []} = found
    const got: Got = {subject, version, id: id === 0 ? null : id, guid, type, schema, references, rules}
    await print({
      value: got,
      rows: [got],
      people: async () => {
        if (flags.raw) return this.io.out(schema)
        const before = flags['with-references'] ? leavesFirst(references) : []
        const shown = async (text: string) =>
          flags.as === 'json' && type !== 'PROTOBUF'
            ? JSON.stringify(JSON.parse(text))
            : prettySchema(type, await readableText({type, text}))
        const mark = type === 'PROTOBUF' ? '//' : '#'
        for (const each of before)
          this.io.out(`${mark} ${each.name}: ${each.subject}, version ${each.version}\n${await shown(each.text)}\n\n`)
        this.io.out(`${await shown(schema)}\n`)
      },
    })
    if (rules.length > 0) await this.note(`the schema has rules that may change records: ${rules.join(', ')}`)
  }

  async #find(
    registry: Registry,
    subject: string | undefined,
    flags: FlagValues<typeof SchemasGet.flags>,
  ): Promise<RegisteredSchema> {
    const schemas = new RegistrySchemas(registry)
    if (flags.guid !== undefined) return schemas.byGuid(flags.guid)
    if (flags.id !== undefined)
      return schemas.byId(flags.id, flags.context === undefined ? undefined : `:${flags.context}:`)
    const {subject: name, version = 'latest'} = subjectVersion(subject ?? '')
    try {
      return await schemas.bySubject(name, version)
    } catch (error) {
      if (!(error instanceof SchemaUnknown)) throw error
      const all = await registry.subjects({deleted: true})
      throw all.includes(name) ? error : unknownSubject(registry, name, all)
    }
  }
}
