// What kafka-reassign-partitions refuses before it does anything, in Apache's order and words.
import {requireOptions, UsageProblem} from '../command-line/checks.ts'
import {JavaError} from '../java/errors.ts'
import {reassignOptions, type ReassignOption, type ReassignOptions} from './options.ts'

/** In the order in which Apache's tool names them. */
export const reassignActions = ['generate', 'execute', 'verify', 'cancel', 'list'] as const
export type ReassignAction = (typeof reassignActions)[number]

const required = {
  verify: ['reassignment-json-file'],
  generate: ['topics-to-move-json-file', 'broker-list'],
  execute: ['reassignment-json-file'],
  cancel: ['reassignment-json-file'],
  list: [],
} as const satisfies Record<ReassignAction, readonly ReassignOption[]>

const permitted: Readonly<Record<ReassignAction, readonly ReassignOption[]>> = {
  verify: ['bootstrap-server', 'preserve-throttles'],
  generate: ['bootstrap-server', 'disable-rack-aware'],
  execute: [
    'additional',
    'bootstrap-server',
    'throttle',
    'replica-alter-log-dirs-throttle',
    'timeout',
    'disallow-replication-factor-change',
  ],
  cancel: ['bootstrap-server', 'bootstrap-controller', 'preserve-throttles', 'timeout'],
  list: ['bootstrap-server', 'bootstrap-controller'],
}

/** Returns the action, or throws UsageProblem. */
export function checkReassignOptions(options: ReassignOptions): ReassignAction {
  const [action, ...more] = reassignActions.filter((name) => options.has(name))
  if (action === undefined || more.length > 0)
    throw new UsageProblem(
      `Command must include exactly one action: ${reassignActions.map((name) => `--${name}`).join(', ')}`,
    )
  const [servers, controllers] = [options.has('bootstrap-server'), options.has('bootstrap-controller')]
  if (servers && controllers)
    throw new UsageProblem("Please don't specify both --bootstrap-server and --bootstrap-controller")
  if (!servers && !controllers)
    throw new UsageProblem('Please specify either --bootstrap-server or --bootstrap-controller')
  requireOptions(options, ...required[action])
  const allowed: readonly ReassignOption[] = [action, 'command-config', ...required[action], ...permitted[action]]
  const names = Object.keys(reassignOptions) as ReassignOption[]
  for (const given of options.inOrder(...names))
    if (!allowed.includes(given)) throw new UsageProblem(`Option "[${given}]" can't be used with action "[${action}]"`)
  return action
}

export const commandFailed = (message: string, options?: ErrorOptions): JavaError =>
  new JavaError('org.apache.kafka.tools.AdminCommandFailedException', message, options)
export const operationFailed = (message: string, options?: ErrorOptions): JavaError =>
  new JavaError('org.apache.kafka.tools.AdminOperationException', message, options)
