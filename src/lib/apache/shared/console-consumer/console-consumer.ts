// kafka-console-consumer, like Apache's ConsoleConsumer, and Confluent's three consumers, which only have other
// defaults: same options, same output, same exit codes.
import type {Io} from '../../../cli/io.ts'
import {Interrupted} from '../../../cli/io.ts'
import {keyValues} from '../../command-line/key-values.ts'
import {OptionError} from '../../command-line/options.ts'
import {defineTool, type OpenCluster, type Tool} from '../../command-line/tool.ts'
import {JavaError, sentence} from '../../java/errors.ts'
import {checkConsoleConsumerOptions, checkGroup, startOf, type ConsoleConsumerOptions} from './checks.ts'
import {consoleConsumerOptions, removedConsoleConsumerOptions} from './options.ts'

export interface ConsoleConsumerDefinition extends Pick<Tool, 'name' | 'manual'> {
  /** For Confluent's tools: the formatter class unless another one is given. */
  readonly formatter?: string
}

export function consoleConsumer({name, manual, formatter}: ConsoleConsumerDefinition): Tool {
  return defineTool({
    name,
    options: formatter === undefined ? consoleConsumerOptions : withFormatter(formatter),
    removed: removedConsoleConsumerOptions,
    purpose: 'This tool helps to read data from Kafka topics and outputs it to standard output.',
    helpAfterParseError: true,
    actions: [],
    manual,
    run: (options, io, open) => run(options, io, open, formatter !== undefined),
  })
}

/** Confluent's own scripts pass properties with --property, so there it is not a deprecated name. */
function withFormatter(formatter: string): typeof consoleConsumerOptions {
  const {deprecated: _, ...property} = consoleConsumerOptions.property
  return {
    ...consoleConsumerOptions,
    formatter: {...consoleConsumerOptions.formatter, default: formatter},
    property: {...property, help: 'The same as --formatter-property.'} as typeof consoleConsumerOptions.property,
  }
}

/** The exit code is 0 also if the cluster ended the reading, as with Apache's tool. */
async function run(
  options: ConsoleConsumerOptions,
  io: Io,
  open: OpenCluster | undefined,
  ofConfluent: boolean,
): Promise<number> {
  checkConsoleConsumerOptions(options, io)
  const properties = await consumerProperties(options)
  const start = startOf(options)
  const timeoutMs = options.value('timeout-ms')
  const {formatterOf} = await import('../formatter-options.ts')
  const formatter = await formatterOf(options, io, {
    confluent: () => import('../confluent/message-formatter.ts'),
    ofConfluent,
  })
  try {
    const {runConsumer} = await import('./consuming.ts')
    await runConsumer({options, properties, start, timeoutMs, formatter, open}, io)
  } catch (error) {
    if (!(error instanceof JavaError || error instanceof OptionError)) throw error
    io.err(`ERROR Unknown error when running consumer: ${sentence(error)}\n`)
    return 1
  } finally {
    formatter.close?.()
  }
  const {reason} = io.interrupted
  return reason instanceof Interrupted ? reason.exitCode : 0
}
/** The file's properties, overridden by those of the command line; options override both. */
async function consumerProperties(options: ConsoleConsumerOptions): Promise<Map<string, string>> {
  const {readClientProperties} = await import('../../client/open-client.ts')
  const ofFile = await readClientProperties(
    options.value(options.has('consumer.config') ? 'consumer.config' : 'command-config'),
  )
  const ofWords = keyValues(options.values(options.has('consumer-property') ? 'consumer-property' : 'command-property'))
  const group = checkGroup(options, ofFile, ofWords)
  const properties = new Map([...ofFile, ...ofWords])
  const reset = properties.get('auto.offset.reset')
  const fromBeginning = options.has('from-beginning')
  if (fromBeginning && reset !== undefined && reset !== 'earliest') {
    const text = `Can't simultaneously specify --from-beginning and 'auto.offset.reset=${reset}', please remove one option`
    // Apache's tool prints this without an exception.
    throw new JavaError('', text)
  }
  if (reset === undefined) properties.set('auto.offset.reset', fromBeginning ? 'earliest' : 'latest')
  properties.set('bootstrap.servers', options.value('bootstrap-server') ?? '')
  if (!properties.has('client.id')) properties.set('client.id', 'console-consumer')
  if (options.has('isolation-level') || !properties.has('isolation.level'))
    properties.set('isolation.level', options.value('isolation-level') ?? '')
  properties.set('group.id', group ?? `console-consumer-${Math.floor(Math.random() * 100_000)}`)
  if (group === undefined && !properties.has('enable.auto.commit')) properties.set('enable.auto.commit', 'false')
  return properties
}
