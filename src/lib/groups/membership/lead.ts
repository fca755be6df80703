// The leader's part of a classic rebalance: from what the members said in JoinGroup to what each gets in SyncGroup.
import {consumerProtocolAssignment, consumerProtocolSubscription} from '../../apis/consumer-protocol.ts'
import type {JoinGroup} from '../../apis/join-group.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {Got} from '../../wire/schema.ts'
import {comparePartitions, type Assignor, type Member, type TopicLayout} from './assignor.ts'
import {partitionCounts} from './subscribed-topics.ts'

export type JoinedMember = Got<typeof JoinGroup.response>['members'][number]

export interface Decision {
  readonly assignments: readonly {readonly memberId: string; readonly assignment: Buffer}[]
  /** Partitions of each topic that some member wants, as they were counted for this; 0: it does not exist. */
  readonly counts: ReadonlyMap<string, number>
}

export async function decide(cluster: Cluster, assignor: Assignor, joined: readonly JoinedMember[]): Promise<Decision> {
  const members = joined.map((each) => asMember(each, assignor))
  const {layout, counts} = await lookUp(cluster, members)
  const assignment = assignor.assign(members, layout)
  return {
    counts,
    assignments: [...assignment].map(([memberId, partitions]) => ({
      memberId,
      assignment: encodeAssignment(partitions),
    })),
  }
}

/** The topics of the group as they are now, without deciding anything (KIP-814: the broker kept the assignment). */
export async function groupTopics(cluster: Cluster, joined: readonly JoinedMember[]): Promise<Decision['counts']> {
  return (
    await lookUp(
      cluster,
      joined.map((each) => asMember(each)),
    )
  ).counts
}

async function lookUp(cluster: Cluster, members: readonly Member[]) {
  const names = [...new Set(members.flatMap(({topics}) => topics))]
  const topics = await cluster.topics(names, {refresh: true})
  const someRack = members.some(({rackId}) => rackId)
  const racks = new Map(someRack ? (await cluster.brokers()).map(({id, rack}) => [id, rack]) : [])
  const counts = partitionCounts(names, topics)
  const layout: TopicLayout = new Map(
    topics
      .filter(({name}) => (counts.get(name) ?? 0) > 0)
      .map(({name, partitions}) => [
        name,
        partitions.map(({replicas}) => replicas.flatMap((replica) => racks.get(replica) ?? [])),
      ]),
  )
  return {layout, counts}
}

/** A member whose words cannot be read (no Apache format) gets nothing, and the others can go on. */
function asMember({memberId, groupInstanceId, metadata}: JoinedMember, assignor?: Assignor): Member {
  const subscription = readSubscription(metadata)
  const before = assignor?.userData && readUserData(assignor.userData, subscription?.userData)
  return {
    id: memberId,
    instanceId: groupInstanceId,
    rackId: subscription?.rackId ?? null,
    topics: subscription?.topics ?? [],
    owned: flatten(subscription?.ownedPartitions ?? []),
    generation: subscription ? generationOf(subscription) : -1,
    ...before,
  }
}

function readSubscription(metadata: Buffer) {
  try {
    return consumerProtocolSubscription.decode(metadata)
  } catch {
    return undefined
  }
}

/** Of an assignor that believes nothing else: without it the member had nothing. */
function readUserData(coder: NonNullable<Assignor['userData']>, data: Buffer | null | undefined) {
  const nothing = {owned: [], generation: -1}
  if (!data || data.length === 0) return nothing
  try {
    return coder.decode(data)
  } catch {
    return nothing
  }
}

/** Before Kafka 3.2 the cooperative assignor said it in its user data: four bytes. */
function generationOf({generationId, userData}: {generationId: number; userData: Buffer | null}): number {
  if (generationId >= 0 || userData?.length !== 4) return generationId
  return userData.readInt32BE()
}

export interface MySubscription {
  readonly topics: readonly string[]
  readonly owned: readonly TopicPartition[]
  /** What it had until it gave it up to join. */
  readonly held: readonly TopicPartition[]
  /** The generation in which `owned` was assigned; -1: nothing was. */
  readonly generation: number
  readonly rackId: string | null
}

/** What a member says to its leader, for one assignor. */
export function encodeSubscription(
  assignor: Assignor,
  {topics, owned, held, generation, rackId}: MySubscription,
): Buffer {
  const generationForOldLeaders = Buffer.alloc(4)
  generationForOldLeaders.writeInt32BE(generation)
  return consumerProtocolSubscription.encode({
    topics,
    userData: assignor.userData
      ? assignor.userData.encode({held, generation})
      : assignor.eager
        ? null
        : generationForOldLeaders,
    ownedPartitions: byTopic(owned),
    generationId: generation,
    rackId,
  })
}

/** What the leader gave, by topic, then partition; empty bytes: nothing. Raises KafkaError for what is not Apache's format. */
export function decodeAssignment(assignment: Buffer, groupId: string): readonly TopicPartition[] {
  if (assignment.length === 0) return []
  try {
    return flatten(consumerProtocolAssignment.decode(assignment).assignedPartitions).sort(comparePartitions)
  } catch (cause) {
    const what = `read what the leader of group ${groupId} assigned`
    const text = 'it is not in the format of Apache Kafka'
    throw new KafkaError(errorCode.inconsistentGroupProtocol, what, text, {cause})
  }
}

const encodeAssignment = (partitions: readonly TopicPartition[]) =>
  consumerProtocolAssignment.encode({assignedPartitions: byTopic(partitions), userData: null})

const byTopic = (partitions: readonly TopicPartition[]) =>
  [...Map.groupBy(partitions, ({topic}) => topic)].map(([topic, some]) => ({
    topic,
    partitions: some.map(({partition}) => partition),
  }))
const flatten = (topics: readonly {readonly topic: string; readonly partitions: readonly number[]}[]) =>
  topics.flatMap(({topic, partitions}) => partitions.map((partition) => ({topic, partition})))
