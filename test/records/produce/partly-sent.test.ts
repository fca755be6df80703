import {expect, test} from 'vitest'
import {UsageError} from '../../../src/lib/errors/usage-error.ts'
import {afterSending, PartlySent} from '../../../src/lib/records/produce/partly-sent.ts'

const counters = {
  records: 5,
  bytes: 5,
  acknowledged: 5,
  failed: 0,
  unanswered: 0,
  committed: 0,
  requests: 1,
  retries: 0,
}
const wrong = new UsageError('line 6: no key')

test('a wrong line after records were sent is not a usage error, which would mean that nothing was sent', () => {
  expect(afterSending(wrong, counters, false)).toEqual(new PartlySent('line 6: no key'))
})

test('a wrong line is a usage error if nothing was sent, or the transaction was aborted', () => {
  expect(afterSending(wrong, undefined, false)).toBe(wrong)
  expect(afterSending(wrong, {...counters, acknowledged: 0, requests: 0}, false)).toBe(wrong)
  expect(afterSending(wrong, counters, true)).toBe(wrong)
  expect(afterSending(wrong, {...counters, committed: 3}, true)).toBeInstanceOf(PartlySent)
})
