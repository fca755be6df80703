// Share groups for a fake cluster, as operators see them: descriptions, start offsets that really move, deletion, and
// one record per fetch.
import {AlterShareGroupOffsets} from '../../src/lib/apis/alter-share-group-offsets.ts'
import {ConsumerGroupDescribe} from '../../src/lib/apis/consumer-group-describe.ts'
import {DeleteGroups} from '../../src/lib/apis/delete-groups.ts'
import {DescribeGroups} from '../../src/lib/apis/describe-groups.ts'
import {DescribeShareGroupOffsets} from '../../src/lib/apis/describe-share-group-offsets.ts'
import {ListGroups} from '../../src/lib/apis/list-groups.ts'
import {OffsetFetch} from '../../src/lib/apis/offset-fetch.ts'
import {ShareAcknowledge} from '../../src/lib/apis/share-acknowledge.ts'
import {ShareFetch} from '../../src/lib/apis/share-fetch.ts'
import {ShareGroupDescribe} from '../../src/lib/apis/share-group-describe.ts'
import {ShareGroupHeartbeat} from '../../src/lib/apis/share-group-heartbeat.ts'
import {batch} from '../records/support/records.ts'
import {after, on, topicId, type Service} from './fake-cluster.ts'

const topic = 'orders'
const groupIdNotFound = 69

/** KIP-932's acknowledgement after which the group never delivers the record again. */
const accepted = 1
interface Acknowledged {
  readonly partitionIndex: number
  readonly acknowledgementBatches: readonly {
    readonly lastOffset: number | bigint
    readonly acknowledgeTypes: readonly number[]
  }[]
}

/** `share`: the start offset of each partition of `orders` by group; `end`: where its logs end. */
export function shareServices(
  state: {readonly share: Record<string, number[]>},
  end: (partition: number) => number,
): Service[] {
  const found = (id: string) => (state.share[id] ? 0 : groupIdNotFound)
  let sent = 0
  /** Accepted records are no longer part of the group's backlog. */
  const accept = (groupId: string | null, partitions: readonly Acknowledged[]) => {
    const offsets = state.share[groupId ?? '']
    if (!offsets) return
    for (const {partitionIndex, acknowledgementBatches} of partitions)
      for (const {lastOffset, acknowledgeTypes} of acknowledgementBatches)
        if (acknowledgeTypes.every((type) => type === accepted)) offsets[partitionIndex] = Number(lastOffset) + 1
  }
  return [
    on(ListGroups, (_, {nodeId}) => ({
      groups:
        nodeId === 1
          ? Object.keys(state.share).map((groupId) => ({
              groupId,
              protocolType: 'share',
              groupState: 'Empty',
              groupType: 'share',
            }))
          : [],
    })),
    on(ShareGroupDescribe, ({groupIds}) => ({
      groups: groupIds.map((groupId) => ({
        groupId,
        errorCode: found(groupId),
        groupState: 'Empty',
        groupEpoch: 3,
        assignmentEpoch: 3,
        assignorName: 'simple',
        members: [],
      })),
    })),
    on(ConsumerGroupDescribe, ({groupIds}) => ({
      groups: groupIds.map((groupId) => ({groupId, errorCode: groupIdNotFound, groupState: '', assignorName: '', members: []})), // prettier-ignore
    })),
    on(DescribeGroups, ({groups: asked}) => ({
      groups: asked.map((groupId) => ({groupId, errorCode: groupIdNotFound, groupState: 'Dead', protocolType: '', protocolData: '', members: []})), // prettier-ignore
    })),
    on(DescribeShareGroupOffsets, ({groups: asked}) => ({
      groups: asked.map(({groupId}) => ({
        groupId,
        errorCode: found(groupId),
        topics: state.share[groupId]
          ? [
              {
                topicName: topic,
                topicId: topicId(topic),
                partitions: state.share[groupId].map((startOffset, partitionIndex) => ({
                  partitionIndex,
                  startOffset,
                  leaderEpoch: 3,
                  lag: end(partitionIndex) - startOffset,
                })),
              },
            ]
          : [],
      })),
    })),
    // Classic offsets, which deletions read before and after.
    on(OffsetFetch, ({groups: asked}) => ({groups: asked.map(({groupId}) => ({groupId, topics: [], errorCode: 0}))})),
    // As in Kafka 4.3, a group that does not exist is created.
    on(AlterShareGroupOffsets, ({groupId, topics}) => ({
      responses: topics.map(({topicName, partitions}) => ({
        topicName,
        topicId: topicId(topicName),
        partitions: partitions.map(({partitionIndex, startOffset}) => {
          const offsets = (state.share[groupId] ??= [])
          offsets[partitionIndex] = startOffset
          return {partitionIndex}
        }),
      })),
    })),
    on(DeleteGroups, ({groupsNames}) => ({
      results: groupsNames.map((groupId) => {
        const errorCode = found(groupId)
        delete state.share[groupId]
        return {groupId, errorCode}
      }),
    })),
    on(ShareGroupHeartbeat, ({memberEpoch}) => ({
      memberEpoch: memberEpoch < 0 ? memberEpoch : 5,
      heartbeatIntervalMs: 1000,
      assignment: memberEpoch === 0 ? {topicPartitions: [{topicId: topicId(topic), partitions: [0]}]} : null,
    })),
    on(ShareFetch, ({groupId, topics}) => {
      for (const {partitions} of topics) accept(groupId, partitions)
      const acknowledged = topics.some(({partitions}) =>
        partitions.some((each) => each.acknowledgementBatches.length > 0),
      )
      if (acknowledged) return after(3, {responses: [{topicId: topicId(topic), partitions: [{partitionIndex: 0}]}]})
      const firstOffset = sent++
      const records = batch(firstOffset, [{value: `order ${firstOffset}`}])
      const acquiredRecords = [{firstOffset, lastOffset: firstOffset, deliveryCount: 1}]
      return {
        acquisitionLockTimeoutMs: 30_000,
        responses: [{topicId: topicId(topic), partitions: [{partitionIndex: 0, records, acquiredRecords}]}],
      }
    }),
    on(ShareAcknowledge, ({groupId, topics}) => ({
      responses: topics.map(({topicId: id, partitions}) => {
        accept(groupId, partitions)
        return {topicId: id, partitions: partitions.map(({partitionIndex}) => ({partitionIndex}))}
      }),
    })),
  ]
}
