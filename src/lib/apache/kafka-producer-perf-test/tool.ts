// kafka-producer-perf-test, like Apache's ProducerPerformance: same options, same records, output of the same form.
import type {Io} from '../../cli/io.ts'
import type {Arguments} from '../command-line/arguments.ts'
import {defineCommandTool} from '../command-line/command-tool.ts'
import type {OpenCluster} from '../command-line/tool.ts'
import {producerPerfOptions, requiredPerfGroups} from './options.ts'

export default defineCommandTool({
  name: 'kafka-producer-perf-test',
  options: producerPerfOptions,
  requiredGroups: requiredPerfGroups,
  purpose: 'This tool is used to verify the producer performance.',
  helpExitCode: 1,
  helpWithoutArguments: true,
  manual: () => import('./manual.ts'),
  run,
})

/** The exit code is 0 also if records could not be sent, as with Apache's tool. */
async function run(args: Arguments, io: Io, open?: OpenCluster): Promise<number> {
  const {perfSettings} = await import('./settings.ts')
  const settings = await perfSettings(args, io)
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const [{openClient}, {produce}] = await Promise.all([import('../client/open-client.ts'), import('./produce.ts')])
  const {properties} = settings
  const bootstrap = properties.get('bootstrap.servers') ?? ''
  const cluster = await openClient(
    {kind: 'producer', bootstrap, properties, clientId: 'perf-producer-client'},
    io,
    open,
  )
  try {
    await produce(cluster, settings, io)
    return 0
  } finally {
    cluster.close()
  }
}
