import {expect, test} from 'vitest'
import {shown} from '../../support/cli.ts'
import {fakeOperations, operations, topic} from '../../support/fake-operations.ts'

test('what a cluster is, in a few lines', async () => {
  const topics = {orders: topic(['1|1,2,3|1,2,3', '2|2,3,1|2']), __consumer_offsets: topic(['-1|4|4'])}
  await using fake = await fakeOperations(operations({topics, live: [1, 2, 3]}))
  expect(await shown(['cluster', 'describe', '-b', fake.bootstrapServers])).toMatchInlineSnapshot(`
    "cluster id        fake-cluster
    brokers           4 brokers, 1 of them missing
    release           not known
    features          metadata.version=29
    topics            2 (1 internal)
    partitions        3, 7 replicas, 5.9 KiB
    offline           1
    under-replicated  1
    exit 0"
  `)
})

test('what is not known is said', async () => {
  await using fake = await fakeOperations(operations({refused: {DescribeLogDirs: 31}}))
  const text = await shown(['cluster', 'describe', '-b', fake.bootstrapServers])
  expect(text).toContain('CLUSTER_AUTHORIZATION_FAILED')
  expect(text).toMatch(/exit 1$/)
})
