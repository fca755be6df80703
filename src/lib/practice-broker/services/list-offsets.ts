import {ListOffsets} from '../../apis/list-offsets.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import type {PartitionLog} from '../log/partition-log.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {attempt, Refusal} from '../refusal.ts'
import {on, type Service} from '../server.ts'
import {leaderEpoch} from '../topic.ts'

/** Kafka's special timestamps, each with the first version that has it. */
const special = {
  latest: {timestamp: -1, since: 1},
  earliest: {timestamp: -2, since: 1},
  maxTimestamp: {timestamp: -3, since: 7},
  earliestLocal: {timestamp: -4, since: 8},
  latestTiered: {timestamp: -5, since: 9},
  earliestPendingUpload: {timestamp: -6, since: 11},
} as const

export function listOffsetsService(cluster: PracticeCluster): Service {
  return on(ListOffsets, ({topics, isolationLevel}, {version, nodeId}) => ({
    topics: topics.map(({name, partitions}) => {
      const indexes = partitions.map((each) => each.partitionIndex)
      return {
        name,
        partitions: partitions
          .filter((each, i) => indexes.indexOf(each.partitionIndex) === i)
          .map(({partitionIndex: index, currentLeaderEpoch, timestamp}) => {
            const none = {timestamp: -1, offset: -1, leaderEpoch: -1}
            const {errorMessage: _, ...outcome} = attempt(() => {
              if (isolationLevel !== 0 && isolationLevel !== 1) throw new Refusal(codes.unknownServerError)
              if (indexes.indexOf(index) !== indexes.lastIndexOf(index)) throw new Refusal(codes.invalidRequest)
              const {log} = cluster.led({name}, index, nodeId, currentLeaderEpoch)
              const found = find(log, timestamp, version)
              return found ? {...none, leaderEpoch, ...found} : none
            })
            return {...none, ...outcome, partitionIndex: index}
          }),
      }
    }),
  }))
}

function find(log: PartitionLog, timestamp: number, version: number) {
  if (timestamp >= 0) return log.firstSince(timestamp)
  const known = Object.values(special).find((each) => each.timestamp === timestamp && version >= each.since)
  if (!known) throw new Refusal(codes.unsupportedVersion)
  if (known === special.latest) return {offset: log.endOffset}
  if (known === special.earliest || known === special.earliestLocal) return {offset: log.startOffset}
  // The other two are about tiered storage, which is always empty here.
  return known === special.maxTimestamp ? log.latestTimestamp() : undefined
}
