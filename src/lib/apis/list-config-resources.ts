import {api} from '../wire/api.ts'
import {array, int16, int32, int8, since, string} from '../wire/schema.ts'

export const ListConfigResources = api({
  key: 74,
  name: 'ListConfigResources',
  versions: [0, 1],
  flexible: 0,
  to: 'any',
  request: {resourceTypes: since(1, array(int8))},
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    configResources: array({resourceName: string, resourceType: since(1, int8, 16)}),
  },
})
