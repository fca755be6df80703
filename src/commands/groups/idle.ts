import {boolean, option} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {duration, pattern} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {unseenOffsets} from '../../lib/command-parts/groups/unseen-offsets.ts'
import {progressLine} from '../../lib/cli/progress.ts'
import {durationText} from '../../lib/text/duration.ts'
import {sizeText} from '../../lib/text/size.ts'
import {counted} from '../../lib/text/plural.ts'
import {UsageError} from '../../lib/cluster/errors.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {findIdle, type IdleGroup, type IdleReport, type IdleTopic} from '../../lib/activity/idle.ts'

type Reason = IdleGroup['reasons'][number] | IdleTopic['reasons'][number]
interface IdleRow {
  readonly kind: 'group' | 'topic'
  readonly name: string
  readonly reasons: readonly Reason[]
  readonly group: IdleGroup | undefined
  readonly topic: IdleTopic | undefined
  /** Ms since the epoch; ages in tables count back from it. */
  readonly now: number
  readonly olderThan: number
}

const reasonText = (reason: Reason, olderThan: number): string =>
  ({
    empty: 'no members',
    noCommits: `no commit for ${durationText(olderThan)}`,
    unread: 'not read by any group',
    unwritten: `nothing written for ${durationText(olderThan)}`,
    noRecords: 'no records',
  })[reason]

const week = 7 * 86_400_000
const ago = (time: number | null | undefined, now: number) =>
  time == null ? null : `${durationText(Math.max(0, Math.round((now - time) / 1000)) * 1000)} ago`

const columns = {
  kind: {value: ({kind}) => kind},
  name: {value: ({name}) => name, role: () => 'name'},
  /** Groups: empty, noCommits. Topics: unread, unwritten, noRecords. */
  reasons: {
    heading: 'WHY',
    value: ({reasons}) => reasons,
    text: ({reasons, olderThan}) => reasons.map((each) => reasonText(each, olderThan)).join(', '),
    role: () => 'warn',
  },
  /** Only for groups. */
  state: {value: ({group}) => group?.state, filled: true},
  /** Only for groups. */
  members: {heading: '#MEMBERS', value: ({group}) => group?.memberCount, align: 'right', filled: true},
  /** Only for groups. */
  lag: {value: ({group}) => group?.totalLag, align: 'right', filled: true},
  /** For groups, ms since the epoch; null if it was longer ago than --older-than, or is unknown. */
  lastCommit: {
    value: ({group}) => group?.lastCommit,
    text: ({group, now}) => ago(group?.lastCommit, now),
    filled: true,
  },
  /** For topics: the number of groups that have committed offsets or members there. */
  readers: {heading: '#GROUPS', value: ({topic}) => topic?.readers, align: 'right', filled: true},
  /** For topics, ms since the epoch; null if there is no record, or if it is unknown (before Kafka 3.0). */
  newestRecord: {
    value: ({topic}) => topic?.newestRecord,
    text: ({topic, now}) => ago(topic?.newestRecord, now),
    filled: true,
  },
  /** For topics: bytes on disk of all replicas. */
  size: {
    value: ({topic}) => topic?.size,
    text: ({topic}) => (topic?.size == null ? null : sizeText(topic.size)),
    align: 'right',
    filled: true,
  },
} satisfies Columns<IdleRow>

export type Output = IdleReport
export type Row = RowOf<typeof columns>

