import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import type {FlagValues} from '../../lib/cli/flag-values.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {unseenOffsets} from '../../lib/command-parts/groups/unseen-offsets.ts'
import type {GroupMember, StreamsTask} from '../../lib/groups/describe.ts'
import {groupsToRead, unmatchedGroups} from '../../lib/groups/groups-to-read.ts'
import {
  describeApplications,
  type StreamsApplication,
  type StreamsApplications,
  type StreamsPartition,
} from '../../lib/streams/describe.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {counted, grouped} from '../../lib/text/plural.ts'

const partitionColumns = {
  application: {value: ({applicationId}) => applicationId, role: () => 'name'},
  /** Null if unknown: only groups of the Streams protocol (Kafka 4.1) report their topology. */
  subtopology: {value: ({subtopology}) => subtopology, filled: true},
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  /** `repartition`: the application itself writes to it. */
  kind: {value: ({kind}) => kind},
  currentOffset: {value: ({committedOffset}) => committedOffset, align: 'right'},
  logEndOffset: {value: ({logEndOffset}) => logEndOffset, align: 'right'},
  /** Null if unknown; `problem` says why. */
  lag: {value: ({lag}) => lag, align: 'right', role: ({lag}) => (lag === 0 ? 'good' : undefined)},
  clientId: {value: ({member}) => member?.clientId, filled: true},
  problem: {value: ({problem}) => problem, filled: true, role: () => 'warn'},
} satisfies Columns<StreamsPartition>

interface StreamsMember extends GroupMember {
  readonly applicationId: string
}

/** `0_0,1; 1_0`: tasks by subtopology, as Kafka Streams names them. */
const tasksText = (tasks: readonly StreamsTask[] | undefined): string | null =>
  tasks === undefined
    ? null
    : [...Map.groupBy(tasks, ({subtopology}) => subtopology)]
        .map(
          ([id, own]) =>
            `${id}_${own
              .map(({partition}) => partition)
              .toSorted((a, b) => a - b)
              .join(',')}`,
        )
        .join('; ')

