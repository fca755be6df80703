// What kafka-consumer-perf-test refuses before it sends any request, in Apache's order and words.
import type {Io} from '../../cli/io.ts'
import {forbidTogether, requireOne, requireOptions} from '../command-line/checks.ts'
import type {Options} from '../command-line/options.ts'
import {warnOfRenamed} from '../shared/perf-checks.ts'
import type {consumerPerfOptions} from './options.ts'

export type ConsumerPerfOptions = Options<typeof consumerPerfOptions>

/** Also prints the warnings: on stdout, like Apache's tool. */
export function checkConsumerPerfOptions(options: ConsumerPerfOptions, io: Io): void {
  requireOptions(options, 'bootstrap-server')
  requireOne(options, 'topic', 'include')
  requireOne(options, 'messages', 'num-records')
  forbidTogether(options, 'consumer.config', 'command-config')
  warnOfRenamed(options, io)
}
