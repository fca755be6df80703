import {expect, onTestFinished, test, vi} from 'vitest'
import {KafkaError} from '../../../src/lib/cluster/errors.ts'
import {LeaderMap} from '../../../src/lib/records/share/leader-map.ts'
import {topicId} from '../../support/fake-cluster.ts'
import {FakeShareGroup} from '../support/fake-share-group.ts'

test('a partition that its leader refuses for ever is told until it is read, and not idle in between', async () => {
  const {cluster} = await FakeShareGroup.start()
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const partition = {topic: 't', partition: 0, topicId: topicId('t')}
  const found = vi.fn()
  const failed = vi.fn()
  const leaders = new LeaderMap(cluster, {signal: stop.signal, found, failed, now: () => 0})
  leaders.assign([partition])
  await vi.waitFor(() => expect(found).toHaveBeenCalledTimes(1))
  expect(leaders.trouble).toBeUndefined()
  leaders.refused(partition, new KafkaError(6, 'read t-0', 'elsewhere'), {leaderId: -1, leaderEpoch: -1})
  await vi.waitFor(() => expect(found).toHaveBeenCalledTimes(2))
  // It has a leader, the same one, and was not asked again yet.
  expect(leaders.readable(1)).toEqual([partition])
  expect(leaders.trouble).toBe('t-0 cannot be read: read t-0: elsewhere (NOT_LEADER_OR_FOLLOWER)')
  leaders.answered([partition])
  expect(leaders.trouble).toBeUndefined()
  expect(failed).not.toHaveBeenCalled()
})
