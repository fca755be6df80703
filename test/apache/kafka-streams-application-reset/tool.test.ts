import {expect, test} from 'vitest'
import kafkaStreamsApplicationReset from '../../../src/lib/apache/kafka-streams-application-reset/tool.ts'
import {DeleteTopics} from '../../../src/lib/apis/delete-topics.ts'
import {LeaveGroup} from '../../../src/lib/apis/leave-group.ts'
import {OffsetCommit} from '../../../src/lib/apis/offset-commit.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster, type Service} from '../../support/fake-cluster.ts'
import {groupServices, logServices, type FakeGroup} from '../../support/fake-groups.ts'

async function run(fake: FakeCluster, ...argv: string[]) {
  const {io, text} = testIo()
  const first = ['--bootstrap-server', fake.bootstrapServers, '--application-id', 'app']
  const code = await kafkaStreamsApplicationReset.run([...first, ...argv], io)
  return {...text(), code}
}

const running: Record<string, FakeGroup> = {app: {members: {m1: ['orders-0']}}}
async function start(groups: Record<string, FakeGroup>, ...services: Service[]): Promise<FakeCluster> {
  const fake: FakeCluster = await fakeCluster(
    {topics: {orders: 2, 'app-s-changelog': 1, 'app-other': 1}},
    ...services,
    ...groupServices(() => fake.nodes, groups),
    logServices({'orders-0': [3, 9], 'orders-1': [0, 4]}),
  )
  return fake
}
const leaving = (errorCode: number) =>
  on(LeaveGroup, ({members}) => ({
    members: members.map(({memberId, groupInstanceId}) => ({memberId, groupInstanceId, errorCode})),
  }))

test('a group with members is not reset', async () => {
  await using fake = await start(running)
  const {out, err, code} = await run(fake, '--input-topics', 'orders')
  expect({out, code}).toEqual({out: '', code: 1})
  expect(err).toMatch(
    /^ERROR: java\.lang\.IllegalStateException: Consumer group 'app' is still active and has following members: \[\(memberId=m1, .*assignment=\(topicPartitions=orders-0\), targetAssignment=Optional\.empty, memberEpoch=null, upgraded=null\)\]\. Make sure/,
  )
  expect(fake.asked(OffsetCommit)).toEqual([])
})

test('--force removes members that may be unknown by now, three times at most', async () => {
  await using fake = await start(running, leaving(25))
  const {err, code} = await run(fake, '--force')
  expect(code).toBe(1)
  expect(code).toBe(1)
  expect(err).toContain('org.apache.kafka.common.errors.UnknownMemberIdException')
  expect(fake.asked(LeaveGroup)).toHaveLength(4)
  expect(fake.asked(LeaveGroup)[0]).toMatchObject({
    groupId: 'app',
    members: [{memberId: '', groupInstanceId: 'static-m1', reason: 'member was removed by an admin'}],
  })
})

test('offsets are committed, and topics that look like internal ones are deleted', async () => {
  const deleting = on(DeleteTopics, ({topics}) => ({responses: topics.map(({name}) => ({name, errorCode: 0}))}))
  await using fake = await start({}, deleting)
  expect(await run(fake, '--input-topics', 'orders', '--to-offset', '5')).toEqual({
    out: `\
Reset-offsets for input topics [orders]
Following input topics offsets will be reset to (for consumer group app)
New offset (5) is higher than latest offset. Value will be set to 4
Topic: orders Partition: 0 Offset: 5
Topic: orders Partition: 1 Offset: 4
Done.
Deleting inferred internal topics [app-s-changelog]
Done.
`,
    err: '',
    code: 0,
  })
  expect(fake.asked(OffsetCommit)).toMatchObject([
    {groupId: 'app', topics: [{name: 'orders', partitions: [{committedOffset: 5}, {committedOffset: 4}]}]},
  ])
  expect(fake.asked(DeleteTopics)).toMatchObject([{topics: [{name: 'app-s-changelog'}]}])
})

test('a topic that cannot be deleted is named, and the exit code is 1', async () => {
  const deleting = on(DeleteTopics, ({topics}) => ({responses: topics.map(({name}) => ({name, errorCode: 29}))}))
  await using fake = await start({}, deleting)
  const {out, err, code} = await run(fake)
  expect({out, code}).toEqual({
    out: `\
No input or intermediate topics specified. Skipping seek.
Deleting inferred internal topics [app-s-changelog]
`,
    code: 1,
  })
  expect(err).toMatch(
    /^ERROR: deleting topic app-s-changelog\n.*TopicAuthorizationException.*\nERROR: java\.lang\.RuntimeException: Encountered an error deleting one or more topics\n$/,
  )
})
