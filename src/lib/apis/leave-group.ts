import {api} from '../wire/api.ts'
import {array, between, ignorable, int16, int32, nullable, optional, since, string} from '../wire/schema.ts'

export const LeaveGroup = api({
  key: 13,
  name: 'LeaveGroup',
  versions: [0, 5],
  flexible: 4,
  to: 'group',
  changes: {audit: 'count only'},
  request: {
    groupId: string,
    memberId: between(0, 2, string),
    members: since(
      3,
      array({
        memberId: string,
        groupInstanceId: optional(nullable(string)),
        reason: ignorable(since(5, nullable(string))),
      }),
    ),
  },
  response: {
    throttleTimeMs: since(1, int32),
    errorCode: int16,
    members: since(3, array({memberId: string, groupInstanceId: nullable(string), errorCode: int16})),
  },
})
