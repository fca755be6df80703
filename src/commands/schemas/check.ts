import {boolean, option, string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {textOfFile} from '../../lib/cli/files.ts'
import {pairs} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {checkReason} from '../../lib/command-parts/registry/messages.ts'
import {RegistryCommand} from '../../lib/command-parts/registry/registry-command.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {checkLocally} from '../../lib/registry/local-check.ts'
import type {Registry} from '../../lib/registry/registry.ts'
import {givenReference, schemaFile, type SchemaFile} from '../../lib/registry/schema-files.ts'
import {levels, type Level, type Reference, type SchemaText} from '../../lib/registry/types.ts'
import {isTransitive} from '../../lib/schemas/avro-compatibility.ts'

interface Reason {
  /** The version that the schema was compared with; null if the registry does not say. */
  readonly version: number | null
  /** Avro's name of the reason: `READER_FIELD_MISSING_DEFAULT_VALUE`; null if the registry gives only a sentence. */
  readonly type: string | null
  /** The place in the schema: `/fields/1`. */
  readonly path: string | null
  readonly reason: string
}

const columns = {
  version: {value: ({version}) => version, align: 'right', filled: true},
  type: {value: ({type}) => type, role: () => 'name', filled: true},
  path: {value: ({path}) => path, filled: true},
  reason: {value: ({reason}) => reason, role: () => 'bad'},
} satisfies Columns<Reason>

export interface Output {
  readonly subject: string
  readonly compatible: boolean
  /** The level at which the schema was checked. */
  readonly level: Level
  /** `registry`, or `avro` for Avro's rules applied here. */
  readonly by: 'registry' | 'avro'
  readonly against: number | 'latest' | 'all'
  /** False if there was nothing to compare with. */
  readonly compared: boolean
  readonly reasons: readonly Reason[]
}
export type Row = RowOf<typeof columns>

export default class SchemasCheck extends RegistryCommand {
  static override summary = 'check whether a schema is compatible with those of a subject, and why not'
  static override description =
    'Asks the registry, at the level of the subject. --local applies the rules of Avro here instead, which works for any --level and with registries that give no reasons. Exits with 0 if the schema is compatible; if not, with 3 and a row for each reason.'
  static override examples = [
    '<%= config.bin %> schemas check orders-value order.avsc',
    {
      description: 'In a pull request: against all versions',
      command: '<%= config.bin %> schemas check orders-value order.avsc --against all',
    },
    {
      description: 'What would a stricter level say?',
      command: '<%= config.bin %> schemas check orders-value order.avsc --level FULL_TRANSITIVE',
    },
  ]
  static override args = {
    subject: checked()({description: 'the subject', required: true}),
    file: checked()({description: 'a file with the schema; - is standard input', required: true}),
  }
  static override flags = {
    against: checkedAgainst(),
    type: option({
      options: ['AVRO', 'PROTOBUF', 'JSON'] as const,
      summary: 'its format (default: by name or content)',
    })(),
    level: option({options: levels, summary: "check at this level instead, locally by Avro's rules"})(),
    local: boolean({summary: "apply Avro's rules locally instead of asking the registry"}),
    reference: pairs({
      helpValue: 'NAME=SUBJECT:VERSION',
      summary: 'where a schema that it refers to is registered; repeatable',
    }),
    normalize: boolean({summary: 'let the registry normalize the schema first'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {args, flags} = await this.parse(SchemasCheck)
    const print = this.printer<Output, Reason>(flags, columns, 'type')
    const against = flags.against === 'latest' || flags.against === 'all' ? flags.against : Number(flags.against)
    const text = await textOfFile(args.file, this.io.stdin)
    const file = schemaFile(args.file, text, flags.type)
    const local = flags.local || flags.level !== undefined
    if (local && file.type !== 'AVRO')
      throw new UsageError(
        `only Avro can be checked locally; for ${file.type}, leave out --local and --level, so that the registry checks it`,
      )
    const registry = await this.registry(flags)
    const schema = await this.#schema(registry, file, flags.reference ?? [])
    const level = flags.level ?? (await registry.level(args.subject)).value ?? 'BACKWARD'
    const found = local
      ? await locally(registry, args.subject, schema, level, against)
      : await this.#ask(registry, args.subject, schema, level, against, flags.normalize)
    const output: Output = {subject: args.subject, level, against, ...found}
    await print({
      value: output,
      rows: output.reasons,
      people: async () => {
        const {good, bad} = await this.colours()
        const how = `level ${level}${output.by === 'avro' ? ", by Avro's rules" : ''}`
        if (!output.compared)
          this.io.out(`there is no ${args.subject} that the schema would have to be compatible with\n`)
        else this.io.out(`${output.compatible ? good('compatible') : bad('incompatible')} (${how})\n`)
        if (output.reasons.length > 0) await this.printTable(tableColumns(columns, output.reasons), output.reasons)
      },
    })
    if (level === 'NONE' && output.compared)
      await this.note(
        `the level of ${args.subject} is NONE: nothing is checked; --level BACKWARD shows what that level would say`,
      )
    if (!output.compatible && output.reasons.length === 0)
      await this.note('the registry gives no reason; for Avro, --local does')
    return output.compatible ? exitCode.done : exitCode.exceeded
  }

  async #schema(
    registry: Registry,
    file: SchemaFile,
    given: readonly (readonly [string, string])[],
  ): Promise<SchemaText> {
    const references = await Promise.all(
      given.map(async ([name, where]): Promise<Reference> => {
        const {subject, version} = givenReference(name, where)
        const found = await registry.version(subject, version)
        if (!found) throw new UsageError(`--reference ${name}=${where}: there is no such version`)
        return {name, subject, version: found.version}
      }),
    )
    const missing = file.refersTo.find((name) => !references.some((each) => each.name === name))
    if (missing !== undefined)
      throw new UsageError(`${file.file} refers to ${missing}: give --reference ${missing}=SUBJECT:VERSION`)
    return {type: file.type, text: file.text, references}
  }

  async #ask(
    registry: Registry,
    subject: string,
    schema: SchemaText,
    level: Level,
    against: Output['against'],
    normalize: boolean,
  ): Promise<Pick<Output, 'compatible' | 'compared' | 'by' | 'reasons'>> {
    // At a transitive level, the registry compares with all versions, as it does when a schema is registered.
    const which = against === 'latest' && isTransitive(level) ? 'all' : against
    if (!(await registry.versions(subject))) return {compatible: true, compared: false, by: 'registry', reasons: []}
    const answer = await registry.check(subject, schema, which, {normalize})
    if (!answer)
      throw new UsageError(`the registry at ${registry.address} has no version ${String(against)} of ${subject}`)
    // At level NONE, Apicurio answers no and registers the schema nevertheless.
    if (answer.compatible || level === 'NONE') return {compatible: true, compared: true, by: 'registry', reasons: []}
    const version = answer.messages.map((text) => /oldSchemaVersion:\s*(\d+)/.exec(text)?.[1]).find((each) => each !== undefined) // prettier-ignore
    const reasons = answer.messages.flatMap((message): Reason[] => {
      const reason = checkReason(message)
      if (!reason) return []
      return [{version: version === undefined ? null : Number(version), type: reason.type, path: reason.path, reason: reason.text}] // prettier-ignore
    })
    return {compatible: false, compared: true, by: 'registry', reasons}
  }
}

async function locally(
  registry: Registry,
  subject: string,
  schema: SchemaText,
  level: Level,
  against: Output['against'],
) {
  const {problems, versions} = await checkLocally(registry, subject, schema, {level, against})
  const reasons = problems.map(({version, type, path, text}) => ({version, type, path, reason: text}))
  const compared = versions.length > 0
  return {compatible: problems.length === 0, compared, by: 'avro' as const, reasons}
}

function checkedAgainst() {
  return string({
    helpValue: 'latest|N|all',
    default: 'latest',
    summary: 'the version to compare with; transitive levels always compare with all',
    parse: async (text) => {
      if (!/^(?:latest|all|[1-9]\d{0,9})$/.test(text))
        throw new UsageError(`'${text}' is not one of latest, all and a version`)
      return text
    },
  })
}
