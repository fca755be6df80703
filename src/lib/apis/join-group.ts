import {api} from '../wire/api.ts'
import {array, bool, bytes, ignorable, int16, int32, nullable, since, string} from '../wire/schema.ts'

export const JoinGroup = api({
  key: 11,
  name: 'JoinGroup',
  versions: [0, 9],
  flexible: 6,
  to: 'group',
  changes: {audit: 'count only'},
  request: {
    groupId: string,
    sessionTimeoutMs: int32,
    rebalanceTimeoutMs: ignorable(since(1, int32, -1)),
    memberId: string,
    groupInstanceId: since(5, nullable(string)),
    protocolType: string,
    protocols: array({name: string, metadata: bytes}),
    reason: ignorable(since(8, nullable(string))),
  },
  response: {
    throttleTimeMs: since(2, int32),
    errorCode: int16,
    generationId: int32,
    protocolType: since(7, nullable(string)),
    protocolName: nullable(string, 7),
    leader: string,
    skipAssignment: since(9, bool),
    memberId: string,
    members: array({memberId: string, groupInstanceId: since(5, nullable(string)), metadata: bytes}),
  },
})
