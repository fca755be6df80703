import {api} from '../wire/api.ts'
import {array, int16, int32, int8, nullable, string} from '../wire/schema.ts'

export const DescribeUserScramCredentials = api({
  key: 50,
  name: 'DescribeUserScramCredentials',
  versions: [0, 0],
  flexible: 0,
  to: 'any',
  request: {users: nullable(array({name: string}))},
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: nullable(string),
    results: array({
      user: string,
      errorCode: int16,
      errorMessage: nullable(string),
      credentialInfos: array({mechanism: int8, iterations: int32}),
    }),
  },
})
