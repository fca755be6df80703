import type {Role} from '../../cli/colour.ts'
import type {Severity} from '../../health/check.ts'
import type {CheckState, Health} from '../../health/health.ts'

export const stateRoles: Readonly<Record<CheckState, Role>> = {
  ok: 'good',
  warning: 'warn',
  critical: 'bad',
  unknown: 'bad',
  skipped: 'faint',
}

/** `fails`: a finding that counts. It outranks unknown results only if it is critical. */
export function verdictOf({state, checks}: Health, failOn: Severity): 'ok' | 'fails' | 'unknown' {
  if (state === 'critical') return 'fails'
  if (state === 'unknown' || checks.some(({errors}) => errors.length > 0)) return 'unknown'
  return state === 'warning' && failOn === 'warning' ? 'fails' : 'ok'
}
