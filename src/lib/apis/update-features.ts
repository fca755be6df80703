import {api} from '../wire/api.ts'
import {array, between, bool, int16, int32, int8, nullable, optional, since, string} from '../wire/schema.ts'

export const UpdateFeatures = api({
  key: 57,
  name: 'UpdateFeatures',
  versions: [0, 2],
  flexible: 0,
  to: 'controller',
  changes: {when: ({validateOnly}) => validateOnly !== true, audit: ({featureUpdates}) => ({featureUpdates})},
  request: {
    timeoutMs: optional(int32, 60000),
    featureUpdates: array({
      feature: string,
      maxVersionLevel: int16,
      allowDowngrade: between(0, 0, bool),
      upgradeType: since(1, int8, 1),
    }),
    validateOnly: since(1, bool),
  },
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: nullable(string),
    results: between(0, 1, array({feature: string, errorCode: int16, errorMessage: nullable(string)})),
  },
})
