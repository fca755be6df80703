import type {ArgumentSpec} from './arguments.ts'
import type {OptionSpec, OptionTable} from './options.ts'

const width = 80
const column = 26

/**
 * Lists every option with its argument, default and deprecation, sorted by name, in our own wording and layout. Ends
 * with a newline.
 */
export function helpText(table: OptionTable): string {
  const names = Object.keys(table).toSorted()
  const current = names.filter((name) => table[name]?.deprecated === undefined)
  const deprecated = names.filter((name) => table[name]?.deprecated !== undefined)
  const section = (title: string, some: readonly string[]) =>
    some.length === 0 ? [] : ['', title, ...some.flatMap((name) => entry(name, table[name] ?? {help: ''}))]
  return [...section('Options', current), ...section('Deprecated options', deprecated), ''].join('\n')
}

type HelpedSpec = OptionSpec & Pick<ArgumentSpec, 'short' | 'metavar'>

function entry(name: string, spec: HelpedSpec): string[] {
  const short = spec.short === undefined ? '' : `, -${spec.short}`
  const left = `  --${name}${short}${argumentText(spec)}`
  const lines = wrap(sentences(spec), width - column)
  // Long names get a line to themselves.
  const first = left.length < column - 1 ? `${left.padEnd(column)}${lines.shift() ?? ''}` : left
  return [first, ...lines.map((line) => `${' '.repeat(column)}${line}`)]
}

function argumentText({argument, metavar = 'VALUE', argumentName = metavar}: HelpedSpec): string {
  if (argument === undefined) return ''
  return argument === 'required' ? ` ${argumentName}` : ` [${argumentName}]`
}

function sentences({help, required, repeatable, default: standard, deprecated}: OptionSpec): string {
  return [
    help,
    ...(required ? ['Required.'] : []),
    ...(repeatable ? ['Can be repeated.'] : []),
    ...(standard === undefined ? [] : [`(default: ${standard})`]),
    ...(deprecated === undefined ? [] : [deprecated]),
  ].join(' ')
}

function wrap(text: string, room: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
