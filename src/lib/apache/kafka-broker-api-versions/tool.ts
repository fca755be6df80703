// kafka-broker-api-versions, like Apache's BrokerApiVersionsCommand: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import {requireOptions} from '../command-line/checks.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {apiVersionsOptions, type ApiVersionsOptions} from './options.ts'

export default defineTool({
  name: 'kafka-broker-api-versions',
  options: apiVersionsOptions,
  removed: {},
  purpose: 'This tool helps to retrieve broker version information.',
  helpAfterParseError: false,
  actions: ['--bootstrap-server'],
  manual: () => import('./manual.ts'),
  run,
})

async function run(options: ApiVersionsOptions, io: Io, open?: OpenCluster): Promise<number> {
  requireOptions(options, 'bootstrap-server')
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const [{openClient}, {printApiVersions}] = await Promise.all([
    import('../client/open-client.ts'),
    import('./describe.ts'),
  ])
  const cluster = await openClient(
    {
      kind: 'admin',
      bootstrap: () => options.value('bootstrap-server') ?? '',
      removesOther: true,
      configFile: options.value('command-config'),
      clientId: 'admin-1',
      bootstrapOnce: true,
      defaults: new Map([['request.timeout.ms', '5000']]),
    },
    io,
    open,
  )
  try {
    await printApiVersions(cluster, io)
    return 0
  } finally {
    cluster.close()
  }
}
