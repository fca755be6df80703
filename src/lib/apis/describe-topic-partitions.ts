import {api} from '../wire/api.ts'
import {array, bool, int16, int32, nullable, optional, string, struct, uuid} from '../wire/schema.ts'

export const DescribeTopicPartitions = api({
  key: 75,
  name: 'DescribeTopicPartitions',
  versions: [0, 0],
  flexible: 0,
  to: 'any',
  request: {
    topics: array({name: string}),
    responsePartitionLimit: optional(int32, 2000),
    cursor: optional(nullable(struct({topicName: string, partitionIndex: int32}))),
  },
  response: {
    throttleTimeMs: int32,
    topics: array({
      errorCode: int16,
      name: nullable(string),
      topicId: uuid,
      isInternal: bool,
      partitions: array({
        errorCode: int16,
        partitionIndex: int32,
        leaderId: int32,
        leaderEpoch: int32,
        replicaNodes: array(int32),
        isrNodes: array(int32),
        eligibleLeaderReplicas: nullable(array(int32)),
        lastKnownElr: nullable(array(int32)),
        offlineReplicas: array(int32),
      }),
      topicAuthorizedOperations: int32,
    }),
    nextCursor: nullable(struct({topicName: string, partitionIndex: int32})),
  },
})
