// kafka-new-tool, like Apache's tool: same options, same output, same exit codes.
import {defineTool, type OpenCluster} from '../../../src/lib/apache/command-line/tool.ts'
import {asJavaError, sentence} from '../../../src/lib/apache/java/errors.ts'
import type {Io} from '../../../src/lib/cli/io.ts'
import type {Cluster} from '../../../src/lib/cluster/cluster.ts'
import {checkNewToolOptions, newToolActions, type NewToolAction, type NewToolOptions} from './checks.ts'
import {newToolOptions, removedNewToolOptions} from './options.ts'

export default defineTool({
  name: 'kafka-new-tool',
  options: newToolOptions,
  removed: removedNewToolOptions,
  purpose: 'This tool helps to list the brokers of a cluster.',
  helpAfterParseError: true,
  actions: newToolActions.map((name) => `--${name}` as const),
  manual: () => import('./manual.ts'),
  run,
})

async function run(options: NewToolOptions, io: Io, open?: OpenCluster): Promise<number> {
  const action = checkNewToolOptions(options)
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const {openClient} = await import('../../../src/lib/apache/client/open-client.ts')
  const cluster = await openClient(
    {
      kind: 'admin',
      bootstrap: () => options.value('bootstrap-server') ?? '',
      configFile: options.value('command-config'),
      clientId: 'adminclient-1',
    },
    io,
    open,
  )
  try {
    await actions[action](cluster, options, io)
    return 0
  } catch (error) {
    if (io.interrupted.aborted) throw error
    io.err(`${sentence(asJavaError(error, calls[action]))}\n`)
    return 1
  } finally {
    cluster.close()
  }
}

/** The call that a timeout error names. */
const calls: Readonly<Record<NewToolAction, string>> = {list: 'listNodes'}

type Action = (cluster: Cluster, options: NewToolOptions, io: Io) => Promise<void>

/** Each action loads only what it needs, so a start does not wait for the code of the others. */
const actions: Readonly<Record<NewToolAction, Action>> = {
  list: async (cluster, _options, io) => {
    for (const {id, host, port} of await cluster.brokers()) io.out(`${host}:${port} (id: ${id})\n`)
  },
}
