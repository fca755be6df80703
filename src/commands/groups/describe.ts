import {boolean} from '@oclif/core/flags'
import {whyEmpty} from '../../lib/acls/why-empty.ts'
import {checked} from '../../lib/cli/args.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import type {FlagValues} from '../../lib/cli/flag-values.ts'
import {eitherNamesOr, groupTypes, selectors} from '../../lib/cli/flags.ts'
import {clientFlag, KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {progressLine} from '../../lib/cli/progress.ts'
import {
  memberColumns,
  offsetColumns,
  stateColumns,
  type MemberOf,
  type OffsetOf,
} from '../../lib/command-parts/groups/describe-columns.ts'
import {unseenOffsets} from '../../lib/command-parts/groups/unseen-offsets.ts'
import {counted, grouped} from '../../lib/text/plural.ts'
import {describeGroups, type DescribedGroups, type GroupDescription} from '../../lib/groups/describe.ts'
import {groupsToRead, unmatchedGroups, type GroupsToRead} from '../../lib/groups/groups-to-read.ts'
import {isPattern, nameSelector, type NameSelector} from '../../lib/text/name-selector.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {UsageError} from '../../lib/cluster/errors.ts'
import {readsTopics, type ListedGroup} from '../../lib/groups/list.ts'
import {groupLag, type GroupLags} from '../../lib/groups/lag/lag.ts'

/** GroupLags by default, DescribedGroups with --members or --state. */
export type Output = GroupLags | DescribedGroups
export type Row = RowOf<typeof offsetColumns> | RowOf<typeof memberColumns> | RowOf<typeof stateColumns>

export default class GroupsDescribe extends KafkaCommand {
  static override summary = 'show the committed offsets and lag, the members or the state of groups'
  static override description =
    'LAG is LOG-END-OFFSET minus CURRENT-OFFSET, and 0 where the log is empty. Works for all types of groups: classic, consumer (KIP-848), streams and share. For share groups, CURRENT-OFFSET is the share-partition start offset and LAG is reported by the broker.'
  static override examples = [
    '<%= config.bin %> groups describe billing',
    {
      description: 'The members of a group and their partitions',
      command: '<%= config.bin %> groups describe billing --members --verbose',
    },
    {description: 'The state of every group', command: '<%= config.bin %> groups describe --all-groups --state'},
    {
      description: 'Total lag of every group',
      command: "<%= config.bin %> groups describe --all-groups --output json | jq '.groups[] | {groupId, totalLag}'",
    },
  ]
  static override args = {
    group: checked()({description: 'names, patterns (billing-*) or /regular expressions/', multiple: true}),
  }
  static override exclusions = [
    ['offsets', 'members', 'state'],
    ['topic', 'members'],
    ['topic', 'state'],
  ]
  static override flags = {
    'all-groups': boolean({aliases: ['all'], summary: 'all groups in the cluster'}),
    offsets: boolean({summary: 'show offsets and lag (the default)'}),
    members: boolean({summary: 'show members instead of offsets'}),
    state: boolean({summary: 'show state, coordinator and assignment strategy instead of offsets'}),
    topic: selectors({
      summary: 'only the offsets of these topics: names, patterns (orders-*) or /regular expressions/',
    }),
    type: groupTypes({
      summary: 'with --all-groups or patterns, only groups of these types: classic, consumer, share, streams',
    }),
    verbose: boolean({summary: 'show more columns: member ids and epochs, assigned partitions'}),
    ...clientFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsDescribe)
    eitherNamesOr('all-groups', args.group, flags['all-groups'], 'groups')
    const ids = args.group?.map(nameSelector) ?? ('all' as const)
    const named = flags.type && ids !== 'all' ? ids.find((each) => !isPattern(each)) : undefined
    if (named) throw new UsageError(`--type chooses among groups, but ${named.text} is named: leave one of them out`)
    if (flags.type && flags.client !== 'kafkit') throw new UsageError('--type needs --client kafkit')
    if (flags.members) return this.#members(ids, flags)
    return flags.state ? this.#states(ids, flags) : this.#offsets(ids, flags)
  }

  async #offsets(ids: Wanted, flags: Flags): Promise<number> {
    const print = this.printer<Output, OffsetOf>(flags, offsetColumns, 'group')
    const wide = flags.verbose
    const lags = await this.#lags(ids, flags)
    const rowsOf = ({groupId, partitions}: GroupLags['groups'][number]) => partitions.map((at) => ({...at, groupId}))
    await print({
      value: lags,
      rows: lags.groups.flatMap(rowsOf),
      wide,
      people: async () => {
        for (const [i, each] of lags.groups.entries()) {
          const rows = rowsOf(each)
          await this.#heading(each.group, [headline(each)], i > 0)
          await this.#below<OffsetOf>(offsetColumns, rows, wide)
        }
      },
    })
    const unseen = flags.topic ? undefined : unseenOffsets(lags.groups)
    if (unseen !== undefined) await this.note(unseen)
    return this.#failures(lags)
  }

  async #members(ids: Wanted, flags: Flags): Promise<number> {
    const print = this.printer<Output, MemberOf>(flags, memberColumns, 'group')
    const wide = flags.verbose
    const described = await this.#described(ids, flags)
    const rowsOf = ({groupId, members}: GroupDescription) => members.map((member) => ({...member, groupId}))
    await print({
      value: described,
      rows: described.groups.flatMap(rowsOf),
      wide,
      people: async () => {
        for (const [i, group] of described.groups.entries()) {
          await this.#heading(group, [], i > 0)
          await this.#below<MemberOf>(memberColumns, rowsOf(group), wide)
        }
      },
    })
    return this.#failures(described)
  }

  async #states(ids: Wanted, flags: Flags): Promise<number> {
    const print = this.printer<Output, GroupDescription>(flags, stateColumns, 'group')
    const described = await this.#described(ids, flags)
    await print({value: described, rows: described.groups, wide: flags.verbose})
    return this.#failures(described)
  }

  async #lags(ids: Wanted, flags: Flags): Promise<GroupLags> {
    const options = {topics: flags.topic}
    if (flags.client === 'kafkit') {
      const progress = progressLine(this.io)
      const onProgress = (text: string) => progress.show(() => text)
      const cluster = await this.connect(flags)
      const chosen = await this.#chosen(cluster, ids, flags, readsTopics)
      const found = await groupLag(cluster, chosen?.selected.names ?? 'all', {...options, onProgress}).finally(() =>
        progress.clear(),
      )
      const lags = found.open(this.failures)
      await this.#sayWhyEmpty(cluster, lags)
      return withUnmatched(lags, chosen)
    }
    const {groupLagByKafkajs} = await import('../../lib/groups/kafkajs-groups.ts')
    return groupLagByKafkajs(await this.connectKafkajs(flags), namesOnly(ids), options)
  }

  async #described(ids: Wanted, flags: Flags): Promise<DescribedGroups> {
    if (flags.client === 'kafkit') {
      const cluster = await this.connect(flags)
      const chosen = await this.#chosen(cluster, ids, flags, () => true)
      const described = (await describeGroups(cluster, chosen?.selected.names ?? 'all')).open(this.failures)
      await this.#sayWhyEmpty(cluster, described)
      return withUnmatched(described, chosen)
    }
    const {describeGroupsByKafkajs} = await import('../../lib/groups/kafkajs-groups.ts')
    return describeGroupsByKafkajs(await this.connectKafkajs(flags), namesOnly(ids))
  }

  /** Undefined means all groups. */
  async #chosen(cluster: Cluster, ids: Wanted, {type: types}: Flags, isWanted: (group: ListedGroup) => boolean) {
    if (ids === 'all' && !types) return undefined
    const isOfType = (group: ListedGroup) => !types || types.includes(group.type ?? 'classic')
    const selectors = ids === 'all' ? [nameSelector('*')] : ids
    const chosen = await groupsToRead(cluster, selectors, (group) => isWanted(group) && isOfType(group))
    const found = chosen.open(this.failures)
    // No group of that type is a valid answer, unless a pattern should have matched one.
    return ids === 'all' ? {...found, selected: {...found.selected, unmatched: []}} : found
  }

  async #sayWhyEmpty(cluster: Cluster, {groups, errors, brokerErrors}: DescribedGroups | GroupLags): Promise<void> {
    const isEmpty = groups.length + errors.length + brokerErrors.length === 0
    const why = isEmpty ? await whyEmpty(cluster, 'groups') : undefined
    if (why !== undefined) await this.note(why)
  }

  async #below<Row>(columns: Columns<Row>, rows: readonly Row[], wide: boolean) {
    if (rows.length > 0) await this.printTable(tableColumns(columns, rows, {wide, without: ['group']}), rows)
  }

  /** One line with what every row of the table would otherwise repeat. */
  async #heading(group: GroupDescription, more: readonly string[], follows: boolean): Promise<void> {
    const {heading, name, faint, good, warn} = await this.colours()
    const state = group.state === 'Stable' ? good(group.state) : warn(group.state)
    const facts = [`${group.type} group`, counted(group.members.length, 'member'), ...more]
    this.io.out(`${follows ? '\n' : ''}${heading(name(group.groupId))}  ${state}${faint(`, ${facts.join(', ')}`)}\n`)
  }

  async #failures({errors, brokerErrors}: GroupLags | DescribedGroups): Promise<number> {
    for (const {node} of brokerErrors)
      await this.warning(`groups of broker ${node} are missing because it could not be reached`)
    return this.reportFailures([...errors, ...brokerErrors].map(({error}) => error))
  }
}

