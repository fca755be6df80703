import {boolean, option, string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {failuresOf, type ChangePlan} from '../../lib/cli/change.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {textOfFile} from '../../lib/cli/files.ts'
import {pairs} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {ChangingRegistryCommand} from '../../lib/command-parts/registry/changing-registry-command.ts'
import {sameRegistry} from '../../lib/command-parts/registry/connect.ts'
import {shownMessage} from '../../lib/command-parts/registry/messages.ts'
import {ExpectedError} from '../../lib/errors/expected-error.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {
  planRegistration,
  registerSteps,
  type RegisterOutcome,
  type RegisterStep,
} from '../../lib/registry/register-plan.ts'
import {schemaFile} from '../../lib/registry/schema-files.ts'
import {shellWord} from '../../lib/text/shell-word.ts'

interface Item {
  readonly subject: string
  readonly file: string | null
  readonly status: 'planned' | 'present' | 'refused' | RegisterOutcome['status']
  readonly version: number | null
  readonly id: number | null
  /** The registry's reasons against a schema that would be refused. */
  readonly messages: readonly string[]
  readonly error?: Error
}

const roles = {planned: undefined, registered: 'good', present: 'faint', refused: 'bad', failed: 'bad'} as const

const columns = {
  subject: {value: ({subject}) => subject, role: () => 'name'},
  /** `planned`: a dry run; `present`: the same schema is registered already; `refused`: it is incompatible. */
  status: {value: ({status}) => status, role: ({status}) => roles[status]},
  version: {value: ({version}) => version, align: 'right', filled: true},
  id: {value: ({id}) => id, align: 'right', filled: true},
  file: {value: ({file}) => file, filled: true},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<Item>

export type Output = readonly Item[]
export type Row = RowOf<typeof columns>

interface RegisterPlan extends ChangePlan {
  readonly steps: readonly RegisterStep[]
}

export default class SchemasRegister extends ChangingRegistryCommand {
  static override summary = 'register a schema, with the schemas that it refers to'
  static override description =
    "Asks the registry first: for a schema that is registered already, its version and id are shown and nothing is sent; one that the registry would refuse is refused with the registry's reasons. Schemas that it refers to are named by --reference, or found in a folder and registered first, each under the name by which it is referred to."
  static override examples = [
    '<%= config.bin %> schemas register orders-value order.avsc',
    {
      description: 'With the schemas that it refers to, from a folder',
      command: '<%= config.bin %> schemas register orders-value order.proto --references-from protos/',
    },
    {
      description: 'What would happen',
      command: '<%= config.bin %> schemas register orders-value order.avsc --dry-run',
    },
  ]
  static override args = {
    subject: checked()({description: 'the subject, most often TOPIC-value or TOPIC-key', required: true}),
    file: checked()({description: 'a file with the schema; - is standard input', required: true}),
  }
  static override flags = {
    type: option({
      options: ['AVRO', 'PROTOBUF', 'JSON'] as const,
      summary: 'its format (default: by name or content)',
    })(),
    reference: pairs({
      helpValue: 'NAME=SUBJECT:VERSION',
      summary: 'where a schema that it refers to is registered; repeatable',
    }),
    'references-from': string({helpValue: 'FOLDER', summary: 'register what it refers to from files of this folder'}),
    normalize: boolean({
      summary: 'let the registry normalize the schema, so that other blanks or another order make no new version',
    }),
    'dry-run': boolean({summary: 'show what would happen without registering anything'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {args, flags} = await this.parse(SchemasRegister)
    const print = this.printer<Output, Item>(flags, columns, 'subject')
    const text = await textOfFile(args.file, this.io.stdin)
    if (text.trim() === '') throw new UsageError(`${args.file} is empty`)
    const file = schemaFile(args.file, text, flags.type)
    const {normalize} = flags
    return this.carryOutThere<RegisterPlan, readonly Item[]>(flags, {
      changes: 'register a schema',
      request: {subject: args.subject, file: args.file},
      plan: async (registry) => {
        const input = {subject: args.subject, file, references: flags.reference ?? [], folder: flags['references-from'], normalize} // prettier-ignore
        const steps = await planRegistration(registry, input)
        const refused = steps.filter((each) => each.incompatible)
        return {
          steps,
          empty: steps.every(({status}) => status === 'present'),
          problems: refused.map(
            ({subject, level, messages}) =>
              new WouldBeRefused(
                `the schema is incompatible with the latest version of ${subject} (level ${level ?? 'unknown'})${messages.length > 0 ? `: ${messages.map(shownMessage).filter(Boolean).join('; ')}` : `; kafkit schemas check ${shellWord(subject)} ${shellWord(args.file)} --local says why, for Avro`}`,
              ),
          ),
          audited: {subjects: steps.filter(({status}) => status === 'new').map(({subject}) => subject)},
        }
      },
      show: async ({steps}, as) => {
        if (as === 'result') {
          const items = steps.map(plannedItem)
          await print({value: items, rows: items})
        }
      },
      execute: async (registry, {steps}) => {
        const outcomes = await registerSteps(registry, steps, {normalize})
        return outcomes.map((each, at) => ({...each, messages: [], file: steps[at]?.file ?? null}))
      },
      report: async (items) => {
        await print({
          value: items,
          rows: items,
          people: items.some(({status}) => status === 'failed')
            ? () => this.printTable(tableColumns(columns, items), items)
            : undefined,
        })
      },
      failures: failuresOf,
      undo: (items) => {
        const made = items.filter(({status}) => status === 'registered')
        if (made.length === 0) return {none: 'nothing was registered'}
        // Schemas that refer to others are deleted first.
        const names = made.toReversed().map(({subject, version}) => shellWord(`${subject}:${version}`))
        return {command: ['kafkit schemas delete', ...names, ...sameRegistry(flags)].join(' ')}
      },
      notes: {unchanged: 'nothing was registered', nothing: 'the schema is registered already; nothing was sent'},
    })
  }
}

/** The registry would refuse the schema, so nothing was sent. */
class WouldBeRefused extends ExpectedError {
  override readonly name = 'WouldBeRefused'
}

const plannedItem = ({subject, file, status, version, id, incompatible, messages}: RegisterStep): Item => ({
  subject,
  file,
  status: status === 'present' ? 'present' : incompatible ? 'refused' : 'planned',
  version,
  id,
  messages,
})
