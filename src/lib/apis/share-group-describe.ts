import {api} from '../wire/api.ts'
import {array, bool, int16, int32, nullable, string, struct, uuid} from '../wire/schema.ts'

export const ShareGroupDescribe = api({
  key: 77,
  name: 'ShareGroupDescribe',
  versions: [1, 1],
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
        rackId: nullable(string),
        memberEpoch: int32,
        clientId: string,
        clientHost: string,
        subscribedTopicNames: array(string),
        assignment: struct({topicPartitions: array({topicId: uuid, topicName: string, partitions: array(int32)})}),
      }),
      authorizedOperations: int32,
    }),
  },
})
