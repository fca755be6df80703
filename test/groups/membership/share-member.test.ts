// A member of a share group against a scripted coordinator: one heartbeat after the other.
import {expect, test} from 'vitest'
import {ShareGroupHeartbeat} from '../../../src/lib/apis/share-group-heartbeat.ts'
import {parseAddresses} from '../../../src/lib/cluster/address.ts'
import {openCluster} from '../../../src/lib/cluster/cluster.ts'
import {shareMember} from '../../../src/lib/groups/membership/share-member.ts'
import type {Got} from '../../../src/lib/wire/schema.ts'
import {fakeCluster, on, topicId} from '../../support/fake-cluster.ts'
import {text, until} from './recorder.ts'

type Beat = Got<typeof ShareGroupHeartbeat.request>

/** No test waits for it. */
const heartbeatIntervalMs = 3_600_000
const nothing = {topicPartitions: []}
const first = {topicPartitions: [{topicId: topicId('t'), partitions: [0]}]}

/** A member that gets these assignments one after the other, the last for ever. */
async function member(assignments: (typeof first | typeof nothing | null)[]) {
  const beats: Beat[] = []
  const answer = on(ShareGroupHeartbeat, (request) => {
    beats.push(request)
    if (request.memberEpoch < 0) return {memberEpoch: request.memberEpoch}
    const assignment = assignments.length > 1 ? assignments.shift() : assignments[0]
    return {memberId: request.memberId, memberEpoch: 1, heartbeatIntervalMs, assignment: assignment ?? null}
  })
  const fake = await fakeCluster({topics: {t: 1}}, answer)
  const cluster = openCluster({bootstrap: parseAddresses(fake.bootstrapServers)})
  const assigned: string[] = []
  const leave = new AbortController()
  const settings = {groupId: 'g', memberId: 'me', topics: ['t']}
  const ended = shareMember(cluster, settings, (partitions) => assigned.push(text(partitions)), leave.signal)
  const end = async () => {
    leave.abort()
    await ended
    cluster.close()
    await fake.close()
  }
  return {beats, assigned, [Symbol.asyncDispose]: end}
}

test('the first member of a new group does not wait a whole interval for its first partitions', async () => {
  await using group = await member([nothing, null, first, null])
  await until(() => group.assigned.includes('t-0'))
  expect(group.beats.map(({memberEpoch}) => memberEpoch)).toEqual([0, 1, 1])
})

test('a member that has partitions beats no sooner than it is asked to', async () => {
  await using group = await member([first, null])
  await until(() => group.assigned.includes('t-0'))
  expect(group.beats).toHaveLength(1)
})
