import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {integer} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {RegistryCommand} from '../../lib/command-parts/registry/registry-command.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {inTurn, subjectVersion, unknownSubject} from '../../lib/registry/select.ts'
import {topicOf} from '../../lib/registry/topics-by-name.ts'
import {listTopics} from '../../lib/topics/list.ts'

interface Use {
  readonly id: number
  readonly subject: string
  readonly version: number
  readonly deleted: boolean
  /** Derived from the name of the subject; null if that does not contain the name of a topic. */
  readonly topic: string | null
  /** Whether the topic exists; null if the brokers were not asked. */
  readonly topicExists: boolean | null
}

const columns = {
  id: {value: ({id}) => id, align: 'right'},
  subject: {value: ({subject}) => subject, role: () => 'name'},
  version: {value: ({version}) => version, align: 'right'},
  /** Whether it is soft-deleted. */
  deleted: {value: ({deleted}) => (deleted ? true : null), filled: true},
  /** Derived from the name of the subject. */
  topic: {value: ({topic}) => topic},
  topicExists: {value: ({topicExists}) => topicExists, filled: true},
} satisfies Columns<Use>

export type Output = readonly Use[]
export type Row = RowOf<typeof columns>

export default class SchemasUses extends RegistryCommand {
  static override summary = 'show where a schema is registered: subjects and versions that have its id'
  static override examples = [
    '<%= config.bin %> schemas uses --id 32',
    {
      description: 'All versions of a subject, and whether the topics exist',
      command: '<%= config.bin %> schemas uses orders-value --topics',
    },
  ]
  static override args = {subject: checked()({description: 'a subject, with a version for only that one'})}
  static override flags = {
    id: integer({min: 1, max: 2 ** 31 - 1, summary: 'the schema of this id'}),
    topics: boolean({summary: 'ask the brokers whether the topics exist'}),
    ...reportFlags,
  }

  async run(): Promise<undefined> {
    const {args, flags} = await this.parse(SchemasUses)
    const print = this.printer<Output, Use>(flags, columns, 'subject')
    if ((args.subject === undefined) === (flags.id === undefined))
      throw new UsageError('which schema? Give either a subject or --id')
    const registry = await this.registry(flags)
    const ids: number[] = []
    if (flags.id !== undefined) ids.push(flags.id)
    else {
      const {subject, version} = subjectVersion(args.subject ?? '')
      const all = await registry.versions(subject, {deleted: true})
      if (!all) throw unknownSubject(registry, subject, await registry.subjects())
      const wanted = version === undefined ? all : version === 'latest' ? all.slice(-1) : [version]
      const found = await inTurn(wanted, (each) => registry.version(subject, each, {deleted: true}))
      ids.push(...new Set(found.flatMap((each) => each?.id ?? [])))
    }
    const [exist, found] = await Promise.all([
      flags.topics ? this.#topics(flags) : undefined,
      inTurn(ids, async (id) => {
        const [all, there] = await Promise.all([registry.usesOfId(id, {deleted: true}), registry.usesOfId(id)])
        if (!all) throw new UsageError(`the registry at ${registry.address} has no schema of id ${id}`)
        return all.map((use) => ({
          id,
          ...use,
          deleted: !there?.some((each) => each.subject === use.subject && each.version === use.version),
          topic: topicOf(use.subject)?.topic ?? null,
        }))
      }),
    ])
    const uses = found
      .flat()
      .map((use): Use => ({...use, topicExists: use.topic === null ? null : (exist?.has(use.topic) ?? null)}))
    await print({value: uses, rows: uses})
  }

  async #topics(flags: object): Promise<ReadonlySet<string>> {
    const {topics} = (await listTopics(await this.connect(flags), {internal: true})).open(this.failures)
    return new Set(topics.map(({name}) => name))
  }
}
