// kafka-configs, like Apache's ConfigCommand: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import {OptionError} from '../command-line/options.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {withoutCredentials} from '../../text/credentials.ts'
import {JavaError, sentence} from '../java/errors.ts'
import type {Admin} from '../client/admin.ts'
import {checkConfigsOptions, configsActions, illegal, type ConfigsAction, type ConfigsTask} from './checks.ts'
import {configsOptions, removedConfigsOptions, type ConfigsOptions} from './options.ts'

export default defineTool({
  name: 'kafka-configs',
  options: configsOptions,
  removed: removedConfigsOptions,
  purpose:
    'This tool helps to manipulate and describe entity config for a topic, client, user, broker, ip, client-metrics or group',
  helpAfterParseError: false,
  actions: configsActions.map((name) => `--${name}` as const),
  manual: () => import('./manual.ts'),
  run,
})

async function run(options: ConfigsOptions, io: Io, open?: OpenCluster): Promise<number> {
  let admin: Admin | undefined
  try {
    const task = await checkConfigsOptions(options)
    const [act, connected] = await Promise.all([actions[task.action](), connect(options, io, open)])
    admin = connected
    if (task.action === 'alter' && task.types.length !== task.names.length)
      throw illegal('An entity name must be specified for every entity type')
    await act(admin, task, options, io)
    return 0
  } catch (error) {
    if (io.interrupted.aborted || !(error instanceof JavaError || error instanceof OptionError)) throw error
    if (error instanceof OptionError || printedAlone.has(error.javaClass)) {
      io.err(`${error.message}\n`)
      return 1
    }
    // Apache's tool prints the arguments here, passwords included, and a stack trace; this one does not.
    const thrown = error.javaClass === 'java.util.concurrent.ExecutionException' ? error.cause : error
    io.err(`Error while executing config command: ${withoutCredentials(sentence(thrown))}\n`)
    return 1
  } finally {
    admin?.close()
  }
}

/** Exceptions whose message Apache's tool prints without adding words. */
const printedAlone: ReadonlySet<string> = new Set([
  'java.lang.IllegalArgumentException',
  'java.lang.NumberFormatException',
  'org.apache.kafka.common.errors.InvalidConfigurationException',
  'org.apache.kafka.common.errors.UnsupportedVersionException',
])

async function connect(options: ConfigsOptions, io: Io, open: OpenCluster | undefined): Promise<Admin> {
  const controllers = options.has('bootstrap-controller')
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const [{openClient}, {Admin}] = await Promise.all([import('../client/open-client.ts'), import('../client/admin.ts')])
  const cluster = await openClient(
    {
      kind: 'admin',
      bootstrap: () => options.value(controllers ? 'bootstrap-controller' : 'bootstrap-server') ?? '',
      controllers,
      removesOther: true,
      configFile: options.value('command-config'),
      clientId: 'adminclient-1',
    },
    io,
    open,
  )
  return new Admin(cluster, controllers, open)
}

type Action = (admin: Admin, task: ConfigsTask, options: ConfigsOptions, io: Io) => Promise<void>

/** Each action loads only what it needs, so a start does not wait for the code of the others. */
const actions: Readonly<Record<ConfigsAction, () => Promise<Action>>> = {
  describe: async () => (await import('./describe.ts')).describe,
  alter: async () => (await import('./alter.ts')).alter,
}
