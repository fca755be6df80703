// What kafka-share-consumer-perf-test refuses before it sends any request, in Apache's order and words.
import type {Io} from '../../cli/io.ts'
import {forbidTogether, requireOne, requireOptions} from '../command-line/checks.ts'
import type {Options} from '../command-line/options.ts'
import {warnOfRenamed} from '../shared/perf-checks.ts'
import type {shareConsumerPerfOptions} from './options.ts'

export type ShareConsumerPerfOptions = Options<typeof shareConsumerPerfOptions>

/** Also prints the warnings: on stdout, like Apache's tool. */
export function checkShareConsumerPerfOptions(options: ShareConsumerPerfOptions, io: Io): void {
  requireOptions(options, 'topic', 'bootstrap-server')
  requireOne(options, 'messages', 'num-records')
  forbidTogether(options, 'consumer.config', 'command-config')
  warnOfRenamed(options, io)
}
