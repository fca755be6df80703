// Validates a value by a JSON Schema with ajv, which takes 60 ms to load, so it is loaded only if asked for.
import type {ErrorObject} from 'ajv'
import {leavesFirst, type SchemaText} from '../payload.ts'
import {SchemaInvalid} from '../serde-error.ts'

/** What is wrong with a value, with the place; undefined: it is valid. */
export type ProblemOf = (value: unknown) => string | undefined

/**
 * Supports drafts 4 (as far as draft 7 includes it), 6, 7, 2019-09 and 2020-12, by `$schema`. Throws `SchemaInvalid`.
 */
export async function jsonValidator(schema: SchemaText): Promise<ProblemOf> {
  const root = parsed(schema.text, 'the JSON Schema')
  const draft = typeof root === 'object' && root !== null && '$schema' in root ? String(root.$schema) : ''
  const ajv = await validatorOf(draft)
  try {
    for (const {name, text} of leavesFirst(schema.references)) {
      const reference = withoutUnknownDraft(parsed(text, name))
      ajv.addSchema(reference as object, name)
    }
    const validate = ajv.compile(withoutUnknownDraft(root) as object)
    return (value) => (validate(value) ? undefined : problemText(validate.errors ?? []))
  } catch (error) {
    throw new SchemaInvalid(`the JSON Schema cannot be used: ${(error as Error).message}`, {cause: error})
  }
}

async function validatorOf(draft: string) {
  const options = {strict: false, allErrors: false, validateFormats: false, logger: false} as const
  if (draft.includes('2020-12')) return new (await import('ajv/dist/2020.js')).Ajv2020(options)
  if (draft.includes('2019-09')) return new (await import('ajv/dist/2019.js')).Ajv2019(options)
  return new (await import('ajv')).Ajv(options)
}

/** Draft 4 has no rules missing in draft 7 apart from `id` and the old exclusiveMinimum. */
function withoutUnknownDraft(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null || !('$schema' in schema)) return schema
  if (!/draft-0[346]/.test(String(schema.$schema))) return schema
  const {$schema: _, ...rest} = schema as Record<string, unknown>
  return rest
}

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new SchemaInvalid(`${what} is not JSON: ${(error as Error).message}`, {cause: error})
  }
}

function problemText([first]: readonly ErrorObject[]): string {
  if (!first) return 'it does not fulfil the JSON Schema'
  const {instancePath, message = 'is wrong', params} = first
  const extra = (params as {readonly additionalProperty?: string}).additionalProperty
  return `${instancePath === '' ? 'the value' : instancePath} ${message}${extra === undefined ? '' : ` ('${extra}')`}`
}
