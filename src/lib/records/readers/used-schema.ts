// Reads what a JSON line says it was decoded with, as `consume --decode` writes it.
import type {UsedSchema} from '../formats/json-format.ts'

/** Undefined: the member has this name but other content. */
export function usedSchema(value: unknown): UsedSchema | undefined {
  const isOne = typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
  return isOne ? (value as UsedSchema) : undefined
}
