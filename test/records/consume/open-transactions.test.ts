import {expect, test} from 'vitest'
import {openEnds} from '../../../src/lib/records/consume/open-transactions.ts'
import {FakeLogs, numbered, partition} from '../support/fake-logs.ts'
import {readTopic} from '../support/read-topic.ts'

test('partitions that end at an open transaction are named, with the number of records held back', async () => {
  const logs = await FakeLogs.start({
    t: [partition([numbered(0, 3), numbered(3, 120)], {lastStable: 3}), partition([numbered(0, 5)])],
  })
  const {positions, lines} = await readTopic(logs, {isolation: 'read_committed'})
  expect(lines).toHaveLength(8)
  expect(await openEnds(logs.cluster, positions)).toEqual([{topic: 't', partition: 0, end: 3, behind: 120}])
})

test('a partition that was not read up to the transaction is not named', async () => {
  const logs = await FakeLogs.start({t: [partition([numbered(0, 10)], {lastStable: 8})]})
  expect(await openEnds(logs.cluster, [{topic: 't', partition: 0, offset: 5}])).toEqual([])
})
