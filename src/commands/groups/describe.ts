import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {eitherNamesOr, words} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {outputFlags} from '../../lib/cli/kit-command.ts'
import type {Column} from '../../lib/cli/table.ts'
import {counted, grouped} from '../../lib/cli/text.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import type {TopicPartition} from '../../lib/cluster/fan-out.ts'
import {describeGroups, type GroupDescription, type GroupMember} from '../../lib/groups/describe.ts'
import {groupLag, type LagProblem, type PartitionLag} from '../../lib/groups/lag.ts'
import type {BrokerFailure} from '../../lib/groups/list.ts'

export default class GroupsDescribe extends KafkaCommand {
  static override summary = 'show committed offsets with lag, members or state of groups'
  static override description =
    'LAG is LOG-END-OFFSET minus CURRENT-OFFSET. Works for groups of every type: classic, consumer (KIP-848), streams, and share, whose CURRENT-OFFSET is the start offset and whose LAG the broker counts itself.'
  static override examples = [
    '<%= config.bin %> groups describe billing',
    {
      description: 'Who is in it, and who has which partitions',
      command: '<%= config.bin %> groups describe billing --members --verbose',
    },
    {description: 'The state of every group', command: '<%= config.bin %> groups describe --all-groups --state'},
    {
      description: 'Total lag of every group',
      command: "<%= config.bin %> groups describe --all-groups --output json | jq '.groups[] | {groupId, totalLag}'",
    },
  ]
  static override args = {
    group: checked()({description: 'names of the groups', multiple: true}),
  }
  static override flags = {
    'all-groups': boolean({aliases: ['all'], summary: 'all groups of the cluster'}),
    offsets: boolean({summary: 'offsets and lag (the default)', exclusive: ['members', 'state']}),
    members: boolean({summary: 'members instead of offsets', exclusive: ['state']}),
    state: boolean({summary: 'state, coordinator and assignment strategy instead of offsets'}),
    topic: words({helpValue: 'TOPIC,…', summary: 'only offsets of these topics', exclusive: ['members', 'state']}),
    verbose: boolean({summary: 'more columns: member ids and epochs, assigned partitions'}),
    ...outputFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsDescribe)
    eitherNamesOr('all-groups', args.group, flags['all-groups'], 'groups')
    const cluster = await this.connect(flags)
    const ids = args.group ? [...new Set(args.group)] : ('all' as const)
    if (!flags.members && !flags.state) return this.#offsets(cluster, ids, flags)
    const described = await describeGroups(cluster, ids)
    if (flags.output === 'json') this.printJson(described)
    else if (flags.state) await this.printTable(stateColumns(flags.verbose), described.groups)
    else for (const [i, group] of described.groups.entries()) await this.#members(group, flags.verbose, i > 0)
    return this.#failures(
      described.errors.map(({error}) => error),
      described.brokerErrors,
    )
  }

  async #offsets(
    cluster: Cluster,
    ids: readonly string[] | 'all',
    {topic, verbose, output}: {topic?: string[] | undefined; verbose: boolean; output: 'table' | 'json'},
  ): Promise<number> {
    const lags = await groupLag(cluster, ids, {topics: topic})
    if (output === 'json') this.printJson(lags)
    else {
      for (const [i, {group, partitions, totalLag, unknownCount}] of lags.groups.entries()) {
        const unknown = unknownCount > 0 ? `, and ${grouped(unknownCount)} unknown` : ''
        const lag = partitions.length > 0 ? [`lag ${grouped(totalLag)}${unknown}`] : ['no committed offsets']
        await this.#heading(group, lag, i > 0)
        if (partitions.length > 0) await this.printTable(offsetColumns(partitions, verbose), partitions)
      }
    }
    return this.#failures(
      lags.errors.map(({error}) => error),
      lags.brokerErrors,
    )
  }

  async #members(group: GroupDescription, verbose: boolean, follows: boolean): Promise<void> {
    await this.#heading(group, [], follows)
    if (group.members.length > 0) await this.printTable(memberColumns(group.members, verbose), group.members)
  }

  /** One line that says what each row of the tables would repeat. */
  async #heading(group: GroupDescription, more: readonly string[], follows: boolean): Promise<void> {
    const {heading, name, faint, good, warn} = await this.colours()
    const state = group.state === 'Stable' ? good(group.state) : warn(group.state)
    const facts = [`${group.type} group`, counted(group.members.length, 'member'), ...more]
    this.io.out(`${follows ? '\n' : ''}${heading(name(group.groupId))}  ${state}${faint(`, ${facts.join(', ')}`)}\n`)
  }

  async #failures(errors: readonly Error[], brokers: readonly BrokerFailure[]): Promise<number> {
    for (const {node} of brokers) await this.warning(`groups of broker ${node} are missing: it could not be asked`)
    return this.reportFailures([...errors, ...brokers.map(({error}) => error)])
  }
}

