import {OffsetFetch} from '../../apis/offset-fetch.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {groupProblem} from '../groups/group-problem.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {on, type Service} from '../server.ts'
import {noTopicId} from '../topic.ts'

interface AskedTopic {
  readonly name: string
  readonly topicId: string
  readonly partitionIndexes: readonly number[]
}

export function offsetFetchService(cluster: PracticeCluster): Service {
  return on(OffsetFetch, (request, {version, nodeId}) => {
    const fetch = (groupId: string, asked: readonly AskedTopic[] | null) => {
      // Kafka looks up the empty id like any other, and finds nothing.
      const errorCode = groupId === '' ? codes.none : groupProblem(cluster, groupId, nodeId)
      if (errorCode !== codes.none) return {groupId, errorCode, topics: []}
      const topics = asked === null ? allTopics(cluster, groupId) : asked
      return {groupId, errorCode, topics: topics.map((topic) => committed(cluster, groupId, topic, version >= 10))}
    }
    if (version >= 8) return {groups: request.groups.map(({groupId, topics}) => fetch(groupId, topics))}
    const named = request.topics?.map((topic) => ({...topic, topicId: noTopicId})) ?? null
    const {errorCode, topics} = fetch(request.groupId, named)
    return {errorCode, topics: topics.map(({name, partitions}) => ({name, partitions}))}
  })
}

function allTopics(cluster: PracticeCluster, groupId: string): AskedTopic[] {
  const all = cluster.groups.find(groupId)?.offsets.all() ?? []
  return all.map(({topic, partitions}) => ({
    name: topic,
    topicId: cluster.topic(topic)?.id ?? noTopicId,
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
