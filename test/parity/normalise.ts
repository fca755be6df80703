// What `norm:` lines say: both outputs are changed alike, where Apache itself differs from run to run.

export function normalise(text: string, rules: readonly string[]): string {
  return rules.reduce(apply, text)
}

const javaTrace = /^(?:\s+at |\s+\.\.\. |Caused by: |(?:[a-z]+\.)+\w*(?:Exception|Error)\b)/

function apply(text: string, rule: string): string {
  if (rule === 'sort') return text.split('\n').toSorted().join('\n')
  if (rule === 'ids') return text.replaceAll(/TopicId: [A-Za-z0-9_-]{22}/g, 'TopicId: <id>')
  if (rule === 'trim-end') return `${text.replace(/\n+$/, '')}\n`
  if (rule === 'trace') return withoutLines(text, javaTrace)
  if (rule === 'sets') return text.replaceAll(/\[([^[\]]*(?:\[[^[\]]*\])?(?:, \[[^[\]]*\])*)\]/g, sortedSet)
  if (rule === 'json-sort')
    return text
      .split('\n')
      .map((line) => (line.startsWith('{') ? JSON.stringify(sortedJson(JSON.parse(line))) : line))
      .join('\n')
  if (rule === 'figures') return figures(text)
  if (rule.startsWith('figures ')) {
    const pattern = regex(rule.slice(8))
    return linesOf(text)
      .map((line) => (pattern.test(line) ? figures(line) : line))
      .join('')
  }
  if (rule.startsWith('keep ')) {
    const pattern = regex(rule.slice(5))
    return withoutLines(text, {test: (line) => !pattern.test(line)})
  }
  if (rule.startsWith('drop ')) return withoutLines(text, regex(rule.slice(5)))
  if (rule.startsWith('blocks '))
    return text
      .split(regex(`(?=^${rule.slice(7).replace(/^\^/, '')})`, 'm'))
      .toSorted()
      .join('')
  if (/^s.{3}/.test(rule)) {
    const [pattern = '', replacement = ''] = rule.slice(2).split(rule.charAt(1))
    // Python's \1 is JavaScript's $1.
    const ours = replacement.replaceAll(/\\(\d)/g, '$$$1').replaceAll('\\t', '\t')
    return text.replaceAll(regex(pattern, 'gm'), ours)
  }
  throw new Error(`unknown norm: ${rule}`)
}

/** The cases are written for Python, too: flags in front, \A and \Z, and a ] that is the first of a class. */
function regex(python: string, flags = ''): RegExp {
  const [, inFront = '', rest = ''] = /^(?:\(\?([ims]+)\))?([^]*)$/.exec(python) ?? []
  const source = rest
    .replaceAll(/(?<!\\)\[(\^?)\]/g, '[$1\\]')
    .replaceAll('\\A', '(?<![^])')
    .replaceAll('\\Z', '(?![^])')
  return new RegExp(source, [...new Set(`${flags}${inFront}`.split(''))].join(''))
}

const linesOf = (text: string) => text.split(/(?<=\n)/)

const withoutLines = (text: string, pattern: Pick<RegExp, 'test'>) =>
  linesOf(text)
    .filter((line) => !pattern.test(line))
    .join('')

/** Dates, times and numbers become their form; the number of decimals stays. */
const figures = (text: string) =>
  text
    .replaceAll(/\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d[:,]\d{3}|T\d\d:\d\d)/g, '<date>')
    .replaceAll(/(?<![\w.])-?\d+\.(\d+)(?![\w.])/g, (_, decimals: string) => `<${decimals.length} decimals>`)
    .replaceAll(/(?<![\w.])(?:NaN|-?Infinity)(?!\w)/g, '<4 decimals>')
    .replaceAll(/(?<![\w.<-])-?\d+(?![\w.]| decimals>)/g, '<n>')

const sortedSet = (_: string, inner: string) => `[${inner.split(', ').toSorted().join(', ')}]`

function sortedJson(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(sortedJson).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, each]) => [key, sortedJson(each)]))
}
