// kafka-cluster, like Apache's ClusterTool: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import type {Arguments} from '../command-line/arguments.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {defineCommandTool} from '../command-line/command-tool.ts'
import type {OpenCluster} from '../command-line/tool.ts'
import type {Admin} from '../client/admin.ts'
import {clusterCommands, type ClusterCommand} from './options.ts'

export default defineCommandTool({
  name: 'kafka-cluster',
  options: {},
  commands: clusterCommands,
  purpose: 'The Kafka cluster tool.',
  helpExitCode: 1,
  manual: () => import('./manual.ts'),
  run,
})

async function run(args: Arguments, io: Io, open?: OpenCluster): Promise<number> {
  const [old, file] = [args.text('config'), args.text('command-config')]
  if (old !== undefined && file !== undefined)
    throw new TerseProblem('--config and --command-config cannot be specified together.')
  if (old !== undefined)
    io.out(
      'Option --config has been deprecated and will be removed in a future version. Use --command-config instead.\n',
    )
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const [{openAdmin}, actions] = await Promise.all([import('../client/quorum-or-brokers.ts'), import('./actions.ts')])
  const admin = await openAdmin(
    {servers: args.text('bootstrap-server'), controllers: args.text('bootstrap-controller'), configFile: old ?? file},
    io,
    open,
  )
  const acts: Readonly<Record<ClusterCommand, (admin: Admin, args: Arguments, io: Io) => Promise<void>>> = {
    'cluster-id': actions.printClusterId,
    unregister: actions.unregister,
    'list-endpoints': actions.listEndpoints,
  }
  try {
    await acts[args.command as ClusterCommand](admin, args, io)
    return 0
  } finally {
    admin.close()
  }
}
