import {OffsetDelete} from '../../apis/offset-delete.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {groupProblem} from '../groups/group-problem.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {on, type Service} from '../server.ts'

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
