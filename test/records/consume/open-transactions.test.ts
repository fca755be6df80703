import {expect, test} from 'vitest'
import {openEnds} from '../../../src/lib/records/consume/open-transactions.ts'
import {FakeLogs, numbered, partition} from '../support/fake-logs.ts'
import {readTopic} from '../support/read-topic.ts'

test('partitions that end at an open transaction are named, with what waits behind', async () => {
  const logs = await FakeLogs.start({
    t: [partition([numbered(0, 3), numbered(3, 120)], {lastStable: 3}), partition([numbered(0, 5)])],
  })
  const {positions, lines} = await readTopic(logs, {isolation: 'read_committed'})
  expect(lines).toHaveLength(8)
  expect(await openEnds(logs.cluster, positions)).toEqual([{topic: 't', partition: 0, end: 3, behind: 120}])
})

test('what was not read to there is not told: reading ended before', async () => {
  const logs = await FakeLogs.start({t: [partition([numbered(0, 10)], {lastStable: 8})]})
  expect(await openEnds(logs.cluster, [{topic: 't', partition: 0, offset: 5}])).toEqual([])
})
