// kafka-delete-records, like Apache's DeleteRecordsCommand: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import {KafkaError} from '../../cluster/errors.ts'
import {requireOptions} from '../command-line/checks.ts'
import type {Options} from '../command-line/options.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {asJavaError} from '../java/errors.ts'
import {deleteRecordsOptions, removedDeleteRecordsOptions} from './options.ts'

export default defineTool({
  name: 'kafka-delete-records',
  options: deleteRecordsOptions,
  removed: removedDeleteRecordsOptions,
  purpose: 'This tool helps to delete records of the given partitions down to the specified offset.',
  helpAfterParseError: false,
  actions: [],
  manual: () => import('./manual.ts'),
  run,
})

/** The exit code is 0 also if partitions failed, as with Apache's tool. */
async function run(options: Options<typeof deleteRecordsOptions>, io: Io, open?: OpenCluster): Promise<number> {
  requireOptions(options, 'bootstrap-server', 'offset-json-file')
  const configFile = options.value('command-config')
  const bootstrap = () => options.value('bootstrap-server') ?? ''
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const [{openClient}, {readOffsetFile}, {deleteAndPrint}] = await Promise.all([
    import('../client/open-client.ts'),
    import('./offset-file.ts'),
    import('./delete.ts'),
  ])
  const cluster = await openClient({kind: 'admin', bootstrap, configFile, clientId: 'adminclient-1'}, io, open)
  try {
    await deleteAndPrint(cluster, readOffsetFile(options.value('offset-json-file') ?? ''), io)
    return 0
  } catch (error) {
    if (io.interrupted.aborted || !(error instanceof KafkaError)) throw error
    throw asJavaError(error, 'deleteRecords(api=METADATA)')
  } finally {
    cluster.close()
  }
}
