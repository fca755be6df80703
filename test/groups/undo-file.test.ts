import {expect, test} from 'vitest'
import {UsageError} from '../../src/lib/cluster/errors.ts'
import {parseOffsetsFile} from '../../src/lib/groups/undo-file.ts'

/** As a release wrote it: files must stay readable. */
const written = `{"format":"kafkit offsets before a reset","version":1,"clusterId":"c-1","time":"2026-03-01T12:00:00.000Z","offsets":[
{"group":"billing","topic":"orders","partition":0,"offset":90,"leaderEpoch":2,"metadata":"note","replacedBy":10},
{"group":"billing","topic":"orders","partition":1,"offset":null,"leaderEpoch":null,"metadata":null,"replacedBy":0}
]}
`

test('an undo file has offsets with their epochs and metadata, and where there were none', () => {
  expect(parseOffsetsFile(written, 'undo.json')).toEqual({
    exact: true,
    clusterId: 'c-1',
    rows: [
      {group: 'billing', topic: 'orders', partition: 0, offset: 90, leaderEpoch: 2, metadata: 'note'},
      {group: 'billing', topic: 'orders', partition: 1, offset: null, leaderEpoch: null, metadata: null},
    ],
  })
})

test('anything else is Apache’s CSV', () => {
  expect(parseOffsetsFile('orders,0,7\n', 'o.csv')).toEqual({
    exact: false,
    clusterId: null,
    rows: [{topic: 'orders', partition: 0, offset: 7}],
  })
})

test.each([
  [written.slice(0, -40), 'undo.json is not valid JSON: '],
  ['{"format":"something"}', 'undo.json: this JSON is not an undo file of kafkit'],
  [
    written.replace('"version":1', '"version":2'),
    'undo.json: this undo file has version 2, which requires a newer kafkit',
  ],
  [written.replace('"offset":90', '"offset":-90'), 'undo.json: entry 1 of offsets is malformed'],
  [written.replace('"offset":null', '"offset":"x"'), 'undo.json: entry 2 of offsets is malformed'],
  [written.replace('"partition":1', '"partition":0'), 'undo.json: orders-0 of billing appears twice'],
  [written.replace(/"offsets":.*/s, '"offsets":{}}'), 'undo.json: the undo file has no offsets'],
])('a broken file is refused: %s', (text, said) => {
  expect(() => parseOffsetsFile(text, 'undo.json')).toThrow(UsageError)
  expect(() => parseOffsetsFile(text, 'undo.json')).toThrow(said)
})
