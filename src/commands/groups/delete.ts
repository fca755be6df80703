import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {eitherNamesOr} from '../../lib/cli/flags.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {counted} from '../../lib/text/plural.ts'
import {KafkaError} from '../../lib/cluster/errors.ts'
import {deleteGroups, type DeleteGroupOutcome} from '../../lib/groups/delete.ts'
import {groupLag, type GroupLag} from '../../lib/groups/lag/lag.ts'

/** What would go with the group. */
interface Doomed extends GroupLag {
  /** With --dry-run, or before the question. */
  readonly status: 'planned'
}
type Item = Doomed | DeleteGroupOutcome

const columns = {
  group: {value: ({groupId}) => groupId, role: () => 'name'},
  /** `planned`: --dry-run, nothing was deleted. */
  status: {value: ({status}) => status},
  /** Null once it is deleted. */
  state: {
    value: (each) => ('group' in each ? each.group.state : null),
    role: (each) => ('group' in each && each.group.state !== 'Empty' ? 'warn' : undefined),
  },
  members: {
    heading: '#MEMBERS',
    value: (each) => ('group' in each ? each.group.members.length : null),
    align: 'right',
  },
  /** How many committed offsets go with it. */
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
  static override summary = 'delete groups with their committed offsets'
  static override description =
    'Shows what would be deleted and asks on a terminal; anywhere else --yes is needed. Brokers refuse to delete a group that has members.'
  static override examples = [
    '<%= config.bin %> groups delete billing',
    {description: 'In a script', command: '<%= config.bin %> groups delete billing billing-test --if-exists --yes'},
  ]
  static override args = {
    group: checked()({description: 'names of the groups', multiple: true}),
  }
  static override flags = {
    'all-groups': boolean({summary: 'all consumer groups without members'}),
    'if-exists': boolean({summary: 'a group that does not exist is no failure'}),
    'dry-run': boolean({summary: 'show what would be deleted, and delete nothing'}),
    yes: boolean({char: 'y', summary: 'do not ask'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsDelete)
    eitherNamesOr('all-groups', args.group, flags['all-groups'], 'groups')
    const print = this.printer<Output, Item>(flags, columns, 'group')
    const cluster = await this.connectToChange(flags, {
      changes: flags['dry-run'] ? undefined : 'delete groups',
      plan: {groups: args.group ?? 'all without members'},
      ask: 'later',
    })
    const {groups, errors, brokerErrors} = await groupLag(cluster, args.group ? [...new Set(args.group)] : 'all')
    const unknown = errors
      .filter(({error}) => !(flags['if-exists'] && error.codeName === 'GROUP_ID_NOT_FOUND'))
      .map(({groupId, error}) => ({
        groupId,
        status: 'failed' as const,
        error: new KafkaError(error.code, `delete group ${groupId}`, error.text),
      }))
    const failed = [...unknown, ...brokerErrors].map(({error}) => error)
    if (failed.length > 0) {
      await print({value: unknown, rows: unknown, people: () => {}})
      await this.reportFailures(failed)
      if (groups.length > 0) await this.note('nothing was deleted')
      return exitCode.failed
    }
    const doomed = (args.group ? groups : groups.filter(({group}) => group.members.length === 0)).map(
      (group): Doomed => ({...group, status: 'planned'}),
    )
    if (doomed.length === 0) {
      await print({value: [], rows: [], people: () => {}})
      await this.note('there is nothing to delete')
      return exitCode.done
    }
    if (flags['dry-run']) {
      await print({value: doomed, rows: doomed, people: () => this.#plan(doomed, 'stdout')})
      return exitCode.done
    }
    if (!flags.yes) await this.#plan(doomed, 'stderr')
    this.planned({groups: doomed.map(({groupId}) => groupId)})
    const which = doomed.length === 1 ? `group ${doomed[0]?.groupId ?? ''}` : `these ${counted(doomed.length, 'group')}`
    if (!(await this.agreed({text: `Delete ${which} for good`, yes: flags.yes, flag: '--yes'}))) {
      await this.note('nothing was deleted')
      return exitCode.failed
    }
    const outcomes = await deleteGroups(
      cluster,
      doomed.map(({groupId}) => groupId),
    )
    const {name, bad} = await this.colours()
    await print({
      value: outcomes,
      rows: outcomes,
      people: () => {
        for (const each of outcomes)
          if (each.status === 'deleted') this.io.out(`${name(each.groupId)} ${bad('deleted')}\n`)
      },
    })
    return this.reportFailures(outcomes.flatMap((each) => (each.status === 'failed' ? [each.error] : [])))
  }

  async #plan(doomed: readonly Doomed[], stream: 'stdout' | 'stderr'): Promise<void> {
    await this.printTable(tableColumns(columns, doomed, {without: ['status']}), doomed, stream)
  }
}
