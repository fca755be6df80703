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

/** The exit code is 0 also if reading failed, as with Apache's tool. */
async function run(args: Arguments, io: Io, open?: OpenCluster): Promise<number> {
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
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
