import {OffsetForLeaderEpoch} from '../../apis/offset-for-leader-epoch.ts'
import type {Got} from '../../wire/schema.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {attempt} from '../refusal.ts'
import {on, type RequestOrigin, type Service} from '../server.ts'
import {leaderEpoch} from '../topic.ts'

/** Kafka 4.0 dropped the versions before it (KIP-896). */
const oldest = 2

/** The end of a leader epoch: here there is only one, and it is the current one. */
export function offsetForLeaderEpochService(cluster: PracticeCluster): Service {
  const answer = ({topics}: Got<typeof OffsetForLeaderEpoch.request>, {nodeId}: RequestOrigin) => ({
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
  })
  return on(OffsetForLeaderEpoch, answer, OffsetForLeaderEpoch.versions[1], oldest)
}
