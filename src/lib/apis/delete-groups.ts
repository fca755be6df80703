import {api} from '../wire/api.ts'
import {array, int16, int32, string} from '../wire/schema.ts'

export const DeleteGroups = api({
  key: 42,
  name: 'DeleteGroups',
  versions: [0, 2],
  flexible: 2,
  to: 'group',
  changes: {audit: ({groupsNames}) => ({groupsNames})},
  request: {groupsNames: array(string)},
  response: {throttleTimeMs: int32, results: array({groupId: string, errorCode: int16})},
})
