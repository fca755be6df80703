// What kafka-console-share-consumer refuses before it sends any request, in Apache's order and words.
import type {Io} from '../../cli/io.ts'
import {requireOptions, UsageProblem} from '../command-line/checks.ts'
import type {Options} from '../command-line/options.ts'
import {deprecationOf} from '../shared/console-options.ts'
import type {consoleShareConsumerOptions} from './options.ts'

export type ConsoleShareConsumerOptions = Options<typeof consoleShareConsumerOptions>

const renamed = [
  ['consumer-property', 'command-property'],
  ['consumer-config', 'command-config'],
] as const

/** Also prints the notices about deprecated options: on stdout, like Apache's tool. */
export function checkConsoleShareConsumerOptions(options: ConsoleShareConsumerOptions, io: Io): void {
  if (!options.has('topic')) throw new UsageProblem('--topic is a required argument')
  requireOptions(options, 'bootstrap-server')
  if (options.has('reject') && options.has('release'))
    throw new UsageProblem('At most one of --reject and --release may be specified.')
  for (const [before, now] of renamed)
    if (options.has(before) && options.has(now))
      throw new UsageProblem(`Options --${before} and --${now} cannot be specified together.`)
  for (const [before, now] of renamed) if (options.has(before)) io.out(deprecationOf(before, now))
}
