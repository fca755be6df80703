// kafka-get-offsets, like Apache's GetOffsetShell: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {asJavaError, executionException, JavaError, sentence} from '../java/errors.ts'
import {checkGetOffsetsOptions, type GetOffsetsOptions} from './checks.ts'
import {getOffsetsOptions, removedGetOffsetsOptions} from './options.ts'
import {isTerse} from './terse.ts'

export default defineTool({
  name: 'kafka-get-offsets',
  options: getOffsetsOptions,
  removed: removedGetOffsetsOptions,
  purpose: 'An interactive shell for getting topic-partition offsets.',
  helpAfterParseError: false,
  complaint: (error) => `Error occurred: ${isTerse(error) ? error.message : sentence(error)}`,
  actions: [],
  manual: () => import('./manual.ts'),
  run,
})

async function run(options: GetOffsetsOptions, io: Io, open?: OpenCluster): Promise<number> {
  const input = checkGetOffsetsOptions(options)
  const bootstrap = options.value('bootstrap-server') ?? ''
  const configFile = options.value('command-config')
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const [{openClient}, {printOffsets}] = await Promise.all([import('../client/open-client.ts'), import('./offsets.ts')])
  const cluster = await openClient({kind: 'admin', bootstrap, configFile, clientId: 'GetOffsetShell'}, io, open)
  try {
    await printOffsets(cluster, {...input, internal: !options.has('exclude-internal-topics')}, io)
    return 0
  } catch (error) {
    if (io.interrupted.aborted || error instanceof JavaError) throw error
    throw executionException(asJavaError(error, 'listTopics'))
  } finally {
    cluster.close()
  }
}
