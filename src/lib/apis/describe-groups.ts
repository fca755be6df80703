import {api} from '../wire/api.ts'
import {array, bool, bytes, int16, int32, nullable, since, string} from '../wire/schema.ts'

export const DescribeGroups = api({
  key: 15,
  name: 'DescribeGroups',
  versions: [0, 6],
  flexible: 5,
  to: 'group',
  request: {groups: array(string), includeAuthorizedOperations: since(3, bool)},
  response: {
    throttleTimeMs: since(1, int32),
    groups: array({
      errorCode: int16,
      errorMessage: since(6, nullable(string)),
      groupId: string,
      groupState: string,
      protocolType: string,
      protocolData: string,
      members: array({
        memberId: string,
        groupInstanceId: since(4, nullable(string)),
        clientId: string,
        clientHost: string,
        memberMetadata: bytes,
        memberAssignment: bytes,
      }),
      authorizedOperations: since(3, int32, -2147483648),
    }),
  },
})
