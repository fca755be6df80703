// kafka-features, like Apache's FeatureCommand: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import {ArgumentError, type Arguments} from '../command-line/arguments.ts'
import {defineCommandTool} from '../command-line/command-tool.ts'
import type {OpenCluster} from '../command-line/tool.ts'
import {featuresCommands, featuresOptions, type FeaturesCommand} from './options.ts'

export default defineCommandTool({
  name: 'kafka-features',
  options: featuresOptions,
  commands: featuresCommands,
  purpose: 'This tool manages feature flags in Kafka.',
  helpExitCode: 0,
  // Without a newline, like Apache's tool.
  complaint: (message) => `Command line error: ${message}. Type --help for help.`,
  manual: () => import('./manual.ts'),
  run,
})

async function run(args: Arguments, io: Io, open?: OpenCluster): Promise<number> {
  const command = args.command as FeaturesCommand
  if (command === 'version-mapping' || command === 'feature-dependencies') {
    const {printDependencies, printMapping} = await import('./local.ts')
    if (command === 'version-mapping') printMapping(args.text('release-version'), io)
    else printDependencies(args.texts('feature') ?? [], io)
    return 0
  }
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const [{openAdmin}, {readClientProperties}] = await Promise.all([
    import('../client/quorum-or-brokers.ts'),
    import('../client/open-client.ts'),
  ])
  const [servers, controllers] = [args.text('bootstrap-server'), args.text('bootstrap-controller')]
  const configFile = args.text('command-config')
  if (servers === undefined && controllers === undefined) {
    await readClientProperties(configFile)
    throw new ArgumentError('You must specify either --bootstrap-controller or --bootstrap-server.', undefined)
  }
  const admin = await openAdmin({servers, controllers, configFile}, io, open)
  try {
    if (command === 'describe') await (await import('./describe.ts')).describe(admin, args, io)
    else await (await import('./update.ts')).update(admin, command, args, io)
    return 0
  } finally {
    admin.close()
  }
}