/** Java prints an InetAddress with a slash before it; nobody wants it. */
const hostOf = (member: Pick<GroupMember, 'host'> | null) => member?.host.replace(/^\//, '')

const problems: Readonly<Record<LagProblem, string>> = {
  noCommit: 'nothing committed',
  noLeader: 'no leader',
  unknownPartition: 'no such partition any more',
  notAuthorized: 'not authorized',
  error: 'error',
  beforeStart: 'before the start of the log',
  afterEnd: 'beyond the end of the log',
}

function offsetColumns(rows: readonly PartitionLag[], verbose: boolean): Column<PartitionLag>[] {
  const owned = rows.some(({member}) => member)
  return [
    {heading: 'TOPIC', value: ({topic}) => topic, role: () => 'name'},
    {heading: 'PARTITION', value: ({partition}) => partition, align: 'right'},
    ...(verbose
      ? [{heading: 'LEADER-EPOCH', value: (row: PartitionLag) => row.committedLeaderEpoch, align: 'right' as const}]
      : []),
    {heading: 'CURRENT-OFFSET', value: ({committedOffset}) => committedOffset, align: 'right'},
    {heading: 'LOG-END-OFFSET', value: ({logEndOffset}) => logEndOffset, align: 'right'},
    {heading: 'LAG', value: ({lag}) => lag, align: 'right', role: ({lag}) => (lag === 0 ? 'good' : undefined)},
    ...(owned
      ? [
          ...(verbose ? [{heading: 'CONSUMER-ID', value: ({member}: PartitionLag) => member?.memberId}] : []),
          {heading: 'HOST', value: ({member}: PartitionLag) => hostOf(member)},
          {heading: 'CLIENT-ID', value: ({member}: PartitionLag) => member?.clientId},
        ]
      : []),
    ...(rows.some(({problem}) => problem)
      ? [
          {
            heading: 'NOTE',
            value: ({problem, error}: PartitionLag) =>
              problem === 'error' ? error?.text : problem ? problems[problem] : null,
            role: () => 'warn' as const,
          },
        ]
      : []),
  ]
}

/** `orders:0,1; payments:3`. */
function assignmentText(assignment: readonly TopicPartition[]): string | null {
  const topics = Map.groupBy(assignment, ({topic}) => topic)
  const texts = [...topics].map(([topic, places]) => `${topic}:${places.map(({partition}) => partition).join(',')}`)
  return texts.join('; ') || null
}

function memberColumns(members: readonly GroupMember[], verbose: boolean): Column<GroupMember>[] {
  const columns: (Column<GroupMember> & {readonly needed?: boolean})[] = [
    {heading: 'CONSUMER-ID', value: ({memberId}) => memberId, role: () => 'name'},
    {
      heading: 'GROUP-INSTANCE-ID',
      value: ({groupInstanceId}) => groupInstanceId,
      needed: members.some(({groupInstanceId}) => groupInstanceId !== null),
    },
    {heading: 'HOST', value: hostOf},
    {heading: 'CLIENT-ID', value: ({clientId}) => clientId},
    {heading: '#PARTITIONS', value: ({assignment}) => assignment.length, align: 'right'},
    {
      heading: 'EPOCH',
      value: ({memberEpoch}) => memberEpoch,
      align: 'right',
      needed: verbose && members.some(({memberEpoch}) => memberEpoch !== null),
    },
    {heading: 'ASSIGNMENT', value: ({assignment}) => assignmentText(assignment), needed: verbose},
    {
      heading: 'TARGET-ASSIGNMENT',
      value: ({targetAssignment}) => targetAssignment && assignmentText(targetAssignment),
      // Where it differs somebody still has to give something up.
      needed:
        verbose &&
        members.some(
          ({assignment, targetAssignment}) =>
            targetAssignment && assignmentText(targetAssignment) !== assignmentText(assignment),
        ),
    },
  ]
  return columns.filter(({needed = true}) => needed)
}

function stateColumns(verbose: boolean): Column<GroupDescription>[] {
  return [
    {heading: 'GROUP', value: ({groupId}) => groupId, role: () => 'name'},
    {heading: 'TYPE', value: ({type}) => type},
    {heading: 'STATE', value: ({state}) => state, role: ({state}) => (state === 'Stable' ? 'good' : 'warn')},
    {heading: '#MEMBERS', value: ({members}) => members.length, align: 'right'},
    {heading: 'ASSIGNMENT-STRATEGY', value: ({assignor}) => assignor || null},
    {
      heading: 'COORDINATOR (ID)',
      value: ({coordinator}) => coordinator && `${coordinator.host}:${coordinator.port} (${coordinator.id})`,
    },
    ...(verbose
      ? [
          {heading: 'GROUP-EPOCH', value: (group: GroupDescription) => group.groupEpoch, align: 'right' as const},
          {
            heading: 'TARGET-ASSIGNMENT-EPOCH',
            value: (group: GroupDescription) => group.targetAssignmentEpoch,
            align: 'right' as const,
          },
        ]
      : []),
  ]
}
