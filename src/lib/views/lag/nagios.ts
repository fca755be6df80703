// The convention of Nagios, Icinga and their relatives: a line, the details below, performance data behind a bar.
import type {GateResult, GateRules, LagStatus} from '../../groups/lag/gate.ts'
import {measuresOf, plural} from '../../groups/lag/gate.ts'
import type {GroupLags} from '../../groups/lag/lag.ts'

export const nagiosCode: Readonly<Record<LagStatus, number>> = {ok: 0, warning: 1, critical: 2, unknown: 3}

/** Longer output is cut by the monitoring system, in the middle of a number if it must be. */
const mostDetails = 20
const mostPerfdata = 200

/** The plugin's output, with a newline at its end. Sums of a group are told always, smaller parts when limits are held against them. */
export function nagiosText({status, findings}: GateResult, lags: GroupLags, rules: GateRules): string {
  const [worst, ...more] = findings
  const unread = lags.groups.reduce((sum, {totalLag}) => sum + totalLag, 0)
  const summary =
    worst === undefined
      ? `${plural(lags.groups.length, 'group')}, lag ${unread}`
      : `${worst.text}${more.length > 0 ? ` (and ${more.length} more)` : ''}`
  const details = findings.slice(0, mostDetails).map((each) => `${each.status.toUpperCase()}: ${each.text}`)
  if (findings.length > mostDetails) details.push(`and ${findings.length - mostDetails} more`)
  const perfdata = perfdataOf(lags, rules)
  const first = `LAG ${status.toUpperCase()} - ${clean(summary)}${perfdata.length > 0 ? ` | ${perfdata.join(' ')}` : ''}`
  return [first, ...(findings.length > 1 ? details.map(clean) : [])].map((line) => `${line}\n`).join('')
}

/** What must be said where nothing could be measured. */
export const nagiosFailure = (message: string): string => `LAG UNKNOWN - ${clean(message)}\n`

/** The bar begins performance data, a line end begins the details. */
const clean = (text: string) => text.replaceAll('|', '/').replaceAll(/\s*\n\s*/g, ' ')

function perfdataOf({groups}: GroupLags, {by, warn, crit}: GateRules): string[] {
  const all = groups.flatMap((group) => measuresOf(group, by))
  return all
    .slice(0, mostPerfdata)
    .flatMap(({label, lag, ageMs}) => [
      perf(label, lag, '', warn.records, crit.records),
      ...(warn.ageMs === undefined && crit.ageMs === undefined && ageMs === null
        ? []
        : [perf(`${label} age`, seconds(ageMs), 's', seconds(warn.ageMs), seconds(crit.ageMs))]),
    ])
}

const seconds = (ms: number | null | undefined) => (ms == null ? null : Math.round(ms) / 1000)

/** `'label'=value[unit];warn;crit;min`; U where the value is not known. */
function perf(label: string, value: number | null, unit: string, warn?: number | null, crit?: number | null): string {
  const quoted = `'${label.replaceAll("'", "''").replaceAll('=', '_')}'`
  return `${quoted}=${value === null ? 'U' : `${value}${unit}`};${warn ?? ''};${crit ?? ''};0`
}
