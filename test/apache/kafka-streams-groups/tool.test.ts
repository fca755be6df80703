import {expect, test} from 'vitest'
import kafkaStreamsGroups from '../../../src/lib/apache/kafka-streams-groups/tool.ts'
import {DeleteTopics} from '../../../src/lib/apis/delete-topics.ts'
import {ListOffsets} from '../../../src/lib/apis/list-offsets.ts'
import {OffsetCommit} from '../../../src/lib/apis/offset-commit.ts'
import {OffsetFetch} from '../../../src/lib/apis/offset-fetch.ts'
import {StreamsGroupDescribe} from '../../../src/lib/apis/streams-group-describe.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'

async function run(fake: FakeCluster, ...argv: string[]) {
  const {io, text} = testIo()
  const code = await kafkaStreamsGroups.run(['--bootstrap-server', fake.bootstrapServers, ...argv], io)
  return {...text(), code}
}

const noTasks = {activeTasks: [], standbyTasks: [], warmupTasks: []}
const member = {
  memberId: 'm1',
  memberEpoch: 4,
  clientId: 'client',
  clientHost: '/h',
  topologyEpoch: 0,
  processId: 'p1',
  assignment: {
    activeTasks: [{subtopologyId: '0', partitions: [0, 1, 2]}],
    standbyTasks: [{subtopologyId: '1', partitions: [0]}],
    warmupTasks: [],
  },
  targetAssignment: {...noTasks, warmupTasks: [{subtopologyId: '1', partitions: [2]}]},
  isClassic: true,
}
const topicInfo = (name: string) => ({name, partitions: 1, replicationFactor: 1, topicConfigs: []})
const describing = (state: string, {changelogs = ['app-s-changelog'], topology = true} = {}) =>
  on(StreamsGroupDescribe, ({groupIds}) => ({
    groups: groupIds.map((groupId) => ({
      groupId,
      groupState: state,
      groupEpoch: 5,
      assignmentEpoch: 5,
      topology: topology
        ? {
            epoch: 3,
            subtopologies: [
              {
                subtopologyId: '0',
                sourceTopics: ['wide', 'narrow'],
                stateChangelogTopics: changelogs.map(topicInfo),
              },
            ],
          }
        : null,
      members: state === 'Empty' ? [] : [member],
    })),
  }))
const ends = on(ListOffsets, ({topics}) => ({
  topics: topics.map(({name, partitions}) => ({
    name,
    partitions: partitions.map(({partitionIndex, timestamp}) => ({
      partitionIndex,
      timestamp: -1,
      offset: timestamp === -2 ? 10 : 50 + partitionIndex,
    })),
  })),
}))
const committed = on(OffsetFetch, ({groups}) => ({
  groups: groups.map(({groupId}) => ({
    groupId,
    topics: [
      {name: 'wide', partitions: [{partitionIndex: 1, committedOffset: 20, committedLeaderEpoch: 7, metadata: ''}]},
      {name: 'other', partitions: [{partitionIndex: 0, committedOffset: 1, committedLeaderEpoch: -1, metadata: ''}]},
    ],
  })),
}))
const committing = on(OffsetCommit, ({topics}) => ({
  topics: topics.map(({name, partitions}) => ({
    name,
    partitions: partitions.map(({partitionIndex}) => ({partitionIndex, errorCode: partitionIndex === 2 ? 29 : 0})),
  })),
}))
const deleting = on(DeleteTopics, ({topics}) => ({responses: topics.map(({name}) => ({name, errorCode: 29}))}))
const topics = {wide: 3, narrow: 1, other: 1}

