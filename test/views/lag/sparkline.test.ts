import {expect, test} from 'vitest'
import {sparkline} from '../../../src/lib/views/lag/sparkline.ts'

test('a sparkline shows the newest values, a full block for the largest of them, a dot for an unknown one', () => {
  expect(sparkline([9, 0, 4, 8, null, 1], 5)).toBe('▁▄█·▁')
  expect(sparkline([0, 0], 5)).toBe('▁▁')
})
