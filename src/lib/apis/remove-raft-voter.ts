import {api} from '../wire/api.ts'
import {int16, int32, nullable, string, uuid} from '../wire/schema.ts'

export const RemoveRaftVoter = api({
  key: 81,
  name: 'RemoveRaftVoter',
  versions: [0, 0],
  flexible: 0,
  to: 'any',
  changes: {audit: ({voterId, voterDirectoryId}) => ({voterId, voterDirectoryId})},
  request: {clusterId: nullable(string), voterId: int32, voterDirectoryId: uuid},
  response: {throttleTimeMs: int32, errorCode: int16, errorMessage: nullable(string)},
})
