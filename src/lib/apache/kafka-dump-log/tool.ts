// kafka-dump-log, like Apache's DumpLogSegments: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import {requireOptions} from '../command-line/checks.ts'
import {defineTool} from '../command-line/tool.ts'
import {dumpLogOptions, type DumpLogOptions, removedDumpLogOptions} from './options.ts'

export default defineTool({
  name: 'kafka-dump-log',
  options: dumpLogOptions,
  removed: removedDumpLogOptions,
  purpose:
    'This tool helps to parse a log file and dump its contents to the console, useful for debugging a seemingly corrupt log segment.',
  helpAfterParseError: false,
  actions: [
    '--print-data-log',
    '--offsets-decoder',
    '--transaction-log-decoder',
    '--cluster-metadata-decoder',
    '--share-group-state-decoder',
  ],
  manual: () => import('./manual.ts'),
  run,
})

async function run(options: DumpLogOptions, io: Io): Promise<number> {
  requireOptions(options, 'files')
  // Help and usage errors do not need this.
  const {dumpFiles} = await import('./dump-files.ts')
  await dumpFiles(options, io)
  return 0
}
