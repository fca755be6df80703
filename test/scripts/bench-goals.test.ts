import {expect, test} from 'vitest'
import {missedGoals, type Summary} from '../../bench/report.ts'

const measured = (name: string, ...limits: Summary['limits']): Summary => ({name, about: '', tools: [], limits})

test('a row that got worse than its goal and the noise is told, and no other', () => {
  const rows = [
    measured('slow', {than: '0.9 times kcat', goalMs: 100, measuredMs: 116}),
    measured('noisy', {than: '0.9 times kcat', goalMs: 100, measuredMs: 114}),
    measured(
      'fine',
      {than: '1 times kcat', goalMs: 100, measuredMs: 60},
      {than: '1 times Apache', goalMs: 5, measuredMs: 5},
    ),
    measured('not measured', {than: '0.5 times kcat', goalMs: NaN, measuredMs: 60}),
  ]
  expect(missedGoals(rows, 0.15)).toEqual([
    'slow: 116 ms, not within 100 ms (0.9 times kcat) and 15 %',
    'not measured: 60 ms, not within NaN ms (0.5 times kcat) and 15 %',
  ])
})