test('partitions that a smaller topic of the subtopology does not have are left out', async () => {
  await using fake = await fakeCluster({topics}, describing('Stable'), ends, committed)
  expect(await run(fake, '--describe', '--group', 'app', '--verbose')).toEqual({
    out: `\
GROUP           TOPIC           PARTITION  CURRENT-OFFSET  LEADER-EPOCH    LOG-END-OFFSET  OFFSET-LAG     
app             wide            0          -               -               50              40             
app             wide            1          20              7               51              31             
app             wide            2          -               -               52              42             
app             narrow          0          -               -               50              40             
`,
    err: '',
    code: 0,
  })
})

test('members have their tasks, and with --verbose those that they shall have', async () => {
  await using fake = await fakeCluster({topics}, describing('Stable'))
  expect((await run(fake, '--describe', '--group', 'app', '--members', '--verbose')).out).toBe(
    'GROUP           TARGET-ASSIGNMENT-EPOCH   TOPOLOGY-EPOCH MEMBER          MEMBER-PROTOCOL MEMBER-EPOCH    PROCESS         CLIENT-ID       ASSIGNMENTS\n' +
      'app             5                         3              m1              classic         4               p1              client          ACTIVE: 0:[0,1,2]; STANDBY: 1:[0]; TARGET-WARMUP: 1:[2]; \n',
  )
})

test('a coordinator that does not tell the topology is an error', async () => {
  await using fake = await fakeCluster({topics}, describing('Stable', {topology: false}))
  const {out, code} = await run(fake, '--describe', '--group', 'app')
  expect({out, code}).toEqual({
    out: '\nError: Executing streams group command failed due to java.lang.IllegalStateException: Topology information is missing\n',
    code: 1,
  })
})

test('a reset names the partitions whose offsets could not be committed', async () => {
  const all = on(OffsetFetch, ({groups}) => ({
    groups: groups.map(({groupId}) => ({
      groupId,
      topics: [{name: 'wide', partitions: [0, 2].map((partitionIndex) => ({partitionIndex, committedOffset: 1}))}],
    })),
  }))
  await using fake = await fakeCluster({topics}, describing('Empty'), ends, all, committing)
  const reset = ['--reset-offsets', '--group', 'app', '--input-topic', 'wide:0,2', '--to-latest', '--execute']
  expect(await run(fake, ...reset)).toEqual({
    out: '\nError: Executing streams group command failed due to Failed altering group offsets for the following partitions: [wide-2]\n',
    err: 'org.apache.kafka.common.errors.TopicAuthorizationException: Failed altering group offsets for the following partitions: [wide-2]\n',
    code: 1,
  })
})

test('internal topics that may not be deleted are told, and the offsets are reset all the same', async () => {
  await using fake = await fakeCluster({topics}, describing('Empty'), ends, committed, committing, deleting)
  const reset = ['--reset-offsets', '--group', 'app', '--all-input-topics', '--to-latest', '--execute']
  const {out, err, code} = await run(fake, ...reset, '--delete-all-internal-topics')
  expect({out, code}).toEqual({
    out: `
Error: Deleting internal topics for group 'app' failed due to org.apache.kafka.common.errors.TopicAuthorizationException: Topic authorization failed.

GROUP                          TOPIC                          PARTITION  NEW-OFFSET     
app                            wide                           1          51             
`,
    code: 0,
  })
  expect(err).toContain('TopicAuthorizationException')
  expect(fake.asked(DeleteTopics)).toMatchObject([{topics: [{name: 'app-s-changelog'}]}])
})

test('where Apache breaks off because there are no internal topics, it says that the offsets are committed', async () => {
  await using fake = await fakeCluster({topics}, describing('Empty', {changelogs: []}), ends, committed, committing)
  const reset = ['--reset-offsets', '--group', 'app', '--all-input-topics', '--to-latest', '--execute']
  const {err, code} = await run(fake, ...reset, '--delete-all-internal-topics')
  expect(code).toBe(1)
  expect(err).toContain('group app has no internal topics that could be deleted; the new offsets are committed')
  expect(fake.asked(OffsetCommit)).toMatchObject([{groupId: 'app', topics: [{name: 'wide'}]}])
})
