import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {unseenOffsets} from '../../lib/command-parts/groups/unseen-offsets.ts'
import {KafkaError} from '../../lib/cluster/errors.ts'
import {describeConfigs} from '../../lib/configs/describe.ts'
import type {GroupDescription} from '../../lib/groups/group-description.ts'
import {groupsToRead, unmatchedGroups} from '../../lib/groups/groups-to-read.ts'
import {isShareGroup} from '../../lib/groups/list.ts'
import {shareGroupOffsets} from '../../lib/groups/share-offsets.ts'
import {describeShareGroup} from '../../lib/groups/share-reset.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {counted, grouped} from '../../lib/text/plural.ts'

interface SharePartition {
  readonly groupId: string
  readonly topic: string
  readonly partition: number
  /** All records before it are done; null if nothing was delivered yet. */
  readonly startOffset: number | null
  /** Undelivered records, as the broker counts them; null if unknown (before Kafka 4.2). */
  readonly lag: number | null
  /** Client ids of the members that read it. */
  readonly members: readonly string[]
  readonly error: Error | null
}

const columns = {
  group: {value: ({groupId}) => groupId, role: () => 'name'},
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  startOffset: {heading: 'START', value: ({startOffset}) => startOffset, align: 'right'},
  lag: {value: ({lag}) => lag, align: 'right'},
  members: {value: ({members}) => members},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<SharePartition>

interface SharedGroup {
  readonly group: GroupDescription
  /** The share.* configs in effect for the group, such as share.auto.offset.reset; null if they could not be read. */
  readonly configs: Readonly<Record<string, string | null>> | null
  /** Why the configs could not be read. */
  readonly configError: Error | null
  readonly partitions: readonly SharePartition[]
}

export interface Output {
  readonly groups: readonly SharedGroup[]
  readonly errors: readonly Error[]
}
export type Row = RowOf<typeof columns>

export default class ShareDescribe extends KafkaCommand {
  static override summary = 'show the offsets, members and configs of share groups'
  static override description =
    'START is the share-partition start offset, before which everything is done; LAG is the number of records that were not delivered yet, as the broker counts them. A partition without START was never read.'
  static override examples = [
    '<%= config.bin %> share describe billing',
    "<%= config.bin %> share describe 'billing-*'",
    {description: 'With the configs of the group', command: '<%= config.bin %> share describe billing --configs'},
  ]
  static override args = {
    group: checked()({
      description: 'names of share groups, patterns (billing-*) or /regular expressions/',
      required: true,
      multiple: true,
    }),
  }
  static override flags = {
    configs: boolean({summary: 'show the share.* configs of each group too'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ShareDescribe)
    const print = this.printer<Output, SharePartition>(flags, columns, 'group')
    const cluster = await this.connect(flags)
    const chosen = (await groupsToRead(cluster, args.group.map(nameSelector), isShareGroup)).open(this.failures)
    const found = await Promise.allSettled(chosen.selected.names.map((groupId) => describe(cluster, groupId)))
    const groups = found.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    const errors = [
      ...found.flatMap((each) => (each.status === 'rejected' ? [expected(each.reason)] : [])),
      ...[...unmatchedGroups(chosen, 'describe'), ...chosen.brokerErrors].map(({error}) => error),
    ]
    const rows = groups.flatMap(({partitions}) => partitions)
    await print({
      value: {groups, errors},
      rows,
      people: async () => {
        for (const [at, each] of groups.entries()) await this.#group(each, at > 0, flags.configs)
      },
    })
    const unseen = unseenOffsets(groups.map(({group: {groupId}, partitions}) => ({groupId, partitions})))
    if (unseen !== undefined) await this.note(unseen)
    const failed = groups.flatMap(({configError, partitions}) => [
      ...(configError ? [configError] : []),
      ...partitions.flatMap(({error}) => error ?? []),
    ])
    return this.reportFailures([...errors, ...failed])
  }

  async #group({group, configs, partitions}: SharedGroup, follows: boolean, withConfigs: boolean): Promise<void> {
    const {heading, name, faint, good, warn} = await this.colours()
    const state = group.state === 'Stable' ? good(group.state) : warn(group.state)
    const facts = [`share group`, counted(group.members.length, 'member'), lagText(partitions)]
    this.io.out(`${follows ? '\n' : ''}${heading(name(group.groupId))}  ${state}${faint(`, ${facts.join(', ')}`)}\n`)
    if (partitions.length > 0)
      await this.printTable(tableColumns(columns, partitions, {without: ['group']}), partitions)
    if (withConfigs) for (const [key, value] of Object.entries(configs ?? {})) this.io.out(`${key}=${value ?? ''}\n`)
  }
}

/** A broker's error about one group; anything else ends the command. */
function expected(reason: unknown): KafkaError {
  if (reason instanceof KafkaError) return reason
  throw reason
}

/** The sum is unknown if one of its parts is. */
function lagText(partitions: readonly SharePartition[]): string {
  if (partitions.length === 0) return 'no partition has been read yet'
  const unknown = partitions.filter(({lag}) => lag === null).length
  const sum = partitions.reduce((total, {lag}) => total + (lag ?? 0), 0)
  return unknown > 0 ? `lag ${grouped(sum)} and ${grouped(unknown)} unknown` : `lag ${grouped(sum)}`
}

/** Throws KafkaError for a group that does not exist, or is not a share group. */
async function describe(cluster: Cluster, groupId: string): Promise<SharedGroup> {
  const group = await describeShareGroup(cluster, groupId, `describe share group ${groupId}`)
  const [offsets, configs] = await Promise.all([shareGroupOffsets(cluster, [groupId]), configsOf(cluster, groupId)])
  const found = offsets.get(groupId) ?? []
  if (found instanceof KafkaError) throw found
  return {
    group,
    ...configs,
    partitions: found.map(({topic, partition, offset, lag, error}) => ({
      groupId,
      topic,
      partition,
      startOffset: offset,
      lag: lag ?? null,
      members: group.members
        .filter(({assignment}) => assignment.some((each) => each.topic === topic && each.partition === partition))
        .map(({clientId}) => clientId),
      error: error ?? null,
    })),
  }
}

async function configsOf(cluster: Cluster, groupId: string): Promise<Pick<SharedGroup, 'configs' | 'configError'>> {
  const [described] = await describeConfigs(cluster, [{type: 'GROUP', name: groupId}])
  if (described?.error) return {configs: null, configError: described.error}
  const own = described?.configs.filter(({name}) => name.startsWith('share.')) ?? []
  return {configs: Object.fromEntries(own.map(({name, value}) => [name, value])), configError: null}
}
