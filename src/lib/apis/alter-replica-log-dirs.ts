import {api} from '../wire/api.ts'
import {array, int16, int32, string} from '../wire/schema.ts'

export const AlterReplicaLogDirs = api({
  key: 34,
  name: 'AlterReplicaLogDirs',
  versions: [0, 2],
  flexible: 2,
  to: 'node',
  changes: {audit: ({dirs}) => ({dirs})},
  request: {dirs: array({path: string, topics: array({name: string, partitions: array(int32)})})},
  response: {
    throttleTimeMs: int32,
    results: array({topicName: string, partitions: array({partitionIndex: int32, errorCode: int16})}),
  },
})
