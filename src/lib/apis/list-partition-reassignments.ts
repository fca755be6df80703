import {api} from '../wire/api.ts'
import {array, int16, int32, nullable, optional, string} from '../wire/schema.ts'

export const ListPartitionReassignments = api({
  key: 46,
  name: 'ListPartitionReassignments',
  versions: [0, 0],
  flexible: 0,
  to: 'controller',
  request: {
    timeoutMs: optional(int32, 60000),
    topics: optional(nullable(array({name: string, partitionIndexes: array(int32)}))),
  },
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: nullable(string),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        replicas: array(int32),
        addingReplicas: array(int32),
        removingReplicas: array(int32),
      }),
    }),
  },
})
