import {api} from '../wire/api.ts'
import {array, between, int16, int32, int8, nullable, since, string} from '../wire/schema.ts'

export const FindCoordinator = api({
  key: 10,
  name: 'FindCoordinator',
  versions: [0, 6],
  flexible: 3,
  to: 'any',
  request: {key: between(0, 3, string), keyType: since(1, int8), coordinatorKeys: since(4, array(string))},
  response: {
    throttleTimeMs: since(1, int32),
    errorCode: between(0, 3, int16),
    errorMessage: between(1, 3, nullable(string)),
    nodeId: between(0, 3, int32),
    host: between(0, 3, string),
    port: between(0, 3, int32),
    coordinators: since(
      4,
      array({
        key: string,
        nodeId: int32,
        host: string,
        port: int32,
        errorCode: int16,
        errorMessage: nullable(string),
      }),
    ),
  },
})
