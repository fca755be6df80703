import {checked} from '../../lib/cli/args.ts'
import {byFlag} from '../../lib/command-parts/lag/selection.ts'
import {LagWatching, watchFlags} from '../../lib/command-parts/lag/lag-watching.ts'

export default class GroupsWatch extends LagWatching {
  static override summary = 'watch the lag of groups as it changes'
  static override description =
    'Shows a live table on a terminal: the lag and its course, records written (IN) and committed (OUT) per second, the time until nothing is unread (ETA), and the age of the oldest unread record. Keys: q quits, the arrows move and choose the column to sort by, r reverses the order, / filters, space pauses. Elsewhere it prints a line for each row at every look. It keeps trying while brokers are away; with --count, the exit code is 1 if something is still missing at the last look.'
  static override examples = [
    '<%= config.bin %> groups watch billing',
    {
      description: 'Into a log, once a minute',
      command: '<%= config.bin %> groups watch billing --by group --interval 1m >> lag.log',
    },
  ]
  static override args = {
    group: checked()({description: 'names, patterns or /regular expressions/', multiple: true, required: true}),
  }
  static override flags = {...byFlag('partition', 'what a row stands for'), ...watchFlags}

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsWatch)
    return this.watch(args.group, flags.by, flags)
  }
}
