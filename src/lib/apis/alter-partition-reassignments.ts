import {api} from '../wire/api.ts'
import {array, bool, int16, int32, nullable, optional, since, string} from '../wire/schema.ts'

export const AlterPartitionReassignments = api({
  key: 45,
  name: 'AlterPartitionReassignments',
  versions: [0, 1],
  flexible: 0,
  to: 'controller',
  changes: {audit: ({allowReplicationFactorChange, topics}) => ({allowReplicationFactorChange, topics})},
  request: {
    timeoutMs: optional(int32, 60000),
    allowReplicationFactorChange: since(1, bool, true),
    topics: array({
      name: string,
      partitions: array({partitionIndex: int32, replicas: optional(nullable(array(int32)))}),
    }),
  },
  response: {
    throttleTimeMs: int32,
    allowReplicationFactorChange: since(1, bool, true),
    errorCode: int16,
    errorMessage: nullable(string),
    responses: array({
      name: string,
      partitions: array({partitionIndex: int32, errorCode: int16, errorMessage: nullable(string)}),
    }),
  },
})
