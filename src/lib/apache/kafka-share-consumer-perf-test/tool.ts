// kafka-share-consumer-perf-test, like Apache's ShareConsumerPerformance: same options, output of the same form, same exit codes.
import type {Io} from '../../cli/io.ts'
import {keyValues} from '../command-line/key-values.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {checkShareConsumerPerfOptions, type ShareConsumerPerfOptions} from './checks.ts'
import {header} from './figures.ts'
import {removedShareConsumerPerfOptions, shareConsumerPerfOptions} from './options.ts'

export default defineTool({
  name: 'kafka-share-consumer-perf-test',
  options: shareConsumerPerfOptions,
  removed: removedShareConsumerPerfOptions,
  purpose: 'This tool is used to verify the share consumer performance.',
  helpAfterParseError: true,
  actions: [],
  manual: () => import('./manual.ts'),
  run,
})

/** The exit code is 0 also if there were too few records, as with Apache's tool. */
async function run(options: ShareConsumerPerfOptions, io: Io, open?: OpenCluster): Promise<number> {
  checkShareConsumerPerfOptions(options, io)
  if (!options.has('hide-header')) io.out(`${header}\n`)
  const threads = options.value('threads') ?? 1
  const properties = threads > 0 ? await consumerProperties(options) : new Map<string, string>()
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const {consume} = await import('./consume.ts')
  await consume(options, properties, threads, io, open)
  return 0
}

async function consumerProperties(options: ShareConsumerPerfOptions): Promise<Map<string, string>> {
  const {readClientProperties} = await import('../client/open-client.ts')
  const words = options.values('command-property')
  const file = options.value(options.has('consumer.config') ? 'consumer.config' : 'command-config')
  const properties = await readClientProperties(file, keyValues(words))
  properties.set('bootstrap.servers', options.value('bootstrap-server') ?? '')
  properties.set('group.id', options.value('group') ?? '')
  properties.set('receive.buffer.bytes', String(options.value('socket-buffer-size')))
  properties.set('fetch.max.bytes', String(options.value('fetch-size')))
  properties.set('check.crcs', 'false')
  if (!properties.has('client.id')) properties.set('client.id', 'perf-share-consumer-client')
  return properties
}
