// Paths that name parts of a record: `value.customer.id`, `header.trace-id`, `offset`.
import {UsageError} from '../../cluster/errors.ts'

export const pathRoots = ['value', 'key', 'header', 'topic', 'partition', 'offset', 'timestamp'] as const

export interface RecordPath {
  readonly root: (typeof pathRoots)[number]
  /** For `value` and `key`: field names and array indexes in their JSON; none for the bytes. For `header`: its name. */
  readonly steps: readonly (string | number)[]
  /** The path as it was written. */
  readonly text: string
}

const step = /^(?:\.([^\s.[\]=!<>~"]+)|\[(\d{1,9})\]|\[("(?:[^"\\]|\\.)*")\])/
/** Header names often contain dots. */
const headerName = /^(?:\.([^\s[\]=!<>~"]+)|\[("(?:[^"\\]|\\.)*")\])/

/**
 * Parses a path at the beginning of the text, and returns it with the rest. Fields with other characters are written
 * `value["odd name"]`, items of arrays `value.items[0]`. Throws UsageError if the text does not begin with a path.
 */
export function parsePath(text: string): {readonly path: RecordPath; readonly rest: string} {
  const [name = ''] = /^\w*/.exec(text) ?? []
  const root = pathRoots.find((each) => each === name)
  if (root === undefined) throw noPath(text, name)
  const steps: (string | number)[] = []
  let rest = text.slice(root.length)
  if (root === 'header') {
    const [whole, plain, quoted] = headerName.exec(rest) ?? []
    if (whole === undefined) throw new UsageError(`'${text}' names no header: write header.NAME`)
    steps.push(plain ?? unquoted(quoted, text))
    rest = rest.slice(whole.length)
  }
  if (root === 'value' || root === 'key')
    for (let match = step.exec(rest); match; match = step.exec(rest)) {
      const [whole, plain, index, quoted] = match
      steps.push(plain ?? (index === undefined ? unquoted(quoted, text) : Number(index)))
      rest = rest.slice(whole.length)
    }
  if (rest.startsWith('.') || rest.startsWith('['))
    throw new UsageError(
      root === 'value' || root === 'key'
        ? `'${text}': a field is written .name, ["odd name"] or, in an array, [0]`
        : `'${text}': ${root} has no fields`,
    )
  return {path: {root, steps, text: text.slice(0, text.length - rest.length)}, rest}
}

function noPath(text: string, name: string) {
  const known = `${pathRoots.slice(0, -1).join(', ').replace('header', 'header.NAME')} and ${pathRoots.at(-1)}`
  const field = /^[\w-]+/.test(text) ? `; a field of a JSON value is written value.${name || 'name'}` : ''
  return new UsageError(`'${text}' does not begin with a part of a record, which are ${known}${field}`)
}

function unquoted(text: string | undefined, whole: string): string {
  try {
    return JSON.parse(text ?? '') as string
  } catch {
    throw new UsageError(`'${whole}': ${text} is not text in quotation marks as JSON writes it`)
  }
}

/** The value at these steps of the JSON; undefined if there is none. */
export function valueAt(json: unknown, steps: readonly (string | number)[]): unknown {
  let value = json
  for (const name of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    if (Array.isArray(value) && name === 'length') return undefined
    value = (value as Record<string | number, unknown>)[name]
  }
  return value
}
