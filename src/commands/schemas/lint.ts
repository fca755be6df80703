import {existsSync} from 'node:fs'
import {boolean, option} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {textOfFile} from '../../lib/cli/files.ts'
import {words} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {RegistryCommand} from '../../lib/command-parts/registry/registry-command.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {textsOf} from '../../lib/registry/local-check.ts'
import {readableText} from '../../lib/registry/readable-text.ts'
import {RegistrySchemas} from '../../lib/registry/registry-schemas.ts'
import {chosenSubjects, inTurn, subjectVersion} from '../../lib/registry/select.ts'
import {lintSchema, type LintFinding} from '../../lib/schemas/lint.ts'
import {namesReferredTo, typeOfSchema, type SchemaType} from '../../lib/schemas/schema-type.ts'
import {counted} from '../../lib/text/plural.ts'

interface Finding extends LintFinding {
  /** The file, or SUBJECT:VERSION. */
  readonly schema: string
}

const columns = {
  schema: {value: ({schema}) => schema, role: () => 'name'},
  severity: {value: ({severity}) => severity, role: ({severity}) => (severity === 'error' ? 'bad' : 'warn')},
  /** The name of the rule, which never changes, for --ignore. */
  rule: {value: ({rule}) => rule},
  path: {value: ({path}) => path, filled: true},
  text: {value: ({text}) => text},
} satisfies Columns<Finding>

export type Output = readonly Finding[]
export type Row = RowOf<typeof columns>

interface Linted {
  readonly name: string
  readonly type: SchemaType
  readonly text: string
  readonly references: readonly string[]
}

export default class SchemasLint extends RegistryCommand {
  static override summary = 'find mistakes in schemas, and traps for later changes'
  static override description =
    'Checks files without a registry, and subjects in one. Exits with 3 if there are errors, with --strict also if there are warnings. For Avro: invalid defaults, logical types that readers ignore, optional fields and enums without a default.'
  static override examples = [
    '<%= config.bin %> schemas lint order.avsc customer.avsc',
    {description: 'A whole registry', command: "<%= config.bin %> schemas lint '*' --ignore enum-without-default"},
  ]
  static override args = {
    schema: checked()({
      description: 'files, subjects (orders-value:3) or patterns of subjects',
      multiple: true,
      required: true,
    }),
  }
  static override flags = {
    type: option({
      options: ['AVRO', 'PROTOBUF', 'JSON'] as const,
      summary: 'format of the files (default: by name or content)',
    })(),
    ignore: words({helpValue: 'RULE,…', summary: 'leave out these rules'}),
    strict: boolean({summary: 'exit with 3 for warnings, too'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {args, flags} = await this.parse(SchemasLint)
    const print = this.printer<Output, Finding>(flags, columns, 'schema')
    const isFile = (name: string) => name === '-' || existsSync(name) || /\.(?:avsc|proto|json)$/i.test(name)
    const files = await Promise.all(args.schema.filter(isFile).map((file) => this.#file(file, flags.type)))
    const subjects = args.schema.filter((name) => !isFile(name))
    const registered = subjects.length > 0 ? await this.#registered(flags, subjects) : []
    const linted = [...files, ...registered]
    const findings = linted.flatMap(({name, type, text, references}) =>
      lintSchema(type, text, references).map((each): Finding => ({schema: name, ...each})),
    )
    const shown = findings.filter(({rule}) => !flags.ignore?.includes(rule))
    await print({value: shown, rows: shown, people: shown.length === 0 ? () => {} : undefined})
    if (shown.length === 0) await this.note(`no findings in ${counted(linted.length, 'schema')}`)
    const bad = shown.some(({severity}) => severity === 'error' || flags.strict)
    return bad ? exitCode.exceeded : exitCode.done
  }

  async #file(file: string, given: SchemaType | undefined): Promise<Linted> {
    const text = await textOfFile(file, this.io.stdin)
    const type = given ?? typeOfSchema(file, text)
    if (type === undefined) throw new UsageError(`${file}: is this Avro, Protobuf or a JSON Schema? Give --type`)
    return {name: file, type, text, references: type === 'AVRO' ? placeholders(text) : []}
  }

  async #registered(flags: Parameters<RegistryCommand['registry']>[0], texts: readonly string[]): Promise<Linted[]> {
    const registry = await this.registry(flags)
    const schemas = new RegistrySchemas(registry)
    const found = await inTurn(texts, async (text) => {
      const {subject, version = 'latest'} = subjectVersion(text)
      const subjects = version === 'latest' ? await chosenSubjects(registry, [subject]) : [subject]
      return inTurn(subjects, async (each): Promise<Linted> => {
        const schema = await schemas.bySubject(each, version)
        return {
          name: `${each}:${schema.version ?? version}`,
          type: schema.type,
          text: await readableText(schema),
          references: textsOf(schema.references),
        }
      })
    })
    return found.flat()
  }
}

/**
 * Schemas that a file refers to are neither checked nor reported as missing: they are registered, or in another file.
 */
function placeholders(text: string): string[] {
  try {
    return namesReferredTo('AVRO', text).map((name) => JSON.stringify({type: 'record', name, fields: []}))
  } catch {
    // Not JSON, which lint reports.
    return []
  }
}
