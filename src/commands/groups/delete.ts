import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {confirm} from '../../lib/cli/confirm.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {eitherNamesOr} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {outputFlags} from '../../lib/cli/kit-command.ts'
import type {Column} from '../../lib/cli/table.ts'
import {counted} from '../../lib/cli/text.ts'
import {KafkaError} from '../../lib/cluster/errors.ts'
import {deleteGroups} from '../../lib/groups/delete.ts'
import {groupLag, type GroupLag} from '../../lib/groups/lag.ts'

const columns: readonly Column<GroupLag>[] = [
  {heading: 'GROUP', value: ({groupId}) => groupId, role: () => 'name'},
  {
    heading: 'STATE',
    value: ({group}) => group.state,
    role: ({group}) => (group.state === 'Empty' ? undefined : 'warn'),
  },
  {heading: '#MEMBERS', value: ({group}) => group.members.length, align: 'right'},
  {
    heading: 'OFFSETS',
    value: ({partitions}) => partitions.filter(({committedOffset}) => committedOffset !== null).length,
    align: 'right',
  },
]

export default class GroupsDelete extends KafkaCommand {
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
    ...outputFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsDelete)
    eitherNamesOr('all-groups', args.group, flags['all-groups'], 'groups')
    const cluster = await this.connect(flags)
    const {groups, errors, brokerErrors} = await groupLag(cluster, args.group ? [...new Set(args.group)] : 'all')
    const unknown = errors
      .filter(({error}) => !(flags['if-exists'] && error.codeName === 'GROUP_ID_NOT_FOUND'))
      .map(({groupId, error}) => new KafkaError(error.code, `delete group ${groupId}`, error.text))
    const failed = [...unknown, ...brokerErrors.map(({error}) => error)]
    if (failed.length > 0) {
      await this.reportFailures(failed)
      if (groups.length > 0) await this.note('nothing was deleted')
      return exitCode.failed
    }
    const doomed = args.group ? groups : groups.filter(({group}) => group.members.length === 0)
    if (doomed.length === 0) {
      if (flags.output === 'json') this.printJson([])
      await this.note('there is nothing to delete')
      return exitCode.done
    }
    if (flags['dry-run']) {
      if (flags.output === 'json') this.printJson(doomed)
      else await this.printTable(columns, doomed)
      return exitCode.done
    }
    if (!flags.yes) await this.printTable(columns, doomed, 'stderr')
    const which = doomed.length === 1 ? `group ${doomed[0]?.groupId ?? ''}` : `these ${counted(doomed.length, 'group')}`
    if (!(await confirm(this.io, {text: `Delete ${which} for good`, yes: flags.yes, flag: '--yes'}))) {
      await this.note('nothing was deleted')
      return exitCode.failed
    }
    const outcomes = await deleteGroups(
      cluster,
      doomed.map(({groupId}) => groupId),
    )
    if (flags.output === 'json') this.printJson(outcomes)
    else {
      const {name, bad} = await this.colours()
      for (const each of outcomes)
        if (each.status === 'deleted') this.io.out(`${name(each.groupId)} ${bad('deleted')}\n`)
    }
    return this.reportFailures(outcomes.flatMap((each) => (each.status === 'failed' ? [each.error] : [])))
  }
}
