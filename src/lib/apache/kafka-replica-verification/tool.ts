// kafka-replica-verification, like Apache's ReplicaVerificationTool: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import {requireOptions} from '../command-line/checks.ts'
import {defineTool, type OpenCluster, type Tool} from '../command-line/tool.ts'
import {timestampText} from '../java/timestamp-text.ts'
import {verificationOptions, type VerificationOptions} from './options.ts'

const tool = defineTool({
  name: 'kafka-replica-verification',
  options: verificationOptions,
  removed: {},
  purpose: 'Validate that all replicas for a set of topics have the same data.',
  helpAfterParseError: false,
  actions: ['--broker-list'],
  manual: () => import('./manual.ts'),
  run,
})

/** Apache's tool logs this in every run. */
const deprecated: Tool = {
  ...tool,
  run(argv: readonly string[], io: Io, open?: OpenCluster) {
    const text = 'This tool is deprecated and may be removed in a future major release.'
    io.err(`[${timestampText(io.now())}] WARN ${text} (org.apache.kafka.tools.ReplicaVerificationTool)\n`)
    return tool.run(argv, io, open)
  },
}
export default deprecated

async function run(options: VerificationOptions, io: Io, open?: OpenCluster): Promise<number> {
  requireOptions(options, 'broker-list')
  const servers = options.value('broker-list') ?? ''
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const [{checkBootstrapList}, {openClient}, {verifyReplicas}] = await Promise.all([
    import('../client/bootstrap-list.ts'),
    import('../client/open-client.ts'),
    import('./verify.ts'),
  ])
  checkBootstrapList(servers)
  const cluster = await openClient({kind: 'admin', bootstrap: servers, clientId: 'adminclient-1'}, io, open)
  try {
    return await verifyReplicas(cluster, options, io)
  } finally {
    cluster.close()
  }
}
