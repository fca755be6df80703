// Describes a Streams application by its group: what each subtopology has read, and which member has which tasks.
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import type {GroupDescription} from '../groups/describe.ts'
import {Failures, Outcome} from '../cluster/outcome.ts'
import {groupLag, type PartitionLag} from '../groups/lag/lag.ts'
import {isInternalTopicOf} from './internal-topics.ts'

/** A partition that an application reads. */
export interface StreamsPartition extends PartitionLag {
  readonly applicationId: string
  /** Null: not known, because only groups of the Streams protocol (KIP-1071) report their topology. */
  readonly subtopology: string | null
  /** `repartition`: the application itself writes it. */
  readonly kind: 'source' | 'repartition'
}

export interface StreamsApplication {
  readonly group: GroupDescription
  readonly partitions: readonly StreamsPartition[]
  readonly totalLag: number
  /** Partitions whose lag is unknown, or negative. */
  readonly unknownCount: number
}

export interface StreamsApplications {
  /** In the order in which they were requested. */
  readonly applications: readonly StreamsApplication[]
  readonly errors: readonly KafkaError[]
}

/** The assignor of Java's Streams in groups of the classic protocol. */
const classicAssignor = 'stream'

/**
 * Why a group cannot belong to a Streams application; undefined: it does, or may do. A classic group without members
 * does not show what its members were.
 */
export function notStreams(group: GroupDescription, what: string): KafkaError | undefined {
  if (group.type === 'streams') return undefined
  const kind = group.type === 'classic' && group.protocolType !== '' ? group.protocolType : group.type
  const other =
    group.type !== 'classic' || (kind !== 'consumer' && kind !== 'classic')
      ? `it is a ${kind} group`
      : group.members.length > 0 && group.assignor !== '' && group.assignor !== classicAssignor
        ? `it is a consumer group (assignor ${group.assignor})`
        : undefined
  return other === undefined
    ? undefined
    : new KafkaError(errorCode.groupIdNotFound, what, `${other}, not a Streams application: see groups describe`)
}

/** Sends the requests of groupLag. Applications that do not exist, and groups of another kind, are in `errors`. */
export async function describeApplications(
  cluster: Cluster,
  ids: readonly string[],
): Promise<Outcome<StreamsApplications>> {
  const failures = new Failures()
  const lags = (await groupLag(cluster, ids)).open(failures)
  const errors: KafkaError[] = lags.errors.map(({error}) => error)
  const applications = lags.groups.flatMap((lag): StreamsApplication[] => {
    const other = notStreams(lag.group, `describe application ${lag.groupId}`)
    if (!other) return [asApplication(lag)]
    errors.push(other)
    failures.take([other])
    return []
  })
  return new Outcome({applications, errors}, failures)
}

function asApplication({
  group,
  partitions,
  totalLag,
  unknownCount,
}: Omit<StreamsApplication, 'partitions'> & {readonly partitions: readonly PartitionLag[]}): StreamsApplication {
  // prettier-ignore
  const id = group.groupId
  const subtopologies = group.topology?.subtopologies ?? []
  return {
    group,
    totalLag,
    unknownCount,
    partitions: partitions.map((at): StreamsPartition => {
      const own = subtopologies.find(
        (each) => each.sourceTopics.includes(at.topic) || each.repartitionSourceTopics.includes(at.topic),
      )
      const repartition = own ? own.repartitionSourceTopics.includes(at.topic) : isInternalTopicOf(id, at.topic)
      return {...at, applicationId: id, subtopology: own?.id ?? null, kind: repartition ? 'repartition' : 'source'}
    }),
  }
}
