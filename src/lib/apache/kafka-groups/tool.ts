// kafka-groups, like Apache's GroupsCommand: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {OptionError} from '../command-line/options.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {JavaError, sentence} from '../java/errors.ts'
import {checkAllGroupsOptions, type AllGroupsOptions} from './checks.ts'
import {allGroupsOptions, removedAllGroupsOptions} from './options.ts'

export default defineTool({
  name: 'kafka-groups',
  options: allGroupsOptions,
  removed: removedAllGroupsOptions,
  purpose: 'This tool helps to list groups of all types.',
  helpAfterParseError: true,
  actions: ['--list'],
  manual: () => import('./manual.ts'),
  run,
})

async function run(options: AllGroupsOptions, io: Io, open?: OpenCluster): Promise<number> {
  checkAllGroupsOptions(options)
  const configFile = options.value('command-config')
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const [{openClient, readClientProperties}, {listAllGroups}] = await Promise.all([
    import('../client/open-client.ts'),
    import('./list.ts'),
  ])
  const properties = await readClientProperties(configFile)
  const bootstrap = options.value('bootstrap-server') ?? ''
  let cluster: Cluster | undefined
  try {
    cluster = await openClient({kind: 'admin', bootstrap, properties, clientId: 'adminclient-1'}, io, open)
    await listAllGroups(cluster, options, io)
    return 0
  } catch (error) {
    if (io.interrupted.aborted || !(error instanceof JavaError || error instanceof OptionError)) throw error
    // On stdout, like GroupsCommand. Where that logs a stack trace to stderr, this prints one sentence.
    io.out(`Error while executing groups command : ${error.message}\n`)
    io.err(`ERROR ${sentence(error)}\n`)
    return 1
  } finally {
    cluster?.close()
  }
}