type Wanted = readonly NameSelector[] | 'all'

/** Adds the patterns that match nothing, and the brokers that could not be asked for matching groups. */
const withUnmatched = <D extends DescribedGroups | GroupLags>(described: D, chosen: GroupsToRead | undefined): D =>
  chosen
    ? {
        ...described,
        errors: [...described.errors, ...unmatchedGroups(chosen, 'describe')],
        brokerErrors: chosen.brokerErrors,
      }
    : described

function namesOnly(ids: Wanted): readonly string[] | 'all' {
  if (ids === 'all') return ids
  const pattern = ids.find(isPattern)
  if (pattern) throw new UsageError(`--client kafkajs takes names only, not ${pattern.text}`)
  return ids.map(({text}) => text)
}

/** The sum is unknown if one of its parts is. */
function headline({partitions, totalLag, unknownCount}: GroupLags['groups'][number]): string {
  if (partitions.length === 0) return 'no committed offsets'
  if (unknownCount === partitions.length) return `lag: ${grouped(unknownCount)} unknown`
  return `lag ${grouped(totalLag)}${unknownCount > 0 ? `, and ${grouped(unknownCount)} unknown` : ''}`
}

type Flags = FlagValues<typeof GroupsDescribe.baseFlags & typeof GroupsDescribe.flags>
