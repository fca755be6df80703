// kafka-delegation-tokens, like Apache's DelegationTokenCommand: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {
  checkDelegationTokensOptions,
  delegationTokensActions,
  type DelegationTokensAction,
  type DelegationTokensOptions,
} from './checks.ts'
import {delegationTokensOptions, removedDelegationTokensOptions} from './options.ts'

export default defineTool({
  name: 'kafka-delegation-tokens',
  options: delegationTokensOptions,
  removed: removedDelegationTokensOptions,
  purpose: 'This tool helps to create, renew, expire, or describe delegation tokens.',
  helpAfterParseError: false,
  actions: delegationTokensActions.map((name) => `--${name}` as const),
  manual: () => import('./manual.ts'),
  run,
})

async function run(options: DelegationTokensOptions, io: Io, open?: OpenCluster): Promise<number> {
  const action = checkDelegationTokensOptions(options)
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const [act, {openClient}] = await Promise.all([actions[action](), import('../client/open-client.ts')])
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
    await act(cluster, options, io)
    return 0
  } finally {
    cluster.close()
  }
}

type Action = (cluster: Cluster, options: DelegationTokensOptions, io: Io) => Promise<void>

/** Each action loads only what it needs, so a start does not wait for the code of the others. */
const actions: Readonly<Record<DelegationTokensAction, () => Promise<Action>>> = {
  create: async () => (await import('./create.ts')).create,
  renew: async () => (await import('./prolong.ts')).renew,
  expire: async () => (await import('./prolong.ts')).expire,
  describe: async () => (await import('./describe.ts')).describe,
}
