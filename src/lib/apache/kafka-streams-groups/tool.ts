// kafka-streams-groups, like Apache's StreamsGroupCommand: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {UsageProblem} from '../command-line/checks.ts'
import {OptionError} from '../command-line/options.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {asJavaError, executionException, JavaError, runtimeException, sentence} from '../java/errors.ts'
import {openWithTimeout} from '../shared/open-with-timeout.ts'
import {
  checkStreamsGroupsOptions,
  streamsGroupsActions,
  type StreamsGroupsAction,
  type StreamsGroupsOptions,
} from './checks.ts'
import {removedStreamsGroupsOptions, streamsGroupsOptions} from './options.ts'

export default defineTool({
  name: 'kafka-streams-groups',
  options: streamsGroupsOptions,
  removed: removedStreamsGroupsOptions,
  purpose: 'This tool helps to list, or describe streams groups.',
  helpAfterParseError: false,
  complaint: ({message}) => message,
  actions: streamsGroupsActions.map((name) => `--${name}` as const),
  manual: () => import('./manual.ts'),
  run,
})

async function run(options: StreamsGroupsOptions, io: Io, open?: OpenCluster): Promise<number> {
  let action: StreamsGroupsAction | undefined
  let cluster: Cluster | undefined
  try {
    action = checkStreamsGroupsOptions(options)
    cluster = await connect(options, action, io, open)
    await actions[action](cluster, options, io)
    return 0
  } catch (error) {
    if (io.interrupted.aborted || error instanceof UsageProblem) throw error
    // What joptsimple and Java's parsers refuse after the options are parsed is answered with the help.
    if (error instanceof OptionError || isIllegalArgument(error)) throw new UsageProblem((error as Error).message)
    const failure = error instanceof JavaError ? error : thrownBy(action, error)
    io.out(`\nError: Executing streams group command failed due to ${failure.message}\n`)
    io.err(`${sentence(failure)}\n`)
    return 1
  } finally {
    cluster?.close()
  }
}

/** The exception as Apache's tool catches it: a reset adds another wrapper to what a future throws. */
function thrownBy(action: StreamsGroupsAction = 'describe', error: unknown): JavaError {
  const thrown = executionException(asJavaError(error, calls[action]))
  return action === 'reset-offsets' ? runtimeException(thrown) : thrown
}

const isIllegalArgument = (error: unknown): boolean =>
  error instanceof JavaError && error.javaClass === 'java.lang.IllegalArgumentException'

const connect = (
  options: StreamsGroupsOptions,
  action: StreamsGroupsAction,
  io: Io,
  open: OpenCluster | undefined,
): Promise<Cluster> =>
  openWithTimeout(
    {
      bootstrap: () => options.value('bootstrap-server') ?? '',
      configFile: () => options.value('command-config'),
      timeout: () => options.value('timeout'),
      others: () => {
        options.values('to-offset')
        options.value('by-duration')
        options.value('shift-by')
      },
      itemwise: action === 'delete-offsets',
      lists: action === 'list' || action === 'delete' || options.has('all-groups'),
    },
    io,
    open,
  )

/** The call that a timeout error names. */
const calls: Readonly<Record<StreamsGroupsAction, string>> = {
  list: 'findAllBrokers',
  describe: 'describeStreamsGroups(api=FIND_COORDINATOR)',
  delete: 'findAllBrokers',
  'reset-offsets': 'describeStreamsGroups(api=FIND_COORDINATOR)',
  'delete-offsets': 'offsetDelete(api=FIND_COORDINATOR)',
}

type Action = (cluster: Cluster, options: StreamsGroupsOptions, io: Io) => Promise<void>

const states = ['Empty', 'NotReady', 'Stable', 'Assigning', 'Reconciling', 'Dead']

const actions: Readonly<Record<StreamsGroupsAction, Action>> = {
  list: async (cluster, options, io) => {
    const {listGroupsOfType} = await import('../shared/groups-of-type.ts')
    const [wanted, withState] = [options.value('state'), options.has('state')]
    await listGroupsOfType(cluster, {type: 'streams', states, wanted, withState}, io)
  },
  describe: async (...input) => (await import('./describe.ts')).describeStreamsGroups(...input),
  delete: async (...input) => (await import('./delete.ts')).deleteStreamsGroups(...input),
  'reset-offsets': async (...input) => (await import('./reset.ts')).resetStreamsGroups(...input),
  'delete-offsets': async (...input) => (await import('./delete.ts')).deleteStreamsGroupOffsets(...input),
}
