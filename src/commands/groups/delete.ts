import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {failuresOf, type ChangePlan} from '../../lib/cli/change.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import type {FlagValues} from '../../lib/cli/flag-values.ts'
import {eitherNamesOr} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {counted} from '../../lib/text/plural.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {KafkaError} from '../../lib/cluster/errors.ts'
import {Failures} from '../../lib/cluster/outcome.ts'
import {deleteGroups, type DeleteGroupOutcome} from '../../lib/groups/delete.ts'
import {groupsToRead, unmatchedGroups} from '../../lib/groups/groups-to-read.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {groupLag, type GroupLag} from '../../lib/groups/lag/lag.ts'

/** A group to be deleted, with the committed offsets that go with it. */
interface Doomed extends GroupLag {
  /** With --dry-run, or before the confirmation. */
  readonly status: 'planned'
}
type Item = Doomed | DeleteGroupOutcome

const columns = {
  group: {value: ({groupId}) => groupId, role: () => 'name'},
  /** `planned`: this is a dry run and nothing was deleted. */
  status: {value: ({status}) => status},
  /** Null once the group is deleted. */
  state: {
    value: (each) => ('group' in each ? each.group.state : null),
    role: (each) => ('group' in each && each.group.state !== 'Empty' ? 'warn' : undefined),
  },
  members: {
    heading: '#MEMBERS',
    value: (each) => ('group' in each ? each.group.members.length : null),
    align: 'right',
  },
  /** The number of committed offsets that are deleted with the group. */
  offsets: {
    value: (each) =>
      'partitions' in each ? each.partitions.filter(({committedOffset}) => committedOffset !== null).length : null,
    align: 'right',
  },
  error: {value: (each) => ('error' in each ? each.error.message : null), filled: true},
} satisfies Columns<Item>

export type Output = readonly Item[]
export type Row = RowOf<typeof columns>

export default class GroupsDelete extends ChangingCommand {
  static override summary = 'delete groups and their committed offsets'
  static override description =
    'Shows what would be deleted and asks for confirmation on a terminal; without a terminal, --yes is required. Brokers refuse to delete a group that has members.'
  static override examples = [
    '<%= config.bin %> groups delete billing',
    {
      description: 'Review all groups of a test run before deleting them',
      command: "<%= config.bin %> groups delete 'test-*' --dry-run",
    },
    {description: 'In a script', command: '<%= config.bin %> groups delete billing billing-test --if-exists --yes'},
  ]
  static override args = {
    group: checked()({description: 'names, patterns (billing-*) or /regular expressions/', multiple: true}),
  }
  static override flags = {
    'all-groups': boolean({summary: 'delete all consumer groups that have no members'}),
    'if-exists': boolean({summary: 'ignore groups that do not exist'}),
    'dry-run': boolean({summary: 'show what would be deleted without deleting anything'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsDelete)
    eitherNamesOr('all-groups', args.group, flags['all-groups'], 'groups')
    const print = this.printer<Output, Item>(flags, columns, 'group')
    return this.carryOut(flags, {
      changes: 'delete groups',
      request: {groups: args.group ?? 'all without members'},
      plan: (cluster) => planDeletion(cluster, args.group, flags),
      show: async ({items}, as) => {
        if (as === 'result') await print({value: items, rows: items, people: () => this.#table(items, 'stdout')})
        else if (!flags.yes) await this.#table(items, 'stderr')
      },
      question: ({items}) =>
        `Delete ${items.length === 1 ? `group ${items[0]?.groupId ?? ''}` : `these ${counted(items.length, 'group')}`} for good`,
      execute: (cluster, {items}) =>
        deleteGroups(
          cluster,
          items.map(({groupId}) => groupId),
        ),
      report: async (outcomes) => {
        const {name, bad} = await this.colours()
        const deleted = outcomes.filter(({status}) => status === 'deleted')
        await print({
          value: outcomes,
          rows: outcomes,
          people: () => this.io.out(deleted.map(({groupId}) => `${name(groupId)} ${bad('deleted')}\n`).join('')),
        })
      },
      failures: failuresOf,
      notes: {unchanged: 'nothing was deleted', nothing: 'there is nothing to delete'},
    })
  }

  async #table(items: readonly Item[], stream: 'stdout' | 'stderr'): Promise<void> {
    const doomed = items.filter(({status}) => status === 'planned')
    if (doomed.length > 0) await this.printTable(tableColumns(columns, doomed, {without: ['status']}), doomed, stream)
  }
}

interface DeletionPlan extends ChangePlan {
  /** The groups that would be deleted; if there are problems, those that cannot be. */
  readonly items: readonly Item[]
}

/** Without `names`, plans for all groups that have no members. A name that does not exist is a problem unless `if-exists`. */
async function planDeletion(
  cluster: Cluster,
  names: readonly string[] | undefined,
  {'if-exists': ifExists}: FlagValues<typeof GroupsDelete.flags>,
): Promise<DeletionPlan> {
  const failures = new Failures()
  const chosen = names && (await groupsToRead(cluster, names.map(nameSelector))).open(failures)
  const lags = (await groupLag(cluster, chosen?.selected.names ?? 'all')).open(failures)
  const {groups} = lags
  const brokerErrors = chosen?.brokerErrors ?? lags.brokerErrors
  const unknown = [...lags.errors, ...(chosen ? unmatchedGroups(chosen, 'delete') : [])]
    .filter(({error}) => !(ifExists && error.codeName === 'GROUP_ID_NOT_FOUND'))
    .map(({groupId, error}) => ({
      groupId,
      status: 'failed' as const,
      error: new KafkaError(error.code, `delete group ${groupId}`, error.text),
    }))
  const problems = [...unknown, ...brokerErrors].map(({error}) => error)
  if (problems.length > 0) return {items: unknown, problems, othersSpared: groups.length > 0, audited: undefined}
  const doomed = names ? groups : groups.filter(({group}) => group.members.length === 0)
  return {
    items: doomed.map((group): Doomed => ({...group, status: 'planned'})),
    empty: doomed.length === 0,
    audited: doomed.length > 0 ? {groups: doomed.map(({groupId}) => groupId)} : undefined,
  }
}
