// What kafka-delegation-tokens refuses before it connects, in Apache's order and words.
import {forbidTogether, requireOptions, UsageProblem} from '../command-line/checks.ts'
import type {Options} from '../command-line/options.ts'
import {JavaError} from '../java/errors.ts'
import type {delegationTokensOptions} from './options.ts'

export type DelegationTokensOptions = Options<typeof delegationTokensOptions>

/** In the order in which Apache's tool checks for them. */
export const delegationTokensActions = ['create', 'renew', 'expire', 'describe'] as const
export type DelegationTokensAction = (typeof delegationTokensActions)[number]

/**
 * The action. Throws UsageProblem for a command line that Apache's tool answers with its help. If several options do
 * not go with the action, Apache's tool names one at random (a Set.of); this one names the first.
 */
export function checkDelegationTokensOptions(options: DelegationTokensOptions): DelegationTokensAction {
  const [action, ...more] = delegationTokensActions.filter((name) => options.has(name))
  if (action === undefined || more.length > 0)
    throw new UsageProblem('Command must include exactly one action: --create, --renew, --expire or --describe')
  requireOptions(options, 'bootstrap-server', 'command-config')
  if (action === 'create') requireOptions(options, 'max-life-time-period')
  if (action === 'renew') requireOptions(options, 'hmac', 'renew-time-period')
  if (action === 'expire') requireOptions(options, 'hmac', 'expiry-time-period')
  forbidTogether(options, 'create', 'hmac', 'renew-time-period', 'expiry-time-period')
  forbidTogether(options, 'renew', 'renewer-principal', 'max-life-time-period', 'expiry-time-period', 'owner-principal')
  forbidTogether(options, 'expire', 'renew', 'max-life-time-period', 'renew-time-period', 'owner-principal')
  forbidTogether(options, 'describe', 'renew-time-period', 'max-life-time-period', 'hmac', 'expiry-time-period')
  return action
}

/** The value of a period. Its option may be given without one; Java then fails when it unboxes null. */
export function periodOf(
  options: DelegationTokensOptions,
  name: 'max-life-time-period' | 'renew-time-period' | 'expiry-time-period',
): bigint {
  const value = options.value(name)
  if (value === undefined) throw new JavaError('java.lang.NullPointerException', `--${name} has no value`)
  return value
}
