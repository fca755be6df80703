import {api} from '../wire/api.ts'
import {array, bytes, ignorable, int16, int32, nullable, since, string} from '../wire/schema.ts'

export const SyncGroup = api({
  key: 14,
  name: 'SyncGroup',
  versions: [0, 5],
  flexible: 4,
  to: 'group',
  changes: {audit: 'count only'},
  request: {
    groupId: string,
    generationId: int32,
    memberId: string,
    groupInstanceId: since(3, nullable(string)),
    protocolType: ignorable(since(5, nullable(string))),
    protocolName: ignorable(since(5, nullable(string))),
    assignments: array({memberId: string, assignment: bytes}),
  },
  response: {
    throttleTimeMs: since(1, int32),
    errorCode: int16,
    protocolType: since(5, nullable(string)),
    protocolName: since(5, nullable(string)),
    assignment: bytes,
  },
})
