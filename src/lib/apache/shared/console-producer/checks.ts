// What kafka-console-producer refuses before it sends any request, in Apache's order and words.
import type {Io} from '../../../cli/io.ts'
import type {consoleProducerOptions} from './options.ts'
import type {Options} from '../../command-line/options.ts'
import {checkBootstrapList} from '../../client/bootstrap-list.ts'
import {requireOptions, UsageProblem} from '../../command-line/checks.ts'

export type ConsoleProducerOptions = Options<typeof consoleProducerOptions>
type Name = keyof typeof consoleProducerOptions

/** Apache's tool checks pairs in one order and prints warnings in another. */
const pairs: readonly (readonly [Name, Name])[] = [
  ['command-config', 'producer.config'],
  ['command-property', 'producer-property'],
  ['reader-property', 'property'],
]
const warnings: readonly (readonly [Name, string])[] = [
  ['producer-property', 'a future version. Use --command-property instead.'],
  ['producer.config', 'a future version. Use --command-config instead.'],
  ['property', 'a future version. Use --reader-property instead.'],
  ['max-partition-memory-bytes', 'Apache Kafka 5.0. Use --batch-size instead.'],
]

/** Also prints the warnings: on stdout, like Apache's tool. `ofConfluent`: --property is not a deprecated name. */
export function checkConsoleProducerOptions(options: ConsoleProducerOptions, io: Io, ofConfluent = false): void {
  requireOptions(options, 'topic')
  for (const [now, before] of pairs)
    if (options.has(now) && options.has(before))
      throw new UsageProblem(`Options --${now} and --${before} cannot be specified together.`)
  for (const [name, instead] of warnings)
    if (options.has(name) && !(ofConfluent && name === 'property'))
      io.out(`Warning: --${name} is deprecated and will be removed in ${instead}\n`)
  checkBootstrapList(options.value('bootstrap-server'))
}
