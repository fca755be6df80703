// The health of a cluster: runs all checks on the gathered facts, without what is ignored or in the baseline.
import type {PrintedError} from '../cluster/errors.ts'
import {UsageError} from '../errors/usage-error.ts'
import {listed} from '../text/listed.ts'
import {nearest} from '../text/nearest.ts'
import {sizeText} from '../text/size.ts'
import {isSelected, nameSelector} from '../text/name-selector.ts'
import {brokerChecks} from './broker-checks.ts'
import type {Check, Limits, Severity} from './check.ts'
import {clusterChecks} from './cluster-checks.ts'
import type {Facts} from './facts.ts'
import {replicaChecks} from './replica-checks.ts'

export const checks: readonly Check[] = [...brokerChecks, ...clusterChecks, ...replicaChecks].toSorted((a, b) =>
  a.id < b.id ? -1 : 1,
)
export const checkIds = checks.map(({id}) => id)

/** `unknown`: a part could not be checked, and the rest has no findings. `skipped`: not checked at all. */
export type CheckState = 'ok' | Severity | 'unknown' | 'skipped'

export interface HealthFinding {
  /** `under-replicated:orders-3`: the same in every reading, for ignore lists and baselines. */
  readonly id: string
  readonly severity: Severity
  readonly text: string
}
export interface CheckResult {
  readonly check: string
  readonly state: CheckState
  /** The number of items with a finding. */
  readonly count: number
  /** `80, 90 percent`; null: the check has no limits. */
  readonly limits: string | null
  /** What was checked, or why it was not. */
  readonly summary: string
  readonly findings: readonly HealthFinding[]
  /** The number of findings that are ignored or in the baseline. */
  readonly ignored: number
  readonly errors: readonly PrintedError[]
}
export interface Health {
  /** The worst state of all checks, without skipped ones; unknown is worse than a warning. */
  readonly state: Exclude<CheckState, 'skipped'>
  readonly checks: readonly CheckResult[]
}
export interface HealthOptions {
  /** Only these checks; default: all. */
  readonly only?: readonly string[] | undefined
  readonly ignore?: readonly Ignored[] | undefined
  /** Ids of findings that were there before. */
  readonly baseline?: ReadonlySet<string> | undefined
  readonly limits?: ReadonlyMap<string, Limits> | undefined
  readonly expect?: number | undefined
  readonly before?: Facts | undefined
}
export interface Ignored {
  readonly check: string
  /** A pattern of subjects; undefined: the whole check is left out. */
  readonly subjects: string | undefined
}

export function judgeHealth(facts: Facts, options: HealthOptions = {}): Health {
  const {only, ignore = [], baseline, limits, expect, before} = options
  const left = checks.filter(({id}) => (only?.includes(id) ?? true) && !ignore.some((each) => each.check === id && each.subjects === undefined)) // prettier-ignore
  const results = left.map((check): CheckResult => {
    const own = limits?.get(check.id) ?? check.limits ?? {warning: Infinity, critical: Infinity}
    const shown = check.limits ? limitsText(own, check.unit) : null
    const judged = check.judge(facts, {limits: own, expect, before})
    if ('skipped' in judged)
      return {check: check.id, state: 'skipped', count: 0, limits: shown, summary: judged.skipped, findings: [], ignored: 0, errors: []} // prettier-ignore
    const all = judged.found.map(({subject, severity, text}) => ({
      id: subject === '' ? check.id : `${check.id}:${subject}`,
      subject,
      severity,
      text,
    }))
    const findings = all.filter(
      ({id, subject}) => !(baseline?.has(id) ?? false) && !ignore.some((each) => ignores(each, check.id, subject)),
    )
    const worst = findings.some(({severity}) => severity === 'critical') ? 'critical' : 'warning'
    const state = findings.length > 0 ? worst : judged.errors.length > 0 ? 'unknown' : 'ok'
    return {
      check: check.id,
      state,
      count: findings.length,
      limits: shown,
      summary: judged.looked,
      findings: findings.map(({id, severity, text}) => ({id, severity, text})),
      ignored: all.length - findings.length,
      errors: judged.errors,
    }
  })
  const order = ['critical', 'unknown', 'warning', 'ok'] as const
  return {state: order.find((state) => results.some((each) => each.state === state)) ?? 'unknown', checks: results}
}

/** `80, 90 percent`, `10.0 GiB, 100.0 GiB`; a limit that cannot be reached is left out. */
function limitsText({warning, critical}: Limits, unit: Check['unit']): string {
  const reachable = [warning, critical].filter(
    (limit) => Number.isFinite(limit) && (unit !== 'percent' || limit <= 100),
  )
  if (reachable.length === 0) return 'none'
  if (unit === 'bytes') return reachable.map(sizeText).join(', ')
  return `${reachable.join(', ')} ${unit ?? ''}`.trimEnd()
}

const ignores = ({check, subjects}: Ignored, id: string, subject: string) =>
  check === id && subjects !== undefined && isSelected([nameSelector(subjects)], subject)

/** Parses `at-min-isr` or `at-min-isr:orders-*`. Throws UsageError for a check that does not exist. */
export function parseIgnored(text: string): Ignored {
  const [check = '', subjects] = text.split(/:(.*)/s)
  return {check: checkNamed(check), subjects}
}

export function checkNamed(text: string): string {
  if (checkIds.includes(text)) return text
  const guess = nearest(text, checkIds)
  throw new UsageError(`there is no check '${text}'${guess === undefined ? `; there are ${listed(checkIds, 'and')}` : `; did you mean ${guess}?`}`) // prettier-ignore
}

/** Parses `disk=80,90`: the values from which a check warns, and from which it is critical. */
export function parseLimits(text: string): readonly [check: string, limits: Limits] {
  const [, name = '', first = '', second] = /^([^=]+)=([\d.]+)(?:,([\d.]+))?$/.exec(text) ?? []
  if (name === '') throw new UsageError(`'${text}' is not of the form CHECK=WARNING[,CRITICAL]`)
  const id = checkNamed(name)
  const found = checks.find((check) => check.id === id)
  if (!found?.limits) throw new UsageError(`the check ${id} has no limits`)
  const falling = found.limits.warning > found.limits.critical
  return [id, {warning: Number(first), critical: second === undefined ? (falling ? -1 : Infinity) : Number(second)}]
}
