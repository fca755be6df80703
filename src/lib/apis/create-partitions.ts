import {api} from '../wire/api.ts'
import {array, bool, int16, int32, nullable, string} from '../wire/schema.ts'

export const CreatePartitions = api({
  key: 37,
  name: 'CreatePartitions',
  versions: [0, 3],
  flexible: 2,
  to: 'controller',
  changes: {when: ({validateOnly}) => validateOnly !== true, audit: ({topics}) => ({topics})},
  request: {
    topics: array({name: string, count: int32, assignments: nullable(array({brokerIds: array(int32)}))}),
    timeoutMs: int32,
    validateOnly: bool,
  },
  response: {
    throttleTimeMs: int32,
    results: array({name: string, errorCode: int16, errorMessage: nullable(string)}),
  },
})
