import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {integer, topicScopes} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {
  bareDecode,
  decodeFlags,
  decodes,
  fieldDecodersFrom,
  onlyDecoding,
  withDecoding,
} from '../../lib/command-parts/consume/decode.ts'
import {registryFlags} from '../../lib/command-parts/registry/connect.ts'
import {namesRegistry, SchemaAccess} from '../../lib/command-parts/registry/schema-access.ts'
import {NotDecoded, shownRecord, type ShownRecord} from '../../lib/command-parts/groups/shown-records.ts'
import {unseenOffsets} from '../../lib/command-parts/groups/unseen-offsets.ts'
import type {FieldDecoders} from '../../lib/records/consume/decode-kept.ts'
import {counted} from '../../lib/text/plural.ts'
import type {GroupFailure} from '../../lib/groups/describe.ts'
import {peekGroups, type NoRecord, type PeekedGroup, type PeekedPartition} from '../../lib/activity/peek.ts'
import type {KeptRecord} from '../../lib/records/consume/records-around.ts'
import {groupsToRead, unmatchedGroups} from '../../lib/groups/groups-to-read.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {checkTopicSelector} from '../../lib/topics/topic-name.ts'

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
  afterEnd: 'the committed offset is beyond the end of the log',
}

const columns = {
  group: {value: ({group}) => group, role: () => 'name'},
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  committedOffset: {heading: 'COMMITTED', value: ({committedOffset}) => committedOffset, align: 'right'},
  lag: {value: ({lag}) => lag, align: 'right'},
  /** `read`: before the committed offset. `next`: at or after it. */
  side: {value: ({side}) => side, role: ({side}) => (side === 'next' ? 'good' : 'faint')},
  /** Null if there is no record on this side; `note` says why. */
  offset: {value: ({record}) => record?.offset, align: 'right'},
  /** Ms since the epoch. */
  timestamp: {
    value: ({record}) => record?.timestamp,
    text: ({record}) => (record?.timestamp == null ? null : new Date(record.timestamp).toISOString()),
  },
  /** Text, JSON or base64 (see keyEncoding); null if the record has no key. */
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
    'For each partition, shows the last record that was read and the next one to be read, so that you can see which record a group fails on and whether it is safe to skip. Commits nothing and joins no group. Requires Read permission on the topics. Values that are not UTF-8 are shown as base64; long values are cut in tables only. With --decode, or where a registry is named, keys and values are shown as their schemas say.'
  static override examples = [
    '<%= config.bin %> groups peek billing',
    {
      description: 'Avro, by the schemas of a registry',
      command: '<%= config.bin %> groups peek billing --registry http://localhost:8081',
    },
    {
      description: 'Three records on each side, in one partition',
      command: '<%= config.bin %> groups peek billing --topic orders:3 -n 3',
    },
    {
      description: 'The whole value of the record that a stuck group reads next',
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
  static override baseFlags = {...KafkaCommand.baseFlags, ...registryFlags}
  static override readonly bareFlags = bareDecode
  static override exclusions = [onlyDecoding]
  static override flags = {
    topic: topicScopes(checkTopicSelector)({
      summary:
        'only this topic, some of its partitions (orders:0,3-5), or topics that match a pattern (orders-*); repeatable',
    }),
    records: integer({char: 'n', min: 1, max: 1000, default: 1, summary: 'number of records to show on each side'}),
    'read-committed': boolean({summary: 'leave out records of open and aborted transactions'}),
    ...decodeFlags,
    ...reportFlags,
  }

  #schemas: SchemaAccess | undefined

  async run(): Promise<number> {
    const {flags: given, args} = await this.parse(GroupsPeek)
    const {properties} = await this.connection(given)
    const flags = namesRegistry(given, this.io.env, properties) ? withDecoding(given) : given
    const print = this.printer<Output, PeekRow>(flags, columns, 'group')
    const {source} = (this.#schemas = new SchemaAccess(flags, {io: this.io}))
    const decoders = decodes(flags) ? await fieldDecodersFrom(flags, {source, cwd: this.io.cwd}) : undefined
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
    const shown = await Promise.all(
      groups.map(async (group) => ({
        ...group,
        partitions: await Promise.all(group.partitions.map((each) => shownPartition(each, decoders))),
      })),
    )
    const rows = shown.flatMap(({groupId, partitions}) => partitions.flatMap((each) => rowsOf(groupId, each)))
    await print({value: {groups: shown, errors}, rows})
    const unseen = unseenOffsets(groups)
    if (unseen !== undefined) await this.note(unseen)
    const unreadable = shown.flatMap(({partitions}) => partitions.flatMap(({error}) => error ?? []))
    const undecoded = undecodedOf(shown.flatMap(({partitions}) => partitions))
    const code = await this.reportFailures(
      [...errors, ...chosen.brokerErrors].map(({error}): Error => error).concat(unreadable, undecoded),
    )
    if (unreadable.length > 0) await this.note(`${counted(unreadable.length, 'partition')} could not be read`)
    return code
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#schemas?.close()
    await super.finally(error)
  }
}

/** One sentence per field, since peek shows few records. */
const undecodedOf = (partitions: readonly ShownPartition[]): Error[] =>
  partitions.flatMap(({topic, partition, before, after}) =>
    [...before, ...after].flatMap(({offset, ...record}) =>
      (['key', 'value'] as const).flatMap((name) => {
        const {decodeError} = record[name]
        if (decodeError === undefined) return []
        return new NotDecoded(`${name} of ${topic}-${partition}, offset ${offset}, cannot be decoded: ${decodeError}`)
      }),
    ),
  )

function rowsOf(group: string, {before, after, noneBefore, noneAfter, ...rest}: ShownPartition): PeekRow[] {
  if (rest.committedOffset === null || rest.error)
    return [{...rest, group, side: 'next', record: null, none: rest.error ? 'error' : 'noCommit'}]
  const side = (name: PeekRow['side'], records: readonly ShownRecord[], none: NoRecord | null): PeekRow[] =>
    (records.length > 0 ? records : [null]).map((record) => ({...rest, group, side: name, record, none}))
  return [...side('read', before, noneBefore), ...side('next', after, noneAfter)]
}

async function shownPartition(each: PeekedPartition, decoders: FieldDecoders | undefined): Promise<ShownPartition> {
  const shown = (record: KeptRecord) => shownRecord(record, decoders)
  return {
    ...each,
    before: await Promise.all(each.before.map(shown)),
    after: await Promise.all(each.after.map(shown)),
  }
}

const widest = 60
const short = (text: string | null) => (text !== null && text.length > widest ? `${text.slice(0, widest - 1)}…` : text)
