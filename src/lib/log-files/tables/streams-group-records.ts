// The records of group coordinators in __consumer_offsets for streams groups (KIP-1071). Apache: StreamsGroup*.json of
// group-coordinator.
import {
  array,
  int16,
  int32,
  int64,
  int8,
  nullable,
  optional,
  string,
  struct,
  tagged,
  uint16,
} from '../../wire/schema.ts'
import {stored, type CoordinatorRecords} from './stored.ts'

export const streamsGroupRecords = {
  17: {
    name: 'StreamsGroupMetadata',
    key: {groupId: string},
    value: stored([0, 0], 0, {
      epoch: int32,
      metadataHash: int64,
      validatedTopologyEpoch: tagged(0, optional(int32, -1)),
      lastAssignmentConfigs: tagged(1, optional(nullable(array({key: string, value: string})), [])),
    }),
  },
  19: {
    name: 'StreamsGroupMemberMetadata',
    key: {groupId: string, memberId: string},
    value: stored([0, 0], 0, {
      instanceId: nullable(string),
      rackId: nullable(string),
      clientId: string,
      clientHost: string,
      rebalanceTimeoutMs: int32,
      topologyEpoch: int32,
      processId: string,
      userEndpoint: nullable(struct({host: string, port: uint16})),
      clientTags: array({key: string, value: string}),
    }),
  },
  20: {
    name: 'StreamsGroupTargetAssignmentMetadata',
    key: {groupId: string},
    value: stored([0, 0], 0, {assignmentEpoch: int32, assignmentTimestamp: tagged(0, optional(int64))}),
  },
  21: {
    name: 'StreamsGroupTargetAssignmentMember',
    key: {groupId: string, memberId: string},
    value: stored([0, 0], 0, {
      activeTasks: array({subtopologyId: string, partitions: array(int32)}),
      standbyTasks: array({subtopologyId: string, partitions: array(int32)}),
      warmupTasks: array({subtopologyId: string, partitions: array(int32)}),
    }),
  },
  22: {
    name: 'StreamsGroupCurrentMemberAssignment',
    key: {groupId: string, memberId: string},
    value: stored([0, 0], 0, {
      memberEpoch: int32,
      previousMemberEpoch: int32,
      state: int8,
      activeTasks: array({
        subtopologyId: string,
        partitions: array(int32),
        assignmentEpochs: tagged(0, optional(nullable(array(int32)), [])),
      }),
      standbyTasks: array({
        subtopologyId: string,
        partitions: array(int32),
        assignmentEpochs: tagged(0, optional(nullable(array(int32)), [])),
      }),
      warmupTasks: array({
        subtopologyId: string,
        partitions: array(int32),
        assignmentEpochs: tagged(0, optional(nullable(array(int32)), [])),
      }),
      activeTasksPendingRevocation: array({
        subtopologyId: string,
        partitions: array(int32),
        assignmentEpochs: tagged(0, optional(nullable(array(int32)), [])),
      }),
      standbyTasksPendingRevocation: array({
        subtopologyId: string,
        partitions: array(int32),
        assignmentEpochs: tagged(0, optional(nullable(array(int32)), [])),
      }),
      warmupTasksPendingRevocation: array({
        subtopologyId: string,
        partitions: array(int32),
        assignmentEpochs: tagged(0, optional(nullable(array(int32)), [])),
      }),
    }),
  },
  23: {
    name: 'StreamsGroupTopology',
    key: {groupId: string},
    value: stored([0, 0], 0, {
      epoch: int32,
      subtopologies: array({
        subtopologyId: string,
        sourceTopics: array(string),
        sourceTopicRegex: array(string),
        stateChangelogTopics: array({
          name: string,
          partitions: int32,
          replicationFactor: int16,
          topicConfigs: array({key: string, value: string}),
        }),
        repartitionSinkTopics: array(string),
        repartitionSourceTopics: array({
          name: string,
          partitions: int32,
          replicationFactor: int16,
          topicConfigs: array({key: string, value: string}),
        }),
        copartitionGroups: array({
          sourceTopics: array(int16),
          sourceTopicRegex: array(int16),
          repartitionSourceTopics: array(int16),
        }),
      }),
    }),
  },
} satisfies CoordinatorRecords
