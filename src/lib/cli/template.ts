// `--output template=TEXT`: a text for each row. Templates have no conditions and no functions, so nothing in them is
// executed.
import {UsageError} from '../cluster/errors.ts'
import {unescaped} from './separators.ts'
import {listed} from '../text/listed.ts'

/** Literal text, or the name of a column. */
export type TemplatePart = {readonly text: string} | {readonly field: string}

/** One of: an escape, a doubled brace, a field, a single brace, a stretch of anything else. */
const token = /\\(?:x[0-9a-fA-F]{2}|[^]?)|\{\{|\}\}|\{[^{}]*\}|[{}]|[^\\{}]+/g

/**
 * `{name}` is a field; `{{` and `}}` are braces. The escapes are those of separators, and always stand for literal
 * text: `\x7b` is a brace. Throws UsageError for anything else, and for a field that is not one of `names`.
 */
export function parseTemplate(template: string, names: readonly string[]): TemplatePart[] {
  const fields = listed(
    names.map((name) => `{${name}}`),
    'and',
  )
  if (/\{\{\s*\.[A-Za-z]/.test(template))
    throw new UsageError(`--output: fields of a template are written {name}; there are ${fields}`)
  return [...template.matchAll(token)].map(([part]): TemplatePart => {
    if (part.startsWith('\\')) return {text: unescaped(part)}
    if (part === '{{' || part === '}}') return {text: part.charAt(0)}
    if (part === '{' || part === '}')
      throw new UsageError(`--output: '${part}' stands alone in the template; write ${part}${part} for the character`)
    if (!part.startsWith('{')) return {text: part}
    const field = part.slice(1, -1)
    if (!names.includes(field)) throw new UsageError(`--output: there is no field '${part}'; there are ${fields}`)
    return {field}
  })
}
