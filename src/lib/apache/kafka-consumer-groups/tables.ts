// Tables of kafka-consumer-groups --describe.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {GroupDescription, GroupMember} from '../../groups/describe.ts'
import type {GroupLag, PartitionLag} from '../../groups/lag/lag.ts'
import {padded, widest} from '../java/format.ts'

const orDash = (value: string | number | null | undefined) => (value == null || value === '' ? '-' : String(value))

/** An empty line, the header, one row for each partition, and a final newline. */
export function offsetsTable(lag: GroupLag, verbose: boolean): string {
  const header = [
    'GROUP',
    'TOPIC',
    'PARTITION',
    ...(verbose ? ['LEADER-EPOCH'] : []),
    'CURRENT-OFFSET',
    'LOG-END-OFFSET',
    'LAG',
    'CONSUMER-ID',
    'HOST',
    'CLIENT-ID',
  ]
  const partitions = inTableOrder(lag)
  const width = (of: (one: PartitionLag) => string) => widest(15, partitions.map(of))
  const widths = [
    Math.max(15, lag.groupId.length),
    width(({topic}) => topic),
    10,
    ...(verbose ? [15] : []),
    15,
    15,
    15,
    width(({member}) => orDash(member?.memberId)),
    width(({member}) => orDash(member?.host)),
    0,
  ]
  const rows = partitions.map((one) => [
    lag.groupId,
    one.topic,
    String(one.partition),
    ...(verbose ? [orDash(one.committedLeaderEpoch)] : []),
    orDash(one.committedOffset),
    orDash(one.logEndOffset),
    orDash(lagByOffsets(one)),
    orDash(one.member?.memberId),
    orDash(one.member?.host),
    orDash(one.member?.clientId),
  ])
  return `${[header, ...rows].map((cells) => `\n${padded(cells, widths)}`).join('')}\n`
}

/** The end minus the committed offset, also if the log is empty. */
const lagByOffsets = ({committedOffset, logEndOffset}: PartitionLag) =>
  committedOffset === null || logEndOffset === null ? null : logEndOffset - committedOffset

/**
 * By member, those with the most partitions first, then partitions without a member; within each by topic and
 * partition.
 */
function inTableOrder({group, partitions}: GroupLag): PartitionLag[] {
  const owned = new Map<string, PartitionLag[]>()
  for (const one of partitions) {
    const list = owned.get(one.member?.memberId ?? '')
    if (list) list.push(one)
    else owned.set(one.member?.memberId ?? '', [one])
  }
  const members = group.members.toSorted((a, b) => b.assignment.length - a.assignment.length)
  return [...members.map(({memberId}) => memberId), ''].flatMap((id) => owned.get(id) ?? [])
}

/** Prints the header even if there are no members. Unless verbose, each line ends with a space. */
export function membersTable(groupId: string, group: GroupDescription | undefined, verbose: boolean): string {
  const members = group?.members ?? []
  const isStatic = members.some(({groupInstanceId}) => groupInstanceId !== null)
  const isMixed = members.some(({upgraded}) => upgraded === false)
  const header = [
    'GROUP',
    'CONSUMER-ID',
    ...(isStatic ? ['GROUP-INSTANCE-ID'] : []),
    'HOST',
    'CLIENT-ID',
    '#PARTITIONS',
    ...(verbose ? ['CURRENT-EPOCH', 'CURRENT-ASSIGNMENT', 'TARGET-EPOCH', 'TARGET-ASSIGNMENT'] : []),
    ...(verbose && isMixed ? ['UPGRADED'] : []),
  ]
  const rows = members.map((member) => [
    groupId,
    member.memberId,
    ...(isStatic ? [member.groupInstanceId ?? ''] : []),
    member.host,
    member.clientId,
    String(member.assignment.length),
    ...(verbose ? assignmentCells(member, group) : []),
    ...(verbose && isMixed ? [orDash(member.upgraded === null ? null : String(member.upgraded))] : []),
  ])
  const width = (least: number, name: string) => {
    const at = header.indexOf(name)
    return widest(
      least,
      rows.map((cells) => cells[at] ?? ''),
    )
  }
  const least: Readonly<Record<string, number>> = {
    GROUP: 15,
    'CONSUMER-ID': 15,
    'GROUP-INSTANCE-ID': 17,
    HOST: 15,
    'CLIENT-ID': 15,
    'CURRENT-ASSIGNMENT': 20,
    'TARGET-ASSIGNMENT': 20,
  }
  const widths = header.map((name) => {
    // Without rows, the group id does not widen its column.
    if (name === 'GROUP') return members.length === 0 ? 15 : Math.max(15, groupId.length)
    const minimum = least[name]
    return minimum === undefined ? 15 : width(minimum, name)
  })
  const lines = [header, ...rows].map((cells) => padded(cells, widths))
  return `\n${lines.map((line) => (verbose ? `${line}\n` : `${line} \n`)).join('')}`
}

function assignmentCells(member: GroupMember, group: GroupDescription | undefined): string[] {
  return [
    orDash(member.memberEpoch),
    assignmentText(member.assignment),
    member.targetAssignment === null ? '-' : orDash(group?.targetAssignmentEpoch),
    member.targetAssignment === null ? '-' : assignmentText(member.targetAssignment),
  ]
}

/** Such as `topic:0,1;other:3`. */
function assignmentText(partitions: readonly TopicPartition[]): string {
  const topics = [...Map.groupBy(partitions, ({topic}) => topic)].map(
    ([topic, some]) =>
      `${topic}:${some
        .map(({partition}) => partition)
        .toSorted((a, b) => a - b)
        .join(',')}`,
  )
  return orDash(topics.toSorted().join(';'))
}

export function stateTable(group: GroupDescription, verbose: boolean): string {
  const {coordinator} = group
  const header = [
    'GROUP',
    'COORDINATOR (ID)',
    'ASSIGNMENT-STRATEGY',
    'STATE',
    ...(verbose ? ['GROUP-EPOCH', 'TARGET-ASSIGNMENT-EPOCH'] : []),
    '#MEMBERS',
  ]
  const where = coordinator ? `${coordinator.host}:${coordinator.port}  (${coordinator.id})` : '-'
  const row = [
    group.groupId,
    where,
    orDash(group.assignor),
    group.state,
    ...(verbose ? [orDash(group.groupEpoch), orDash(group.targetAssignmentEpoch)] : []),
    String(group.members.length),
  ]
  const widths = [
    Math.max(15, group.groupId.length),
    Math.max(25, where.length),
    20,
    20,
    ...(verbose ? [15, 25] : []),
    0,
  ]
  return `${[header, row].map((cells) => `\n${padded(cells, widths)}`).join('')}\n`
}
