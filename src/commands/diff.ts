import {boolean} from '@oclif/core/flags'
import {checked} from '../lib/cli/args.ts'
import {tableColumns, type Columns, type RowOf} from '../lib/cli/columns.ts'
import {exitCode} from '../lib/cli/exit.ts'
import {words} from '../lib/cli/flags.ts'
import {KafkaCommand} from '../lib/cli/kafka-command.ts'
import {reportFlags} from '../lib/cli/output.ts'
import {
  fileFlag,
  loadFiles,
  loadFlags,
  planFlags,
  planOptions,
  refuseFileFlags,
  type PlanFlagValues,
} from '../lib/command-parts/provisioning/flags.ts'
import {leftOutText} from '../lib/command-parts/provisioning/plan-text.ts'
import {UsageError} from '../lib/errors/usage-error.ts'
import {
  compareClusters,
  comparedSections,
  type ComparedSection,
  type Difference,
} from '../lib/provisioning/compare/compare-clusters.ts'
import {makePlan} from '../lib/provisioning/plan/make-plan.ts'
import type {Action} from '../lib/provisioning/plan/plan.ts'
import {listed} from '../lib/text/listed.ts'
import {nameSelector} from '../lib/text/name-selector.ts'
import {nearest} from '../lib/text/nearest.ts'
import {counted} from '../lib/text/plural.ts'

const columns = {
  kind: {value: ({kind}) => kind},
  name: {value: ({name}) => name, role: () => 'name'},
  /** Null: one side does not have the item at all. */
  field: {value: ({field}) => field},
  /** The present value: of the cluster, or of the first profile. Null if it does not exist, or is not set. */
  a: {value: ({a}) => a},
  /** The declared value, or that of the second profile. Null if it does not exist, or is not set. */
  b: {value: ({b}) => b},
} satisfies Columns<Difference>

export type Output = {
  /** The cluster that was asked, or the first profile. */
  readonly a: string
  /** `files`, or the second profile. */
  readonly b: string
  readonly differences: readonly Difference[]
  /** How many items are the same. */
  readonly same: number
}
export type Row = RowOf<typeof columns>

export default class Diff extends KafkaCommand {
  static override summary = 'compare a cluster with files, or with another cluster'
  static override description =
    'A check: exits with 0 if nothing differs, with 3 if something does, and with 1 if a part could not be read, because unknown does not mean equal. With -f the cluster is compared with what files declare, as kafkit plan does; with two profiles their topics, ACLs, users and quotas are compared, by what is set on each of them.'
  static override examples = [
    '<%= config.bin %> diff -f topics.yaml',
    {description: 'Two clusters', command: '<%= config.bin %> diff prod staging'},
    {description: 'Only some topics', command: "<%= config.bin %> diff prod staging topics --match 'orders-*'"},
  ]
  static override args = {
    what: checked()({description: `two profiles, and sections: ${comparedSections.join(', ')}`, multiple: true}),
  }
  static override flags = {
    ...fileFlag,
    ...loadFlags,
    ...planFlags,
    // Nothing will be carried out, so the brokers are not asked what they would refuse.
    'server-side': boolean({allowNo: true, default: true, hidden: true, summary: 'without effect here'}),
    ignore: words({helpValue: 'NAME,…', summary: 'leave out these fields of topics: names or patterns'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(Diff)
    const print = this.printer<Output, Difference>(flags, columns, 'name')
    const what = args.what as string[] | string | undefined
    const given = what === undefined ? [] : [what].flat()
    const ignored = flags.ignore?.map(nameSelector) ?? []
    const counts = ({field}: Difference) =>
      !ignored.some((each) => field !== null && ('name' in each ? each.name === field : each.matches(field)))
    const found = flags.file === undefined ? await this.#clusters(flags, given) : await this.#files(flags, given)
    const differences = found.differences.filter(counts)
    const {a, b, same, errors, leftOut} = found
    await print({
      value: {a, b, differences, same},
      rows: differences,
      people: async () => {
        if (differences.length > 0) await this.printTable(tableColumns(columns, differences), differences)
      },
    })
    const code = await this.reportFailures(errors)
    for (const text of leftOutText(leftOut)) await this.note(text)
    if (differences.length === 0 && code === exitCode.done)
      await this.note(
        `no difference between ${a} and ${b === 'files' ? 'the files' : b}: ${counted(same, 'thing')} compared`,
      )
    if (code !== exitCode.done) return code
    return differences.length > 0 ? exitCode.exceeded : exitCode.done
  }

  async #files(flags: PlanFlagValues, given: readonly string[]) {
    if (given.length > 0) throw new UsageError('compare either with files (-f) or two profiles')
    const loaded = await loadFiles(flags, this.io)
    const cluster = await this.connect(flags)
    const options = await planOptions(flags, loaded, {io: this.io, cluster, guards: this.guards})
    const {plan, unended} = await makePlan(cluster, loaded.desired, {...options, mostDeletes: 0, comparing: true})
    const unchanged = Object.values(plan.unchanged).reduce((sum, count) => sum + count, 0)
    return {
      a: this.guards?.profile ?? plan.clusterId ?? 'the cluster',
      b: 'files',
      differences: [
        ...plan.actions.flatMap(differencesOf),
        ...unended.map(({topic: name}) => ({
          kind: 'topic' as const,
          name,
          field: 'replicas',
          a: 'on their way',
          b: 'as declared',
        })),
      ],
      same: unchanged,
      leftOut: plan.leftOut,
      errors: [...plan.refused, ...plan.unknown].map(({error}) => error),
    }
  }

  async #clusters(flags: PlanFlagValues, [a, b, ...more]: readonly string[]) {
    if (a === undefined || b === undefined)
      throw new UsageError('compare what? Name files with -f, or two profiles, as in kafkit diff prod staging')
    refuseFileFlags(flags, [], 'two profiles')
    if (flags.profile !== undefined) throw new UsageError('the two profiles are named without --profile')
    const sections = more.map(sectionNamed)
    const selectors = flags.match?.map(nameSelector)
    const first = await this.connect({...flags, profile: a})
    const second = await this.connectAlso(flags, b)
    const comparison = await compareClusters(first, second, {
      sections: sections.length > 0 ? sections : comparedSections,
      matches: (name) =>
        !selectors || selectors.some((each) => ('name' in each ? each.name === name : each.matches(name))),
    })
    return {a, b, leftOut: undefined, ...comparison}
  }
}

function sectionNamed(text: string): ComparedSection {
  const found = comparedSections.find((each) => each === text)
  if (found) return found
  const guess = nearest(text, comparedSections)
  throw new UsageError(
    `'${text}' cannot be compared: there are ${listed(comparedSections, 'and')}${guess ? `; did you mean ${guess}?` : ''}`,
  )
}

function differencesOf({kind, name, change, lines}: Action): Difference[] {
  if (change === 'create') return [{kind, name, field: null, a: null, b: 'declared'}]
  if (change === 'delete') return [{kind, name, field: null, a: 'there', b: null}]
  return lines.map(({field, from, to}) => ({kind, name, field, a: from, b: to}))
}
