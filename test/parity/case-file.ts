// The cases: text files of `== tool/topic/name` and `key: value` lines. README.md says what each key means.
import {createHash} from 'node:crypto'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

const lists = [
  'run',
  'setup',
  'observe',
  'between',
  'after',
  'norm',
  'norm-observe',
  'has',
  'hasnt',
  'want',
  'file',
  'chance',
]
const singles = [
  'kind',
  'stdin',
  'stderr',
  'stdout',
  'help',
  'exit',
  'timeout',
  'oracle',
  'signal',
  'serial',
  'why',
  'phase',
  'full',
]

export type CaseKind = 'local' | 'read' | 'write'

export interface ParityCase {
  readonly id: string
  /** File and line. */
  readonly at: string
  readonly tool: string
  readonly kind: CaseKind
  /** A prefix of names that nobody else uses: `$P`. */
  readonly prefix: string
  /** Values of a key that may be given several times. */
  all(key: string): readonly string[]
  one(key: string): string | undefined
}

/** Every case of a folder, or of one text. Throws with file and line for what cannot be read. */
export function loadCases(folder: string): ParityCase[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.cases'))
    .toSorted()
  const cases = files.flatMap((name) => parseCases(readFileSync(join(folder, name), 'utf8'), name))
  const twice = cases.find(({id}, index) => cases.findIndex((each) => each.id === id) < index)
  if (twice) throw new Error(`${twice.at}: case id used twice: ${twice.id}`)
  return cases
}

export function parseCases(text: string, file: string): ParityCase[] {
  const cases: {id: string; at: string; fields: Map<string, string[]>}[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const at = `${file}:${index + 1}`
    if (line.trim() === '' || line.startsWith('#')) continue
    if (line.startsWith('== ')) {
      cases.push({id: line.slice(3).trim(), at, fields: new Map()})
      continue
    }
    const [, key = '', value = ''] = /^([a-z-]+):(?: (.*))?$/.exec(line) ?? []
    const fields = cases.at(-1)?.fields
    if (!fields || !(lists.includes(key) || singles.includes(key))) throw new Error(`${at}: cannot read: ${line}`)
    const before = fields.get(key)
    if (before && !lists.includes(key)) throw new Error(`${at}: ${key} given twice`)
    if (before) before.push(value)
    else fields.set(key, [value])
  }
  return cases.map(({id, at, fields}) => asCase(id, at, fields))
}

function asCase(id: string, at: string, fields: ReadonlyMap<string, readonly string[]>): ParityCase {
  const runs = fields.get('run') ?? []
  const tool = runs[0]?.split(' ')[0]
  if (tool === undefined) throw new Error(`${at}: ${id} has no run line`)
  return {
    id,
    at,
    tool,
    kind: (fields.get('kind')?.[0] as CaseKind | undefined) ?? kindOf(fields),
    prefix: `p${createHash('sha1').update(id).digest('hex').slice(0, 6)}`,
    all: (key) => fields.get(key) ?? [],
    one: (key) => fields.get(key)?.[0],
  }
}

function kindOf(fields: ReadonlyMap<string, readonly string[]>): CaseKind {
  if (['setup', 'observe', 'after'].some((key) => fields.has(key))) return 'write'
  const text = (fields.get('run') ?? []).join(' ')
  return /(^| )@( |$)|\$(BS|CTL|DEAD|CID|TID|LOG|DIRID|SASL|HMAC)/.test(text) ? 'read' : 'local'
}
