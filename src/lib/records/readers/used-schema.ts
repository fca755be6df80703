// What a line of JSON was decoded with, as `consume --decode` writes it.
import type {UsedSchema} from '../formats/json-format.ts'

/** Undefined: it is something else that has this name. */
export function usedSchema(value: unknown): UsedSchema | undefined {
  const isOne = typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
  return isOne ? (value as UsedSchema) : undefined
}
