// The three tables of `groups describe`: committed offsets, members, states.
import type {Columns} from '../../cli/columns.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {GroupDescription, GroupMember} from '../../groups/describe.ts'
import type {LagProblem, PartitionLag} from '../../groups/lag/lag.ts'

/** Without the slash that Java writes in front of an InetAddress. */
const hostOf = (member: Pick<GroupMember, 'host'> | null) => member?.host.replace(/^\//, '') ?? null

const problems: Readonly<Record<LagProblem, string>> = {
  noCommit: 'nothing committed',
  noLeader: 'no leader',
  unknownPartition: 'the partition no longer exists',
  notAuthorized: 'not authorized',
  error: 'error',
  beforeStart: 'before the start of the log',
  afterEnd: 'beyond the end of the log',
}

export interface OffsetOf extends PartitionLag {
  readonly groupId: string
}
export const offsetColumns = {
  group: {value: ({groupId}) => groupId, role: () => 'name'},
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  leaderEpoch: {value: ({committedLeaderEpoch}) => committedLeaderEpoch, align: 'right', wide: true},
  /** The committed offset; null if nothing is committed. */
  currentOffset: {value: ({committedOffset}) => committedOffset, align: 'right'},
  logEndOffset: {value: ({logEndOffset}) => logEndOffset, align: 'right'},
  /** Null if it is unknown; `note` says why. */
  lag: {value: ({lag}) => lag, align: 'right', role: ({lag}) => (lag === 0 ? 'good' : undefined)},
  /** The member that owns the partition; null if it has no owner. */
  consumerId: {value: ({member}) => member?.memberId, filled: true, wide: true},
  host: {value: ({member}) => hostOf(member), filled: true},
  clientId: {value: ({member}) => member?.clientId, filled: true},
  /** The metadata that the consumer committed with the offset. */
  metadata: {value: ({metadata}) => metadata, text: ({metadata}) => metadata || null, wide: true, filled: true},
  /** Why the lag is unknown, or differs from the number of records that a consumer will read. */
  note: {
    value: ({problem}) => problem,
    text: ({problem, error}) => (problem === 'error' ? error?.text : problem && problems[problem]),
    role: () => 'warn',
    filled: true,
  },
} satisfies Columns<OffsetOf>

/** `orders:0,1; payments:3`. */
function assignmentText(assignment: readonly TopicPartition[]): string | null {
  const topics = Map.groupBy(assignment, ({topic}) => topic)
  const texts = [...topics].map(([topic, places]) => `${topic}:${places.map(({partition}) => partition).join(',')}`)
  return texts.join('; ') || null
}

export interface MemberOf extends GroupMember {
  readonly groupId: string
}
export const memberColumns = {
  group: {value: ({groupId}) => groupId, role: () => 'name'},
  consumerId: {value: ({memberId}) => memberId, role: () => 'name'},
  groupInstanceId: {value: ({groupInstanceId}) => groupInstanceId, filled: true},
  host: {value: (member) => hostOf(member)},
  clientId: {value: ({clientId}) => clientId},
  partitions: {heading: '#PARTITIONS', value: ({assignment}) => assignment.length, align: 'right'},
  /** Null for classic groups. */
  epoch: {value: ({memberEpoch}) => memberEpoch, align: 'right', wide: true, filled: true},
  /** `orders:0,1; payments:3`. */
  assignment: {value: ({assignment}) => assignmentText(assignment), wide: true},
  /** The assignment that the coordinator is working towards (KIP-848); null for classic groups. */
  targetAssignment: {
    value: ({targetAssignment}) => targetAssignment && assignmentText(targetAssignment),
    // Shown only if it differs, which means that a member still has to revoke partitions.
    text: ({assignment, targetAssignment}) => {
      const target = targetAssignment && assignmentText(targetAssignment)
      return target === assignmentText(assignment) ? null : target
    },
    wide: true,
    filled: true,
  },
} satisfies Columns<MemberOf>

export const stateColumns = {
  group: {value: ({groupId}) => groupId, role: () => 'name'},
  type: {value: ({type}) => type},
  state: {value: ({state}) => state, role: ({state}) => (state === 'Stable' ? 'good' : 'warn')},
  members: {heading: '#MEMBERS', value: ({members}) => members.length, align: 'right'},
  assignmentStrategy: {value: ({assignor}) => assignor},
  /** host:port; null if that broker is no longer in the cluster. */
  coordinator: {
    heading: 'COORDINATOR (ID)',
    value: ({coordinator}) => (coordinator ? `${coordinator.host}:${coordinator.port}` : null),
    text: ({coordinator}) => coordinator && `${coordinator.host}:${coordinator.port} (${coordinator.id})`,
  },
  /** Node id. */
  coordinatorId: {value: ({coordinator}) => coordinator?.id, align: 'right', wide: true},
  groupEpoch: {value: ({groupEpoch}) => groupEpoch, align: 'right', wide: true},
  targetAssignmentEpoch: {value: ({targetAssignmentEpoch}) => targetAssignmentEpoch, align: 'right', wide: true},
} satisfies Columns<GroupDescription>
