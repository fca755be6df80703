// The messages, fields and enums of a .proto file by name, for differences. Reading records is the task of serdes/.

/** The attributes of each part, by its path. */
export type Parts = Map<string, Map<string, string>>

const token = /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([\w.]+|[^\s])/gy

function tokensOf(text: string): string[] {
  return [...text.matchAll(token)].flatMap(([, quoted, other]) => quoted ?? other ?? [])
}

/**
 * `Order.items` → type, number, label; `Order.Status.NEW` → number. What is not understood is left out, never guessed.
 */
export function protobufParts(text: string): Parts {
  const parts: Parts = new Map()
  const tokens = tokensOf(text)
  let at = 0
  const put = (path: string, attributes: Readonly<Record<string, string>>) =>
    parts.set(path, new Map(Object.entries(attributes).filter(([, value]) => value !== '')))
  /** Reads up to and including the mark, with matched brackets. */
  const until = (mark: string): string[] => {
    const found: string[] = []
    for (let depth = 0; at < tokens.length; at++) {
      const each = tokens[at] ?? ''
      if (depth === 0 && each === mark) {
        at++
        return found
      }
      if (/^[[({]$/.test(each)) depth++
      else if (/^[\])}]$/.test(each)) depth--
      found.push(each)
    }
    return found
  }
  const block = (inside: string, kind: 'message' | 'enum' | 'oneof', oneof = '') => {
    while (at < tokens.length && tokens[at] !== '}') {
      const word = tokens[at] ?? ''
      const name = tokens[at + 1] ?? ''
      if ((word === 'message' || word === 'enum') && tokens[at + 2] === '{') {
        at += 3
        const path = inside === '' ? name : `${inside}.${name}`
        put(path, {type: word})
        block(path, word)
      } else if (word === 'oneof' && tokens[at + 2] === '{') {
        at += 3
        block(inside, 'oneof', name)
      } else if ((word === 'extend' || word === 'service') && tokens.indexOf('{', at) > at) {
        at = tokens.indexOf('{', at) + 1
        skip()
      } else statement(until(';'), inside, kind, oneof)
    }
    at++
  }
  const skip = () => {
    for (let depth = 1; depth > 0 && at < tokens.length; at++) {
      if (tokens[at] === '{') depth++
      else if (tokens[at] === '}') depth--
    }
  }
  const statement = (words: readonly string[], inside: string, kind: string, oneof: string) => {
    const line = words.join(' ')
    const [, setting, value] = /^(syntax|edition|package)(?: =)? (.+)$/.exec(line) ?? []
    if (setting !== undefined) return void put(`(${setting})`, {type: value ?? ''})
    if (/^(?:import|option|reserved|extensions)\b/.test(line)) return void put(inside === '' ? `(${line})` : `${inside}.(${line})`, {type: words[0] ?? ''}) // prettier-ignore
    const [, constant, number, more = ''] = kind === 'enum' ? (/^(\w+) = (-? ?\w+)(?: (.*))?$/.exec(line) ?? []) : []
    if (constant !== undefined)
      return void put(`${inside}.${constant}`, {type: 'constant', number: number ?? '', options: more})
    const [, label = '', type, field, id, options = ''] =
      /^(?:(optional|required|repeated) )?(map < .+? >|[\w.]+) (\w+) = (\w+)(?: (.*))?$/.exec(line) ?? []
    if (type !== undefined && field !== undefined)
      put(`${inside}.${field}`, {type: type.replaceAll(' ', ''), number: id ?? '', label, oneof, options})
  }
  while (at < tokens.length) {
    block('', 'message')
  }
  return parts
}
