import {isUtf8} from 'node:buffer'
import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {integer, topicScopes} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {unseenOffsets} from '../../lib/command-parts/groups/unseen-offsets.ts'
import {counted} from '../../lib/text/plural.ts'
import type {GroupFailure} from '../../lib/groups/describe.ts'
import {peekGroups, type NoRecord, type PeekedGroup, type PeekedPartition} from '../../lib/activity/peek.ts'
import type {KeptRecord} from '../../lib/records/consume/records-around.ts'
import {groupsToRead, unmatchedGroups} from '../../lib/groups/groups-to-read.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'

/** Text if the bytes are valid UTF-8, otherwise base64. */
interface ShownBytes {
  readonly text: string | null
  readonly encoding: 'utf8' | 'base64' | null
}

interface ShownRecord {
  readonly offset: number
  /** Ms since the epoch; null where the record has none. */
  readonly timestamp: number | null
  readonly key: ShownBytes
  readonly value: ShownBytes
  readonly headers: readonly {readonly key: string; readonly value: ShownBytes}[]
}

interface ShownPartition extends Omit<PeekedPartition, 'before' | 'after'> {
  /** The records before the committed offset, in order of offset. */
  readonly before: readonly ShownRecord[]
  /** The records from the committed offset on. */
  readonly after: readonly ShownRecord[]
}

export interface Output {
  readonly groups: readonly (Omit<PeekedGroup, 'partitions'> & {readonly partitions: readonly ShownPartition[]})[]
  readonly errors: readonly GroupFailure[]
}

interface PeekRow extends Omit<ShownPartition, 'before' | 'after' | 'noneBefore' | 'noneAfter'> {
  readonly group: string
  readonly side: 'read' | 'next'
  readonly record: ShownRecord | null
  readonly none: NoRecord | 'noCommit' | 'error' | null
}

const noneTexts: Readonly<Record<NonNullable<PeekRow['none']>, string>> = {
  logStart: 'the log starts here',
  logEnd: 'the log ends here',
  gap: 'only transaction markers and gaps nearby',
  noCommit: 'nothing committed',
  error: 'cannot be read',
}
const outsideTexts = {
  beforeStart: 'the committed offset is gone: the log starts later',
  afterEnd: 'the committed offset lies beyond the end of the log',
}

const columns = {
  group: {value: ({group}) => group, role: () => 'name'},
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  committedOffset: {heading: 'COMMITTED', value: ({committedOffset}) => committedOffset, align: 'right'},
  lag: {value: ({lag}) => lag, align: 'right'},
  /** `read`: before the committed offset. `next`: from it on. */
  side: {value: ({side}) => side, role: ({side}) => (side === 'next' ? 'good' : 'faint')},
  /** Null if there is no record on this side; `note` says why. */
  offset: {value: ({record}) => record?.offset, align: 'right'},
  /** Ms since the epoch. */
  timestamp: {
    value: ({record}) => record?.timestamp,
    text: ({record}) => (record?.timestamp == null ? null : new Date(record.timestamp).toISOString()),
  },
  /** Text, or base64 (see keyEncoding); null if the record has no key. */
  key: {value: ({record}) => record?.key.text, text: ({record}) => short(record?.key.text ?? null)},
  keyEncoding: {value: ({record}) => record?.key.encoding, text: () => null, filled: true},
  value: {value: ({record}) => record?.value.text, text: ({record}) => short(record?.value.text ?? null)},
  valueEncoding: {value: ({record}) => record?.value.encoding, text: () => null, filled: true},
  note: {
    value: ({none, outside}) => outside ?? none,
    text: ({none, outside}) => (outside ? outsideTexts[outside] : none && noneTexts[none]),
    role: () => 'warn',
    filled: true,
  },
} satisfies Columns<PeekRow>

export type Row = RowOf<typeof columns>