const memberColumns = {
  application: {value: ({applicationId}) => applicationId, role: () => 'name'},
  member: {value: ({memberId}) => memberId, role: () => 'name'},
  /** The process of the member's thread; null in classic groups. */
  process: {value: ({processId}) => processId, filled: true},
  clientId: {value: ({clientId}) => clientId},
  host: {value: ({host}) => host.replace(/^\//, '')},
  /** `0_0,1; 1_0`: partitions by subtopology; null in classic groups, whose members do not report it. */
  active: {value: ({tasks}) => tasksText(tasks?.active)},
  standby: {value: ({tasks}) => tasksText(tasks?.standby), text: ({tasks}) => tasksText(tasks?.standby) || null, filled: true}, // prettier-ignore
  warmup: {value: ({tasks}) => tasksText(tasks?.warmup), text: ({tasks}) => tasksText(tasks?.warmup) || null, filled: true}, // prettier-ignore
  /** The active tasks that the coordinator wants to assign to it. */
  target: {
    value: ({targetTasks}) => tasksText(targetTasks?.active),
    text: ({tasks, targetTasks}) => {
      const target = tasksText(targetTasks?.active)
      return target === tasksText(tasks?.active) ? null : target
    },
    filled: true,
  },
  /** The partitions that it reads. */
  partitions: {value: ({assignment}) => assignment.length, align: 'right'},
} satisfies Columns<StreamsMember>

interface Subtopology {
  readonly applicationId: string
  readonly subtopology: string
  readonly sources: readonly string[]
  readonly changelogs: readonly string[]
  readonly sinks: readonly string[]
  /** Null if the lag of a partition is unknown. */
  readonly lag: number | null
}
const topologyColumns = {
  application: {value: ({applicationId}) => applicationId, role: () => 'name'},
  subtopology: {value: ({subtopology}) => subtopology},
  /** The topics that it reads, repartition topics included. */
  sources: {value: ({sources}) => sources},
  /** The repartition topics that it writes to. */
  sinks: {value: ({sinks}) => sinks},
  changelogs: {value: ({changelogs}) => changelogs},
  /** Null if the lag of one of its partitions is unknown. */
  lag: {value: ({lag}) => lag, align: 'right'},
} satisfies Columns<Subtopology>

export type Output = StreamsApplications
export type Row = RowOf<typeof partitionColumns> | RowOf<typeof memberColumns> | RowOf<typeof topologyColumns>

export default class StreamsDescribe extends KafkaCommand {
  static override summary = 'show the offsets, members, tasks and topology of Streams applications'
  static override description =
    'Works for applications of the Streams protocol (KIP-1071, Kafka 4.1), whose coordinators know the topology and the tasks, and for those of the classic protocol, of which only offsets and partitions are known. Whether a classic group without members belongs to Kafka Streams cannot be told.'
  static override examples = [
    '<%= config.bin %> streams describe orders-app',
    {description: 'The tasks of each thread', command: '<%= config.bin %> streams describe orders-app --members'},
    {
      description: 'The topics and the lag of each part of the application',
      command: '<%= config.bin %> streams describe orders-app --topology',
    },
  ]
  static override args = {
    application: checked()({description: 'ids of applications, patterns (orders-*) or /regular expressions/; patterns select groups of the Streams protocol', required: true, multiple: true}), // prettier-ignore
  }
  static override exclusions = [['members', 'topology']]
  static override flags = {
    members: boolean({summary: 'show members and their tasks instead of offsets'}),
    topology: boolean({summary: 'show subtopologies with their topics and lag instead of offsets'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(StreamsDescribe)
    if (flags.members) return this.#show<StreamsMember>(flags, args.application, memberColumns, 'member', membersOf)
    return flags.topology
      ? this.#show<Subtopology>(flags, args.application, topologyColumns, 'subtopology', topologyOf)
      : this.#show<StreamsPartition>(flags, args.application, partitionColumns, 'topic', ({partitions}) => partitions)
  }

  async #show<Row>(
    flags: Flags,
    ids: readonly string[],
    columns: Columns<Row>,
    nameColumn: keyof typeof columns,
    rowsOf: (application: StreamsApplication) => readonly Row[],
  ): Promise<number> {
    const print = this.printer<Output, Row>(flags, columns, nameColumn)
    const cluster = await this.connect(flags)
    const isStreams = ({type}: {readonly type: string | null}) => type === 'streams'
    const chosen = (await groupsToRead(cluster, ids.map(nameSelector), isStreams)).open(this.failures)
    const described = (await describeApplications(cluster, chosen.selected.names)).open(this.failures)
    const {applications} = described
    const errors = [...described.errors, ...unmatchedGroups(chosen, 'describe').map(({error}) => error)]
    await print({
      value: {applications, errors},
      rows: applications.flatMap(rowsOf),
      people: () => this.#each(applications, columns, rowsOf),
    })
    const unseen = unseenOffsets(applications.map(({group: {groupId}, partitions}) => ({groupId, partitions})))
    if (unseen !== undefined) await this.note(unseen)
    const hidden = flags.members ? 'tasks' : flags.topology ? 'topology' : undefined
    if (hidden !== undefined)
      for (const {group} of applications)
        if (group.type === 'classic')
          await this.note(`${group.groupId} is of the classic protocol: its coordinator does not know its ${hidden}`)
    return this.reportFailures(errors)
  }

  async #each<Row>(
    applications: readonly StreamsApplication[],
    columns: Columns<Row>,
    rowsOf: (application: StreamsApplication) => readonly Row[],
  ): Promise<void> {
    for (const [at, application] of applications.entries()) {
      const {group} = application
      const {heading, name, faint, good, warn} = await this.colours()
      const state = group.state === 'Stable' ? good(group.state) : warn(group.state)
      const facts = [`${group.type} group`, counted(group.members.length, 'member'), lagText(application)]
      this.io.out(`${at > 0 ? '\n' : ''}${heading(name(group.groupId))}  ${state}${faint(`, ${facts.join(', ')}`)}\n`)
      const rows = rowsOf(application)
      if (rows.length > 0) await this.printTable(tableColumns(columns, rows, {without: ['application']}), rows)
    }
  }
}

const membersOf = ({group}: StreamsApplication): StreamsMember[] =>
  group.members.map((member) => ({...member, applicationId: group.groupId}))

const topologyOf = ({group, partitions}: StreamsApplication): Subtopology[] =>
  (group.topology?.subtopologies ?? []).map((each) => {
    const lags = partitions.filter(({subtopology}) => subtopology === each.id).map(({lag}) => lag)
    return {
      applicationId: group.groupId,
      subtopology: each.id,
      sources: [...each.sourceTopics, ...each.repartitionSourceTopics],
      sinks: each.repartitionSinkTopics,
      changelogs: each.changelogTopics,
      lag: lags.some((lag) => lag === null || lag < 0) ? null : lags.reduce<number>((sum, lag) => sum + (lag ?? 0), 0),
    }
  })

/** The sum is unknown if one of its parts is. */
function lagText({partitions, totalLag, unknownCount}: StreamsApplication): string {
  if (partitions.length === 0) return 'nothing committed'
  return unknownCount > 0 ? `lag ${grouped(totalLag)} and ${grouped(unknownCount)} unknown` : `lag ${grouped(totalLag)}`
}

type Flags = FlagValues<typeof StreamsDescribe.baseFlags & typeof StreamsDescribe.flags>
