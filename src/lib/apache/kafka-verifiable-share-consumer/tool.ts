// kafka-verifiable-share-consumer, like Apache's VerifiableShareConsumer: same options, same events, same exit codes.
import type {Io} from '../../cli/io.ts'
import {Interrupted} from '../../cli/io.ts'
import type {Arguments} from '../command-line/arguments.ts'
import {defineCommandTool} from '../command-line/command-tool.ts'
import type {OpenCluster} from '../command-line/tool.ts'
import {JavaError} from '../java/errors.ts'
import {requiredShareConsumerGroups, verifiableShareConsumerOptions} from './options.ts'

export default defineCommandTool({
  name: 'kafka-verifiable-share-consumer',
  program: 'verifiable-share-consumer',
  options: verifiableShareConsumerOptions,
  requiredGroups: requiredShareConsumerGroups,
  purpose: 'Reads a topic as a member of a share group, and prints as JSON what it reads and acknowledges.',
  helpExitCode: 1,
  helpWithoutArguments: true,
  manual: () => import('./manual.ts'),
  run,
})

const modes = ['AUTO', 'ASYNC', 'SYNC']

/** Exit code 0 also when reading failed, like Apache's. */
async function run(args: Arguments, io: Io, open?: OpenCluster): Promise<number> {
  // Not for help and usage errors: what talks to brokers takes time to load.
  const [{configFile}, {openShareClient}, {shareConsumerConfig}, {consume}] = await Promise.all([
    import('../shared/config-file.ts'),
    import('../shared/share-client.ts'),
    import('../client/share-consumer-config.ts'),
    import('./consume.ts'),
  ])
  const mode = (args.text('acknowledgement-mode') ?? 'auto').toUpperCase()
  if (!modes.includes(mode))
    throw new JavaError(
      'java.lang.IllegalArgumentException',
      `No enum constant org.apache.kafka.tools.VerifiableShareConsumer.AcknowledgementMode.${mode}`,
    )
  const properties = await configFile(args, undefined, io)
  properties.set('group.id', args.text('group-id') ?? '')
  properties.set('bootstrap.servers', args.text('bootstrap-server') ?? '')
  const config = shareConsumerConfig(properties)
  const cluster = await openShareClient(properties, 'consumer-1', io, open)
  try {
    const input = {
      config,
      topic: args.text('topic') ?? '',
      maxMessages: args.number('max-messages') ?? -1,
      verbose: args.has('verbose'),
      atOnce: mode !== 'AUTO',
      resetStrategy: (args.text('offset-reset-strategy') ?? '').toLowerCase(),
    }
    await consume(cluster, input, io)
  } finally {
    cluster.close()
  }
  const {reason} = io.interrupted
  return reason instanceof Interrupted ? reason.exitCode : 0
}
