import {api} from '../wire/api.ts'
import {int16, int32, nullable, since, string} from '../wire/schema.ts'

export const Heartbeat = api({
  key: 12,
  name: 'Heartbeat',
  versions: [0, 4],
  flexible: 4,
  to: 'group',
  changes: {audit: 'count only'},
  request: {
    groupId: string,
    generationId: int32,
    memberId: string,
    groupInstanceId: since(3, nullable(string)),
  },
  response: {throttleTimeMs: since(1, int32), errorCode: int16},
})
