// The health of a cluster as OpenMetrics text.
import type {Health} from '../../health/health.ts'

/** An unknown check has no number of findings, so that it is not mistaken for 0. */
export function healthMetrics({checks}: Health): string {
  const looked = checks.filter(({state}) => state !== 'skipped')
  const states = ['ok', 'warning', 'critical', 'unknown'] as const
  return [
    '# TYPE kafkit_health_state stateset',
    '# HELP kafkit_health_state State of each check that was made.',
    ...looked.flatMap(({check, state}) => states.map((each) => `kafkit_health_state{check="${check}",kafkit_health_state="${each}"} ${state === each ? 1 : 0}`)), // prettier-ignore
    '# TYPE kafkit_health_findings gauge',
    '# HELP kafkit_health_findings Number of findings of each check.',
    ...looked.flatMap(({check, state, count}) => (state === 'unknown' ? [] : [`kafkit_health_findings{check="${check}"} ${count}`])), // prettier-ignore
    '# EOF',
    '',
  ].join('\n')
}
