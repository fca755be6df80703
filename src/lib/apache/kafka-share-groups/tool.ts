// kafka-share-groups, like Apache's ShareGroupCommand: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {ConnectionError} from '../../cluster/errors.ts'
import {UsageProblem} from '../command-line/checks.ts'
import {OptionError} from '../command-line/options.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {asJavaError, executionException, JavaError, sentence} from '../java/errors.ts'
import {openWithTimeout} from '../shared/open-with-timeout.ts'
import {checkShareGroupsOptions, shareGroupsActions, type ShareGroupsAction, type ShareGroupsOptions} from './checks.ts'
import {removedShareGroupsOptions, shareGroupsOptions} from './options.ts'

export default defineTool({
  name: 'kafka-share-groups',
  options: shareGroupsOptions,
  removed: removedShareGroupsOptions,
  purpose: 'This tool helps to list, describe, reset and delete share groups.',
  helpAfterParseError: false,
  actions: shareGroupsActions.map((name) => `--${name}` as const),
  manual: () => import('./manual.ts'),
  run,
})

/** The exit code is 0 also if a request failed, as with Apache's tool. */
async function run(options: ShareGroupsOptions, io: Io, open?: OpenCluster): Promise<number> {
  const action = checkShareGroupsOptions(options)
  let cluster: Cluster | undefined
  try {
    cluster = await openWithTimeout(
      {
        bootstrap: () => options.value('bootstrap-server') ?? '',
        configFile: () => options.value('command-config'),
        timeout: () => options.value('timeout'),
        lists: action === 'list' || action === 'delete' || options.has('all-groups'),
      },
      io,
      open,
    )
    return (await actions[action](cluster, options, io)) ?? 0
  } catch (error) {
    if (io.interrupted.aborted || error instanceof UsageProblem) throw error
    const failure = asThrown(error, action)
    if (action === 'reset-offsets' && error instanceof ConnectionError) {
      // The call that times out is the description of the group.
      io.err(`${sentence(asJavaError(error, calls[action]))}\n`)
      return 1
    }
    io.out(`\nError: Executing share group command failed due to ${failure.message}\n`)
    io.err(`${sentence(failure)}\n`)
    return 0
  } finally {
    cluster?.close()
  }
}

const asThrown = (error: unknown, action: ShareGroupsAction): Error =>
  error instanceof OptionError || error instanceof JavaError
    ? error
    : executionException(asJavaError(error, calls[action]))

/** The call that a timeout error names. */
const calls: Readonly<Record<ShareGroupsAction, string>> = {
  list: 'findAllBrokers',
  describe: 'describeShareGroups(api=FIND_COORDINATOR)',
  delete: 'findAllBrokers',
  'reset-offsets': 'describeShareGroups(api=FIND_COORDINATOR)',
  'delete-offsets': 'deleteShareGroupOffsets(api=FIND_COORDINATOR)',
}

/** Resolves with the exit code, if that is not 0. */
type Action = (cluster: Cluster, options: ShareGroupsOptions, io: Io) => Promise<number | void>

const actions: Readonly<Record<ShareGroupsAction, Action>> = {
  list: async (cluster, options, io) =>
    (await import('../shared/groups-of-type.ts')).listGroupsOfType(
      cluster,
      {
        type: 'share',
        states: ['Dead', 'Empty', 'Stable'],
        wanted: options.value('state'),
        withState: options.has('state'),
      },
      io,
    ),
  describe: async (...input) => (await import('./describe.ts')).describeShareGroups(...input),
  delete: async (...input) => (await import('./delete.ts')).deleteShareGroups(...input),
  'reset-offsets': async (...input) => (await import('./reset.ts')).resetShareGroup(...input),
  'delete-offsets': async (...input) => (await import('./delete.ts')).deleteShareGroupOffsets(...input),
}
