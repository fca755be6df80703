import {checked} from '../../lib/cli/args.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import type {FlagValues} from '../../lib/cli/flag-values.ts'
import {words} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {ownPrincipal} from '../../lib/cli/own-principal.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {readSnapshotFile, sideOf, type Side} from '../../lib/command-parts/snapshots/sides.ts'
import {compareSnapshots, parseIgnoredDifferences, parseSection, type Difference} from '../../lib/snapshots/compare.ts'
import {parseRename, renamed} from '../../lib/snapshots/rename.ts'
import {sectionNames, type SectionName, type Snapshot} from '../../lib/snapshots/snapshot.ts'
import {takeSnapshot} from '../../lib/snapshots/take-snapshot.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {counted} from '../../lib/text/plural.ts'

const columns = {
  section: {value: ({section}) => section},
  /** `orders`, `orders-0`, `topic/orders`; null for the section as a whole, or a part of it. */
  item: {value: ({item}) => item, role: () => 'name'},
  /** Null for the item itself. */
  field: {value: ({field}) => field, filled: true},
  /** Null if it does not exist there or is unknown; a config without a value has its default there. */
  a: {value: ({a}) => a, text: (row) => textOf(row, row.a, 'only in b')},
  b: {value: ({b}) => b, text: (row) => textOf(row, row.b, 'only in a')},
  /** `unknown`: one side does not know it. */
  status: {value: ({status}) => status, role: ({status}) => (status === 'unknown' ? 'bad' : 'warn')},
  /** Why it is unknown. */
  reason: {value: ({reason}) => reason, filled: true},
} satisfies Columns<Difference>

function textOf({section, status}: Difference, value: string | null, without: Difference['status']): string {
  if (value !== null) return value
  if (status === 'unknown') return '?'
  if (status === without) return '(not there)'
  return section === 'configs' ? '(default)' : '(not set)'
}

/** One of the two compared sides. */
interface ComparedSide {
  /** As it was typed. */
  readonly name: string
  readonly clusterId: string | null
  /** ISO 8601. */
  readonly takenAt: string
}
export interface Output {
  readonly a: ComparedSide
  readonly b: ComparedSide
  readonly sections: readonly SectionName[]
  /** The differences, and the items that are unknown. */
  readonly differences: readonly Difference[]
}
export type Row = RowOf<typeof columns>

export default class ClusterDiff extends KafkaCommand {
  static override summary = 'compare two clusters, or a cluster with an earlier snapshot of it'
  static override description =
    'Each side is a snapshot (a file that kafkit cluster snapshot wrote), a profile, or now: the cluster that the connection flags name. Exits with 0 if nothing differs, with 3 if something does, and with 1 if something is unknown on one side. Only configs that are set are compared, so that new defaults after an upgrade are no difference; nor is who leads a partition or which state a group is in. A topic that only one side has is one difference, without its partitions, configs and offsets.'
  static override examples = [
    {description: 'After an upgrade', command: '<%= config.bin %> cluster diff before.json now'},
    {
      description: 'Two clusters that should have the same topics and ACLs',
      command: '<%= config.bin %> cluster diff prod staging --only topics,configs,acls',
    },
    {
      description: 'The same under other names, without what may differ',
      command:
        "<%= config.bin %> cluster diff prod test --only topics,configs --rename 'prod-* = test-*' --ignore 'topics:scratch-*,configs:broker/*'",
    },
  ]
  static override args = {
    a: checked(() => undefined)({description: 'a file, a profile or now', required: true}),
    b: checked(() => undefined)({description: 'a file, a profile or now', required: true}),
  }
  static override flags = {
    only: words({
      helpValue: 'SECTION,…',
      summary: `compare only these sections: ${sectionNames.join(', ')}`,
      parse: async (text) => parseSection(text),
    }),
    ignore: words({
      helpValue: 'SECTION[:NAME],…',
      summary: 'leave out a section, or items of it by names, patterns or with their field: configs:broker/*:log.dirs',
      parse: async (text) => {
        parseIgnoredDifferences(text)
        return text
      },
    }),
    rename: words({
      helpValue: 'FROM=TO,…',
      summary:
        "how names of the first side are called on the second: 'prod-* = test-*'; the first rule that matches is used",
      parse: async (text) => {
        parseRename(text)
        return text
      },
    }),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ClusterDiff)
    const print = this.printer<Output, Difference>(flags, columns, 'item')
    const only = flags.only?.map(parseSection)
    const sides = await Promise.all([args.a, args.b].map((text) => sideOf(text, this.io)))
    const [a, b] = await this.#snapshots(sides, flags, only)
    const rules = (flags.rename ?? []).map(parseRename)
    const differences = compareSnapshots(renamed(a, rules), b, {
      only,
      ignore: flags.ignore?.map(parseIgnoredDifferences),
    })
    await print({
      value: {
        a: {name: args.a, clusterId: a.clusterId, takenAt: a.takenAt},
        b: {name: args.b, clusterId: b.clusterId, takenAt: b.takenAt},
        sections: only ?? sectionNames,
        differences,
      },
      rows: differences,
      people: async () => {
        if (differences.length > 0) await this.printTable(tableColumns(columns, differences), differences)
      },
    })
    return this.#verdict(differences, only ?? sectionNames)
  }

  /** Whatever a cluster does not report appears in the comparison, where --ignore can leave it out. */
  async #snapshots(
    sides: readonly Side[],
    flags: FlagValues<typeof ClusterDiff.baseFlags & typeof ClusterDiff.flags>,
    only: readonly SectionName[] | undefined,
  ): Promise<[Snapshot, Snapshot]> {
    const [a, b] = await Promise.all(
      sides.map(async (side) => {
        if (side.kind === 'file') return readSnapshotFile(side.file)
        const cluster = side.kind === 'now' ? await this.connect(flags) : await this.connectAlso(flags, side.profile)
        const snapshot = (
          await takeSnapshot(cluster, {only, now: this.io.now(), principal: ownPrincipal(cluster.settings)})
        ).open(this.failures)
        this.failures.told()
        return snapshot
      }),
    )
    if (!a || !b) throw new UsageError('name two sides')
    return [a, b]
  }

  async #verdict(differences: readonly Difference[], sections: readonly SectionName[]): Promise<number> {
    const unknown = differences.filter(({status}) => status === 'unknown').length
    if (unknown > 0)
      await this.warning(
        `${counted(unknown, 'item')} could not be compared; --only or --ignore leaves out what does not matter`,
      )
    else if (differences.length === 0) await this.note(`no difference in ${sections.join(', ')}`)
    if (unknown > 0) return exitCode.failed
    return differences.length > 0 ? exitCode.exceeded : exitCode.done
  }
}
