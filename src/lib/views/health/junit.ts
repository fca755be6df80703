// The health of a cluster as a JUnit report, for CI servers.
import type {Health} from '../../health/health.ts'

export function healthJunit({checks}: Health): string {
  const count = (...states: string[]) => checks.filter(({state}) => states.includes(state)).length
  const cases = checks.map(({check, state, findings, errors, summary}) => {
    const texts = [...findings.map(({id, severity, text}) => `${severity}: ${id} ${text}`), ...errors.map(({message}) => message)].map(escaped).join('\n') // prettier-ignore
    const name = `  <testcase classname="kafkit.health" name="${check}"`
    if (state === 'ok') return `${name}/>`
    if (state === 'skipped') return `${name}><skipped message="${escaped(summary)}"/></testcase>`
    const element = state === 'unknown' ? 'error' : 'failure'
    return `${name}><${element} message="${state}">${texts}</${element}></testcase>`
  })
  const head = `<testsuite name="kafkit health" tests="${checks.length}" failures="${count('warning', 'critical')}" errors="${count('unknown')}" skipped="${count('skipped')}">` // prettier-ignore
  return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...cases, '</testsuite>', ''].join('\n')
}

/** XML cannot contain control characters, not even escaped ones. */
const escaped = (text: string) =>
  text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/gu, '�')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
