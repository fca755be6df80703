import {expect, test} from 'vitest'
import kafkaTopics from '../../../src/lib/apache/kafka-topics/tool.ts'
import {DescribeConfigs} from '../../../src/lib/apis/describe-configs.ts'
import {DescribeTopicPartitions} from '../../../src/lib/apis/describe-topic-partitions.ts'
import {ListPartitionReassignments} from '../../../src/lib/apis/list-partition-reassignments.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster, on, topicId} from '../../support/fake-cluster.ts'

// The texts are Apache's: KafkaAdminClient.handleDescribeTopicsByIds, TopicCommand.
test.each([
  [100, `TopicId ${topicId('new')} not found.`],
  [29, 'Topic authorization failed.'],
])('a topic of --topic-id that is listed and that another broker refuses (%i) is not silence', async (code, text) => {
  await using fake = await fakeCluster(
    on(Metadata, ({topics}) => ({
      brokers: fake.nodes.map((node) => ({...node, rack: null})),
      controllerId: 1,
      topics: topics
        ? topics.map((each) => ({errorCode: code, name: each.name, topicId: each.topicId, partitions: []}))
        : [{name: 'new', topicId: topicId('new'), partitions: [{partitionIndex: 0, leaderId: 1}]}],
    })),
  )
  const {io, text: shown} = testIo()
  const argv = ['--bootstrap-server', fake.bootstrapServers, '--describe', '--topic-id', topicId('new')]
  const exit = await kafkaTopics.run(argv, io)
  expect({exit, out: shown().out}).toEqual({exit: 1, out: `Error while executing topic command : ${text}\n`})
})

// TopicCommand prints one description after the other, in the order of a HashMap, which has one-letter names in theirs.
test('topics before the one whose configs are refused are printed, those after it are not', async () => {
  const partitions = [{partitionIndex: 0, leaderId: 1, replicaNodes: [1], isrNodes: [1]}]
  await using fake = await fakeCluster(
    {release: '4.3.1'},
    on(DescribeTopicPartitions, () => ({
      topics: ['a', 'b', 'c'].map((name) => ({name, topicId: topicId(name), partitions})),
      nextCursor: null,
    })),
    on(ListPartitionReassignments, () => ({topics: []})),
    on(DescribeConfigs, ({resources}) => ({
      results: resources.map(({resourceName, resourceType}) => ({
        resourceName,
        resourceType,
        errorCode: resourceName === 'b' ? 29 : 0,
        configs: [],
      })),
    })),
  )
  const {io, text: shown} = testIo()
  const exit = await kafkaTopics.run(['--bootstrap-server', fake.bootstrapServers, '--describe'], io)
  const {out} = shown()
  expect(exit).toBe(1)
  expect(out.split('\n').map((line) => line.split('\t').slice(0, 2).join(' '))).toEqual([
    `Topic: a TopicId: ${topicId('a')}`,
    ' Topic: a',
    'Error while executing topic command : Topic authorization failed.',
    '',
  ])
})
