// A broker is dead: what only it could tell is not shown as nothing.
import {expect, test} from 'vitest'
import {ApiVersions} from '../../../src/lib/apis/api-versions.ts'
import {kafkit} from '../../support/cli.ts'
import {on} from '../../support/fake-cluster.ts'
import {fakeOperations, operations, topic} from '../../support/fake-operations.ts'

const topics = {orders: topic(['1|1,2,4|1,2'])}
/** Of Kafka 2.8: DescribeCluster has a version that names no fenced brokers. */
const old = [[3, 11], [18, 3], [32, 4], [35, 2], [44, 1], [46, 0], [60, 0]].map(([apiKey = 0, maxVersion = 0]) => ({apiKey, minVersion: 0, maxVersion})) // prettier-ignore

for (const [release, namesFenced, why] of [
  ['Kafka 4.3', true, 'is fenced'],
  ['Kafka 2.8', false, 'is not in the cluster'],
] as const)
  test.each([
    ['configs list broker', 'its configs are'],
    ['configs describe broker/*', 'its configs are'],
    ['configs list', 'its configs are'],
    ['log-dirs list', 'its log directories are'],
    ['log-dirs describe', 'its log directories are'],
    ['log-dirs describe orders', 'its log directories are'],
    ['reassign clean-throttles --dry-run', 'its throttles are'],
    ['reassign status --sample 0s', 'its throttles are'],
    ['export brokers', 'its configs are'],
    ['cluster snapshot', 'its configs are'],
  ])(`${release}: %s`, async (line, what) => {
    await using fake = await fakeOperations(operations({topics, live: [1, 2, 3], fenced: [4]}), {nodes: 4})
    if (!namesFenced) fake.serve(on(ApiVersions, () => ({apiKeys: old})))
    const {err, code} = await kafkit([...line.split(' '), '-b', fake.bootstrapServers])
    expect(err).toContain(`kafkit: broker 4 ${why}, so that ${what} not known\n`)
    expect(code).toBe(1)
  })

test.each(['configs list broker', 'log-dirs list', 'reassign clean-throttles --dry-run'])(
  'all brokers are there: %s',
  async (line) => {
    await using fake = await fakeOperations(operations({topics: {orders: topic(['1|1,2,3|1,2,3'])}}))
    const {err, code} = await kafkit([...line.split(' '), '-b', fake.bootstrapServers])
    expect(err).not.toContain('not known')
    expect(code).toBe(0)
  },
)
