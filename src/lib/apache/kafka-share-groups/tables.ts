// Tables of kafka-share-groups --describe.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {GroupDescription} from '../../groups/describe.ts'
import type {CommittedOffset} from '../../offsets/committed-offsets.ts'
import {padded, widest} from '../java/format.ts'

const table = (rows: readonly (readonly string[])[], widths: readonly number[]) =>
  `${rows.map((cells) => `\n${padded(cells, widths)}`).join('')}\n`

const orDash = (value: number | null | undefined) => (value == null ? '-' : String(value))

export function offsetsTable(groupId: string, offsets: readonly CommittedOffset[], verbose: boolean): string {
  const header = ['GROUP', 'TOPIC', 'PARTITION', ...(verbose ? ['LEADER-EPOCH'] : []), 'START-OFFSET', 'LAG']
  // Apache's client leaves out partitions without a start offset.
  const rows = offsets.map(({topic, partition, offset, leaderEpoch, lag}) => [
    groupId,
    topic,
    String(partition),
    ...(verbose ? [orDash(offset === null ? null : leaderEpoch)] : []),
    orDash(offset),
    orDash(offset === null ? null : lag),
  ])
  const topicWidth = widest(
    15,
    offsets.map(({topic}) => topic),
  )
  return table([header, ...rows], [Math.max(15, groupId.length), topicWidth, 10, ...(verbose ? [13] : []), 13, 0])
}

export function stateTable(group: GroupDescription, verbose: boolean): string {
  const {groupId, coordinator} = group
  const where = coordinator ? `${coordinator.host}:${coordinator.port}  (${coordinator.id})` : '-'
  const header = [
    'GROUP',
    'COORDINATOR (ID)',
    'STATE',
    ...(verbose ? ['GROUP-EPOCH', 'ASSIGNMENT-EPOCH'] : []),
    '#MEMBERS',
  ]
  const epochs = [String(group.groupEpoch ?? 0), String(group.targetAssignmentEpoch ?? 0)]
  const row = [groupId, where, group.state, ...(verbose ? epochs : []), String(group.members.length)]
  const widths = [Math.max(15, groupId.length), Math.max(25, where.length), 15, ...(verbose ? [12, 17] : []), 0]
  return table([header, row], widths)
}

export function membersTable({groupId, members}: GroupDescription, verbose: boolean): string {
  const header = [
    'GROUP',
    'CONSUMER-ID',
    'HOST',
    'CLIENT-ID',
    '#PARTITIONS',
    ...(verbose ? ['MEMBER-EPOCH'] : []),
    'ASSIGNMENT',
  ]
  const rows = members
    .toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1))
    .map((member) => [
      groupId,
      member.memberId,
      member.host,
      member.clientId,
      String(member.assignment.length),
      ...(verbose ? [String(member.memberEpoch ?? 0)] : []),
      assignmentText(member.assignment),
    ])
  const width = (at: number) =>
    widest(
      15,
      rows.map((cells) => cells[at] ?? ''),
    )
  const widths = [Math.max(15, groupId.length), width(1), width(2), width(3), 12, ...(verbose ? [13] : []), 0]
  return table([header, ...rows], widths)
}

/** Such as `orders:0,1;payments:3`. */
const assignmentText = (partitions: readonly TopicPartition[]) =>
  [...Map.groupBy(partitions, ({topic}) => topic)]
    .map(([topic, some]) => `${topic}:${numbers(some).join(',')}`)
    .toSorted()
    .join(';')

const numbers = (partitions: readonly TopicPartition[]) =>
  partitions.map(({partition}) => partition).toSorted((a, b) => a - b)
