// Payloads of JSON Schema: JSON text, validated only if that is asked for.
import type {PayloadDecoder, DecodedForm, SchemaText} from '../payload.ts'
import {DecodeError} from '../serde-error.ts'
import {copyJson} from './copy-json.ts'

export async function jsonDecoder(schema: SchemaText, {validate}: DecodedForm): Promise<PayloadDecoder> {
  if (!validate)
    return {
      decode(from, to) {
        copyJson(from, to)
        return undefined
      },
    }
  const {jsonValidator} = await import('./validate.ts')
  const problemOf = await jsonValidator(schema)
  return {
    decode(from, to) {
      const before = to.length
      copyJson(from, to)
      const problem = problemOf(JSON.parse(to.buffer.toString('utf8', before, to.length)))
      if (problem !== undefined) throw new DecodeError(problem)
      return undefined
    },
  }
}
