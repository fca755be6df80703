// kafka-consumer-groups, like Apache's ConsumerGroupCommand: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {ConnectionError} from '../../cluster/errors.ts'
import {UsageProblem} from '../command-line/checks.ts'
import {OptionError} from '../command-line/options.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {asJavaError, executionException, JavaError, runtimeException, sentence} from '../java/errors.ts'
import {withoutTime} from '../shared/open-with-timeout.ts'
import {checkGroupsOptions, groupsActions, type GroupsAction, type GroupsOptions} from './checks.ts'
import {groupsOptions, removedGroupsOptions} from './options.ts'

export default defineTool({
  name: 'kafka-consumer-groups',
  options: groupsOptions,
  removed: removedGroupsOptions,
  purpose:
    'This tool helps to list all consumer groups, describe a consumer group, delete consumer group info, or reset ' +
    'consumer group offsets.',
  helpAfterParseError: false,
  actions: groupsActions.map((name) => `--${name}` as const),
  manual: () => import('./manual.ts'),
  run,
})

/** The exit code is 0 also if a request failed, as with Apache's tool. */
async function run(options: GroupsOptions, io: Io, open?: OpenCluster): Promise<number> {
  const action = checkGroupsOptions(options, io)
  if (action === 'validate-regex') return validateRegex(options, io)
  let cluster: Cluster | undefined
  try {
    cluster = await connect(options, io, open)
    await actions[action](cluster, options, io)
  } catch (error) {
    if (io.interrupted.aborted || error instanceof UsageProblem) throw error
    const failure = asThrown(error, action)
    io.out(`\nError: Executing consumer group command failed due to ${failure.message}\n`)
    io.err(`${sentence(failure)}\n`)
  } finally {
    cluster?.close()
  }
  return 0
}

/** The exception as Apache's tool catches it: futures of the admin client wrap it once, and --list wraps it twice. */
function asThrown(error: unknown, action: GroupsAction): Error {
  if (error instanceof OptionError || error instanceof JavaError) return error
  const thrown = executionException(asJavaError(error, calls[action]))
  return action === 'list' ? runtimeException(thrown) : thrown
}

async function connect(options: GroupsOptions, io: Io, open: OpenCluster | undefined): Promise<Cluster> {
  const {openClient} = await import('../client/open-client.ts')
  const timeoutMs = timeoutOf(options)
  // These actions report failures for each group or partition.
  const itemwise = options.has('delete-offsets') || (options.has('delete') && !options.has('all-groups'))
  const failsEach = itemwise && typeof timeoutMs === 'number' && timeoutMs <= 0
  try {
    const cluster = await openClient(
      {
        kind: 'admin',
        bootstrap: () => options.value('bootstrap-server') ?? '',
        configFile: options.value('command-config'),
        clientId: 'adminclient-1',
        ...(typeof timeoutMs === 'number' ? {timeoutMs} : {}),
      },
      io,
      failsEach ? withoutTime(open) : open,
    )
    // Apache's tool reads these options for every action once it has a client: a bad value fails all of them.
    options.values('to-offset')
    options.value('shift-by')
    options.value('by-duration')
    if (typeof timeoutMs !== 'number') throw timeoutMs
    if (timeoutMs <= 0 && !failsEach) throw noTime(options)
    return cluster
  } catch (error) {
    // Apache's tool wraps failures of reading the file and of --list, but not those of creating the client.
    throw error instanceof JavaError && error.javaClass.startsWith('java.') ? runtimeException(error) : error
  }
}

/** --list reports that no broker was found before it could time out. */
function noTime(options: GroupsOptions): Error {
  if (!options.has('list')) return new ConnectionError('', 'requestTimedOut', '--timeout leaves no time for a request')
  const text = 'Failed to find brokers to send ListGroups'
  return executionException(new JavaError('org.apache.kafka.common.KafkaException', text))
}

/** In ms, or the error about it. */
function timeoutOf(options: GroupsOptions): number | OptionError {
  try {
    return Number(options.value('timeout'))
  } catch (error) {
    if (error instanceof OptionError) return error
    throw error
  }
}

/** The call that a timeout error names. */
const calls: Readonly<Record<GroupsAction, string>> = {
  list: 'findAllBrokers',
  describe: 'describeConsumerGroups(api=FIND_COORDINATOR)',
  delete: 'deleteConsumerGroups(api=FIND_COORDINATOR)',
  'reset-offsets': 'describeConsumerGroups(api=FIND_COORDINATOR)',
  'delete-offsets': 'offsetDelete(api=FIND_COORDINATOR)',
  'validate-regex': '',
}

type Action = (cluster: Cluster, options: GroupsOptions, io: Io) => Promise<void>

const actions: Readonly<Record<Exclude<GroupsAction, 'validate-regex'>, Action>> = {
  list: async (...input) => (await import('./list.ts')).listConsumerGroups(...input),
  describe: async (...input) => (await import('./describe.ts')).describeConsumerGroups(...input),
  delete: async (...input) => (await import('./delete.ts')).deleteConsumerGroups(...input),
  'reset-offsets': async (...input) => (await import('./reset.ts')).resetOffsets(...input),
  'delete-offsets': async (cluster, options, io) => {
    const {deleteGroupOffsets} = await import('../shared/offset-deletion.ts')
    await deleteGroupOffsets(cluster, options.value('group') ?? '', options.values('topic'), io)
  },
}

async function validateRegex(options: GroupsOptions, io: Io): Promise<number> {
  const regex = readOnce(options)
  const {re2Problem} = await import('../java/re2-syntax.ts')
  const problem = re2Problem(regex)
  const verdict = problem === undefined ? 'valid' : `invalid: ${problem}`
  io.out(`The regular expression \`${regex}\` is ${verdict}.\n`)
  return 0
}

function readOnce(options: GroupsOptions): string {
  try {
    return options.value('validate-regex') ?? ''
  } catch (error) {
    // For this option only, Apache's tool answers with the help.
    throw error instanceof OptionError ? new UsageProblem(error.message) : error
  }
}
