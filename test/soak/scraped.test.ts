import {expect, test} from 'vitest'
import {knownAndUnknown} from './scraped.ts'

const place = 'consumergroup="g",topic="t",partition="0"'
const known = `kafka_consumergroup_lag{${place}} 0\n`
const sum = 'kafka_consumergroup_lag_sum{consumergroup="g",topic="t"} 5\n'
const unknown = (reason: string) => `kafkit_consumergroup_lag_unknown{${place},reason="${reason}"} 1\n`

test('a lag, or a sum, that is told although it is not known', () => {
  expect(knownAndUnknown(known + sum)).toEqual([])
  expect(knownAndUnknown(known + sum + unknown('noLeader'))).toEqual([known.trim(), sum.trim()])
  expect(knownAndUnknown(known + unknown('beforeStart'))).toEqual([])
})
