import {expect, test} from 'vitest'
import {JoinClock} from '../../../src/lib/apache/kafka-consumer-perf-test/join-clock.ts'
import type {MemberIdentity} from '../../../src/lib/offsets/member-identity.ts'

const member: MemberIdentity = {groupId: 'g', memberId: 'm', generation: 1, instanceId: null, protocol: 'classic'}
const one = {topic: 't', partition: 0}
const other = {topic: 't', partition: 1}

test('only time without any partition counts', async () => {
  let now = 100
  const clock = new JoinClock(() => now)
  const calls: string[] = []
  const reading = clock.watch({
    joined: () => void calls.push('joined'),
    add: async (partitions) => void calls.push(`add ${partitions.length}`),
    remove: async (partitions) => void calls.push(`remove ${partitions.length}`),
    lose: (partitions) => void calls.push(`lose ${partitions.length}`),
  })
  now = 130
  reading.joined?.()
  await reading.add([one, other], member)
  expect([clock.totalMs, clock.lap()]).toEqual([30, 30])
  now = 200
  await reading.remove([one], member)
  now = 250
  await reading.add([one], member)
  expect([clock.totalMs, clock.lap()]).toEqual([30, 0])
  now = 300
  reading.lose([one, other])
  now = 307
  await reading.add([other], member)
  expect([clock.totalMs, clock.lap(), clock.lap()]).toEqual([37, 7, 0])
  expect(calls).toEqual(['joined', 'add 2', 'remove 1', 'add 1', 'lose 2', 'add 1'])
})
