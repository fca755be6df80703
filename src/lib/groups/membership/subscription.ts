// What members and their leader tell each other through the broker, which does not read these bytes: subscriptions in
// JoinGroup, assignments in SyncGroup (ConsumerProtocol).
import {consumerProtocolAssignment, consumerProtocolSubscription} from '../../apis/consumer-protocol.ts'
import type {JoinGroup} from '../../apis/join-group.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {Got} from '../../wire/schema.ts'
import {comparePartitions, type Assignor, type Member} from './assignor.ts'

export type JoinedMember = Got<typeof JoinGroup.response>['members'][number]

export interface OwnSubscription {
  readonly topics: readonly string[]
  readonly owned: readonly TopicPartition[]
  /** The partitions that the member owned before it gave up all of them to join. */
  readonly previouslyOwned: readonly TopicPartition[]
  /** The generation in which `owned` was assigned; -1 if there is none. */
  readonly generation: number
  readonly rackId: string | null
}

/** Encodes the subscription of a member, for one assignor. */
export function encodeSubscription(
  assignor: Assignor,
  {topics, owned, previouslyOwned, generation, rackId}: OwnSubscription,
): Buffer {
  const generationForOldLeaders = Buffer.alloc(4)
  generationForOldLeaders.writeInt32BE(generation)
  return consumerProtocolSubscription.encode({
    topics,
    userData: assignor.userData
      ? assignor.userData.encode({previouslyOwned, generation})
      : assignor.eager
        ? null
        : generationForOldLeaders,
    ownedPartitions: byTopic(owned),
    generationId: generation,
    rackId,
  })
}

/**
 * The subscription of a member. A member whose bytes are not in Apache's format gets no partitions, so that the
 * others can continue.
 */
export function decodeSubscription({memberId, groupInstanceId, metadata}: JoinedMember, assignor?: Assignor): Member {
  const subscription = readSubscription(metadata)
  const fromUserData = assignor?.userData && readUserData(assignor.userData, subscription?.userData)
  return {
    id: memberId,
    instanceId: groupInstanceId,
    rackId: subscription?.rackId ?? null,
    topics: subscription?.topics ?? [],
    owned: flatten(subscription?.ownedPartitions ?? []),
    generation: subscription ? generationOf(subscription) : -1,
    ...fromUserData,
  }
}

function readSubscription(metadata: Buffer) {
  try {
    return consumerProtocolSubscription.decode(metadata)
  } catch {
    return undefined
  }
}

/** For an assignor that only uses user data: a member without it owned nothing. */
function readUserData(coder: NonNullable<Assignor['userData']>, data: Buffer | null | undefined) {
  const nothing = {owned: [], generation: -1}
  if (!data || data.length === 0) return nothing
  try {
    return coder.decode(data)
  } catch {
    return nothing
  }
}

/** Before Kafka 3.2 the cooperative assignor put the generation into its user data: four bytes. */
function generationOf({generationId, userData}: {generationId: number; userData: Buffer | null}): number {
  if (generationId >= 0 || userData?.length !== 4) return generationId
  return userData.readInt32BE()
}

export const encodeAssignment = (partitions: readonly TopicPartition[]): Buffer =>
  consumerProtocolAssignment.encode({assignedPartitions: byTopic(partitions), userData: null})

/**
 * The partitions that the leader assigned, sorted by topic, then partition; none if there are no bytes. Throws
 * KafkaError for bytes in another format.
 */
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

const byTopic = (partitions: readonly TopicPartition[]) =>
  [...Map.groupBy(partitions, ({topic}) => topic)].map(([topic, some]) => ({
    topic,
    partitions: some.map(({partition}) => partition),
  }))
const flatten = (topics: readonly {readonly topic: string; readonly partitions: readonly number[]}[]) =>
  topics.flatMap(({topic, partitions}) => partitions.map((partition) => ({topic, partition})))
