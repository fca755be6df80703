// Tables of kafka-streams-groups.
import type {StreamsTask, StreamsTasks} from '../../groups/group-description.ts'
import {padded, widest} from '../java/format.ts'
import type {ShownReset} from '../shared/reset-table.ts'
import type {StreamsGroup} from './groups.ts'

const table = (rows: readonly (readonly string[])[], widths: readonly number[]) =>
  rows.map((cells) => `${padded(cells, widths)}\n`).join('')

const orDash = (value: number | null) => (value === null ? '-' : String(value))

const groupWidth = (groupId: string) => Math.max(15, groupId.length)

export interface OffsetRow {
  readonly topic: string
  readonly partition: number
  /** Null if nothing is committed. */
  readonly offset: number | null
  readonly leaderEpoch: number | null
  readonly end: number
  /** Counted from the start of the log if nothing is committed. */
  readonly lag: number
}

export function offsetsTable(groupId: string, offsets: readonly OffsetRow[], verbose: boolean): string {
  const more = verbose ? ['CURRENT-OFFSET', 'LEADER-EPOCH', 'LOG-END-OFFSET'] : []
  const rows = offsets.map(({topic, partition, offset, leaderEpoch, end, lag}) => [
    groupId,
    topic,
    String(partition),
    ...(verbose ? [orDash(offset), orDash(leaderEpoch), String(end)] : []),
    String(lag),
  ])
  const topicWidth = widest(
    15,
    offsets.map(({topic}) => topic),
  )
  const widths = [groupWidth(groupId), topicWidth, 10, ...(verbose ? [15, 15, 15, 15] : [0])]
  return table([['GROUP', 'TOPIC', 'PARTITION', ...more, 'OFFSET-LAG'], ...rows], widths)
}

export function stateTable(group: StreamsGroup, verbose: boolean): string {
  const {groupId, coordinator} = group
  const where = coordinator ? `${coordinator.host}:${coordinator.port} (${coordinator.id})` : '-'
  const more = verbose ? ['GROUP-EPOCH', 'TARGET-ASSIGNMENT-EPOCH'] : []
  const epochs = verbose ? [String(group.groupEpoch ?? 0), String(group.targetAssignmentEpoch ?? 0)] : []
  const widths = [groupWidth(groupId), Math.max(25, where.length), 25, ...(verbose ? [15, 25] : []), 0]
  return table(
    [
      ['GROUP', 'COORDINATOR (ID)', 'STATE', ...more, '#MEMBERS'],
      [groupId, where, group.state, ...epochs, String(group.members.length)],
    ],
    widths,
  )
}

export function membersTable(
  {groupId, members, targetAssignmentEpoch, topology}: StreamsGroup,
  verbose: boolean,
): string {
  const width = (of: (member: (typeof members)[number]) => string) => widest(15, members.map(of))
  const memberWidth = width(({memberId}) => memberId)
  const common = [width(({processId = ''}) => processId), width(({clientId}) => clientId), 0]
  if (!verbose) {
    const rows = members.map(({memberId, processId = '', clientId, tasks}) => [
      groupId,
      memberId,
      processId,
      clientId,
      tasksText(tasks, ''),
    ])
    const header = ['GROUP', 'MEMBER', 'PROCESS', 'CLIENT-ID', 'ASSIGNMENTS']
    return table([header, ...rows], [groupWidth(groupId), memberWidth, ...common])
  }
  // Apache's format has no space between these two columns.
  const pair = (epoch: string, member: string) => `${epoch.padEnd(15)}${member.padEnd(memberWidth)}`
  const rows = members.map(({memberId, memberEpoch, upgraded, processId = '', clientId, tasks, targetTasks}) => [
    groupId,
    String(targetAssignmentEpoch ?? 0),
    pair(String(topology.epoch), memberId),
    upgraded === false ? 'classic' : 'streams',
    String(memberEpoch ?? 0),
    processId,
    clientId,
    tasksText(tasks, '') + tasksText(targetTasks, 'TARGET-'),
  ])
  const header = [
    'GROUP',
    'TARGET-ASSIGNMENT-EPOCH',
    pair('TOPOLOGY-EPOCH', 'MEMBER'),
    'MEMBER-PROTOCOL',
    'MEMBER-EPOCH',
    'PROCESS',
    'CLIENT-ID',
    'ASSIGNMENTS',
  ]
  return table([header, ...rows], [groupWidth(groupId), 25, 0, 15, 15, ...common])
}

/** Such as `ACTIVE: 0:[0,1]; 1:[0]; STANDBY: 0:[2]; `. */
function tasksText(tasks: StreamsTasks | null | undefined, prefix: '' | 'TARGET-'): string {
  const part = (name: string, some: readonly StreamsTask[] = []) => {
    const bySubtopology = [...Map.groupBy(some, ({subtopology}) => subtopology)]
    const texts = bySubtopology.map(([id, each]) => `${id}:[${each.map(({partition}) => partition).join(',')}]; `)
    return texts.length === 0 ? '' : `${prefix}${name}: ${texts.join('')}`
  }
  return part('ACTIVE', tasks?.active) + part('STANDBY', tasks?.standby) + part('WARMUP', tasks?.warmup)
}

/** An empty line, the header unless there are no groups, and a line for each partition. */
export function streamsResetTable(rows: readonly ShownReset[], withHeader: boolean): string {
  const cells = rows.map(({group, topic, partition, offset}) => [group, topic, String(partition), String(offset)])
  const header = withHeader ? [['GROUP', 'TOPIC', 'PARTITION', 'NEW-OFFSET']] : []
  return `${[...header, ...cells].map((line) => `\n${padded(line, [30, 30, 10, 15])}`).join('')}\n`
}
