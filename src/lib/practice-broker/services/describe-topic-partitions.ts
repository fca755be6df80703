import {DescribeTopicPartitions} from '../../apis/describe-topic-partitions.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {operationsNotAsked, topicOperations} from '../authorized-operations.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {on, type Service} from '../server.ts'
import {leaderEpoch, noTopicId, topicNameComplaint, type Partition} from '../topic.ts'

/** The most partitions of one answer (max.request.partition.size.limit). */
const most = 2000

/** By name, in pages: the cursor of an answer says where the next one begins (KIP-966). */
export function describeTopicPartitionsService(cluster: PracticeCluster): Service {
  return on(DescribeTopicPartitions, ({topics, responsePartitionLimit, cursor}) => {
    const asked = topics.map(({name}) => name)
    const names = asked.length > 0 ? [...new Set(asked)].sort() : cluster.topics().map(({name}) => name)
    const wrongCursor = cursor && (cursor.partitionIndex < 0 || (asked.length > 0 && !asked.includes(cursor.topicName)))
    if (wrongCursor) {
      const refused = {
        errorCode: codes.invalidRequest,
        topicId: noTopicId,
        topicAuthorizedOperations: operationsNotAsked,
      }
      return {topics: names.map((name) => ({...refused, name}))}
    }
    let left = Math.max(1, Math.min(most, responsePartitionLimit))
    let nextCursor: {topicName: string; partitionIndex: number} | null = null
    const described = []
    for (const name of names.filter((name) => !cursor || name >= cursor.topicName)) {
      const topic = cluster.topic(name)
      if (!topic) {
        const invalid = topicNameComplaint(name) !== undefined
        const errorCode = invalid ? codes.invalidTopicException : codes.unknownTopicOrPartition
        described.push({errorCode, name, topicId: noTopicId, topicAuthorizedOperations: topicOperations})
        continue
      }
      const start = cursor?.topicName === name ? cursor.partitionIndex : 0
      const partitions = topic.partitions.slice(start, start + left)
      left -= partitions.length
      described.push({
        errorCode: codes.none,
        name,
        topicId: topic.id,
        isInternal: topic.internal,
        partitions: partitions.map(describe),
        topicAuthorizedOperations: topicOperations,
      })
      const end = start + partitions.length
      if (end < topic.partitions.length) nextCursor = {topicName: name, partitionIndex: end}
      if (left === 0) {
        const following = names[names.indexOf(name) + 1]
        if (following !== undefined) nextCursor ??= {topicName: following, partitionIndex: 0}
        break
      }
    }
    return {topics: described, nextCursor}
  })
}

function describe({index, leader, replicas}: Partition) {
  return {
    errorCode: codes.none,
    partitionIndex: index,
    leaderId: leader,
    leaderEpoch,
    replicaNodes: replicas,
    isrNodes: replicas,
    eligibleLeaderReplicas: [],
    lastKnownElr: [],
    offlineReplicas: [],
  }
}
