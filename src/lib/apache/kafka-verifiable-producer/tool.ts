// kafka-verifiable-producer, like Apache's VerifiableProducer: same options, same records, same events.
import type {Io} from '../../cli/io.ts'
import {Interrupted} from '../../cli/io.ts'
import type {Arguments} from '../command-line/arguments.ts'
import {defineCommandTool} from '../command-line/command-tool.ts'
import type {OpenCluster} from '../command-line/tool.ts'
import {requiredProducerGroups, verifiableProducerOptions} from './options.ts'

export default defineCommandTool({
  name: 'kafka-verifiable-producer',
  program: 'verifiable-producer',
  options: verifiableProducerOptions,
  requiredGroups: requiredProducerGroups,
  purpose: 'Sends increasing numbers to a topic, and prints as JSON which of them were acknowledged.',
  helpExitCode: 1,
  helpWithoutArguments: true,
  manual: () => import('./manual.ts'),
  run,
})

/** The exit code is 0 also if records could not be sent, as with Apache's tool. */
async function run(args: Arguments, io: Io, open?: OpenCluster): Promise<number> {
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const [{openClient}, {openCluster}, {producerConfig}, {configFile}, {VerifiableProducing}] = await Promise.all([
    import('../client/open-client.ts'),
    import('../../cluster/cluster.ts'),
    import('../client/producer-config.ts'),
    import('../shared/config-file.ts'),
    import('./produce.ts'),
  ])
  const properties = new Map([
    ['bootstrap.servers', args.text('bootstrap-server') ?? ''],
    ['acks', args.text('acks') ?? '-1'],
    ['retries', '0'],
    ...(await configFile(args, 'producer.config', io)),
  ])
  const config = producerConfig(properties)
  const bootstrap = properties.get('bootstrap.servers') ?? ''
  const cluster = await openClient(
    {kind: 'producer', bootstrap, properties, clientId: 'producer-1'},
    io,
    // Without the signal: records that were sent before Ctrl-C are still waited for.
    ({signal: _, ...settings}) => (open ?? openCluster)(settings),
  )
  const createTime = args.number('message-create-time') ?? -1
  try {
    await new VerifiableProducing(
      cluster,
      {
        config,
        topic: args.text('topic') ?? '',
        maxMessages: args.number('max-messages') ?? -1,
        throughput: args.number('throughput') ?? -1,
        valuePrefix: args.number('value-prefix'),
        repeatingKeys: args.number('repeating-keys'),
        createTime: createTime === -1 ? undefined : createTime,
      },
      io,
    ).run()
  } finally {
    cluster.close()
  }
  const {reason} = io.interrupted
  return reason instanceof Interrupted ? reason.exitCode : 0
}
