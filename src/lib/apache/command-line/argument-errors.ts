// What argparse4j writes to stderr about a wrong command line: the usage, the error, and suggestions.
import {namedOptions, type ArgumentError, type Named, type ParserSpec, type ProgramSpec} from './arguments.ts'

/** Width of the terminal minus 5; argparse4j's 75 if the width is unknown. */
export const formatWidth = (columns: string | undefined): number => {
  const width = /^[+-]?\d+$/.test(columns ?? '') ? Number(columns) - 5 : 0
  return width > 0 ? width : 75
}

/** Ends with a newline. */
export function errorText(name: string, program: ProgramSpec, error: ArgumentError, width: number): string {
  const usage = usageText(name, program, error.command, width)
  return `${usage}${wrapped(`${name}: error: ${error.message}\n`, width)}${suggestions(program, error)}`
}

/** `usage: kafka-cluster [-h] {cluster-id,…} ...`, of the program, or of a command. */
export function usageText(name: string, program: ProgramSpec, command: string | undefined, width: number): string {
  const own: ParserSpec | undefined = command === undefined ? program : program.commands?.[command]
  const words = [
    ...(command === undefined ? [] : [...required(program), command]),
    ...options(own),
    ...(command === undefined && program.commands ? [`{${Object.keys(program.commands).join(',')}}`, '...'] : []),
  ]
  const start = `usage: ${name}`
  const long = start.length > 30
  const indent = ' '.repeat(long ? 6 : start.length)
  let text = long ? `${start}\n${indent}` : start
  let column = long ? 12 : start.length
  for (const [at, word] of words.entries()) {
    const breaks = at > 0 && column + word.length + 1 > width
    text += breaks ? `\n${indent} ${word}` : ` ${word}`
    column = (breaks ? indent.length : column) + 1 + word.length
  }
  return `${text}\n`
}

/** Options of the program that must be given before a command. */
function required(program: ProgramSpec): string[] {
  const alone = namedOptions(program.options).filter(({spec}) => spec.required && spec.group === undefined)
  return [...alone.map(syntax), ...groups(program, program.requiredGroups ?? [])]
}

function options(parser: ParserSpec | undefined): string[] {
  if (!parser) return []
  const alone = namedOptions(parser.options).filter(({spec}) => spec.group === undefined)
  return [...alone.map((one) => (one.spec.required ? syntax(one) : `[${syntax(one)}]`)), ...groups(parser)]
}

/** Words such as `(--bootstrap-server X`, `|`, `--bootstrap-controller Y)`. */
function groups({options: table, requiredGroups = []}: ParserSpec, only?: readonly string[]): string[] {
  const named = namedOptions(table)
  const names = new Set(named.flatMap(({spec: {group}}) => (group === undefined ? [] : [group])))
  return (only ?? [...names]).flatMap((group) => {
    const shown = named.filter(({spec}) => spec.group === group).map(syntax)
    const last = shown.length - 1
    const [open, close] = !requiredGroups.includes(group) ? ['[', ']'] : last === 0 ? ['', ''] : ['(', ')']
    return shown.flatMap((word, at) => [
      ...(at > 0 ? ['|'] : []),
      `${at === 0 ? open : ''}${word}${at === last ? close : ''}`,
    ])
  })
}

const syntax = ({name, flags, spec}: Named): string => {
  if (spec.argument === undefined) return flags[0] ?? ''
  const standard = spec.choices ? `{${spec.choices.join(',')}}` : name.replaceAll('-', '_').toUpperCase()
  const value = spec.metavar ?? standard
  return `${flags[0]} ${value}${spec.many ? ` [${value} ...]` : ''}`
}

/**
 * Pieces of a text between which a line may break. For the texts of these messages, this is what Java's BreakIterator
 * gives.
 */
const pieces = /\S*?(?:-+(?![\d\s-])|[.,:;!?](?=[\p{L}-])|:(?=\d)| +|\n|$)/gu

/** Wraps a text as argparse4j does: full lines are stretched to the width with blanks between their words. */
export function wrapped(text: string, width: number): string {
  let done = ''
  let line = ''
  for (const [piece] of text.matchAll(pieces)) {
    if (line.length + piece.length > width) {
      done += `${stretched(line, width)}\n`
      line = ''
    }
    line += piece
    if (piece.endsWith('\n')) {
      done += line
      line = ''
    }
  }
  return done + line
}

function stretched(line: string, width: number): string {
  const text = line.replace(/^ +| +$/g, '')
  const gaps = text.match(/ +/g)?.length ?? 0
  if (gaps === 0) return text
  const missing = width - text.length
  const rest = missing % gaps
  const from = Math.floor((gaps - rest + 1) / 2)
  let gap = 0
  return text.replaceAll(/ +/g, (blanks) => {
    const more = Math.floor(missing / gaps) + (from <= gap && gap < from + rest ? 1 : 0)
    gap++
    return blanks + ' '.repeat(more)
  })
}

function suggestions(program: ProgramSpec, {unknown, command}: ArgumentError): string {
  if (!unknown) return ''
  const parser: ParserSpec | undefined = command === undefined ? program : program.commands?.[command]
  const [word, known] =
    'command' in unknown
      ? [unknown.command, Object.keys(program.commands ?? {}).map((name) => ({shown: name, body: name}))]
      : [
          unknown.option.replace(/^-+/, ''),
          namedOptions(parser?.options ?? {})
            .flatMap(({flags}) => flags.map((flag) => ({shown: flag, body: flag.replace(/^-+/, '')})))
            .filter(({body}) => body.length > 1),
        ]
  if ('option' in unknown && word.length < 2) return ''
  const rated = known.map(({shown, body}) => ({shown, cost: body.startsWith(word) ? 0 : editCost(word, body)}))
  const least = Math.min(...rated.map(({cost}) => cost))
  // git's limit for suggestions.
  if (least >= 7) return ''
  const near = rated.filter(({cost}) => cost === least).map(({shown}) => `\t${shown}\n`)
  return `\nDid you mean:\n${near.toSorted().join('')}`
}

/**
 * Levenshtein's distance with git's costs: 0 for a swap, 2 for a substitution, 1 for an insertion, 4 for a deletion.
 */
function editCost(from: string, to: string): number {
  let before2: number[] = []
  let before: number[] = Array.from({length: to.length + 1}, (_, at) => at)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const [a, b] = [from[i - 1], to[j - 1]]
      let cost = (before[j - 1] ?? 0) + (a === b ? 0 : 2)
      if (i >= 2 && j >= 2 && a !== b && from[i - 2] === b && a === to[j - 2])
        cost = Math.min(cost, before2[j - 2] ?? cost)
      row.push(Math.min(cost, (before[j] ?? 0) + 4, (row[j - 1] ?? 0) + 1))
    }
    before2 = before
    before = row
  }
  return before[to.length] ?? 0
}
