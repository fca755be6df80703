import {OffsetForLeaderEpoch} from '../../apis/offset-for-leader-epoch.ts'
import {on, type Service} from '../server.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {attempt} from '../refusal.ts'
import {leaderEpoch} from '../topic.ts'

/** Where a leader epoch ended; there is but one, and it goes on. */
export function offsetForLeaderEpochService(cluster: PracticeCluster): Service {
  return on(OffsetForLeaderEpoch, ({topics}, {nodeId}) => ({
    topics: topics.map(({topic, partitions}) => ({
      topic,
      partitions: partitions.map(({partition: index, currentLeaderEpoch, leaderEpoch: asked}) => {
        const none = {leaderEpoch: -1, endOffset: -1}
        const {errorMessage: _, ...outcome} = attempt(() => {
          const {log} = cluster.led({name: topic}, index, nodeId, currentLeaderEpoch)
          return asked === leaderEpoch ? {leaderEpoch, endOffset: log.endOffset} : none
        })
        return {...none, ...outcome, partition: index}
      }),
    })),
  }))
}
