import {setFlagsFromString} from 'node:v8'
import {runInNewContext} from 'node:vm'
import {expect, test} from 'vitest'
import {KafkaError} from '../../../src/lib/cluster/errors.ts'
import type {GroupDescription} from '../../../src/lib/groups/group-description.ts'
import {groupLagOf} from '../../../src/lib/groups/lag/group-lag.ts'
import {fewPartitions, offsetsKeeper} from '../../../src/lib/groups/lag/packed-offsets.ts'
import {placeKey} from '../../../src/lib/groups/log-ends.ts'
import type {CommittedOffset} from '../../../src/lib/offsets/committed-offsets.ts'

const group: GroupDescription = {
  groupId: 'g',
  type: 'classic',
  state: 'Empty',
  protocolType: 'consumer',
  assignor: '',
  coordinator: null,
  groupEpoch: null,
  targetAssignmentEpoch: null,
  members: [],
  authorizedOperations: null,
}
const refused = new KafkaError(29, 'fetch the offsets')
const offsets = (count: number): CommittedOffset[] =>
  Array.from({length: count}, (_, partition) => ({
    topic: partition % 2 === 0 ? 'orders' : 'payments',
    partition,
    offset: partition % 7 === 0 ? null : 2 ** 40 + partition,
    leaderEpoch: partition % 3 === 0 ? null : 4,
    metadata: partition % 5 === 0 ? 'by hand' : null,
    error: partition % 11 === 0 ? refused : null,
  }))

test('offsets beyond those that are kept as objects come back as they were', () => {
  const keep = offsetsKeeper()
  for (const count of [10, fewPartitions - 10, 10, 1000, 0])
    expect({count, offsets: keep(offsets(count)).unpack()}).toEqual({count, offsets: offsets(count)})
})

test('the lag of a group is the same whether its rows are kept by columns or not', () => {
  const places = new Map(
    offsets(50).map((committed) => [
      placeKey(committed),
      {topic: committed.topic, partition: committed.partition, committed, member: undefined},
    ]),
  )
  const ends = new Map([...places.keys()].map((key, at) => [key, {start: at, end: 2 ** 40 + 30, error: null}]))
  const [packed, plain] = [true, false].map((many) => groupLagOf(group, places, ends, {many}))
  expect(packed?.partitions.length).toBe(50)
  expect(packed?.partitions).toEqual(plain?.partitions)
})

test('rows that are kept by columns are not kept as objects as well', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const places = new Map(
    Array.from({length: 20_000}, (_, partition) => {
      const committed = {topic: 'orders', partition, offset: 5, leaderEpoch: null, metadata: null, error: null}
      return [placeKey(committed), {topic: 'orders', partition, committed, member: undefined}] as const
    }),
  )
  const ends = new Map([...places.keys()].map((key) => [key, {start: 0, end: 2 ** 40, error: null}]))
  const bytesOf = (many: boolean) => {
    collect()
    const before = process.memoryUsage().heapUsed
    const kept = Array.from({length: 10}, () => groupLagOf(group, places, ends, {many}))
    collect()
    const bytes = process.memoryUsage().heapUsed - before
    expect(kept).toHaveLength(10)
    return bytes
  }
  bytesOf(true)
  expect(bytesOf(true)).toBeLessThan(bytesOf(false) / 2)
})
