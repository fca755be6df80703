// The leader's part in a classic rebalance: from the subscriptions in JoinGroup to the assignments in SyncGroup.
import type {Cluster} from '../../cluster/cluster.ts'
import type {Assignor, Member, TopicLayout} from './assignor.ts'
import {partitionCounts} from './subscribed-topics.ts'
import {decodeSubscription, encodeAssignment, type JoinedMember} from './subscription.ts'

export interface LeaderAssignment {
  readonly assignments: readonly {readonly memberId: string; readonly assignment: Buffer}[]
  /**
   * For each topic to which a member subscribes, the number of partitions that were assigned; 0 if the topic does not
   * exist.
   */
  readonly counts: ReadonlyMap<string, number>
}

/**
 * Assigns the partitions of all subscribed topics to the members. Throws KafkaError or ConnectionError if there is no
 * metadata.
 */
export async function leaderAssignment(
  cluster: Cluster,
  assignor: Assignor,
  joined: readonly JoinedMember[],
): Promise<LeaderAssignment> {
  const members = joined.map((each) => decodeSubscription(each, assignor))
  const {layout, counts} = await subscribed(cluster, members)
  const assignment = assignor.assign(members, layout)
  return {
    counts,
    assignments: [...assignment].map(([memberId, partitions]) => ({
      memberId,
      assignment: encodeAssignment(partitions),
    })),
  }
}

/** Only the `counts`: the broker has kept the assignment (KIP-814), but the leader still watches the topics. */
export async function subscribedCounts(
  cluster: Cluster,
  joined: readonly JoinedMember[],
): Promise<LeaderAssignment['counts']> {
  const members = joined.map((each) => decodeSubscription(each))
  return (await subscribed(cluster, members)).counts
}

async function subscribed(cluster: Cluster, members: readonly Member[]) {
  const names = [...new Set(members.flatMap(({topics}) => topics))]
  const topics = await cluster.topics(names, {refresh: true})
  const racksMatter = members.some(({rackId}) => rackId)
  const racks = new Map(racksMatter ? (await cluster.brokers()).map(({id, rack}) => [id, rack]) : [])
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
