import {api} from '../wire/api.ts'
import {array, int16, int32, nullable, optional, since, string, struct, uuid} from '../wire/schema.ts'

export const ConsumerGroupHeartbeat = api({
  key: 68,
  name: 'ConsumerGroupHeartbeat',
  versions: [0, 1],
  flexible: 0,
  to: 'group',
  changes: {audit: 'count only'},
  request: {
    groupId: string,
    memberId: string,
    memberEpoch: int32,
    instanceId: optional(nullable(string)),
    rackId: optional(nullable(string)),
    rebalanceTimeoutMs: optional(int32, -1),
    subscribedTopicNames: optional(nullable(array(string))),
    subscribedTopicRegex: since(1, nullable(string)),
    serverAssignor: optional(nullable(string)),
    topicPartitions: optional(nullable(array({topicId: uuid, partitions: array(int32)}))),
  },
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: nullable(string),
    memberId: nullable(string),
    memberEpoch: int32,
    heartbeatIntervalMs: int32,
    assignment: nullable(struct({topicPartitions: array({topicId: uuid, partitions: array(int32)})})),
  },
})
