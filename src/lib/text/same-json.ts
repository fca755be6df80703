// Whether two JSON values are equal.
import {NumberText} from './exact-json.ts'

/**
 * Compares values of `parseExactJson`: the order of fields does not matter, and numbers are equal if they have the same
 * digits.
 */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (a instanceof NumberText || b instanceof NumberText)
    return a instanceof NumberText && b instanceof NumberText && a.text === b.text
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((each, index) => sameJson(each, b[index]))
  if (!isObject(a) || !isObject(b)) return false
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && sameJson(a[name], b[name]))
  )
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
