import {expect, test} from 'vitest'
import {matching, type Patterns} from '../../../src/lib/records/consume/filter.ts'
import {batch, forEachRecord} from '../support/records.ts'

const place = {topic: 't', partition: 0, leaderEpoch: 0, timestampType: 'CreateTime' as const}

function found(patterns: Patterns): number[] {
  const filter = matching(patterns)
  const offsets: number[] = []
  const records = batch(0, [
    {key: 'user-1', value: 'created é', headers: [['trace', 'abc'], ['trace', 'xyz']]},
    {key: 'user-2', value: 'deleted', headers: [['trace', null]]},
    {key: null, value: 'created again'},
    {key: 'user-1', value: null},
  ]) // prettier-ignore
  forEachRecord(records, (cursor) => {
    if (!filter || filter(cursor, place)) offsets.push(cursor.offset)
  })
  return offsets
}

test.each<[Patterns, number[]]>([
  [{}, [0, 1, 2, 3]],
  [{sameKey: Buffer.from('user-1')}, [0, 3]],
  [{sameKey: Buffer.from('user')}, []],
  [{value: /created/}, [0, 2]],
  [{value: /é$/}, [0]],
  [{value: /null/}, []],
  [{key: /^user-1$/}, [0, 3]],
  [{key: /1/, value: /./}, [0]],
  [{headers: [['trace', /x/]]}, [0]],
  [{headers: [['trace', /x/], ['trace', /a/]]}, [0]], // prettier-ignore
  [{headers: [['other', /./]]}, []],
  [{headers: [['trace', /^$/]]}, []],
  [{value: /CREATED/i}, [0, 2]],
  [{value: /created/g}, [0, 2]],
  [{value: /created/y}, [0, 2]],
  [{value: /CREATED/u, ignoreCase: true}, [0, 2]],
  [{key: /USER-1/u, headers: [['trace', /X/]], ignoreCase: true}, [0]],
  [{value: /created/, invert: true}, [1, 3]],
  [{value: /created/, key: /user/, invert: true}, [1, 2, 3]],
  [{headers: [['trace', /x/]], invert: true}, [1, 2, 3]],
  [{sameKey: Buffer.from('user-1'), value: /created/, invert: true}, [3]],
])('%o', (patterns, offsets) => {
  expect(found(patterns)).toEqual(offsets)
})
