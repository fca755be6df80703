import {OffsetCommit} from '../../apis/offset-commit.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {groupProblem} from '../groups/group-problem.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {on, type Service} from '../server.ts'

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
