// The output of a plugin for Nagios, Icinga and similar systems: one line with performance data after a bar, then
// details.
import type {LagStatus} from '../../groups/lag/finding.ts'
import type {GateResult, GateRules} from '../../groups/lag/gate.ts'
import type {GroupLags} from '../../groups/lag/lag.ts'
import {measuresOf} from '../../groups/lag/measures.ts'
import {plural} from '../../text/plural.ts'
import {findingText, measureText} from './finding-text.ts'

export const nagiosCode: Readonly<Record<LagStatus, number>> = {ok: 0, warning: 1, critical: 2, unknown: 3}

/** Monitoring systems cut off longer output, even in the middle of a number. */
const mostDetails = 20
const mostPerfdata = 200

/**
 * The plugin's output, with a newline at its end. Performance data has a value for everything that is compared with
 * limits.
 */
export function nagiosText({status, findings}: GateResult, lags: GroupLags, rules: GateRules): string {
  const [worst, ...more] = findings
  const sum = (of: 'totalLag' | 'unknownCount') => lags.groups.reduce((total, group) => total + group[of], 0)
  const unknown =
    sum('unknownCount') > 0 ? `, ${sum('unknownCount')} ${plural(sum('unknownCount'), 'partition')} unknown` : ''
  const summary =
    worst === undefined
      ? `${lags.groups.length} ${plural(lags.groups.length, 'group')}, lag ${sum('totalLag')}${unknown}`
      : `${findingText(worst)}${more.length > 0 ? ` (and ${more.length} more)` : ''}`
  const perfdata = perfdataOf(lags, rules)
  const first = `LAG ${status.toUpperCase()} - ${clean(summary)}${perfdata.length > 0 ? ` | ${perfdata.join(' ')}` : ''}`
  const details = findings.slice(0, mostDetails).map((each) => `${each.status.toUpperCase()}: ${findingText(each)}`)
  if (findings.length > mostDetails) details.push(`and ${findings.length - mostDetails} more`)
  return [first, ...(findings.length > 1 ? details.map(clean) : [])].map((line) => `${line}\n`).join('')
}

/** The plugin's output if nothing could be measured. */
export const nagiosFailure = (message: string): string => `LAG UNKNOWN - ${clean(message)}\n`

/** A bar would begin the performance data, and a newline the details. */
const clean = (text: string) => text.replaceAll('|', '/').replaceAll(/\s*\n\s*/g, ' ')

function perfdataOf({groups}: GroupLags, {by, warn, crit}: GateRules): string[] {
  const limitsAge = warn.ageMs !== undefined || crit.ageMs !== undefined
  return groups
    .flatMap((group) => measuresOf(group, by))
    .slice(0, mostPerfdata)
    .flatMap((measure) => {
      const {lag, ageMs} = measure
      const label = measureText(measure)
      const records = perf(label, lag, '', warn.records, crit.records)
      if (!limitsAge && ageMs === null) return [records]
      return [records, perf(`${label} age`, seconds(ageMs), 's', seconds(warn.ageMs), seconds(crit.ageMs))]
    })
}

const seconds = (ms: number | null | undefined) => (ms == null ? null : Math.round(ms) / 1000)

/** `'label'=value[unit];warn;crit;min`, with U for an unknown value. */
function perf(label: string, value: number | null, unit: string, warn?: number | null, crit?: number | null): string {
  const quoted = `'${label.replaceAll("'", "''").replaceAll('=', '_')}'`
  return `${quoted}=${value === null ? 'U' : `${value}${unit}`};${warn ?? ''};${crit ?? ''};0`
}
