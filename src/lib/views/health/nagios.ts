// The health of a cluster as the output of a plugin for Nagios, Icinga and similar systems.
import type {Health} from '../../health/health.ts'
import {counted} from '../../text/plural.ts'

export const healthNagiosCode: Readonly<Record<Health['state'], number>> = {ok: 0, warning: 1, critical: 2, unknown: 3}

const mostDetails = 20

/** One line with performance data after a bar, then details; a newline at the end. */
export function healthNagios({state, checks}: Health): string {
  const bad = checks.filter((each) => each.state !== 'ok' && each.state !== 'skipped')
  const summary = bad.length === 0 ? `${counted(checks.filter((each) => each.state === 'ok').length, 'check')} passed` : bad.map(({check, count, state: own}) => (own === 'unknown' ? `${check} unknown` : `${check} ${count}`)).join(', ') // prettier-ignore
  const perfdata = checks.filter((each) => each.state !== 'skipped').map(({check, count, state: own}) => `'${check}'=${own === 'unknown' ? 'U' : count};;;0`) // prettier-ignore
  const details = bad.flatMap(({findings, errors, check}) => [
    ...findings.map(({id, severity, text}) => `${severity.toUpperCase()}: ${id} ${text}`),
    ...errors.map((error) => `UNKNOWN: ${check} ${error.message}`),
  ])
  const shown = details.length > mostDetails ? [...details.slice(0, mostDetails), `and ${details.length - mostDetails} more`] : details // prettier-ignore
  const first = `KAFKA ${state.toUpperCase()} - ${clean(summary)} | ${perfdata.join(' ')}`
  return [first, ...shown.map(clean)].map((line) => `${line}\n`).join('')
}

/** The plugin's output if nothing could be checked. */
export const healthNagiosFailure = (message: string): string => `KAFKA UNKNOWN - ${clean(message)}\n`

/** A bar would begin the performance data, and a newline the details. */
const clean = (text: string) => text.replaceAll('|', '/').replaceAll(/\s*\n\s*/g, ' ')
