import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {failuresOf, type ChangePlan} from '../../lib/cli/change.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {errorCode} from '../../lib/cluster/error-codes.ts'
import {KafkaError} from '../../lib/cluster/errors.ts'
import {Failures} from '../../lib/cluster/outcome.ts'
import {deleteGroups} from '../../lib/groups/delete.ts'
import {groupsToRead, unmatchedGroups} from '../../lib/groups/groups-to-read.ts'
import {isShareGroup} from '../../lib/groups/list.ts'
import {shareGroupOffsets} from '../../lib/groups/share-offsets.ts'
import {describeShareGroup} from '../../lib/groups/share-reset.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {counted} from '../../lib/text/plural.ts'

interface Item {
  readonly groupId: string
  /** `planned`: nothing was deleted yet. */
  readonly status: 'planned' | 'deleted' | 'failed'
  readonly state: string | null
  readonly members: number | null
  /** Partitions whose start offsets are deleted with the group; null if unknown. */
  readonly partitions: number | null
  /** Undelivered records, as the broker counts them; null if unknown. */
  readonly lag: number | null
  readonly error?: Error
}

const columns = {
  group: {value: ({groupId}) => groupId, role: () => 'name'},
  status: {value: ({status}) => status},
  state: {value: ({state}) => state},
  members: {heading: '#MEMBERS', value: ({members}) => members, align: 'right'},
  partitions: {value: ({partitions}) => partitions, align: 'right'},
  lag: {value: ({lag}) => lag, align: 'right'},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<Item>

export type Output = readonly Item[]
export type Row = RowOf<typeof columns>

interface DeletionPlan extends ChangePlan {
  readonly items: readonly Item[]
}

export default class ShareDelete extends ChangingCommand {
  static override summary = 'delete share groups and the state of their records'
  static override description =
    'Shows what would be deleted and asks for confirmation on a terminal; without a terminal, --yes is required. Only share groups without members are deleted: a group of another type is refused, see groups delete. The configs of the group stay.'
  static override examples = [
    '<%= config.bin %> share delete billing',
    {
      description: 'Review all share groups of a test run before deleting them',
      command: "<%= config.bin %> share delete 'test-*' --dry-run",
    },
    {description: 'In a script', command: '<%= config.bin %> share delete billing --yes'},
  ]
  static override args = {
    group: checked()({
      description: 'names of share groups, patterns (billing-*) or /regular expressions/',
      required: true,
      multiple: true,
    }),
  }
  static override flags = {
    'dry-run': boolean({summary: 'show what would be deleted without deleting anything'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ShareDelete)
    const print = this.printer<Output, Item>(flags, columns, 'group')
    return this.carryOut<DeletionPlan, Output>(flags, {
      changes: 'delete share groups',
      request: {groups: args.group},
      plan: (cluster) => planDeletion(cluster, args.group),
      show: async ({items}, as) => {
        if (as === 'result') await print({value: items, rows: items})
        else if (!flags.yes) await this.printTable(tableColumns(columns, items, {without: ['status']}), items, 'stderr')
      },
      question: ({items}) =>
        `Delete ${items.length === 1 ? `share group ${items[0]?.groupId ?? ''}` : `these ${counted(items.length, 'share group')}`} for good`,
      execute: async (cluster, {items}) => {
        const groups = items.map(({groupId}) => groupId)
        const outcomes = new Map((await deleteGroups(cluster, groups)).map((each) => [each.groupId, each]))
        return items.map((item): Item => {
          const outcome = outcomes.get(item.groupId)
          if (outcome?.status === 'deleted') return {...item, status: 'deleted'}
          const error = outcome && 'error' in outcome ? outcome.error : new KafkaError(errorCode.unknownServerError, `delete share group ${item.groupId}`) // prettier-ignore
          return {...item, status: 'failed', error}
        })
      },
      report: (items) => print({value: items, rows: items}),
      failures: failuresOf,
      undo: (items) => ({
        none: items.some(({status}) => status === 'deleted')
          ? 'a deleted group cannot be restored: a new group of that name starts where share.auto.offset.reset says'
          : 'nothing was deleted',
      }),
      notes: {unchanged: 'nothing was deleted'},
    })
  }
}

/** Patterns only select share groups. */
async function planDeletion(cluster: Cluster, names: readonly string[]): Promise<DeletionPlan> {
  const failures = new Failures()
  const chosen = (await groupsToRead(cluster, names.map(nameSelector), isShareGroup)).open(failures)
  const groups = chosen.selected.names
  const items = [
    ...(await Promise.all(groups.map((groupId) => plannedDeletion(cluster, groupId)))),
    ...unmatchedGroups(chosen, 'delete').map((each): Item => ({...unknown, ...each, status: 'failed'})),
  ]
  const failed = items.flatMap(({error}) => error ?? [])
  return {
    items,
    problems: [...failed, ...failures.untold],
    othersSpared: failed.length < items.length,
    audited: {groups},
  }
}

const unknown = {state: null, members: null, partitions: null, lag: null}

async function plannedDeletion(cluster: Cluster, groupId: string): Promise<Item> {
  const what = `delete share group ${groupId}`
  try {
    const group = await describeShareGroup(cluster, groupId, what)
    const known = {...unknown, groupId, state: group.state, members: group.members.length}
    if (group.members.length > 0) {
      const text = `it has ${counted(group.members.length, 'member')}; stop its consumers first`
      return {...known, status: 'failed', error: new KafkaError(errorCode.nonEmptyGroup, what, text)}
    }
    const offsets = (await shareGroupOffsets(cluster, [groupId])).get(groupId) ?? []
    if (offsets instanceof KafkaError) throw offsets
    const lags = offsets.map(({lag}) => lag ?? null)
    const lag = lags.includes(null) ? null : lags.reduce<number>((sum, each) => sum + (each ?? 0), 0)
    return {...known, status: 'planned', partitions: offsets.length, lag}
  } catch (error) {
    if (error instanceof KafkaError) return {...unknown, groupId, status: 'failed', error}
    throw error
  }
}
