// What kafka-client-metrics refuses before it sends any request, in Apache's order and words.
import {forbidTogether, UsageProblem} from '../command-line/checks.ts'
import type {Options} from '../command-line/options.ts'
import {JavaError} from '../java/errors.ts'
import {parseJavaInt} from '../java/numbers.ts'
import type {clientMetricsOptions} from './options.ts'

export type ClientMetricsOptions = Options<typeof clientMetricsOptions>

/** In the order in which Apache's tool checks for them. */
export const clientMetricsActions = ['alter', 'describe', 'delete', 'list'] as const
export type ClientMetricsAction = (typeof clientMetricsActions)[number]

const illegal = (message: string) => new JavaError('java.lang.IllegalArgumentException', message)

/** The action. Throws UsageProblem for a command line that Apache's tool answers with its help, otherwise JavaError. */
export function checkClientMetricsOptions(options: ClientMetricsOptions): ClientMetricsAction {
  const [action, ...more] = clientMetricsActions.filter((name) => options.has(name))
  if (action === undefined || more.length > 0)
    throw new UsageProblem('Command must include exactly one action: --alter, --delete, --describe or --list.')
  if (!options.has('bootstrap-server')) throw illegal('--bootstrap-server must be specified.')
  forbidTogether(options, 'delete', 'generate-name', 'interval', 'match', 'metrics')
  forbidTogether(options, 'describe', 'generate-name', 'interval', 'match', 'metrics')
  forbidTogether(options, 'list', 'name', 'generate-name', 'interval', 'match', 'metrics')
  if (action === 'alter') checkAlter(options)
  if (action === 'delete' && !options.has('name'))
    throw illegal('A client metrics resource name must be specified with --delete.')
  return action
}

function checkAlter(options: ClientMetricsOptions) {
  if (options.has('name') === options.has('generate-name'))
    throw illegal('One of --name or --generate-name must be specified with --alter.')
  const interval = options.value('interval')
  if (interval === undefined || interval === '') return
  try {
    parseJavaInt(interval)
  } catch {
    throw illegal('Invalid interval value. Enter an integer, or leave empty to reset.')
  }
}
