// Checks the shape of a registry's answers before anything is read from them, because another kind of server may
// answer.
import {isHtml, words} from '../http/errors.ts'

export type Shape = keyof typeof shapes

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (fits: (item: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(fits)
const isString = (value: unknown): boolean => typeof value === 'string'
const isNumber = (value: unknown): boolean => typeof value === 'number'

/** The shapes that an answer can be required to have. */
export const shapes = {
  any: {what: 'JSON', isList: false, fits: () => true},
  object: {what: 'an object', isList: false, fits: isObject},
  strings: {what: 'a list of names', isList: true, fits: listOf(isString)},
  numbers: {what: 'a list of numbers', isList: true, fits: listOf(isNumber)},
  objects: {what: 'a list of objects', isList: true, fits: listOf(isObject)},
} as const

/** Describes an answer that is not JSON. */
export function notJson(text: string): string {
  if (text.trim() === '') return 'nothing'
  const title = isHtml(text) ? words(text) : ''
  return isHtml(text) ? `a web page${title === '' ? '' : ` (${title})`}` : shown(text)
}

/** Its first words, in quotation marks. */
export const shown = (text: string): string => {
  const line = text.trim().replaceAll(/\s+/g, ' ')
  return `'${line.length > 60 ? `${line.slice(0, 60)}…` : line}'`
}
