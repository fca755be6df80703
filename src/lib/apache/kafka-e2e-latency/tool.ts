// kafka-e2e-latency, like Apache's EndToEndLatency: same options, same records, output of the same form.
import type {Io} from '../../cli/io.ts'
import {defineTool, withExitCode, type OpenCluster, type Tool} from '../command-line/tool.ts'
import {checkLatencyOptions, withoutPositions, type LatencyOptions} from './checks.ts'
import {latencyOptions, removedLatencyOptions} from './options.ts'

const tool = defineTool({
  name: 'kafka-e2e-latency',
  options: latencyOptions,
  removed: removedLatencyOptions,
  purpose: 'This tool measures end-to-end latency in Kafka by sending messages and timing their reception.',
  helpAfterParseError: true,
  actions: [],
  manual: () => import('./manual.ts'),
  run,
})

const withPositions: Tool = {
  ...tool,
  run: (argv, io, open) => withExitCode(tool.name, io, async () => tool.run(withoutPositions(argv, io), io, open)),
}

export default withPositions

async function run(options: LatencyOptions, io: Io, open?: OpenCluster): Promise<number> {
  checkLatencyOptions(options)
  // Reads the options in Apache's order, because a wrong option is reported when it is read.
  const bootstrap = options.value('bootstrap-server') ?? ''
  const topic = options.value('topic') ?? ''
  const records = options.value('num-records') ?? 0
  const acks = options.value('producer-acks') ?? ''
  const value = options.value('record-size') ?? 0
  const file = options.value('command-config')
  const sizes = {
    value,
    key: options.value('record-key-size') ?? 0,
    headers: options.value('num-headers') ?? 0,
    headerKey: options.value('record-header-key-size') ?? 0,
    headerValue: options.value('record-header-size') ?? 0,
  }
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const [{openClient, readClientProperties}, {measure}] = await Promise.all([
    import('../client/open-client.ts'),
    import('./measure.ts'),
  ])
  const properties = new Map([...(await readClientProperties(file)), ['bootstrap.servers', bootstrap]])
  const cluster = await openClient({kind: 'producer', bootstrap, properties, clientId: 'producer-1'}, io, open)
  try {
    const input = {
      topic,
      records,
      sizes,
      consumer: consumerOf(properties, io.now()),
      producer: producerOf(properties, acks),
    }
    await measure(cluster, input, io)
    return 0
  } finally {
    cluster.close()
  }
}

const consumerOf = (properties: ReadonlyMap<string, string>, now: number) =>
  new Map([
    ...properties,
    ['group.id', `test-group-${now}`],
    ['enable.auto.commit', 'false'],
    ['auto.offset.reset', 'latest'],
  ])

/** A record is sent at once, and waits for its topic as long as necessary. */
const producerOf = (properties: ReadonlyMap<string, string>, acks: string) =>
  new Map([...properties, ['linger.ms', '0'], ['max.block.ms', '9223372036854775807'], ['acks', acks]])
