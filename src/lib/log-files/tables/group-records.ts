// The records of group coordinators in __consumer_offsets: offsets, and groups of all types but streams. Apache:
// *Key.json and *Value.json of group-coordinator.
import {
  array,
  between,
  bytes,
  int32,
  int64,
  int8,
  nullable,
  optional,
  since,
  string,
  struct,
  tagged,
  uuid,
} from '../../wire/schema.ts'
import {stored, type CoordinatorRecords} from './stored.ts'

export const offsetRecords = {
  0: {
    name: 'LegacyOffsetCommit',
    key: {group: string, topic: string, partition: int32},
    value: stored([0, 0], Infinity, {offset: int64, metadata: string, commitTimestamp: int64}),
  },
  1: {
    name: 'OffsetCommit',
    key: {group: string, topic: string, partition: int32},
    value: stored([0, 4], 4, {
      offset: int64,
      leaderEpoch: since(3, int32, -1),
      metadata: string,
      commitTimestamp: int64,
      expireTimestamp: between(1, 1, int64, -1),
      topicId: tagged(0, since(4, uuid)),
    }),
  },
} satisfies CoordinatorRecords

export const groupMetadataRecords = {
  2: {
    name: 'GroupMetadata',
    key: {group: string},
    value: stored([0, 4], 4, {
      protocolType: string,
      generation: int32,
      protocol: nullable(string),
      leader: nullable(string),
      currentStateTimestamp: since(2, int64, -1),
      members: array({
        memberId: string,
        groupInstanceId: since(3, nullable(string)),
        clientId: string,
        clientHost: string,
        rebalanceTimeout: since(1, int32, -1),
        sessionTimeout: int32,
        subscription: bytes,
        assignment: bytes,
      }),
    }),
  },
} satisfies CoordinatorRecords

export const consumerGroupRecords = {
  3: {
    name: 'ConsumerGroupMetadata',
    key: {groupId: string},
    value: stored([0, 0], 0, {epoch: int32, metadataHash: tagged(0, optional(int64))}),
  },
  4: {
    name: 'ConsumerGroupPartitionMetadata',
    key: {groupId: string},
    value: stored([0, 0], 0, {
      topics: array({
        topicId: uuid,
        topicName: string,
        numPartitions: int32,
        partitionMetadata: array({partition: int32, racks: array(string)}),
      }),
    }),
  },
  5: {
    name: 'ConsumerGroupMemberMetadata',
    key: {groupId: string, memberId: string},
    value: stored([0, 0], 0, {
      instanceId: nullable(string),
      rackId: nullable(string),
      clientId: string,
      clientHost: string,
      subscribedTopicNames: array(string),
      subscribedTopicRegex: nullable(string),
      rebalanceTimeoutMs: int32,
      serverAssignor: nullable(string),
      classicMemberMetadata: tagged(
        0,
        optional(
          nullable(
            struct({
              sessionTimeoutMs: optional(int32),
              supportedProtocols: optional(array({name: string, metadata: bytes})),
            }),
          ),
          {sessionTimeoutMs: 0, supportedProtocols: []},
        ),
      ),
    }),
  },
  6: {
    name: 'ConsumerGroupTargetAssignmentMetadata',
    key: {groupId: string},
    value: stored([0, 0], 0, {assignmentEpoch: int32, assignmentTimestamp: tagged(0, optional(int64))}),
  },
  7: {
    name: 'ConsumerGroupTargetAssignmentMember',
    key: {groupId: string, memberId: string},
    value: stored([0, 0], 0, {topicPartitions: array({topicId: uuid, partitions: array(int32)})}),
  },
  8: {
    name: 'ConsumerGroupCurrentMemberAssignment',
    key: {groupId: string, memberId: string},
    value: stored([0, 0], 0, {
      memberEpoch: int32,
      previousMemberEpoch: int32,
      state: int8,
      assignedPartitions: array({
        topicId: uuid,
        partitions: array(int32),
        assignmentEpochs: tagged(0, optional(nullable(array(int32)), [])),
      }),
      partitionsPendingRevocation: array({
        topicId: uuid,
        partitions: array(int32),
        assignmentEpochs: tagged(0, optional(nullable(array(int32)), [])),
      }),
    }),
  },
  16: {
    name: 'ConsumerGroupRegularExpression',
    key: {groupId: string, regularExpression: string},
    value: stored([0, 0], 0, {topics: array(string), version: int64, timestamp: int64}),
  },
} satisfies CoordinatorRecords

export const shareGroupRecords = {
  10: {
    name: 'ShareGroupMemberMetadata',
    key: {groupId: string, memberId: string},
    value: stored([0, 0], 0, {
      rackId: nullable(string),
      clientId: string,
      clientHost: string,
      subscribedTopicNames: array(string),
    }),
  },
  11: {
    name: 'ShareGroupMetadata',
    key: {groupId: string},
    value: stored([0, 0], 0, {epoch: int32, metadataHash: int64}),
  },
  12: {
    name: 'ShareGroupTargetAssignmentMetadata',
    key: {groupId: string},
    value: stored([0, 0], 0, {assignmentEpoch: int32, assignmentTimestamp: tagged(0, optional(int64))}),
  },
  13: {
    name: 'ShareGroupTargetAssignmentMember',
    key: {groupId: string, memberId: string},
    value: stored([0, 0], 0, {topicPartitions: array({topicId: uuid, partitions: array(int32)})}),
  },
  14: {
    name: 'ShareGroupCurrentMemberAssignment',
    key: {groupId: string, memberId: string},
    value: stored([0, 0], 0, {
      memberEpoch: int32,
      previousMemberEpoch: int32,
      state: int8,
      assignedPartitions: array({topicId: uuid, partitions: array(int32)}),
    }),
  },
  15: {
    name: 'ShareGroupStatePartitionMetadata',
    key: {groupId: string},
    value: stored([0, 0], 0, {
      initializingTopics: array({topicId: uuid, topicName: string, partitions: array(int32)}),
      initializedTopics: array({topicId: uuid, topicName: string, partitions: array(int32)}),
      deletingTopics: array({topicId: uuid, topicName: string}),
    }),
  },
} satisfies CoordinatorRecords
