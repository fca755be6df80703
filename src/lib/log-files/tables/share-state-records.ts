// The records of share coordinators in __share_group_state. Apache: ShareSnapshot*.json, ShareUpdate*.json.
import {array, int16, int32, int64, int8, optional, string, tagged, uuid} from '../../wire/schema.ts'
import {stored, type CoordinatorRecords} from './stored.ts'

export const shareStateRecords = {
  0: {
    name: 'ShareSnapshot',
    key: {groupId: string, topicId: uuid, partition: int32},
    value: stored([0, 0], 0, {
      snapshotEpoch: int32,
      stateEpoch: int32,
      leaderEpoch: int32,
      startOffset: int64,
      deliveryCompleteCount: tagged(0, optional(int32, -1)),
      createTimestamp: int64,
      writeTimestamp: int64,
      stateBatches: array({firstOffset: int64, lastOffset: int64, deliveryState: int8, deliveryCount: int16}),
    }),
  },
  1: {
    name: 'ShareUpdate',
    key: {groupId: string, topicId: uuid, partition: int32},
    value: stored([0, 0], 0, {
      snapshotEpoch: int32,
      leaderEpoch: int32,
      startOffset: int64,
      deliveryCompleteCount: tagged(0, optional(int32, -1)),
      stateBatches: array({firstOffset: int64, lastOffset: int64, deliveryState: int8, deliveryCount: int16}),
    }),
  },
} satisfies CoordinatorRecords
