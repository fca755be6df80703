// Finds a value in JSON and returns its text unchanged: a number keeps all of its digits.

/**
 * The text of the value at this path of field names and indexes; undefined if there is none. `json` must be valid. If
 * a field name is repeated, the last one counts, as with JSON.parse.
 */
export function sliceAt(json: string, steps: readonly (string | number)[]): string | undefined {
  let start = skipBlanks(json, 0)
  for (const step of steps) {
    const at = json[start] === '{' ? fieldAt(json, start, String(step)) : json[start] === '[' ? itemAt(json, start, step) : undefined // prettier-ignore
    if (at === undefined) return undefined
    start = at
  }
  return json.slice(start, skipValue(json, start))
}

function fieldAt(json: string, start: number, name: string): number | undefined {
  let found: number | undefined
  let at = skipBlanks(json, start + 1)
  while (json[at] === '"') {
    const end = skipString(json, at)
    const value = skipBlanks(json, skipBlanks(json, end) + 1) // after the colon
    if (JSON.parse(json.slice(at, end)) === name) found = value
    at = skipBlanks(json, skipValue(json, value))
    if (json[at] === ',') at = skipBlanks(json, at + 1)
  }
  return found
}

function itemAt(json: string, start: number, step: string | number): number | undefined {
  let at = skipBlanks(json, start + 1)
  for (let index = 0; json[at] !== ']' && at < json.length; index++) {
    if (String(index) === String(step)) return at
    at = skipBlanks(json, skipValue(json, at))
    if (json[at] === ',') at = skipBlanks(json, at + 1)
  }
  return undefined
}

function skipBlanks(json: string, start: number): number {
  let at = start
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\r' || json[at] === '\t') at++
  return at
}

function skipString(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at + 1
}

/** Returns the position after the value. Not recursive, because the record's author determines the depth. */
function skipValue(json: string, start: number): number {
  let depth = 0
  for (let at = start; at < json.length;) {
    const character = json[at]
    if (character === '"') {
      at = skipString(json, at)
      if (depth === 0) return at
    } else if (character === '{' || character === '[') {
      depth++
      at++
    } else if (character === '}' || character === ']') {
      if (depth === 0) return at
      at++
      if (--depth === 0) return at
    } else if (
      depth === 0 &&
      (character === ',' || character === ' ' || character === '\n' || character === '\r' || character === '\t')
    )
      return at // prettier-ignore
    else at++
  }
  return json.length
}
