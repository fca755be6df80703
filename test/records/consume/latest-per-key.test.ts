import {expect, test} from 'vitest'
import {matching} from '../../../src/lib/records/consume/filter.ts'
import {consumeLatestPerKey} from '../../../src/lib/records/consume/latest-per-key.ts'
import {templateFormat} from '../../../src/lib/records/formats/template-format.ts'
import {FakeLogs, partition} from '../support/fake-logs.ts'
import {readTopic} from '../support/read-topic.ts'
import {batch, type Given} from '../support/records.ts'

const keyed = (offset: number, ...pairs: [string | null, string | null][]) =>
  batch(offset, pairs.map(([key, value]): Given => ({key, value}))) // prettier-ignore

test('the newest record of each key is read, in log order, without tombstones', async () => {
  const logs = await FakeLogs.start({
    t: [
      partition([keyed(0, ['a', '1'], ['b', '1'], [null, 'x'], ['a', '2']), keyed(4, ['b', null], ['c', '1'], ['d', null], ['d', '2'])]),
      partition([keyed(0, ['a', '3'])]),
    ],
  }) // prettier-ignore
  const format = templateFormat('%p %k=%v\\n')
  const {lines, records} = await readTopic(logs, {untilEnd: false, format}, consumeLatestPerKey)
  expect(lines.toSorted()).toEqual(['0 =x', '0 a=2', '0 c=1', '0 d=2', '1 a=3'])
  expect(records).toBe(5)
  const filtered = await readTopic(
    logs,
    {untilEnd: false, format, filter: matching({value: /2/}), maxRecords: 1},
    consumeLatestPerKey,
  )
  expect(filtered.lines).toEqual(['0 a=2'])
})

test('records that arrive between the two readings are not read', async () => {
  const log = partition([keyed(0, ['a', '1'], ['b', '1'])])
  const logs = await FakeLogs.start({t: [log]})
  log.answers.push(() => {
    log.batches.push(keyed(2, ['a', '2']))
    return {}
  })
  expect((await readTopic(logs, {untilEnd: false}, consumeLatestPerKey)).lines).toEqual(['1', '1'])
})
