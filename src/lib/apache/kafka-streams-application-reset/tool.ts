// kafka-streams-application-reset, like Apache's StreamsResetter: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import {UsageProblem} from '../command-line/checks.ts'
import {OptionError} from '../command-line/options.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {asJavaError, JavaError, sentence} from '../java/errors.ts'
import {checkResetOptions, type ResetOptions} from './checks.ts'
import {removedStreamsApplicationResetOptions, streamsApplicationResetOptions} from './options.ts'

export default defineTool({
  name: 'kafka-streams-application-reset',
  options: streamsApplicationResetOptions,
  removed: removedStreamsApplicationResetOptions,
  purpose: 'This tool helps to quickly reset an application in order to reprocess its data from scratch.',
  helpAfterParseError: true,
  actions: [],
  manual: () => import('./manual.ts'),
  run,
})

async function run(options: ResetOptions, io: Io, open?: OpenCluster): Promise<number> {
  checkResetOptions(options)
  try {
    const {resetApplication} = await import('./reset.ts')
    return await resetApplication(options, io, open)
  } catch (error) {
    if (io.interrupted.aborted || error instanceof UsageProblem) throw error
    const known = error instanceof JavaError || error instanceof OptionError
    io.err(`ERROR: ${sentence(known ? error : asJavaError(error, 'listTopics'))}\n`)
    return 1
  }
}
