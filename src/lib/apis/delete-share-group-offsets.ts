import {api} from '../wire/api.ts'
import {array, int16, int32, nullable, string, uuid} from '../wire/schema.ts'

export const DeleteShareGroupOffsets = api({
  key: 92,
  name: 'DeleteShareGroupOffsets',
  versions: [0, 0],
  flexible: 0,
  to: 'group',
  changes: {audit: ({groupId, topics}) => ({groupId, topics})},
  request: {groupId: string, topics: array({topicName: string})},
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: nullable(string),
    responses: array({topicName: string, topicId: uuid, errorCode: int16, errorMessage: nullable(string)}),
  },
})
