import {api} from '../wire/api.ts'
import {array, bool, int16, int32, int8, nullable, string} from '../wire/schema.ts'

export const IncrementalAlterConfigs = api({
  key: 44,
  name: 'IncrementalAlterConfigs',
  versions: [0, 1],
  flexible: 1,
  to: 'any',
  changes: {when: ({validateOnly}) => validateOnly !== true, audit: ({resources}) => ({resources})},
  request: {
    resources: array({
      resourceType: int8,
      resourceName: string,
      configs: array({name: string, configOperation: int8, value: nullable(string)}),
    }),
    validateOnly: bool,
  },
  response: {
    throttleTimeMs: int32,
    responses: array({errorCode: int16, errorMessage: nullable(string), resourceType: int8, resourceName: string}),
  },
})
