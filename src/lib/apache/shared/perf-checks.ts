// Checks and messages that the performance tests of consumers share.
import type {Io} from '../../cli/io.ts'
import type {Options} from '../command-line/options.ts'
import {JavaError} from '../java/errors.ts'
import type {perfOptions} from './consumer-perf-options.ts'

type PerfOptions = Pick<Options<typeof perfOptions>, 'has' | 'value'>

/** On stdout, like Apache's tool. */
export function warnOfRenamed(options: PerfOptions, io: Io): void {
  if (options.has('messages')) io.out('Warning: --messages is deprecated. Use --num-records instead.\n')
  if (options.has('consumer.config'))
    io.out('Warning: --consumer.config is deprecated. Use --command-config instead.\n')
}

export const recordsOf = (options: PerfOptions): number =>
  Number(options.value(options.has('messages') ? 'messages' : 'num-records'))

/** In ms. Throws JavaError for a number that is not positive. */
export function reportingInterval(options: PerfOptions): number {
  const intervalMs = Number(options.value('reporting-interval'))
  if (intervalMs > 0) return intervalMs
  throw new JavaError('java.lang.IllegalArgumentException', 'Reporting interval must be greater than 0.')
}

export const tooFewRecords = (timeoutMs: number): string =>
  `WARNING: Exiting before consuming the expected number of records: timeout (${timeoutMs} ms) exceeded. ` +
  'You can use the --timeout option to increase the timeout.\n'
