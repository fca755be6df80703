import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {failuresOf, type ChangePlan} from '../../lib/cli/change.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {ChangingRegistryCommand} from '../../lib/command-parts/registry/changing-registry-command.ts'
import {sameRegistry} from '../../lib/command-parts/registry/connect.ts'
import {ExpectedError} from '../../lib/errors/expected-error.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {deleteVersions, planDeletion, type DoomedVersion} from '../../lib/registry/delete-versions.ts'
import {topicOf} from '../../lib/registry/topics-by-name.ts'
import {isApicurio} from '../../lib/registry/types.ts'
import {listed} from '../../lib/text/listed.ts'
import {counted} from '../../lib/text/plural.ts'
import {shellWord} from '../../lib/text/shell-word.ts'
import {listTopics} from '../../lib/topics/list.ts'

const roles = {planned: undefined, deleted: 'bad', failed: 'bad', 'not tried': 'warn'} as const

const columns = {
  subject: {value: ({subject}) => subject, role: () => 'name'},
  version: {value: ({version}) => version, align: 'right'},
  id: {value: ({id}) => id, align: 'right'},
  /** `planned`: nothing was deleted yet. */
  status: {value: ({status}) => status, role: ({status}) => roles[status]},
  /** Whether it is soft-deleted already. */
  softDeleted: {value: ({softDeleted}) => (softDeleted ? true : null), filled: true},
  /** With --permanent: no other version has its id, so records with the id become unreadable. Null if unknown. */
  idGoes: {value: ({idGoes}) => idGoes, wide: true},
  /** Schemas that refer to it and are not deleted. */
  referencedBy: {value: ({referencedBy}) => referencedBy, filled: true, role: () => 'warn'},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<DoomedVersion>

export type Output = readonly DoomedVersion[]
export type Row = RowOf<typeof columns>

interface DeletionPlan extends ChangePlan {
  readonly items: readonly DoomedVersion[]
  /** Names of the topics that these subjects belong to; undefined if no cluster could be asked. */
  readonly topics: readonly string[] | undefined
  /** Apicurio does not return soft-deleted schemas. */
  readonly isApicurio: boolean
}

interface Deleted {
  readonly items: readonly DoomedVersion[]
  readonly keepsBack: boolean
}

const keptBack = 'Apicurio Registry does not return soft-deleted schemas, so kafkit cannot restore them'

export default class SchemasDelete extends ChangingRegistryCommand {
  static override summary = 'delete subjects or versions, softly or for good'
  static override description =
    'A soft delete hides a version, and records that have its id can still be read; kafkit schemas restore brings it back as a new version. --permanent deletes softly and then for good: the plan shows which ids would no longer exist, so that records with them cannot be read. Schemas to which others refer are not deleted.'
  static override examples = [
    '<%= config.bin %> schemas delete orders-value:3',
    {description: 'A subject with all versions', command: '<%= config.bin %> schemas delete orders-value'},
    {
      description: 'What would become unreadable?',
      command: "<%= config.bin %> schemas delete 'test-*' --permanent --dry-run",
    },
  ]
  static override args = {
    subject: checked()({
      description: 'subjects, with a version for only that one (orders-value:3), or patterns (test-*)',
      multiple: true,
      required: true,
    }),
  }
  static override flags = {
    permanent: boolean({summary: 'delete for good, including versions that are already soft-deleted'}),
    'dry-run': boolean({summary: 'show what would be deleted without deleting anything'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {args, flags} = await this.parse(SchemasDelete)
    const {permanent} = flags
    const print = this.printer<Output, DoomedVersion>(flags, columns, 'subject')
    return this.carryOutThere<DeletionPlan, Deleted>(
      flags,
      {
        changes: 'delete schemas',
        request: {subjects: args.subject, permanent},
        plan: async (registry) => {
          const items = await planDeletion(registry, args.subject, {permanent})
          return {
            items,
            isApicurio: isApicurio(registry.address),
            topics: await this.#topics(flags, items),
            empty: items.length === 0,
            problems: items
              .filter(({referencedBy}) => referencedBy.length > 0)
              .map((each) => new StillReferenced(each)),
            othersSpared: items.some(({referencedBy}) => referencedBy.length === 0),
            audited: {permanent, versions: items.map(({subject, version, id}) => ({subject, version, id}))},
          }
        },
        show: async ({items, topics, isApicurio: keepsBack}, as) => {
          if (as === 'result') await print({value: items, rows: items})
          else if (!flags.yes)
            await this.printTable(tableColumns(columns, items, {without: ['status']}), items, 'stderr')
          await this.#warn(items, topics, permanent)
          if (keepsBack && !permanent)
            await this.warning(`${keptBack}: keep their texts (kafkit schemas export) to be able to`)
        },
        question: ({items}) =>
          `Delete ${counted(items.length, 'version')} of ${counted(new Set(items.map(({subject}) => subject)).size, 'subject')} ${permanent ? 'for good' : 'softly'}`,
        execute: async (registry, {items, isApicurio: keepsBack}) => ({
          items: await deleteVersions(registry, items, {permanent, stopped: () => this.io.interrupted.aborted}),
          keepsBack,
        }),
        report: ({items}) => print({value: items, rows: items}),
        failures: ({items}) => failuresOf(items),
        undo: ({items, keepsBack}) => {
          const deleted = items.filter(({status}) => status === 'deleted')
          if (deleted.length === 0) return {none: 'nothing was deleted'}
          if (permanent) return {none: 'what is deleted for good cannot be restored'}
          if (keepsBack) return {none: `${keptBack}; kafkit schemas register can register their texts again`}
          const names = deleted.map(({subject, version}) => shellWord(`${subject}:${version}`))
          return {command: ['kafkit schemas restore', ...names, ...sameRegistry(flags)].join(' ')}
        },
        notes: {unchanged: 'nothing was deleted', nothing: 'there is nothing to delete'},
      },
      {graceful: true},
    )
  }

  async #warn(items: readonly DoomedVersion[], topics: DeletionPlan['topics'], permanent: boolean): Promise<void> {
    if (topics === undefined) await this.note('cannot tell which topics these subjects belong to: no cluster was named')
    else if (topics.length > 0)
      await this.warning(
        `judging by their names, these are schemas of ${listed(topics, 'and')}, which ${topics.length === 1 ? 'exists' : 'exist'}; kafkit schemas used-by-topic ${shellWord(topics[0] ?? '')} counts the ids in its records`,
      )
    if (!permanent) return
    const gone = [...new Set(items.filter(({idGoes}) => idGoes).map(({id}) => id))]
    if (gone.length > 0)
      await this.warning(
        `records with ${gone.length === 1 ? 'id' : 'ids'} ${gone.join(', ')} become unreadable for good`,
      )
    if (items.some(({idGoes}) => idGoes === null))
      await this.warning('cannot tell which ids become unreadable: this registry does not report where an id is used')
  }

  /** Only if a cluster is named, because a registry can be used without one. */
  async #topics(flags: object, items: readonly DoomedVersion[]): Promise<readonly string[] | undefined> {
    const names = new Set(items.flatMap(({subject}) => topicOf(subject)?.topic ?? []))
    if (names.size === 0) return []
    try {
      const cluster = await this.connect(flags)
      const {topics} = (await listTopics(cluster, {internal: true})).open(this.failures)
      return topics.map(({name}) => name).filter((name) => names.has(name))
    } catch (error) {
      if (error instanceof UsageError) return undefined
      if (!(error instanceof ExpectedError)) throw error
      await this.warning(`cannot tell which topics these subjects belong to: ${error.message}`)
      return []
    }
  }
}

class StillReferenced extends ExpectedError {
  override readonly name = 'StillReferenced'

  constructor({subject, version, referencedBy}: DoomedVersion) {
    super(
      `version ${version} of ${subject} is referred to by ${listed(referencedBy, 'and')}: delete ${referencedBy.length === 1 ? 'that' : 'these'} first`,
    )
  }
}
