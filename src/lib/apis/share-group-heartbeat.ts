import {api} from '../wire/api.ts'
import {array, int16, int32, nullable, optional, string, struct, uuid} from '../wire/schema.ts'

export const ShareGroupHeartbeat = api({
  key: 76,
  name: 'ShareGroupHeartbeat',
  versions: [1, 1],
  flexible: 0,
  to: 'group',
  changes: {audit: 'count only'},
  request: {
    groupId: string,
    memberId: string,
    memberEpoch: int32,
    rackId: optional(nullable(string)),
    subscribedTopicNames: optional(nullable(array(string))),
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
