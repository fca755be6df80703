// kafka-transactions, like Apache's TransactionsCommand: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {Arguments} from '../command-line/arguments.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {defineCommandTool} from '../command-line/command-tool.ts'
import {kafkaVersion, type OpenCluster} from '../command-line/tool.ts'
import {JavaError} from '../java/errors.ts'
import {transactionsCommands, transactionsOptions, type TransactionsCommand} from './options.ts'

export default defineCommandTool({
  name: 'kafka-transactions',
  program: 'kafka-transactions.sh',
  options: transactionsOptions,
  commands: transactionsCommands,
  purpose: 'This tool shows the state of transactions, and ends those that hang.',
  helpExitCode: 1,
  version: `${kafkaVersion} (Commit:26b251a451ce941d)`,
  manual: () => import('./manual.ts'),
  run,
})

async function run(args: Arguments, io: Io, open?: OpenCluster): Promise<number> {
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const {openClient, readClientProperties} = await import('../client/open-client.ts')
  const properties = await readClientProperties(args.text('command-config')).catch((error: unknown) => {
    if (!(error instanceof JavaError)) throw error
    throw new TerseProblem(`Failed to load admin client properties: ${error.message}.`)
  })
  const bootstrap = args.text('bootstrap-server') ?? ''
  const cluster = await openClient({kind: 'admin', bootstrap, properties, clientId: 'adminclient-1'}, io, open)
  try {
    await acts[args.command as TransactionsCommand](cluster, args, io)
    return 0
  } finally {
    cluster.close()
  }
}

type Act = (cluster: Cluster, args: Arguments, io: Io) => Promise<void>

/** Each command loads only what it needs, so a start does not wait for the code of the others. */
const acts: Readonly<Record<TransactionsCommand, Act>> = {
  list: async (...input) => (await import('./look.ts')).list(...input),
  describe: async (...input) => (await import('./look.ts')).describe(...input),
  'describe-producers': async (...input) => (await import('./look.ts')).describeProducersOf(...input),
  abort: async (cluster, args) => (await import('./end.ts')).abort(cluster, args),
  'find-hanging': async (...input) => (await import('./find-hanging.ts')).findHanging(...input),
  forceTerminateTransaction: async (cluster, args) => (await import('./end.ts')).terminate(cluster, args),
}
