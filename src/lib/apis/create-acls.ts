import {api} from '../wire/api.ts'
import {array, int16, int32, int8, nullable, since, string} from '../wire/schema.ts'

export const CreateAcls = api({
  key: 30,
  name: 'CreateAcls',
  versions: [0, 3],
  flexible: 2,
  to: 'any',
  changes: {audit: ({creations}) => ({creations})},
  request: {
    creations: array({
      resourceType: int8,
      resourceName: string,
      resourcePatternType: since(1, int8, 3),
      principal: string,
      host: string,
      operation: int8,
      permissionType: int8,
    }),
  },
  response: {throttleTimeMs: int32, results: array({errorCode: int16, errorMessage: nullable(string)})},
})
