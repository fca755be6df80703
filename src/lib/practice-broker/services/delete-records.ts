import {DeleteRecords} from '../../apis/delete-records.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {attempt, Refusal} from '../refusal.ts'
import {on, type Service} from '../server.ts'

export function deleteRecordsService(cluster: PracticeCluster): Service {
  return on(DeleteRecords, ({topics}, {nodeId}) => ({
    topics: topics.map(({name, partitions}) => ({
      name,
      partitions: partitions.map(({partitionIndex: index, offset}) => {
        const none = {lowWatermark: -1}
        const {errorMessage: _, ...outcome} = attempt(() => {
          const partition = cluster.led({name}, index, nodeId)
          const {log} = partition
          if (!cluster.settings(partition).deletes) throw new Refusal(codes.policyViolation)
          const before = offset === -1 ? log.endOffset : offset
          if (before < 0 || before > log.endOffset) throw new Refusal(codes.offsetOutOfRange)
          return {lowWatermark: log.deleteBefore(before)}
        })
        return {...none, ...outcome, partitionIndex: index}
      }),
    })),
  }))
}
