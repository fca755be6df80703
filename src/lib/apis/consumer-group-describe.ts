import {api} from '../wire/api.ts'
import {array, bool, int16, int32, int8, nullable, since, string, struct, uuid} from '../wire/schema.ts'

export const ConsumerGroupDescribe = api({
  key: 69,
  name: 'ConsumerGroupDescribe',
  versions: [0, 1],
  flexible: 0,
  to: 'group',
  request: {groupIds: array(string), includeAuthorizedOperations: bool},
  response: {
    throttleTimeMs: int32,
    groups: array({
      errorCode: int16,
      errorMessage: nullable(string),
      groupId: string,
      groupState: string,
      groupEpoch: int32,
      assignmentEpoch: int32,
      assignorName: string,
      members: array({
        memberId: string,
        instanceId: nullable(string),
        rackId: nullable(string),
        memberEpoch: int32,
        clientId: string,
        clientHost: string,
        subscribedTopicNames: array(string),
        subscribedTopicRegex: nullable(string),
        assignment: struct({topicPartitions: array({topicId: uuid, topicName: string, partitions: array(int32)})}),
        targetAssignment: struct({
          topicPartitions: array({topicId: uuid, topicName: string, partitions: array(int32)}),
        }),
        memberType: since(1, int8, -1),
      }),
      authorizedOperations: int32,
    }),
  },
})
