import {expect, test} from 'vitest'
import {FakeLogs, partition} from '../support/fake-logs.ts'
import {readTopic} from '../support/read-topic.ts'
import {batch} from '../support/records.ts'

const at = (offset: number, timestamp: number, ...values: string[]) =>
  batch(offset, values.map((value) => ({value, timestamp}))) // prettier-ignore

test('reading stops in each partition at the first record that is not older than a time', async () => {
  const logs = await FakeLogs.start({
    t: [
      partition([at(0, 1000, 'a', 'b'), at(2, 2000, 'c'), at(3, 3000, 'd')]),
      partition([at(0, 1500, 'e')]),
      partition([at(0, 2500, 'f')]),
    ],
  })
  const {lines, stoppedBy} = await readTopic(logs, {until: {timestamp: 2000}})
  expect(lines.toSorted()).toEqual(['a', 'b', 'e'])
  expect(stoppedBy).toBe('end')
})
