// What differs between Apache's side of a case and ours.
import type {ParityCase} from './case-file.ts'
import {normalise} from './normalise.ts'
import type {Placeholders} from './placeholders.ts'
import {unescaped} from './words.ts'

/** Text that is no UTF-8 has its bytes as \xNN, so that it can be compared and recorded. */
export interface Ran {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number | null
}
export interface CaseResult {
  readonly runs: readonly Ran[]
  readonly observes: readonly Ran[]
}

export interface CompareOptions {
  /** More rules for both outputs. */
  readonly rules?: readonly string[]
}

/** Lines that say what is wrong; none if all is well. */
export function differences(
  one: ParityCase,
  apache: CaseResult,
  ours: CaseResult,
  placeholders: Placeholders,
  {rules = []}: CompareOptions = {},
): string[] {
  const expanded = (key: string) => one.all(key).map((text) => placeholders.expand(text, one))
  const norm = [...expanded('norm'), ...rules]
  const found = apache.runs.flatMap((theirs, at) => {
    const label = apache.runs.length === 1 ? '' : `run ${at + 1} `
    const mine = ours.runs[at]
    return mine ? compareRun(one, theirs, mine, norm, label) : [`  ${label}not run`]
  })
  const all = (result: CaseResult, stream: 'stdout' | 'stderr') => result.runs.map((run) => run[stream]).join('')
  const [theirErrors, ourErrors] = [all(apache, 'stderr'), all(ours, 'stderr')]
  const phrases = (key: string) => expanded(key).map((text) => unescaped(text).toString())
  if (phrases('chance').some((phrase) => theirErrors.includes(phrase))) return asTheCaseSays(one, ours, phrases('want'))
  for (const phrase of phrases('has')) {
    if (!theirErrors.includes(phrase))
      found.push(`  CASE IS WRONG: apache's stderr lacks ${quoted(phrase)}: ${quoted(theirErrors)}`)
    else if (!ourErrors.includes(phrase)) found.push(`  stderr lacks ${quoted(phrase)}; it is ${quoted(ourErrors)}`)
  }
  for (const phrase of phrases('hasnt'))
    if (ourErrors.includes(phrase)) found.push(`  stderr must not hold ${quoted(phrase)}`)
  const shown = [...apache.runs, ...apache.observes].map(({stdout}) => stdout).join('')
  for (const phrase of phrases('want'))
    if (!shown.includes(phrase))
      found.push(`  CASE IS WRONG: apache's stdout lacks ${quoted(phrase)}: ${quoted(shown)}`)
  const exit = one.one('exit')
  const last = apache.runs.at(-1)
  if (exit !== undefined && last?.exit !== Number(exit))
    found.push(`  CASE IS WRONG: apache exits ${last?.exit}, the case says ${exit}: ${quoted(theirErrors)}`)
  const effects = [...expanded('norm-observe'), ...rules]
  apache.observes.forEach((theirs, at) => {
    const mine = ours.observes[at] ?? {stdout: '', stderr: '', exit: null}
    const label = `effect (${one.all('observe')[at]?.split(' ')[0]})`
    found.push(...textDifference(normalise(theirs.stdout, effects), normalise(mine.stdout, effects), label))
    if (theirs.exit !== mine.exit) found.push(`  ${label} exit: ${theirs.exit} against ${mine.exit}`)
  })
  return found
}

/** Apache's side failed by chance: what is left is what the case itself says of a run that did not. */
function asTheCaseSays(one: ParityCase, {runs}: CaseResult, wanted: readonly string[]): string[] {
  const shown = runs.map(({stdout}) => stdout).join('')
  const [code, exit] = [runs.at(-1)?.exit, Number(one.one('exit') ?? 0)]
  return [
    ...(code === exit ? [] : [`  exit: ours ${code ?? 'timeout or missing'}, the case says ${exit}`]),
    ...wanted.filter((phrase) => !shown.includes(phrase)).map((phrase) => `  stdout lacks ${quoted(phrase)}`),
  ]
}

const quoted = (text: string) => JSON.stringify(text.length > 400 ? `${text.slice(0, 400)}…` : text)
/**
 * What Java's clients warn of by chance, when a busy machine gives them no time to end in: the 500 ms (share consumers 4.3) in which
 * they leave the group, and the same for their network thread. We await the answers.
 */
const closingLate =
  /^.* WARN org\.apache\.kafka\.clients\.consumer\.internals\..*(?:(?:triggered an unsubscribe event|attempted) to leave the group but couldn't complete it within \d+ ms|Close timeout of \d+ ms expired before the consumer network thread was able to complete pending requests).*\n?/gm

/**
 * Groups that Apache's tools name by the clock or by chance: where such a name falls into one bucket of a hash map with another,
 * which of the two is printed first depends on whose coordinator answers first.
 */
const namedByChance = /^.*\b(?:test-group|perf-consumer|console-consumer|console-share-consumer)-\d+\b.*\n/gm

const printed = (text: string) => (text.trim() === '' ? 'empty' : 'printed')

const comparable = (stdout: string, norm: readonly string[]) =>
  normalise(stdout.replaceAll(namedByChance, ''), norm) + (stdout.match(namedByChance) ?? []).toSorted().join('')

function compareRun(one: ParityCase, theirs: Ran, mine: Ran, norm: readonly string[], label: string): string[] {
  const found: string[] = []
  const isHelp = one.one('help') !== undefined
  const exit = (code: number | null) => code ?? 'timeout or missing'
  if (theirs.exit !== mine.exit) found.push(`  ${label}exit: apache ${exit(theirs.exit)}, ours ${exit(mine.exit)}`)
  if ((one.one('stdout') ?? 'same') === 'same' && !isHelp)
    found.push(...textDifference(comparable(theirs.stdout, norm), comparable(mine.stdout, norm), `${label}stdout`))
  else if ((theirs.stdout === '') !== (mine.stdout === ''))
    found.push(`  ${label}stdout: apache ${printed(theirs.stdout)}, ours ${printed(mine.stdout)}`)
  const theirErrors = theirs.stderr.replaceAll(closingLate, '')
  if ((one.one('stderr') ?? 'same') === 'same' && printed(theirErrors) !== printed(mine.stderr)) {
    const text = quoted(theirErrors + mine.stderr)
    found.push(`  ${label}stderr: apache ${printed(theirErrors)}, ours ${printed(mine.stderr)}: ${text}`)
  }
  if (isHelp) {
    const ours = optionsIn(mine.stdout + mine.stderr)
    const lacking = [...optionsIn(theirs.stdout + theirs.stderr)].filter((name) => !ours.has(name))
    if (lacking.length > 0) found.push(`  ${label}help lacks ${lacking.toSorted().join(' ')}`)
  }
  return found
}

/** A name that a line breaks after its hyphen is none. */
const optionsIn = (text: string) => new Set(text.match(/(?<![\w-])--[a-z][a-z.-]*[a-z](?![\w.-]*-)/g))

/** Lines of either that the other does not have in their place; enough to see what is wrong. */
export function textDifference(theirs: string, mine: string, label: string): string[] {
  if (theirs === mine) return []
  const [a, b] = [theirs.split('\n'), mine.split('\n')]
  let start = 0
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const lines = (mark: string, some: readonly string[]) =>
    some.slice(start, some.length - end).map((line) => `    ${mark} ${quoted(line)}`)
  const shown = [...lines('-', a), ...lines('+', b)]
  const more = shown.length > 40 ? [`    … ${shown.length - 40} more`] : []
  return [`  ${label}, line ${start + 1} (- apache, + ours):`, ...shown.slice(0, 40), ...more]
}
