// kafka-reassign-partitions, like Apache's ReassignPartitionsCommand: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import {withoutCredentials} from '../../text/credentials.ts'
import type {Admin} from '../client/admin.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {OptionError} from '../command-line/options.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {JavaError, javaText} from '../java/errors.ts'
import {checkReassignOptions, reassignActions, type ReassignAction} from './checks.ts'
import {reassignOptions, removedReassignOptions, type ReassignOptions} from './options.ts'

export default defineTool({
  name: 'kafka-reassign-partitions',
  options: reassignOptions,
  removed: removedReassignOptions,
  purpose: 'This tool helps to move topic partitions between replicas.',
  helpAfterParseError: false,
  actions: reassignActions.map((name) => `--${name}` as const),
  manual: () => import('./manual.ts'),
  run,
})

async function run(options: ReassignOptions, io: Io, open?: OpenCluster): Promise<number> {
  const action = checkReassignOptions(options)
  let admin: Admin | undefined
  try {
    // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
    const [act, connected] = await Promise.all([actions[action](), connect(options, io, open)])
    admin = connected
    await act(admin, options, io)
    return 0
  } catch (error) {
    if (io.interrupted.aborted) throw error
    if (error instanceof TerseProblem) io.out(`${error.message}\n`)
    // On stdout with a stack trace, like Apache's tool; here the trace is one line for each exception.
    else if (error instanceof JavaError || error instanceof OptionError)
      io.out(`Error: ${withoutCredentials(error.message)}\n${causes(error)}\n`)
    else throw error
    return 1
  } finally {
    admin?.close()
  }
}

async function connect(options: ReassignOptions, io: Io, open: OpenCluster | undefined): Promise<Admin> {
  const {openAdmin} = await import('../client/quorum-or-brokers.ts')
  const name = options.has('bootstrap-controller') ? 'bootstrap-controller' : 'bootstrap-server'
  const configFile = options.value('command-config')
  const {readClientProperties} = await import('../client/open-client.ts')
  if (configFile !== undefined) await readClientProperties(configFile)
  const bootstrap = options.value(name)
  // The option is given without a value, and Java's Properties accept no null.
  if (bootstrap === undefined) throw new JavaError('java.lang.NullPointerException', 'null')
  return openAdmin(
    {
      servers: name === 'bootstrap-server' ? bootstrap : undefined,
      controllers: name === 'bootstrap-controller' ? bootstrap : undefined,
      configFile,
      clientId: 'reassign-partitions-tool',
      removesOther: false,
    },
    io,
    open,
  )
}

function causes(error: unknown): string {
  const lines: string[] = []
  for (let each = error; each instanceof JavaError || each instanceof OptionError; each = each.cause)
    lines.push(`${lines.length === 0 ? '' : 'Caused by: '}${withoutCredentials(javaText(each))}\n`)
  return lines.join('')
}

type Action = (admin: Admin, options: ReassignOptions, io: Io) => Promise<void>

/** Each action loads only what it needs, so a start does not wait for the code of the others. */
const actions: Readonly<Record<ReassignAction, () => Promise<Action>>> = {
  generate: async () => (await import('./generate.ts')).generate,
  execute: async () => (await import('./execute.ts')).execute,
  verify: async () => (await import('./verify.ts')).verify,
  cancel: async () => (await import('./cancel.ts')).cancel,
  list: async () => (await import('./list.ts')).list,
}
