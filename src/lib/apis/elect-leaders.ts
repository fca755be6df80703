import {api} from '../wire/api.ts'
import {array, int16, int32, int8, nullable, optional, since, string} from '../wire/schema.ts'

export const ElectLeaders = api({
  key: 43,
  name: 'ElectLeaders',
  versions: [0, 2],
  flexible: 2,
  to: 'controller',
  changes: {audit: ({electionType, topicPartitions}) => ({electionType, topicPartitions})},
  request: {
    electionType: since(1, int8),
    topicPartitions: nullable(array({topic: string, partitions: array(int32)})),
    timeoutMs: optional(int32, 60000),
  },
  response: {
    throttleTimeMs: int32,
    errorCode: since(1, int16),
    replicaElectionResults: array({
      topic: string,
      partitionResult: array({partitionId: int32, errorCode: int16, errorMessage: nullable(string)}),
    }),
  },
})
