import {api} from '../wire/api.ts'
import {array, bool, float64, int16, int32, nullable, string} from '../wire/schema.ts'

export const AlterClientQuotas = api({
  key: 49,
  name: 'AlterClientQuotas',
  versions: [0, 1],
  flexible: 1,
  to: 'any',
  changes: {when: ({validateOnly}) => validateOnly !== true, audit: ({entries}) => ({entries})},
  request: {
    entries: array({
      entity: array({entityType: string, entityName: nullable(string)}),
      ops: array({key: string, value: float64, remove: bool}),
    }),
    validateOnly: bool,
  },
  response: {
    throttleTimeMs: int32,
    entries: array({
      errorCode: int16,
      errorMessage: nullable(string),
      entity: array({entityType: string, entityName: nullable(string)}),
    }),
  },
})
