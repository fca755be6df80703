// kafka-acls, like Apache's AclCommand: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {UsageProblem} from '../command-line/checks.ts'
import {OptionError} from '../command-line/options.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {JavaError, javaText} from '../java/errors.ts'
import {aclsActions, checkAclsOptions, type AclsAction, type AclsOptions} from './checks.ts'
import {inCall} from './failure.ts'
import {aclsOptions, removedAclsOptions} from './options.ts'

export default defineTool({
  name: 'kafka-acls',
  options: aclsOptions,
  removed: removedAclsOptions,
  purpose: 'This tool helps to manage acls on kafka.',
  helpAfterParseError: true,
  actions: aclsActions.map((name) => `--${name}` as const),
  manual: () => import('./manual.ts'),
  run,
})

async function run(options: AclsOptions, io: Io, open?: OpenCluster): Promise<number> {
  const action = checkAclsOptions(options)
  let cluster: Cluster | undefined
  try {
    // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
    const [act, connected] = await Promise.all([actions[action](), connect(options, io, open)])
    cluster = connected
    if (!options.has('bootstrap-server')) cluster = await inQuorum(connected, open)
    await act(cluster, options, io)
    return 0
  } catch (error) {
    if (io.interrupted.aborted || error instanceof UsageProblem) throw error
    if (!(error instanceof JavaError || error instanceof OptionError)) throw error
    // On stdout with a stack trace, like AclCommand; here the trace is one line for each exception.
    io.out(`Error while executing ACL command: ${error.message}\n${causes(error)}\n`)
    return 1
  } finally {
    cluster?.close()
  }
}

async function connect(options: AclsOptions, io: Io, open: OpenCluster | undefined): Promise<Cluster> {
  const controllers = !options.has('bootstrap-server')
  if (options.has('command-config') && options.value('command-config') === undefined)
    io.out('Did not load any properties since the property file is not specified\n')
  const {openClient} = await import('../client/open-client.ts')
  return openClient(
    {
      kind: 'admin',
      bootstrap: () => options.value(controllers ? 'bootstrap-controller' : 'bootstrap-server') ?? '',
      controllers,
      configFile: options.value('command-config'),
      clientId: 'adminclient-1',
    },
    io,
    open,
  )
}

async function inQuorum(cluster: Cluster, open: OpenCluster | undefined): Promise<Cluster> {
  const {activeController} = await import('../../cluster/active-controller.ts')
  return inCall('describeAcls', () => activeController(cluster, open))
}

function causes(error: unknown): string {
  const lines: string[] = []
  for (let each = error; each instanceof JavaError || each instanceof OptionError; each = each.cause)
    lines.push(`${lines.length === 0 ? '' : 'Caused by: '}${javaText(each)}\n`)
  return lines.join('')
}

type Action = (cluster: Cluster, options: AclsOptions, io: Io) => Promise<void>

/** Each action loads only what it needs, so a start does not wait for the code of the others. */
const actions: Readonly<Record<AclsAction, () => Promise<Action>>> = {
  add: async () => (await import('./add.ts')).addAcls,
  remove: async () => (await import('./remove.ts')).removeAcls,
  list: async () => (await import('./list.ts')).printAcls,
}
