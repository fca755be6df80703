// What kafka-console-producer refuses before it sends any request, in Apache's order and words.
import type {Io} from '../../cli/io.ts'
import {parseJavaInt} from '../java/numbers.ts'
import type {consoleProducerOptions} from './options.ts'
import type {Options} from '../command-line/options.ts'
import {javaSplit} from '../java/split.ts'
import {requireOptions, UsageProblem} from '../command-line/checks.ts'

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

/** Also prints the warnings; like Apache's, on stdout. */
export function checkConsoleProducerOptions(options: ConsoleProducerOptions, io: Io): void {
  requireOptions(options, 'topic')
  for (const [now, before] of pairs)
    if (options.has(now) && options.has(before))
      throw new UsageProblem(`Options --${now} and --${before} cannot be specified together.`)
  for (const [name, instead] of warnings)
    if (options.has(name)) io.out(`Warning: --${name} is deprecated and will be removed in ${instead}\n`)
  checkBootstrap(options.value('bootstrap-server'))
}

/** These messages end with a newline of their own, and get another. */
function checkBootstrap(text: string | undefined) {
  if (text === undefined || text.trim() === '') throw new UsageProblem('Error while validating the bootstrap address\n')
  const servers = text.includes(',') ? javaSplit(text, ',') : [text]
  const valid = servers.filter((server) => {
    const port = /^.*?\[?[0-9a-zA-Z\-%._:]*\]?:([0-9]+)$/.exec(server)?.[1]
    if (port === undefined) return false
    try {
      parseJavaInt(port)
    } catch (error) {
      throw new UsageProblem((error as Error).message)
    }
    return true
  })
  if (valid.length === 0 || valid.length < servers.length)
    throw new UsageProblem('Please provide valid host:port like host1:9091,host2:9092\n')
}
