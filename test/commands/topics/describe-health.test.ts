// What a cluster in trouble looks like: brokers are down, replicas are behind, partitions move.
import {afterEach, expect, test} from 'vitest'
import {DescribeConfigs} from '../../../src/lib/apis/describe-configs.ts'
import {DescribeTopicPartitions} from '../../../src/lib/apis/describe-topic-partitions.ts'
import {ListPartitionReassignments} from '../../../src/lib/apis/list-partition-reassignments.ts'
import {shown} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'

let cluster: FakeCluster
afterEach(() => cluster.close())

const trouble = async () => {
  cluster = await fakeCluster(
    {nodes: 3, topics: {orders: 4}},
    on(DescribeTopicPartitions, () => ({
      topics: [
        {
          name: 'orders',
          partitions: [
            {partitionIndex: 0, leaderId: 1, replicaNodes: [1, 2, 3], isrNodes: [1, 2, 3]},
            {partitionIndex: 1, leaderId: 2, replicaNodes: [2, 3, 4], isrNodes: [2, 3], offlineReplicas: [4]},
            {partitionIndex: 2, leaderId: 3, replicaNodes: [3, 4, 5], isrNodes: [3], offlineReplicas: [4, 5]},
            {
              partitionIndex: 3,
              leaderId: -1,
              errorCode: 5,
              replicaNodes: [4],
              isrNodes: [],
              offlineReplicas: [4],
              eligibleLeaderReplicas: [4],
            },
          ],
        },
      ],
    })),
    on(DescribeConfigs, ({resources}) => ({
      results: resources.map(({resourceName}) => ({
        resourceType: 2,
        resourceName,
        configs: [{name: 'min.insync.replicas', value: '2', configSource: 1}],
      })),
    })),
    on(ListPartitionReassignments, () => ({
      topics: [
        {
          name: 'orders',
          partitions: [{partitionIndex: 0, replicas: [1, 2, 3], addingReplicas: [3], removingReplicas: [1]}],
        },
      ],
    })),
  )
  return (...flags: string[]) => shown(['topics', 'describe', ...flags, '-b', cluster.bootstrapServers])
}

test('every partition says what is the matter with it', async () => {
  const describe = await trouble()
  expect(await describe('orders')).toMatchInlineSnapshot(`
    "orders  4 partitions, 2 replicas each
      min.insync.replicas=2  topic
    PARTITION  LEADER  REPLICAS  ISR    ELR  OFFLINE  STATE
            0       1  1,2,3     1,2,3  -    -        moving: +3 -1
            1       2  2,3,4     2,3    -    4        under-replicated; at min ISR
            2       3  3,4,5     3      -    4,5      under min ISR; under-replicated
            3    none  4         none   4    4        no live leader; under-replicated
    exit 0"
  `)
})

test('only the partitions with a problem, of any topic', async () => {
  const describe = await trouble()
  expect(await describe('--under-replicated-partitions')).toMatchInlineSnapshot(`
    "TOPIC   PARTITION  LEADER  REPLICAS  ISR   ELR  OFFLINE  STATE
    orders          1       2  2,3,4     2,3   -    4        under-replicated; at min ISR
    orders          2       3  3,4,5     3     -    4,5      under min ISR; under-replicated
    orders          3    none  4         none  4    4        no live leader; under-replicated
    exit 0"
  `)
  expect(await describe('--unavailable-partitions')).toMatchInlineSnapshot(`
    "TOPIC   PARTITION  LEADER  REPLICAS  ISR   ELR  OFFLINE  STATE
    orders          3    none  4         none  4    4        no live leader; under-replicated
    exit 0"
  `)
  expect(await describe('--under-min-isr-partitions')).toMatchInlineSnapshot(`
    "TOPIC   PARTITION  LEADER  REPLICAS  ISR   ELR  OFFLINE  STATE
    orders          2       3  3,4,5     3     -    4,5      under min ISR; under-replicated
    orders          3    none  4         none  4    4        no live leader; under-replicated
    exit 0"
  `)
  expect(await describe('--at-min-isr-partitions')).toMatchInlineSnapshot(`
    "TOPIC   PARTITION  LEADER  REPLICAS  ISR  OFFLINE  STATE
    orders          1       2  2,3,4     2,3  4        under-replicated; at min ISR
    exit 0"
  `)
})

test('--check ends with 3 if there is such a partition, for scripts', async () => {
  const describe = await trouble()
  expect(await describe('--under-min-isr-partitions', '--check')).toMatch(/orders +3 [^]*\nexit 3$/)
  expect(await describe('--check')).toContain('--check needs a flag that selects partitions')
})

test('a partition under a min.insync.replicas that cannot be read is not known to be well, beside other flags too', async () => {
  const describe = await trouble()
  cluster.serve(
    on(DescribeConfigs, ({resources}) => ({
      results: resources.map(({resourceName}) => ({resourceType: 2, resourceName, errorCode: 29})),
    })),
  )
  expect(await describe('--under-min-isr-partitions')).toMatch(/TOPIC_AUTHORIZATION_FAILED[^]*exit 1$/)
  expect(await describe('--under-min-isr-partitions', '--unavailable-partitions')).toMatch(
    /TOPIC_AUTHORIZATION_FAILED[^]*exit 1$/,
  )
})