export default class GroupsIdle extends KafkaCommand {
  static override summary = 'find groups and topics that are not in use'
  static override description =
    'Finds groups without members and groups without recent commits, and topics that no group reads, that have no recent records, or that are empty, with their size on disk. Commit times are read from __consumer_offsets, which requires Read permission on it and takes a while for a long --older-than on a busy cluster; --no-commits skips this. Anything that cannot be determined is reported as such and never counts as idle. Consumers without a group leave no trace (Kafka Streams reads its changelog topics this way, as Connect and schema registries read theirs), so ask before you delete anything.'
  static override examples = [
    '<%= config.bin %> groups idle',
    {
      description: 'The groups and topics of one team',
      command: "<%= config.bin %> groups idle 'billing-*'",
    },
    {
      description: 'Topics without a new record for a month',
      command: '<%= config.bin %> groups idle --only topics --why unwritten --older-than 30d',
    },
    {
      description: 'Names of groups without members, to review before deleting them',
      command: '<%= config.bin %> groups idle --only groups --why empty --output name',
    },
  ]
  static override args = {
    name: checked()({
      description: 'names of groups and topics, patterns (billing-*) or /regular expressions/',
      multiple: true,
    }),
  }
  static override flags = {
    'older-than': duration({
      summary: 'how long without a commit or a new record counts as idle (default: 7d)',
    }),
    only: option({options: ['groups', 'topics'] as const, summary: 'only groups or only topics'})(),
    why: option({
      options: ['empty', 'noCommits', 'unread', 'unwritten', 'noRecords'] as const,
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      summary: 'only what is idle for one of these reasons',
    })(),
    match: pattern({summary: 'only names that match anywhere, as the argument /REGEX/'}),
    internal: boolean({summary: "include Kafka's internal topics"}),
    commits: boolean({default: true, allowNo: true, summary: 'find out when each group last committed'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsIdle)
    if (args.name && flags.match) throw new UsageError('give either names or --match (see kafkit groups idle --help)')
    const print = this.printer<Output, IdleRow>(flags, columns, 'name')
    const cluster = await this.connect(flags)
    const now = this.io.now()
    const olderThan = flags['older-than'] ?? week
    const progress = progressLine(this.io)
    const outcome = await findIdle(cluster, {
      now,
      olderThan,
      commits: flags.commits && flags.only !== 'topics',
      internal: flags.internal,
      selectors: args.name?.map(nameSelector),
      signal: this.io.interrupted,
      onProgress: (text) => progress.show(() => text),
    }).finally(() => progress.clear())
    const found = outcome.open(this.failures)
    const wanted = (name: string, reasons: readonly Reason[]) =>
      (flags.match?.test(name) ?? true) && (!flags.why || reasons.some((each) => flags.why?.includes(each)))
    const report: Output = {
      ...found,
      groups: flags.only === 'topics' ? [] : found.groups.filter((each) => wanted(each.groupId, each.reasons)),
      topics: flags.only === 'groups' ? [] : found.topics.filter((each) => wanted(each.topic, each.reasons)),
    }
    const rows = [
      ...report.groups.map((group) => rowOf('group', group.groupId, group.reasons, {group, topic: undefined})),
      ...report.topics.map((topic) => rowOf('topic', topic.topic, topic.reasons, {group: undefined, topic})),
    ]
    await print({value: report, rows})
    const unseen = unseenOffsets(report.groups.map(({groupId, topics}) => ({groupId, partitions: topics})))
    if (unseen !== undefined) await this.note(unseen)
    if (flags.output === 'table') await this.#sum(report)
    if (flags.commits && flags.only !== 'topics' && !report.commitsKnown)
      await this.warning('commit times are unknown, so no group counts as idle for lack of commits')
    return this.reportFailures(report.errors)

    function rowOf(
      kind: IdleRow['kind'],
      name: string,
      reasons: readonly Reason[],
      rest: Pick<IdleRow, 'group' | 'topic'>,
    ) {
      return {kind, name, reasons, now, olderThan, ...rest}
    }
  }

  async #sum({groups, topics}: Output): Promise<void> {
    const bytes = topics.reduce((sum, {size}) => sum + (size ?? 0), 0)
    const unknown = topics.filter(({size}) => size === null).length
    const size = topics.length === 0 ? '' : ` (${sizeText(bytes)}${unknown > 0 ? ` and ${unknown} unknown` : ''})`
    await this.note(`${counted(groups.length, 'idle group')}, ${counted(topics.length, 'idle topic')}${size}`)
  }
}
