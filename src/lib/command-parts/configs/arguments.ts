// The arguments of `kafkit configs set`: resources, and how to change their configs.
import {textOfFile} from '../../cli/files.ts'
import type {Io} from '../../cli/io.ts'
import {parseProperties} from '../../config/properties.ts'
import type {ConfigStep} from '../../configs/incremental.ts'
import {inUnitOf} from '../../configs/config-units.ts'
import {parseConfigSelector, type ConfigSelector} from '../../configs/resource-words.ts'
import {UsageError} from '../../errors/usage-error.ts'

export interface TypedChanges {
  readonly selectors: readonly ConfigSelector[]
  readonly steps: readonly ConfigStep[]
  /** Configs whose values were given on the command line, where others can see them. */
  readonly inTheOpen: ReadonlySet<string>
}

/** A resource has a slash, and a config has none; `broker-default` is a resource, too. */
export const isResourceWord = (word: string): boolean =>
  /^[a-z-]+\//i.test(word) || /^brokers?-defaults?$|^brokers-default$/i.test(word)

/** Name, operator and value. A name is what kafka-configs accepts as one. */
const changeForm = /^([A-Za-z0-9._$-]*?)([+-]?)=([\s\S]*)$/
const operations = {'': 'set', '+': 'append', '-': 'subtract'} as const

/** Throws UsageError for words that are neither, before any request is sent. */
export function parseChanges(words: readonly string[]): TypedChanges {
  const selectors: ConfigSelector[] = []
  const steps: ConfigStep[] = []
  for (const word of words) {
    const [, name, sign = '', value = ''] = (!isResourceWord(word) && changeForm.exec(word)) || []
    if (name === '') throw new UsageError(`'${word}': the name of the config is missing before the =`)
    if (name === undefined) {
      if (!word.includes('/') && /[.=]/.test(word))
        throw new UsageError(
          `'${word}' is not a change: write ${word.replace(/=.*/s, '')}=VALUE, or kafkit configs unset to remove a value`,
        )
      selectors.push(parseConfigSelector(word))
    } else steps.push({name, operation: operations[sign as keyof typeof operations], value: checkedUnit(name, value)})
  }
  if (selectors.length === 0) throw new UsageError('of which resource? Name one, for instance topic/orders or broker/1')
  return {selectors, steps, inTheOpen: new Set(steps.flatMap(({name, value}) => (value === '-' ? [] : [name])))}
}

/** A unit that does not fit the name is a mistake, whatever the broker says about the config. */
function checkedUnit(name: string, value: string): string {
  if (value !== '-') inUnitOf(name, value)
  return value
}

/** Resources, and after them the names of configs. */
export function parseNames(words: readonly string[]): {selectors: ConfigSelector[]; names: string[]} {
  const selectors = words.filter((word) => isResourceWord(word)).map((word) => parseConfigSelector(word))
  const names = words.filter((word) => !isResourceWord(word))
  if (selectors.length === 0) {
    // `topics`, `topic`: the slash is missing.
    const [first = ''] = names
    if (!first.includes('.')) parseConfigSelector(first)
    throw new UsageError('of which resource? Name one, for instance topic/orders or broker/1')
  }
  for (const name of names)
    if (name.includes('='))
      throw new UsageError(`'${name}' is not the name of a config: to change values, use kafkit configs set`)
  return {selectors, names}
}

/** Adds the configs of a file, and replaces `-` with standard input. Throws UsageError if a config is given twice. */
export async function completeChanges(
  {selectors, steps, inTheOpen}: TypedChanges,
  file: string | undefined,
  io: Io,
): Promise<TypedChanges> {
  const fromStdin = steps.filter(({operation, value}) => operation === 'set' && value === '-')
  if (fromStdin.length + Number(file === '-') > 1)
    throw new UsageError('standard input can give one value only: give the others in a file (--from-file)')
  const read = file === undefined ? [] : [...parseProperties(await textOfFile(file, io.stdin))]
  if (file !== undefined && read.length === 0) throw new UsageError(`${file} contains no configs`)
  const [secret] = fromStdin
  const value = secret && (await valueFromStdin(secret.name, io))
  const all = [
    ...steps.map((step): ConfigStep => (step === secret ? {...step, value: value ?? ''} : step)),
    ...read.map(([name, text]): ConfigStep => ({name, operation: 'set', value: text})),
  ]
  if (all.length === 0) throw new UsageError('nothing to set: write NAME=VALUE, for instance retention.ms=7d')
  refuseTwice(all.map(({name}) => name))
  return {selectors, steps: all, inTheOpen}
}

export function refuseTwice(names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice !== undefined) throw new UsageError(`${twice} is given twice`)
}

/** All of standard input except its last line end: certificates have many lines. */
async function valueFromStdin(name: string, io: Io): Promise<string> {
  const text =
    io.terminal.stdin && io.terminal.stderr
      ? await (await import('../../cli/confirm.ts')).typedSecretly(io, `${name}:`)
      : (await textOfFile('-', io.stdin)).replace(/\r?\n$/, '')
  if (text === '') throw new UsageError(`${name}=-: standard input is empty`)
  return text
}
