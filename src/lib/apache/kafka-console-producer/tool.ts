// kafka-console-producer, like Apache's ConsoleProducer: same options, same records, same exit codes.
import type {Io} from '../../cli/io.ts'
import {Interrupted} from '../../cli/io.ts'
import {keyValues} from '../command-line/key-values.ts'
import {legacyNames} from '../command-line/removed-options.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {JavaError} from '../java/errors.ts'
import {checkConsoleProducerOptions, type ConsoleProducerOptions} from './checks.ts'
import {consoleProducerOptions, removedConsoleProducerOptions} from './options.ts'

export default defineTool({
  name: 'kafka-console-producer',
  options: consoleProducerOptions,
  removed: removedConsoleProducerOptions,
  purpose: 'This tool helps to read data from standard input and publish it to Kafka.',
  helpAfterParseError: true,
  actions: [],
  manual: () => import('./manual.ts'),
  run,
})

/** Exit code 0 also when no record could be sent, unless --sync was given, like Apache's. */
async function run(options: ConsoleProducerOptions, io: Io, open?: OpenCluster): Promise<number> {
  checkConsoleProducerOptions(options, io)
  // Not for help and usage errors: what talks to brokers takes time to load.
  const [{openClient, readClientProperties}, {openCluster}, {lineMessageReader}, {producerConfig}, {sendLines}] =
    await Promise.all([
      import('../client/open-client.ts'),
      import('../../cluster/cluster.ts'),
      import('./line-message-reader.ts'),
      import('../client/producer-config.ts'),
      import('./lines.ts'),
    ])
  checkReaderClass(options.value('line-reader') ?? '', legacyNames(io))
  const ofFile = await readClientProperties(options.value('reader-config'))
  const readerProperties = new Map([
    ...ofFile,
    ['topic', options.value('topic') ?? ''],
    ...keyValues(options.values(options.has('property') ? 'property' : 'reader-property')),
  ])
  const reader = lineMessageReader(readerProperties)
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
    // No signal: what was read before Ctrl-C is still sent.
    ({signal: _, ...settings}) => (open ?? openCluster)(settings),
  )
  try {
    const topic = readerProperties.get('topic') ?? ''
    await sendLines(cluster, {...config, topic, reader, sync: options.has('sync')}, io)
  } finally {
    cluster.close()
  }
  const {reason} = io.interrupted
  return reason instanceof Interrupted ? reason.exitCode : 0
}

/** Properties of the file, overridden by those of the command line, and both by options that were given. */
async function producerProperties(options: ConsoleProducerOptions): Promise<Map<string, string>> {
  const {readClientProperties} = await import('../client/open-client.ts')
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
 * Without a batch size, batches may be as large as those of `kafkit produce`: a request holds one batch of each partition,
 * and a million lines in batches of 16 KiB are 6,500 requests. Java's size stays the unit in which records without a key
 * change their partition.
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

function checkReaderClass(name: string, legacyName: (notice: string) => boolean) {
  if (name === consoleProducerOptions['line-reader'].default) return
  if (/^java\.(?:lang\.(?:Object|String|Thread)|util\.(?:ArrayList|HashMap|Properties))$/.test(name)) {
    const text = 'The reader must implement org.apache.kafka.tools.api.RecordReader interface'
    throw new JavaError('java.lang.IllegalArgumentException', text)
  }
  const isOld = name === 'kafka.tools.ConsoleProducer$LineMessageReader'
  const today = consoleProducerOptions['line-reader'].default
  if (isOld && legacyName(`${name} is called ${today} since Kafka 4.0`)) return
  const renamed = isOld ? ' (its name until Kafka 3.9; KAFKIT_LEGACY=1 makes this tool accept it)' : ''
  throw new JavaError(
    'java.lang.ClassNotFoundException',
    `${name}: this class is not built in${renamed}. Your own classes need Apache's tool and a class path. ` +
      `Built in is ${today}, which --reader-property configures.`,
  )
}
