// kafka-console-share-consumer, like Apache's ConsoleShareConsumer: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import {Interrupted} from '../../cli/io.ts'
import {keyValues} from '../command-line/key-values.ts'
import {OptionError} from '../command-line/options.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {JavaError, sentence} from '../java/errors.ts'
import {oneGroupId} from '../shared/console-options.ts'
import {checkConsoleShareConsumerOptions, type ConsoleShareConsumerOptions} from './checks.ts'
import {consoleShareConsumerOptions, removedConsoleShareConsumerOptions} from './options.ts'

export default defineTool({
  name: 'kafka-console-share-consumer',
  options: consoleShareConsumerOptions,
  removed: removedConsoleShareConsumerOptions,
  purpose: 'This tool helps to read data from Kafka topics using share groups and outputs it to standard output.',
  helpAfterParseError: true,
  actions: [],
  manual: () => import('./manual.ts'),
  run,
})

/** The exit code is 0 also if the cluster ended the reading, as with Apache's tool. */
async function run(options: ConsoleShareConsumerOptions, io: Io, open?: OpenCluster): Promise<number> {
  checkConsoleShareConsumerOptions(options, io)
  const properties = await consumerProperties(options)
  const {formatterOf} = await import('../shared/formatter-options.ts')
  const {format} = await formatterOf(options, io)
  try {
    const timeoutMs = options.value('timeout-ms')
    const {runShareConsumer} = await import('./consuming.ts')
    await runShareConsumer({options, properties, timeoutMs, format, open}, io)
  } catch (error) {
    if (!(error instanceof JavaError || error instanceof OptionError)) throw error
    io.err(`ERROR Unknown error when running consumer: ${sentence(error)}\n`)
    return 1
  }
  const {reason} = io.interrupted
  return reason instanceof Interrupted ? reason.exitCode : 0
}

/** The file's properties, overridden by those of the command line; options override both. */
async function consumerProperties(options: ConsoleShareConsumerOptions): Promise<Map<string, string>> {
  const {readClientProperties} = await import('../client/open-client.ts')
  const ofFile = await readClientProperties(
    options.value(options.has('consumer-config') ? 'consumer-config' : 'command-config'),
  )
  const ofWords = keyValues(options.values(options.has('consumer-property') ? 'consumer-property' : 'command-property'))
  const named = [options.value('group'), ofFile.get('group.id'), ofWords.get('group.id')]
  const group = oneGroupId(named, '--consumer-config') ?? 'console-share-consumer'
  const properties = new Map([...ofFile, ...ofWords])
  properties.set('bootstrap.servers', options.value('bootstrap-server') ?? '')
  if (!properties.has('client.id')) properties.set('client.id', 'console-share-consumer')
  return properties.set('group.id', group)
}
