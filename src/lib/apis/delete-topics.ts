import {api} from '../wire/api.ts'
import {array, between, ignorable, int16, int32, nullable, optional, since, string, uuid} from '../wire/schema.ts'

export const DeleteTopics = api({
  key: 20,
  name: 'DeleteTopics',
  versions: [1, 6],
  flexible: 4,
  to: 'controller',
  changes: {audit: ({topics, topicNames}) => ({topics, topicNames})},
  request: {
    topics: since(6, array({name: optional(nullable(string)), topicId: uuid})),
    topicNames: ignorable(between(1, 5, array(string))),
    timeoutMs: int32,
  },
  response: {
    throttleTimeMs: int32,
    responses: array({
      name: nullable(string, 6),
      topicId: since(6, uuid),
      errorCode: int16,
      errorMessage: since(5, nullable(string)),
    }),
  },
})
