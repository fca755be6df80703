import {api} from '../wire/api.ts'
import {array, bool, int16, int32, nullable, since, string, uint16, uuid} from '../wire/schema.ts'

export const AddRaftVoter = api({
  key: 80,
  name: 'AddRaftVoter',
  versions: [0, 1],
  flexible: 0,
  to: 'any',
  changes: {audit: ({voterId, voterDirectoryId, listeners}) => ({voterId, voterDirectoryId, listeners})},
  request: {
    clusterId: nullable(string),
    timeoutMs: int32,
    voterId: int32,
    voterDirectoryId: uuid,
    listeners: array({name: string, host: string, port: uint16}),
    ackWhenCommitted: since(1, bool, true),
  },
  response: {throttleTimeMs: int32, errorCode: int16, errorMessage: nullable(string)},
})
