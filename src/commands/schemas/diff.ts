import {existsSync} from 'node:fs'
import {boolean, string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {textOfFile} from '../../lib/cli/files.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {RegistryCommand} from '../../lib/command-parts/registry/registry-command.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {textsOf} from '../../lib/registry/local-check.ts'
import type {Registry} from '../../lib/registry/registry.ts'
import {readableText} from '../../lib/registry/readable-text.ts'
import {RegistrySchemas} from '../../lib/registry/registry-schemas.ts'
import {schemaFile} from '../../lib/registry/schema-files.ts'
import {subjectVersion} from '../../lib/registry/select.ts'
import {AvroSchemaError} from '../../lib/schemas/avro-schema.ts'
import {differences, type Difference, type SchemaToCompare} from '../../lib/schemas/diff.ts'
import {lineDiff} from '../../lib/schemas/line-diff.ts'
import {prettySchema} from '../../lib/schemas/pretty.ts'

const roles = {added: 'good', removed: 'bad', changed: 'warn'} as const

const columns = {
  change: {value: ({change}) => change, role: ({change}) => roles[change]},
  /** The field; empty for the schema itself. */
  path: {value: ({path}) => path, text: ({path}) => path || '(schema)', role: () => 'name'},
  /** The part of the field that differs: `type`, `default`, `doc` …; `field` for the whole field. */
  what: {value: ({what}) => what},
  old: {value: ({old}) => old},
  new: {value: (each) => each.new},
} satisfies Columns<Difference>

export interface Output {
  readonly a: string
  readonly b: string
  readonly differences: readonly Difference[]
}
export type Row = RowOf<typeof columns>

interface Side extends SchemaToCompare {
  readonly name: string
}

export default class SchemasDiff extends RegistryCommand {
  static override summary = 'compare two schemas field by field'
  static override description =
    'Compares versions of a subject, two subjects, a subject with a file, or the same subject in another registry. With only one subject, compares its latest version with the one before. Ends with 0 if they are the same, with 3 if they differ.'
  static override examples = [
    '<%= config.bin %> schemas diff orders-value',
    {
      description: 'What would a pull request change?',
      command: '<%= config.bin %> schemas diff orders-value order.avsc',
    },
    {
      description: 'The same subject in another registry',
      command: '<%= config.bin %> schemas diff orders-value --registry2 https://staging:8081',
    },
  ]
  static override args = {
    a: checked()({description: 'a subject, with a version if not the latest', required: true}),
    b: checked()({description: 'another one, or a file; - is standard input'}),
  }
  static override flags = {
    registry2: string({helpValue: 'URL|PROFILE', summary: 'the registry of the second subject'}),
    text: boolean({summary: 'show the lines of the schemas, with - and + before those that differ'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {args, flags} = await this.parse(SchemasDiff)
    const print = this.printer<Output, Difference>(flags, columns, 'path')
    const registry = await this.registry(flags)
    const second = flags.registry2 === undefined ? registry : await this.registryAlso(flags, flags.registry2)
    const [a, b] =
      args.b === undefined && second === registry
        ? await this.#lastTwo(registry, args.a)
        : await Promise.all([sideOf(registry, args.a), this.#second(second, args.b ?? args.a)])
    const found = compared(a, b)
    // For a registry, another order or other blanks make another id, although no field differs.
    const sameText = a.text === b.text
    await print({
      value: {a: a.name, b: b.name, differences: found},
      rows: found,
      people: async () => {
        if (flags.text) {
          const lines = lineDiff(prettySchema(a.type, a.text), prettySchema(b.type, b.text))
          const {good, bad} = await this.colours()
          if (!sameText)
            this.io.out(lines.map((line) => `${line.startsWith('+') ? good(line) : line.startsWith('-') ? bad(line) : line}\n`).join('')) // prettier-ignore
        } else if (found.length > 0) await this.printTable(tableColumns(columns, found), found)
      },
    })
    if (found.length === 0)
      await this.note(
        sameText
          ? `${a.name} and ${b.name} are the same`
          : `no field differs between ${a.name} and ${b.name}, only the text: a registry gives it another id`,
      )
    return found.length > 0 || !sameText ? exitCode.exceeded : exitCode.done
  }

  async #lastTwo(registry: Registry, text: string): Promise<[Side, Side]> {
    const {subject, version: asked} = subjectVersion(text)
    const versions = (await registry.versions(subject)) ?? []
    const at = typeof asked === 'number' ? versions.indexOf(asked) : versions.length - 1
    const [before, version] = [versions[at - 1], versions[at]]
    if (version === undefined)
      throw new UsageError(
        `the registry at ${registry.address} has no ${asked === undefined ? 'subject' : 'version'} ${text}`,
      )
    if (before === undefined)
      throw new UsageError(`${subject} has no version before ${version}: name what to compare it with`)
    return Promise.all([sideOf(registry, `${subject}:${before}`), sideOf(registry, `${subject}:${version}`)])
  }

  async #second(registry: Registry, text: string): Promise<Side> {
    if (text !== '-' && !(existsSync(text) && (await registry.versions(subjectVersion(text).subject)) === undefined))
      return sideOf(registry, text)
    const {type, text: schema, refersTo} = schemaFile(text, await textOfFile(text, this.io.stdin))
    const references = await this.#known(registry, refersTo)
    return {name: text === '-' ? 'standard input' : text, type, text: schema, references}
  }

  /** The schemas that a file refers to, if they are registered under these names. */
  async #known(registry: Registry, names: readonly string[]): Promise<string[]> {
    const schemas = new RegistrySchemas(registry)
    const found = await Promise.all(names.map((name) => schemas.bySubject(name, 'latest')))
    return found.flatMap(({text, references}) => [...textsOf(references), text])
  }
}

async function sideOf(registry: Registry, text: string): Promise<Side> {
  const {subject, version = 'latest'} = subjectVersion(text)
  const found = await new RegistrySchemas(registry).bySubject(subject, version)
  const name = `${subject}:${found.version ?? version}`
  return {name, type: found.type, text: await readableText(found), references: textsOf(found.references)}
}

function compared(a: Side, b: Side): Difference[] {
  try {
    return differences(a, b)
  } catch (error) {
    if (error instanceof AvroSchemaError || error instanceof SyntaxError)
      throw new UsageError(`these schemas cannot be compared: ${error.message}`, {cause: error})
    throw error
  }
}
