import {expect, test} from 'vitest'
import kafkaTopics from '../../../src/lib/apache/kafka-topics/tool.ts'
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
