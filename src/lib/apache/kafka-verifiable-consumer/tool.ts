// kafka-verifiable-consumer, like Apache's VerifiableConsumer: same options, same events, same exit codes.
import type {Io} from '../../cli/io.ts'
import {Interrupted} from '../../cli/io.ts'
import type {Arguments} from '../command-line/arguments.ts'
import {defineCommandTool} from '../command-line/command-tool.ts'
import type {OpenCluster} from '../command-line/tool.ts'
import {JavaError} from '../java/errors.ts'
import {requiredConsumerGroups, verifiableConsumerOptions} from './options.ts'

export default defineCommandTool({
  name: 'kafka-verifiable-consumer',
  program: 'verifiable-consumer',
  options: verifiableConsumerOptions,
  requiredGroups: requiredConsumerGroups,
  purpose: 'Reads a topic as a member of a group, and prints as JSON what it is assigned, reads and commits.',
  helpExitCode: 1,
  helpWithoutArguments: true,
  manual: () => import('./manual.ts'),
  run,
})

/** The exit code is 0 also if reading failed, as with Apache's tool. */
async function run(args: Arguments, io: Io, open?: OpenCluster): Promise<number> {
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const [{openClient}, {openCluster}, {consumerConfig}, {noLimitMs}, {consume}, {mostPolled}] = await Promise.all([
    import('../client/open-client.ts'),
    import('../../cluster/cluster.ts'),
    import('../client/consumer-config.ts'),
    import('../shared/group-member.ts'),
    import('./consume.ts'),
    import('./polls.ts'),
  ])
  const properties = await consumerProperties(args, io)
  const config = consumerConfig(properties, io.now)
  const bootstrap = properties.get('bootstrap.servers') ?? ''
  const cluster = await openClient(
    {kind: 'consumer', bootstrap, properties, clientId: 'consumer-1'},
    io,
    // After Ctrl-C the member still leaves its group.
    ({signal: _, ...settings}) => (open ?? openCluster)({...settings, totalTimeoutMs: noLimitMs}),
  )
  try {
    const input = {
      config,
      topic: args.text('topic') ?? '',
      maxMessages: args.number('max-messages') ?? -1,
      maxPolled: Number(properties.get('max.poll.records') ?? mostPolled),
      verbose: args.has('verbose'),
    }
    await consume(cluster, input, io)
  } finally {
    cluster.close()
  }
  const {reason} = io.interrupted
  return reason instanceof Interrupted ? reason.exitCode : 0
}

/** Options override the file. */
async function consumerProperties(args: Arguments, io: Io): Promise<Map<string, string>> {
  const {configFile} = await import('../shared/config-file.ts')
  const properties = await configFile(args, 'consumer.config', io)
  const protocol = (args.text('group-protocol') ?? 'classic').toUpperCase()
  if (protocol !== 'CLASSIC' && protocol !== 'CONSUMER')
    throw new JavaError(
      'java.lang.IllegalArgumentException',
      `No enum constant org.apache.kafka.clients.consumer.GroupProtocol.${protocol}`,
    )
  const set = (property: string, value: string | undefined) => {
    if (value !== undefined) properties.set(property, value)
  }
  set('group.protocol', protocol)
  if (protocol === 'CONSUMER') set('group.remote.assignor', args.text('group-remote-assignor'))
  else set('partition.assignment.strategy', args.text('assignment-strategy') ?? rangeAssignor)
  set('session.timeout.ms', args.text('session-timeout'))
  set('group.id', args.text('group-id'))
  set('group.instance.id', args.text('group-instance-id'))
  set('bootstrap.servers', args.text('bootstrap-server'))
  set('enable.auto.commit', String(args.has('enable-autocommit')))
  set('auto.offset.reset', args.text('reset-policy') ?? 'earliest')
  return properties
}

const rangeAssignor = verifiableConsumerOptions['assignment-strategy'].default
