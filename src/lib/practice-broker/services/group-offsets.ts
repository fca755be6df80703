// Committed offsets: OffsetCommit, OffsetFetch, OffsetDelete.
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {OffsetCommit} from '../../apis/offset-commit.ts'
import {OffsetDelete} from '../../apis/offset-delete.ts'
import {OffsetFetch} from '../../apis/offset-fetch.ts'
import {on, type Service} from '../server.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {noId} from './authorized-operations.ts'
import {groupProblem} from './group-membership.ts'

export function offsetCommitService(cluster: PracticeCluster): Service {
  return on(OffsetCommit, ({groupId, memberId, groupInstanceId, topics, ...request}, {version, nodeId}) => {
    const generation = request.generationIdOrMemberEpoch
    const longest = cluster.configs.brokerNumber(nodeId, 'offset.metadata.max.bytes')
    let problem = groupProblem(cluster, groupId, nodeId)
    if (problem === codes.none) {
      const group = generation < 0 ? cluster.groups.findOrCreate(groupId) : cluster.groups.find(groupId)
      const unknown = version >= 9 ? codes.groupIdNotFound : codes.illegalGeneration
      problem = group?.commitProblem(memberId, groupInstanceId, generation) ?? unknown
    }
    return {
      topics: topics.map(({name, topicId, partitions}) => ({
        name,
        topicId,
        partitions: partitions.map(({partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata}) => {
          const topic = version >= 10 ? cluster.topicOf(topicId) : cluster.topic(name)
          const metadata = committedMetadata ?? ''
          let errorCode = problem
          if (!topic) errorCode = version >= 10 ? codes.unknownTopicId : codes.unknownTopicOrPartition
          else if (!topic.partitions[partitionIndex]) errorCode = codes.unknownTopicOrPartition
          else if (problem === codes.none && metadata.length > longest) errorCode = codes.offsetMetadataTooLarge
          else if (problem === codes.none) {
            const committed = {offset: committedOffset, leaderEpoch: committedLeaderEpoch, metadata}
            cluster.groups.find(groupId)?.offsets.set(topic.name, partitionIndex, committed)
          }
          return {partitionIndex, errorCode}
        }),
      })),
    }
  })
}

interface AskedTopic {
  readonly name: string
  readonly topicId: string
  readonly partitionIndexes: readonly number[]
}

export function offsetFetchService(cluster: PracticeCluster): Service {
  return on(OffsetFetch, (request, {version, nodeId}) => {
    const fetch = (groupId: string, asked: readonly AskedTopic[] | null) => {
      // Kafka looks for the empty id as for any other, and finds nothing.
      const errorCode = groupId === '' ? codes.none : groupProblem(cluster, groupId, nodeId)
      if (errorCode !== codes.none) return {groupId, errorCode, topics: []}
      const topics = asked === null ? allTopics(cluster, groupId) : asked
      return {groupId, errorCode, topics: topics.map((topic) => committed(cluster, groupId, topic, version >= 10))}
    }
    if (version >= 8) return {groups: request.groups.map(({groupId, topics}) => fetch(groupId, topics))}
    const named = request.topics?.map((topic) => ({...topic, topicId: noId})) ?? null
    const {errorCode, topics} = fetch(request.groupId, named)
    return {errorCode, topics: topics.map(({name, partitions}) => ({name, partitions}))}
  })
}

function allTopics(cluster: PracticeCluster, groupId: string): AskedTopic[] {
  const all = cluster.groups.find(groupId)?.offsets.all() ?? []
  return all.map(({topic, partitions}) => ({
    name: topic,
    topicId: cluster.topic(topic)?.id ?? noId,
    partitionIndexes: partitions.map(({index}) => index),
  }))
}

function committed(cluster: PracticeCluster, groupId: string, asked: AskedTopic, byId: boolean) {
  const {name, topicId} = asked
  const topic = byId ? cluster.topicOf(topicId)?.name : name
  const none = {offset: -1, leaderEpoch: -1, metadata: ''}
  const partitions = asked.partitionIndexes.map((partitionIndex) => {
    const offsets = cluster.groups.find(groupId)?.offsets
    const {offset, leaderEpoch, metadata} =
      (topic === undefined ? undefined : offsets?.get(topic, partitionIndex)) ?? none
    const errorCode = topic === undefined ? codes.unknownTopicId : codes.none
    return {partitionIndex, committedOffset: offset, committedLeaderEpoch: leaderEpoch, metadata, errorCode}
  })
  return {name, topicId, partitions}
}

export function offsetDeleteService(cluster: PracticeCluster): Service {
  return on(OffsetDelete, ({groupId, topics}, {nodeId}) => {
    const problem = groupProblem(cluster, groupId, nodeId)
    if (problem !== codes.none) return {errorCode: problem}
    const group = cluster.groups.find(groupId)
    if (!group) return {errorCode: codes.groupIdNotFound}
    if (group.state !== 'Empty' && group.protocolType !== 'consumer') return {errorCode: codes.nonEmptyGroup}
    return {
      topics: topics.map(({name, partitions}) => ({
        name,
        partitions: partitions.map(({partitionIndex}) => {
          if (!cluster.topic(name)?.partitions[partitionIndex]) {
            return {partitionIndex, errorCode: codes.unknownTopicOrPartition}
          }
          if (group.subscribes(name)) return {partitionIndex, errorCode: codes.groupSubscribedToTopic}
          group.offsets.delete(name, partitionIndex)
          return {partitionIndex, errorCode: codes.none}
        }),
      })),
    }
  })
}
