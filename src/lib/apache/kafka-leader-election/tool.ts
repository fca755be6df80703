// kafka-leader-election, like Apache's LeaderElectionCommand: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {checkElectionOptions} from './checks.ts'
import {electionOptions, type ElectionOptions} from './options.ts'

export default defineTool({
  name: 'kafka-leader-election',
  options: electionOptions,
  removed: {},
  purpose:
    'This tool attempts to elect a new leader for a set of topic partitions. The type of elections supported are preferred replicas and unclean replicas.',
  helpAfterParseError: false,
  actions: ['--all-topic-partitions', '--path-to-json-file'],
  manual: () => import('./manual.ts'),
  run,
})

async function run(options: ElectionOptions, io: Io, open?: OpenCluster): Promise<number> {
  const task = checkElectionOptions(options)
  const deprecated = options.has('admin.config')
  if (deprecated)
    io.out(
      'Option --admin.config has been deprecated and will be removed in a future version. Use --command-config instead.\n',
    )
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const [{openClient}, {elect}] = await Promise.all([import('../client/open-client.ts'), import('./elect.ts')])
  const cluster = await openClient(
    {
      kind: 'admin',
      bootstrap: () => options.value('bootstrap-server') ?? '',
      configFile: deprecated ? options.value('admin.config') : options.value('command-config'),
      clientId: 'adminclient-1',
      defaults: new Map([
        ['default.api.timeout.ms', '30000'],
        ['request.timeout.ms', '15000'],
      ]),
    },
    io,
    open,
  )
  try {
    await elect(cluster, task, io)
    return 0
  } finally {
    cluster.close()
  }
}
