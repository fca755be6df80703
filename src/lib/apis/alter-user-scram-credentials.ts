import {api} from '../wire/api.ts'
import {array, bytes, int16, int32, int8, nullable, string} from '../wire/schema.ts'

export const AlterUserScramCredentials = api({
  key: 51,
  name: 'AlterUserScramCredentials',
  versions: [0, 0],
  flexible: 0,
  to: 'controller',
  // Salts and salted passwords are not logged.
  changes: {
    audit: ({deletions, upsertions}) => ({
      deletions,
      upsertions: upsertions.map(({name, mechanism, iterations}) => ({name, mechanism, iterations})),
    }),
  },
  request: {
    deletions: array({name: string, mechanism: int8}),
    upsertions: array({name: string, mechanism: int8, iterations: int32, salt: bytes, saltedPassword: bytes}),
  },
  response: {
    throttleTimeMs: int32,
    results: array({user: string, errorCode: int16, errorMessage: nullable(string)}),
  },
})
