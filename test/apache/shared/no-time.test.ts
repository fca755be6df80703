// --timeout 0: Apache Kafka 4.3.1's tools, asked at a running cluster, print these lines and end with these codes.
import {expect, test} from 'vitest'
import kafkaConsumerGroups from '../../../src/lib/apache/kafka-consumer-groups/tool.ts'
import kafkaStreamsGroups from '../../../src/lib/apache/kafka-streams-groups/tool.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster} from '../../support/fake-cluster.ts'
import {groupServices} from '../../support/fake-groups.ts'

const tools = {kafkaConsumerGroups, kafkaStreamsGroups}
const timedOut = 'org.apache.kafka.common.errors.TimeoutException: Timed out waiting for a node assignment. Call:'
const offsets = [
  '',
  'Error: Encountered some unknown error: REQUEST_TIMED_OUT',
  '',
  'TOPIC           PARTITION  STATUS         ',
  `orders          -          Error: ${timedOut} listNodes`,
  '',
].join('\n')

test.each([
  ['kafkaConsumerGroups', ['--delete-offsets', '--group', 'a', '--topic', 'orders'], offsets, 0],
  ['kafkaStreamsGroups', ['--delete-offsets', '--group', 'a', '--input-topic', 'orders'], offsets, 0],
  [
    'kafkaConsumerGroups',
    ['--delete', '--group', 'nobody'],
    `\nError: Deletion of some consumer groups failed:\n* Group 'nobody' could not be deleted due to: ${timedOut} deleteConsumerGroups(api=FIND_COORDINATOR)\n`,
    0,
  ],
  [
    'kafkaStreamsGroups',
    ['--delete', '--group', 'nobody'],
    '\nError: Executing streams group command failed due to java.util.concurrent.ExecutionException: org.apache.kafka.common.KafkaException: Failed to find brokers to send ListGroups\n',
    1,
  ],
] as const)('%s %j --timeout 0', async (tool, argv, expected, code) => {
  await using fake = await fakeCluster({topics: {orders: 1}})
  fake.serve(groupServices(() => fake.nodes, {}))
  const {io, text} = testIo()
  const ended = await tools[tool].run(['--bootstrap-server', fake.bootstrapServers, ...argv, '--timeout', '0'], io)
  expect(text().out).toBe(expected)
  expect(ended).toBe(code)
  expect(fake.requests).toEqual([])
})
