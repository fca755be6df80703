import {expect, test} from 'vitest'
import {templateFormat} from '../../../src/lib/records/formats/template-format.ts'
import {FakeLogs, numbered, partition} from '../support/fake-logs.ts'
import {readTopic} from '../support/read-topic.ts'

test('reading ends when all partitions have reached the limit per partition', async () => {
  const logs = await FakeLogs.start({
    t: [partition([numbered(0, 5), numbered(5, 5)]), partition([numbered(0, 3)], {leader: 2})],
  }, {nodes: 2}) // prettier-ignore
  const {lines, stoppedBy, positions} = await readTopic(logs, {
    untilEnd: false,
    maxPerPartition: 3,
    format: templateFormat('%p:%o\\n'),
  })
  expect(lines.toSorted()).toEqual(['0:0', '0:1', '0:2', '1:0', '1:1', '1:2'])
  expect(stoppedBy).toBe('end')
  expect(positions.map(({offset}) => offset)).toEqual([3, 3])
})

test('records that the filter drops do not count towards the limit per partition', async () => {
  const logs = await FakeLogs.start({t: [partition([numbered(0, 30)])]})
  const {lines} = await readTopic(logs, {
    untilEnd: false,
    maxPerPartition: 2,
    filter: (record) => record.offset % 10 === 9,
  })
  expect(lines).toEqual(['9', '19'])
})
