// kafka-consumer-perf-test, like Apache's ConsumerPerformance: same options, output of the same form, same exit codes.
import type {Io} from '../../cli/io.ts'
import {keyValues} from '../command-line/key-values.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {checkConsumerPerfOptions, type ConsumerPerfOptions} from './checks.ts'
import {header} from './figures.ts'
import {consumerPerfOptions, removedConsumerPerfOptions} from './options.ts'

export default defineTool({
  name: 'kafka-consumer-perf-test',
  options: consumerPerfOptions,
  removed: removedConsumerPerfOptions,
  purpose: 'This tool is used to verify the consumer performance.',
  helpAfterParseError: true,
  actions: [],
  manual: () => import('./manual.ts'),
  run,
})

/** The exit code is 0 also if there were too few records, as with Apache's tool. */
async function run(options: ConsumerPerfOptions, io: Io, open?: OpenCluster): Promise<number> {
  checkConsumerPerfOptions(options, io)
  if (!options.has('hide-header')) io.out(`${header(options.has('show-detailed-stats'))}\n`)
  const properties = await consumerProperties(options)
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const {consume} = await import('./consume.ts')
  await consume(options, properties, io, open)
  return 0
}

async function consumerProperties(options: ConsumerPerfOptions): Promise<Map<string, string>> {
  const {readClientProperties} = await import('../client/open-client.ts')
  const words = options.values('command-property')
  const file = options.value(options.has('consumer.config') ? 'consumer.config' : 'command-config')
  const properties = await readClientProperties(file, keyValues(words))
  properties.set('bootstrap.servers', options.value('bootstrap-server') ?? '')
  properties.set('group.id', options.value('group') ?? `perf-consumer-${Math.floor(Math.random() * 100_000)}`)
  properties.set('receive.buffer.bytes', String(options.value('socket-buffer-size')))
  properties.set('max.partition.fetch.bytes', String(options.value('fetch-size')))
  properties.set('auto.offset.reset', options.has('from-latest') ? 'latest' : 'earliest')
  properties.set('check.crcs', 'false')
  if (!properties.has('client.id')) properties.set('client.id', 'perf-consumer-client')
  return properties
}
