import {option} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {LagWatching, watchFlags} from './watch.ts'

export default class GroupsTop extends LagWatching {
  static override summary = 'watch the groups with the largest lags'
  static override description =
    'As groups watch, over all groups that read topics: one row a group, the largest lag first. Keys: q quits, arrows move and choose the column to sort by, r reverses, / filters, space pauses.'
  static override examples = [
    '<%= config.bin %> groups top',
    {description: 'Once, for a script', command: '<%= config.bin %> groups top --count 1'},
  ]
  static override args = {
    group: checked()({
      description: 'names, patterns or /regular expressions/; all groups unless given',
      multiple: true,
    }),
  }
  static override flags = {
    by: option({
      options: ['partition', 'topic', 'group', 'member', 'host'] as const,
      default: 'group',
      summary: 'what a row is',
    })(),
    ...watchFlags,
  }

  async run(): Promise<undefined> {
    const {flags, args} = await this.parse(GroupsTop)
    return this.watch(args.group ?? ['*'], flags.by, flags)
  }
}
