import {boolean, string} from '@oclif/core/flags'
import {planTrim, type PlannedTrim, type TrimTarget} from '../../lib/activity/plan-trim.ts'
import {trimRecords, type Trimmed} from '../../lib/activity/trim-records.ts'
import {checked} from '../../lib/cli/args.ts'
import {failuresOf, type ChangePlan} from '../../lib/cli/change.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import type {FlagValues} from '../../lib/cli/flag-values.ts'
import {integer, partitionNumbers, timeZone} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {trimPoint} from '../../lib/command-parts/records/trim-point.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {counted, grouped} from '../../lib/text/plural.ts'
import {sizeText} from '../../lib/text/size.ts'
import {resolveTime} from '../../lib/text/time.ts'
import {checkTopicSelector} from '../../lib/topics/topic-name.ts'

type Item = (PlannedTrim & {readonly status: 'planned'; readonly error?: undefined}) | Trimmed

const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  /** `planned`: nothing was deleted (yet). */
  status: {value: ({status}) => status},
  /** The first offset before the change, and after it. */
  start: {value: ({start}) => start, align: 'right'},
  newStart: {value: ({newStart}) => newStart, align: 'right'},
  end: {value: ({end}) => end, align: 'right'},
  /** The number of offsets to delete, which is at least the number of records. */
  records: {value: ({records}) => records, align: 'right', role: () => 'warn'},
  /** Approximate bytes, of all replicas; null if unknown. */
  bytes: {
    value: ({bytes}) => bytes,
    text: ({bytes}) => (bytes === null ? '?' : `~${sizeText(bytes)}`),
    align: 'right',
  },
  /** Groups that have not read all of the records that are deleted. */
  groups: {
    value: ({groups}) => groups.map(({group}) => group),
    text: ({groups, groupsKnown}) =>
      [...groups.map(({group, unread}) => `${group} (${grouped(unread)})`), ...(groupsKnown ? [] : ['?'])].join(', ') ||
      'none',
    role: ({groups}) => (groups.length > 0 ? 'bad' : undefined),
  },
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<Item>

export type Output = readonly Item[]
export type Row = RowOf<typeof columns>

interface Plan extends ChangePlan {
  readonly items: readonly PlannedTrim[]
  readonly unknown: readonly Error[]
}

export default class RecordsTrim extends ChangingCommand {
  static override summary = 'delete the oldest records of topics'
  static override description =
    'Shows how many records and bytes will be deleted, and which groups have not read all of them, and asks on a terminal; anywhere else --yes is needed. This cannot be undone. RECORDS counts offsets, so it is too high for topics with transactions; brokers free BYTES by whole segments. A time stands for the first record at or after it: everything before that record is deleted. If a partition cannot be asked, nothing is deleted anywhere.'
  static override examples = [
    {
      description: 'Show what would be deleted, and which groups would lose records',
      command: '<%= config.bin %> records trim orders --before 2026-03-01T00:00Z --dry-run',
    },
    {
      description: 'All but the newest thousand of each partition',
      command: '<%= config.bin %> records trim orders --keep 1000',
    },
    {
      description: 'One partition, past a record that cannot be read',
      command: '<%= config.bin %> records trim orders --partitions 3 --before-offset 4712',
    },
  ]
  static override exclusions = [{exactlyOne: ['before', 'before-offset', 'keep', 'all']}]
  static override args = {
    topic: checked(checkTopicSelector)({
      description: "names, patterns (test-*) or /regular expressions/; patterns leave out Kafka's internal topics",
      multiple: true,
      required: true,
    }),
  }
  static override flags = {
    before: trimPoint({
      summary: 'delete records before the first one at or after this time: 2026-03-01T14:00:00Z, -2h',
    }),
    'before-offset': integer({min: 0, summary: 'delete records with smaller offsets'}),
    keep: integer({min: 0, summary: 'delete all but this many of the newest offsets of each partition'}),
    all: boolean({summary: 'delete all records that exist now'}),
    partitions: string({helpValue: 'N,…', summary: 'only these partitions: 0,3-5', parse: async (text) => (partitionNumbers(text), text)}), // prettier-ignore
    'time-zone': timeZone({summary: 'zone of a time without one: Europe/Berlin, +02:00 or local (default: UTC)'}),
    'dry-run': boolean({summary: 'show what would be deleted without deleting anything'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(RecordsTrim)
    const print = this.printer<Output, Item>(flags, columns, 'topic')
    const target = this.#target(flags)
    const partitions = flags.partitions === undefined ? undefined : partitionNumbers(flags.partitions)
    return this.carryOut<Plan, readonly Trimmed[]>(flags, {
      changes: 'delete records',
      request: {topics: args.topic, partitions: partitions ?? null, target},
      plan: async (cluster) => {
        const {items, problems, unknown} = await planTrim(cluster, {
          selectors: args.topic.map(nameSelector),
          partitions,
          target,
        })
        const audited = {target, partitions: items}
        return {items, problems, unknown, empty: items.length === 0, othersSpared: items.length > 0, audited}
      },
      show: async ({items, unknown}, as) => {
        const rows = items.map((item): Item => ({...item, status: 'planned'}))
        const people = rows.length === 0 ? () => {} : undefined
        if (as === 'result') await print({value: rows, rows, people})
        else if (!flags.yes) await this.printTable(tableColumns(columns, rows, {without: ['status']}), rows, 'stderr')
        for (const error of unknown) await this.warning(`cannot tell completely what will be deleted: ${error.message}`)
        if (rows.length > 0) await this.note(hurt(items))
      },
      question: ({items}) =>
        `Delete ${counted(
          sum(items, ({records}) => records),
          'record',
        )} of ${counted(items.length, 'partition')} for good`,
      execute: (cluster, {items}) => trimRecords(cluster, items),
      report: (outcomes) => print({value: outcomes, rows: outcomes}),
      failures: failuresOf,
      undo: (outcomes) => ({
        none: outcomes.some(({status}) => status === 'trimmed') ? 'this cannot be undone' : 'nothing was deleted',
      }),
      notes: {unchanged: 'nothing was deleted', nothing: 'there is nothing to delete'},
    })
  }

  #target(flags: FlagValues<typeof RecordsTrim.flags>): TrimTarget {
    if (flags.before) return {time: resolveTime(flags.before, this.io.now(), flags['time-zone'])}
    if (flags['before-offset'] !== undefined) return {offset: flags['before-offset']}
    if (flags.keep !== undefined) return {keep: flags.keep}
    return 'all'
  }
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0)

/** One sentence about the groups that would lose records. */
function hurt(items: readonly PlannedTrim[]): string {
  const unread = new Map<string, number>()
  for (const {groups} of items)
    for (const each of groups) unread.set(each.group, (unread.get(each.group) ?? 0) + each.unread)
  const others = items.every(({groupsKnown}) => groupsKnown) ? '' : '; not all groups could be seen'
  if (unread.size === 0) return `no visible group loses records that it has not read${others}`
  const texts = [...unread].toSorted(([, a], [, b]) => b - a).map(([group, count]) => `${group} ${grouped(count)}`)
  const shown = texts.length > 5 ? [...texts.slice(0, 5), `${texts.length - 5} more groups`] : texts
  return `groups that lose records that they have not read: ${shown.join(', ')}${others}`
}