export default class GroupsPeek extends KafkaCommand {
  static override summary = 'show the records around the committed offsets of groups'
  static override description =
    'For each partition, shows the last record that was read and the next one to be read, so that you can see which record a group fails on and whether it is safe to skip. Commits nothing and joins no group. Requires Read permission on the topics. Values that are not UTF-8 are shown as base64; long values are cut in tables only.'
  static override examples = [
    '<%= config.bin %> groups peek billing',
    {
      description: 'Three records on each side, in one partition',
      command: '<%= config.bin %> groups peek billing --topic orders:3 -n 3',
    },
    {
      description: 'The whole value of what a stuck group reads next',
      command:
        '<%= config.bin %> groups peek billing --topic orders:3 -o jsonl | jq -r \'select(.side=="next").value\'',
    },
  ]
  static override args = {
    group: checked()({
      description: 'names, patterns (billing-*) or /regular expressions/',
      multiple: true,
      required: true,
    }),
  }
  static override flags = {
    topic: topicScopes(checkTopicName)({summary: 'only this topic, or some of its partitions; repeatable'}),
    records: integer({char: 'n', min: 1, max: 1000, default: 1, summary: 'number of records to show on each side'}),
    'read-committed': boolean({summary: 'leave out records of open and aborted transactions'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsPeek)
    const print = this.printer<Output, PeekRow>(flags, columns, 'group')
    const cluster = await this.connect(flags)
    const chosen = (await groupsToRead(cluster, args.group.map(nameSelector))).open(this.failures)
    const peeked = await peekGroups(cluster, chosen.selected.names, {
      count: flags.records,
      scope: flags.topic,
      isolation: flags['read-committed'] ? 'read_committed' : 'read_uncommitted',
      signal: this.io.interrupted,
    })
    const {groups, errors: failures} = peeked.open(this.failures)
    const errors = [...failures, ...unmatchedGroups(chosen, 'describe')]
    const shown = groups.map((group) => ({...group, partitions: group.partitions.map(shownPartition)}))
    const rows = shown.flatMap(({groupId, partitions}) => partitions.flatMap((each) => rowsOf(groupId, each)))
    await print({value: {groups: shown, errors}, rows})
    const unseen = unseenOffsets(groups)
    if (unseen !== undefined) await this.note(unseen)
    const unreadable = shown.flatMap(({partitions}) => partitions.flatMap(({error}) => error ?? []))
    const code = await this.reportFailures(
      [...errors, ...chosen.brokerErrors].map(({error}): Error => error).concat(unreadable),
    )
    if (unreadable.length > 0) await this.note(`${counted(unreadable.length, 'partition')} could not be read`)
    return code
  }
}

function rowsOf(group: string, {before, after, noneBefore, noneAfter, ...rest}: ShownPartition): PeekRow[] {
  if (rest.committedOffset === null || rest.error)
    return [{...rest, group, side: 'next', record: null, none: rest.error ? 'error' : 'noCommit'}]
  const side = (name: PeekRow['side'], records: readonly ShownRecord[], none: NoRecord | null): PeekRow[] =>
    (records.length > 0 ? records : [null]).map((record) => ({...rest, group, side: name, record, none}))
  return [...side('read', before, noneBefore), ...side('next', after, noneAfter)]
}

const shownPartition = (each: PeekedPartition): ShownPartition => ({
  ...each,
  before: each.before.map(shownRecord),
  after: each.after.map(shownRecord),
})

const shownRecord = ({offset, timestamp, key, value, headers}: KeptRecord): ShownRecord => ({
  offset,
  timestamp: timestamp < 0 ? null : timestamp,
  key: shownBytes(key),
  value: shownBytes(value),
  headers: headers.map(([name, bytes]) => ({key: name, value: shownBytes(bytes)})),
})

function shownBytes(bytes: Buffer | null): ShownBytes {
  if (bytes === null) return {text: null, encoding: null}
  return isUtf8(bytes)
    ? {text: bytes.toString(), encoding: 'utf8'}
    : {text: bytes.toString('base64'), encoding: 'base64'}
}

const widest = 60
const short = (text: string | null) => (text !== null && text.length > widest ? `${text.slice(0, widest - 1)}…` : text)
