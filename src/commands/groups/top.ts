import {checked} from '../../lib/cli/args.ts'
import {byFlag} from '../../lib/command-parts/lag/selection.ts'
import {LagWatching, watchFlags} from '../../lib/command-parts/lag/lag-watching.ts'

export default class GroupsTop extends LagWatching {
  static override summary = 'watch the groups with the largest lags'
  static override description =
    'Like groups watch, but for all groups that read topics: one row for each group, the largest lag first. Keys: q quits, the arrows move and choose the column to sort by, r reverses the order, / filters, space pauses.'
  static override examples = [
    '<%= config.bin %> groups top',
    {description: 'Once, for a script', command: '<%= config.bin %> groups top --count 1'},
  ]
  static override args = {
    group: checked()({
      description: 'names, patterns or /regular expressions/ (default: all groups)',
      multiple: true,
    }),
  }
  static override flags = {...byFlag('group', 'what a row stands for'), ...watchFlags}

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsTop)
    return this.watch(args.group ?? ['*'], flags.by, flags)
  }
}
