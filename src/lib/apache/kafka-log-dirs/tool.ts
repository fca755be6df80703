// kafka-log-dirs, like Apache's LogDirsCommand: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import {requireOptions} from '../command-line/checks.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {logDirsOptions, type LogDirsOptions} from './options.ts'

export default defineTool({
  name: 'kafka-log-dirs',
  options: logDirsOptions,
  removed: {},
  purpose: 'This tool helps to query log directory usage on the specified brokers.',
  helpAfterParseError: false,
  actions: ['--describe'],
  manual: () => import('./manual.ts'),
  run,
})

async function run(options: LogDirsOptions, io: Io, open?: OpenCluster): Promise<number> {
  requireOptions(options, 'bootstrap-server', 'describe')
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const [{openClient}, {describe}] = await Promise.all([import('../client/open-client.ts'), import('./describe.ts')])
  const cluster = await openClient(
    {
      kind: 'admin',
      bootstrap: () => options.value('bootstrap-server') ?? '',
      configFile: options.value('command-config'),
      clientId: 'log-dirs-tool',
    },
    io,
    open,
  )
  try {
    await describe(cluster, options, io)
    return 0
  } finally {
    cluster.close()
  }
}
