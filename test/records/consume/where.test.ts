import {describe, expect, test} from 'vitest'
import {parseCondition, whereFilter} from '../../../src/lib/records/consume/where.ts'
import {batch, forEachRecord, type Given} from '../support/records.ts'

const now = Date.UTC(2026, 2, 1, 12)
const given: readonly Given[] = [
  {key: '{"id":1}', value: '{"customer":{"id":42},"status":"paid","total":"9.50","tags":["new","vip"],"ok":true}'},
  {key: '{"id":2}', value: '{"customer":{"id":9007199254740993},"status":"open","total":"10.00","note":null}', headers: [['source', 'web'], ['source', 'shop']]}, // prettier-ignore
  {key: 'plain', value: '{"customer":{"id":"42"},"status":"42","odd name":{"a.b":1}}', timestamp: now - 1000},
  {key: null, value: 'not json', headers: [['trace.id', 'x=1']]},
  {key: 'k', value: null},
] // prettier-ignore

function found(conditions: readonly string[], ignoreCase = false) {
  const {filter, notJson} = whereFilter(conditions.map(parseCondition), {now, ignoreCase})
  const offsets: number[] = []
  const place = {topic: 'orders', partition: 3, leaderEpoch: 0, timestampType: 'CreateTime' as const}
  forEachRecord(batch(0, given), (cursor) => {
    if (filter(cursor, place)) offsets.push(cursor.offset)
  })
  return {offsets, notJson}
}

test.each<[string, number[]]>([
  ['value.customer.id=42', [0, 2]],
  ['value.customer.id == 42', [0, 2]],
  ['value.customer.id=42.0', [0]],
  ['value.customer.id="42"', [2]],
  ['value.customer.id!=42', [1, 4]],
  // 2^53 and 2^53 + 1 are the same double.
  ['value.customer.id=9007199254740993', [1]],
  ['value.customer.id=9007199254740992', []],
  ['value.customer.id>9007199254740992', [1]],
  ['value.customer.id<9007199254740993', [0, 2]],
  ['value.customer.id<=9007199254740993', [0, 1, 2]],
  ['value.status=paid', [0]],
  ['value.status=42', [2]],
  ['value.status>=open', [0, 1]],
  ['value.total>9.9', [1]],
  ['value.total<10', [0]],
  ['value.total=10', []], // text is compared with = as text
  ['value.tags[1]=vip', [0]],
  ['value.tags.0=new', [0]],
  ['value.tags~vip', [0]],
  ['value.tags.length=2', []],
  ['value.customer~9007199254740993', [1]],
  ['value.customer=42', []],
  ['value.ok=true', [0]],
  ['value.ok="true"', []],
  ['value.note=null', [0, 1, 2, 4]],
  ['value.ok!=null', [0]],
  ['value["odd name"]["a.b"]=1', [2]],
  ['value.status~^P', []],
  ['value.status!~^p', [1, 2, 4]],
  ['value.customer.id~^900', [1]],
  ['value.customer.id =~ ^900', [1]],
  ['key.id>1', [1]],
  ['key=plain', [2]],
  ['key=null', [3]],
  ['value=null', [4]],
  ['value~^not', [3]],
  ['header.source=shop', [1]],
  ['header.source=web', []],
  ['header.source!=shop', [0, 2, 3, 4]],
  ['header.trace.id~=1$', [3]],
  ['header["trace.id"]="x=1"', [3]],
  ['topic=orders', [0, 1, 2, 3, 4]],
  ['topic~^x', []],
  ['partition=3', [0, 1, 2, 3, 4]],
  ['partition<3', []],
  ['offset>=3', [3, 4]],
  ['timestamp>=-2s', [2]],
  ['timestamp<2026-01-01', [0, 1, 3, 4]],
])('--where %s selects these records', (condition, offsets) => {
  expect(found([condition]).offsets).toEqual(offsets)
})

test('records must meet all conditions', () => {
  expect(found(['value.customer.id=42', 'value.status=paid', 'offset<9']).offsets).toEqual([0])
})

test('case is ignored in expressions only', () => {
  expect(found(['value.status~^P'], true).offsets).toEqual([0])
  expect(found(['value.status=PAID'], true).offsets).toEqual([])
})

test('records whose value or key is not JSON are counted, unless another condition has left them out before', () => {
  expect(found(['value.x!=1']).notJson).toEqual({values: 1, keys: 0})
  expect(found(['key.id!=9'])).toEqual({offsets: [0, 1, 3], notJson: {values: 0, keys: 2}})
  expect(found(['offset=0', 'value.x!=1']).notJson).toEqual({values: 0, keys: 0})
})

test.each(['{"a":1', '{"a":1}}', '\ufeff{"a":1}', '', ' ', '{a:1}', "{'a':1}", 'NaN', '{"a":1,}'])(
  'a value that is not JSON: %j',
  (value) => {
    const {filter, notJson} = whereFilter([parseCondition('value.a!=2')], {now})
    forEachRecord(batch(0, [{value}, {value: Buffer.from('{"a":"\xff"}', 'latin1')}]), (cursor) =>
      expect(filter(cursor, {topic: 't', partition: 0, leaderEpoch: 0, timestampType: 'CreateTime'})).toBe(false),
    )
    expect(notJson.values).toBe(2)
  },
)

describe('texts that are not conditions', () => {
  test.each([
    ['customer.id=42', "'customer.id=42' does not begin with a part of a record, which are value, key, header.NAME, topic, partition, offset and timestamp; a field of a JSON value is written value.customer"], // prettier-ignore
    ['value.a', "'value.a' compares with nothing: write for example 'value.a=42', in quotation marks where a shell would take < and > for itself"], // prettier-ignore
    ['value.a =', "''"],
    ['value.a<>5', "'value.a<>5': '<>' is not an operator; there are = != < <= > >= ~ !~"],
    ['value.a 5', "'value.a 5': '5' is not an operator; there are = != < <= > >= ~ !~"],
    ['value..a=1', '\'value..a=1\': a field is written .name, ["odd name"] or, in an array, [0]'],
    ['value[x]=1', '\'value[x]=1\': a field is written .name, ["odd name"] or, in an array, [0]'],
    ['offset.a=1', "'offset.a=1': offset has no fields"],
    ['header=1', "'header=1' names no header: write header.NAME"],
    ['value.a~(', "'(' is not a regular expression: Unterminated group"],
    ['value.a="x', '"x is not text in quotation marks as JSON writes it'],
    ['offset~5', '~ compares text, but offset is a number'],
    ['offset=x', "'x' is not an offset"],
    ['partition=-1', "'-1' is not a partition"],
    ['timestamp>noon', "'noon' is not a time"],
    ['=5', "'=5' does not begin with a part of a record, which are value"],
  ])('%s', (text, sentence) => {
    if (sentence === "''") expect(parseCondition(text).operand).toEqual({text: '', quoted: false})
    else expect(() => parseCondition(text)).toThrow(sentence)
  })
})
