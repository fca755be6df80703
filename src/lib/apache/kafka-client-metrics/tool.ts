// kafka-client-metrics, like Apache's ClientMetricsCommand: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {OptionError} from '../command-line/options.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {JavaError, sentence} from '../java/errors.ts'
import {
  checkClientMetricsOptions,
  clientMetricsActions,
  type ClientMetricsAction,
  type ClientMetricsOptions,
} from './checks.ts'
import {clientMetricsOptions, removedClientMetricsOptions} from './options.ts'

export default defineTool({
  name: 'kafka-client-metrics',
  options: clientMetricsOptions,
  removed: removedClientMetricsOptions,
  purpose: 'This tool helps to manipulate and describe client metrics configurations.',
  helpAfterParseError: true,
  actions: clientMetricsActions.map((name) => `--${name}` as const),
  manual: () => import('./manual.ts'),
  run,
})

async function run(options: ClientMetricsOptions, io: Io, open?: OpenCluster): Promise<number> {
  const action = checkClientMetricsOptions(options)
  const properties = options.value('command-config')
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const {openClient, readClientProperties} = await import('../client/open-client.ts')
  const configs = await readClientProperties(properties)
  const bootstrap = options.value('bootstrap-server') ?? ''
  let cluster: Cluster | undefined
  try {
    cluster = await openClient({kind: 'admin', bootstrap, properties: configs, clientId: 'adminclient-1'}, io, open)
    await actions[action](cluster, options, io)
    return 0
  } catch (error) {
    if (io.interrupted.aborted || !(error instanceof JavaError || error instanceof OptionError)) throw error
    // On stdout, like ClientMetricsCommand. Where that logs a stack trace to stderr, this prints one sentence.
    io.out(`Error while executing client metrics command : ${error.message}\n`)
    io.err(`ERROR ${sentence(error)}\n`)
    return 1
  } finally {
    cluster?.close()
  }
}

type Action = (cluster: Cluster, options: ClientMetricsOptions, io: Io) => Promise<void>

const actions: Readonly<Record<ClientMetricsAction, Action>> = {
  alter: async (...input) => (await import('./subscriptions.ts')).alter(...input),
  describe: async (...input) => (await import('./subscriptions.ts')).describe(...input),
  delete: async (...input) => (await import('./subscriptions.ts')).remove(...input),
  list: async (...input) => (await import('./subscriptions.ts')).list(...input),
}
