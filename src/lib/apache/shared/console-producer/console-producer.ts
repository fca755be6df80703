// kafka-console-producer, like Apache's ConsoleProducer, and Confluent's three producers, which only have other
// defaults: same options, same records, same exit codes.
import type {Io} from '../../../cli/io.ts'
import {Interrupted} from '../../../cli/io.ts'
import {keyValues} from '../../command-line/key-values.ts'
import {defineTool, type OpenCluster, type Tool} from '../../command-line/tool.ts'
import {checkConsoleProducerOptions, type ConsoleProducerOptions} from './checks.ts'
import {consoleProducerOptions, removedConsoleProducerOptions} from './options.ts'

export interface ConsoleProducerDefinition extends Pick<Tool, 'name' | 'manual'> {
  /** For Confluent's tools: the reader class unless another one is given. */
  readonly reader?: string
}

export function consoleProducer({name, manual, reader}: ConsoleProducerDefinition): Tool {
  return defineTool({
    name,
    options: reader === undefined ? consoleProducerOptions : withReader(reader),
    removed: removedConsoleProducerOptions,
    purpose: 'This tool helps to read data from standard input and publish it to Kafka.',
    helpAfterParseError: true,
    actions: [],
    manual,
    run: (options, io, open) => run(options, io, open, reader !== undefined),
  })
}

/** Confluent's own scripts pass properties with --property, so there it is not a deprecated name. */
function withReader(reader: string): typeof consoleProducerOptions {
  const {deprecated: _, ...property} = consoleProducerOptions.property
  return {
    ...consoleProducerOptions,
    'line-reader': {...consoleProducerOptions['line-reader'], default: reader},
    property: {...property, help: 'The same as --reader-property.'} as typeof consoleProducerOptions.property,
  }
}

/** The exit code is 0 also if no record could be sent, unless --sync is given, as with Apache's tool. */
async function run(
  options: ConsoleProducerOptions,
  io: Io,
  open: OpenCluster | undefined,
  ofConfluent: boolean,
): Promise<number> {
  checkConsoleProducerOptions(options, io, ofConfluent)
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const [{openClient}, {openCluster}, {producerConfig}, {readerOf}, {sendLines}] = await Promise.all([
    import('../../client/open-client.ts'),
    import('../../../cluster/cluster.ts'),
    import('../../client/producer-config.ts'),
    import('./readers.ts'),
    import('./lines.ts'),
  ])
  const {reader, topic, close} = await readerOf(options, io, ofConfluent)
  try {
    const properties = await producerProperties(options)
    const config = producerConfig(properties, consoleBatches)
    const cluster = await openClient(
      {
        kind: 'producer',
        bootstrap: properties.get('bootstrap.servers') ?? '',
        properties,
        clientId: 'console-producer',
      },
      io,
      // Without the signal: records that were read before Ctrl-C are still sent.
      ({signal: _, ...settings}) => (open ?? openCluster)(settings),
    )
    try {
      await sendLines(cluster, {...config, topic, reader, sync: options.has('sync')}, io)
    } finally {
      cluster.close()
    }
  } finally {
    close?.()
  }
  const {reason} = io.interrupted
  return reason instanceof Interrupted ? reason.exitCode : 0
}
/** The file's properties, overridden by those of the command line; given options override both. */
async function producerProperties(options: ConsoleProducerOptions): Promise<Map<string, string>> {
  const {readClientProperties} = await import('../../client/open-client.ts')
  const words = options.values(options.has('producer-property') ? 'producer-property' : 'command-property')
  const file = options.value(options.has('producer.config') ? 'producer.config' : 'command-config')
  const properties = await readClientProperties(file, keyValues(words))
  properties.set('bootstrap.servers', options.value('bootstrap-server') ?? '')
  // The property compression.type has no effect in Apache's tool either.
  const codec = options.value('compression-codec') || 'gzip'
  properties.set('compression.type', options.has('compression-codec') ? codec : 'none')
  if (!properties.has('client.id')) properties.set('client.id', 'console-producer')
  for (const [property, name] of flagsOfProperties)
    if (options.has(name) || (!properties.has(property) && property !== 'batch.size'))
      properties.set(property, String(options.value(name)))
  return properties
}

/**
 * Without a batch size, batches may be as large as those of `kafkit produce`: a request holds one batch of each
 * partition, and a million lines in batches of 16 KiB are 6,500 requests. Records without a key still change their
 * partition after as many bytes as with Java's batch size.
 */
const consoleBatches = {batchBytes: 900_000, stickyBytes: 16_384}

const flagsOfProperties = [
  ['linger.ms', 'timeout'],
  ['acks', 'request-required-acks'],
  ['request.timeout.ms', 'request-timeout-ms'],
  ['retries', 'message-send-max-retries'],
  ['retry.backoff.ms', 'retry-backoff-ms'],
  ['send.buffer.bytes', 'socket-buffer-size'],
  ['buffer.memory', 'max-memory-bytes'],
  ['batch.size', 'batch-size'],
  ['batch.size', 'max-partition-memory-bytes'],
  ['metadata.max.age.ms', 'metadata-expiry-ms'],
  ['max.block.ms', 'max-block-ms'],
] as const
