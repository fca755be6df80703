// What kafka-console-consumer refuses before it sends any request, in Apache's order and words.
import type {Io} from '../../../cli/io.ts'
import type {consoleConsumerOptions} from './options.ts'
import type {Options} from '../../command-line/options.ts'
import {requireOne, requireOptions, UsageProblem} from '../../command-line/checks.ts'
import {deprecationOf, oneGroupId} from '../console-options.ts'

export type ConsoleConsumerOptions = Options<typeof consoleConsumerOptions>

const renamed = [
  ['consumer-property', 'command-property'],
  ['consumer.config', 'command-config'],
] as const

/** Also prints the notices about deprecated options: on stdout, like Apache's tool. */
export function checkConsoleConsumerOptions(options: ConsoleConsumerOptions, io: Io): void {
  requireOne(options, 'topic', 'include')
  if (options.value('partition') !== undefined) {
    if (!options.has('topic')) throw new UsageProblem('The topic is required when partition is specified.')
    if (options.has('from-beginning') && options.has('offset'))
      throw new UsageProblem('Options from-beginning and offset cannot be specified together.')
  } else if (options.has('offset')) throw new UsageProblem('The partition is required when offset is specified.')
  requireOptions(options, 'bootstrap-server')
  for (const [before, now] of renamed)
    if (options.has(before) && options.has(now))
      throw new UsageProblem(`Options --${before} and --${now} cannot be specified together.`)
  for (const [before, now] of renamed) if (options.has(before)) io.out(deprecationOf(before, now))
}

/** The group id; undefined if none was given. */
export function checkGroup(
  options: ConsoleConsumerOptions,
  ofFile: ReadonlyMap<string, string>,
  ofProperties: ReadonlyMap<string, string>,
): string | undefined {
  const named = [options.value('group'), ofFile.get('group.id'), ofProperties.get('group.id')]
  const group = oneGroupId(named, '--consumer.config')
  if (group !== undefined && options.value('partition') !== undefined)
    throw new UsageProblem('Options group and partition cannot be specified together.')
  return group
}

/** Where to start, with --partition. */
export function startOf(options: ConsoleConsumerOptions): 'earliest' | 'latest' | number {
  if (!options.has('offset')) return options.has('from-beginning') ? 'earliest' : 'latest'
  const text = options.value('offset') ?? ''
  const name = text.toLowerCase()
  if (name === 'earliest' || name === 'latest') return name
  const isLong =
    /^[+-]?\d+$/.test(text) && BigInt.asIntN(64, BigInt(text.replace('+', ''))) === BigInt(text.replace('+', ''))
  if (!isLong || text.startsWith('-')) {
    throw new UsageProblem(
      `The provided offset value '${text}' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long.`,
    )
  }
  return Number(text)
}
