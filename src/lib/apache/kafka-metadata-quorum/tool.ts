// kafka-metadata-quorum, like Apache's MetadataQuorumCommand: same options, same output, same exit codes.
import {existsSync} from 'node:fs'
import type {Io} from '../../cli/io.ts'
import type {Admin} from '../client/admin.ts'
import type {Arguments} from '../command-line/arguments.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {defineCommandTool} from '../command-line/command-tool.ts'
import type {OpenCluster} from '../command-line/tool.ts'
import {quorumCommands, quorumOptions, requiredQuorumGroups, type QuorumCommand} from './options.ts'

export default defineCommandTool({
  name: 'kafka-metadata-quorum',
  options: quorumOptions,
  requiredGroups: requiredQuorumGroups,
  commands: quorumCommands,
  purpose: 'This tool describes kraft metadata quorum status.',
  helpExitCode: 0,
  manual: () => import('./manual.ts'),
  run,
})

async function run(args: Arguments, io: Io, open?: OpenCluster): Promise<number> {
  const configFile = args.text('command-config')
  // To Java, an empty path does not exist.
  if (configFile !== undefined && (configFile === '' || !existsSync(configFile)))
    throw new TerseProblem(`Properties file ${configFile} does not exists!`)
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const {openAdmin} = await import('../client/quorum-or-brokers.ts')
  const admin = await openAdmin(
    {servers: args.text('bootstrap-server'), controllers: args.text('bootstrap-controller'), configFile},
    io,
    open,
  )
  try {
    await actions[args.command as QuorumCommand](admin, args, io)
    return 0
  } finally {
    admin.close()
  }
}

type Action = (admin: Admin, args: Arguments, io: Io) => Promise<void>

const actions: Readonly<Record<QuorumCommand, Action>> = {
  describe: async (admin, args, io) => {
    const [status, replication, human] = ['status', 'replication', 'human-readable'].map((name) => args.has(name))
    if (status && replication)
      throw new TerseProblem('Only one of --status or --replication should be specified with describe sub-command')
    if (!status && !replication)
      throw new TerseProblem('One of --status or --replication must be specified with describe sub-command')
    if (status && human)
      throw new TerseProblem('The option --human-readable is only supported along with --replication')
    const {describeReplication, describeStatus} = await import('./describe.ts')
    return replication ? describeReplication(admin, io, human === true) : describeStatus(admin, io)
  },
  'add-controller': async (admin, args, io) => {
    const file = args.text('command-config')
    if (file === undefined)
      throw new TerseProblem(
        'You must supply the configuration file of the controller you are adding when using add-controller.',
      )
    const {addController} = await import('./add-controller.ts')
    return addController(admin, file, args.has('dry-run'), io)
  },
  'remove-controller': async (admin, args, io) => {
    const {removeController} = await import('./remove-controller.ts')
    return removeController(
      admin,
      {
        id: args.number('controller-id') ?? -1,
        directoryId: args.text('controller-directory-id') ?? '',
        dryRun: args.has('dry-run'),
      },
      io,
    )
  },
}
