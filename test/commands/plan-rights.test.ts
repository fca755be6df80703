// What a plan needs and this user lacks is said before anything begins, against fake brokers that know rights.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, expect, test} from 'vitest'
import {AlterClientQuotas} from '../../src/lib/apis/alter-client-quotas.ts'
import {CreatePartitions} from '../../src/lib/apis/create-partitions.ts'
import {CreateTopics} from '../../src/lib/apis/create-topics.ts'
import {DescribeClientQuotas} from '../../src/lib/apis/describe-client-quotas.ts'
import {DescribeConfigs} from '../../src/lib/apis/describe-configs.ts'
import {DescribeTopicPartitions} from '../../src/lib/apis/describe-topic-partitions.ts'
import {IncrementalAlterConfigs} from '../../src/lib/apis/incremental-alter-configs.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {kafkit} from '../support/cli.ts'
import {on} from '../support/fake-cluster.ts'
import {fakeMoves, type FakeMoves} from '../support/fake-moves.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-plan-rights-'))
afterAll(() => rmSync(folder, {recursive: true}))
let scene: FakeMoves
afterEach(() => scene.cluster.close())

let count = 0
function file(text: string, name = `${count++}.yaml`): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const run = (line: string) =>
  kafkit([...line.split(' '), '-b', scene.cluster.bootstrapServers], {env: {KAFKIT_STATE_DIR: join(folder, 'state')}})

// Bits of Kafka's AclOperation.
const bits = (...operations: number[]) => operations.reduce((sum, bit) => sum | (1 << bit), 0)
const [create, alter, describe, alterConfigs] = [5, 7, 8, 11]

/** Two topics: `orders`, which may be altered, and `payments`, which may be seen only. */
async function started() {
  scene = await fakeMoves({held: [], partitions: {'orders-0': [1, 2], 'payments-0': [1, 2]}})
  scene.cluster.serve([
    on(DescribeTopicPartitions, ({topics}) => ({
      topics: topics.map(({name}) => ({
        name,
        partitions: [],
        topicAuthorizedOperations: name === 'orders' ? bits(alter, describe, alterConfigs) : bits(describe),
      })),
      nextCursor: null,
    })),
    on(DescribeClientQuotas, () => ({entries: []})),
    on(AlterClientQuotas, () => ({entries: []})),
    // A user that may not create this topic, whatever else it may.
    on(CreateTopics, ({topics}) => ({
      topics: topics.map(({name}) => ({name, errorCode: name === 'mine' ? 0 : 29})),
    })),
  ])
}

const text = `kafkit: 1
topics:
  orders: {configs: {retention.ms: 8d}}
  payments: {partitions: 3, configs: {retention.ms: 8d}}
quotas: [{user: api, producer_byte_rate: 1MiB}]
`

test('33: ALTER and ALTER_CONFIGS that are missing on a topic or the cluster are named, and nothing of it is sent', async () => {
  await started()
  const {out, err, code} = await run(`apply -f ${file(text)} --yes --no-server-side --allow repartition`)
  expect(code).toBe(1)
  expect(err).toContain('cannot change topic payments: this user lacks ALTER on topic payments and ALTER_CONFIGS on topic payments') // prettier-ignore
  expect(err).toContain('cannot create quota user api: this user lacks ALTER_CONFIGS on the cluster')
  expect(out).toMatch(/^~ topic orders +done/m)
  expect(scene.cluster.asked(AlterClientQuotas)).toEqual([])
  const altered = scene.cluster
    .asked(IncrementalAlterConfigs)
    .flatMap(({resources}) => resources.map(({resourceName}) => resourceName))
  expect(altered).toEqual(['orders'])
})

test('a check for differences needs no right to change anything', async () => {
  await started()
  const {out, err, code} = await run(`diff -f ${file(text)} -o csv`)
  expect({code, err}).toEqual({code: 3, err: ''})
  expect(out).toMatch(/^topic,payments,/m)
  expect(out).toMatch(/^quota,user api,/m)
  expect(scene.cluster.asked(CreatePartitions)).toEqual([])
  expect(scene.cluster.asked(IncrementalAlterConfigs)).toEqual([])
})

test('33: without CREATE on the cluster the brokers are asked about each topic before any is created', async () => {
  await started()
  const {out, err, code} = await run(
    `apply -f ${file('{kafkit: 1, topics: {mine: {}, theirs: {}}}')} --yes --wait none`,
  )
  expect(code).toBe(1)
  expect(err).toContain('create topic theirs')
  expect(out).toMatch(/^x topic theirs /m)
  const created = scene.cluster
    .asked(CreateTopics)
    .map(({topics, validateOnly}) => [validateOnly, topics.map(({name}) => name)])
  expect(created).toEqual([
    [true, ['mine', 'theirs']],
    [false, ['mine']],
  ])
})

test('33: of a saved plan nothing is begun where a right is missing by now', async () => {
  await started()
  const plan = join(folder, 'saved.json')
  expect((await run(`plan -f ${file('{kafkit: 1, topics: {orders: {configs: {retention.ms: 8d}}}}')} --out ${plan}`)).code).toBe(0) // prettier-ignore
  scene.cluster.serve([
    on(DescribeTopicPartitions, ({topics}) => ({
      topics: topics.map(({name}) => ({name, partitions: [], topicAuthorizedOperations: bits(describe, create)})),
      nextCursor: null,
    })),
  ])
  const {err, code} = await run(`apply ${plan} --yes`)
  expect(code).toBe(1)
  expect(err).toContain('cannot change topic orders: this user lacks ALTER_CONFIGS on topic orders')
})

test('R14: a config that the provider refuses fails its topic alone, by name, and `ignore` leaves it as it is', async () => {
  await started()
  let saysWhich = true
  scene.cluster.serve([
    on(IncrementalAlterConfigs, ({resources}) => ({
      responses: resources.map(({resourceType, resourceName, configs}) => {
        const refused = configs.some(({name}) => name === 'max.message.bytes')
        // 44: POLICY_VIOLATION, in the words of MSK.
        return {resourceType, resourceName, errorCode: refused ? 44 : 0, errorMessage: refused && saysWhich ? 'max.message.bytes cannot be modified' : null} // prettier-ignore
      }),
    })),
    on(DescribeTopicPartitions, ({topics}) => ({
      topics: topics.map(({name}) => ({name, partitions: [], topicAuthorizedOperations: -2147483648})),
      nextCursor: null,
    })),
  ])
  const declare = (ignore: string) =>
    file(`{kafkit: 1, topics: {orders: {configs: {max.message.bytes: 5000}${ignore}}, payments: {configs: {retention.ms: 8d}}}}`) // prettier-ignore
  const {out, err, code} = await run(`plan -f ${declare('')}`)
  expect(code).toBe(1)
  expect(out).toMatch(/^x topic orders /m)
  expect(out).toMatch(/^~ topic payments /m)
  expect(err).toContain('alter configs of topic orders: max.message.bytes cannot be modified (POLICY_VIOLATION)')
  // The provider does not always say which it was.
  saysWhich = false
  expect((await run(`plan -f ${declare('')}`)).err).toContain('max.message.bytes was refused: ')
  const ignored = await run(`plan -f ${declare(', ignore: [max.message.bytes]')}`)
  expect(ignored, ignored.err).toMatchObject({code: 0})
  expect(ignored.out).not.toContain('max.message.bytes')
})

test('R25: only declared topics are requested, and all of them only to prune', async () => {
  const others = Object.fromEntries(Array.from({length: 40}, (_, i) => [`other-${i}-0`, [1]]))
  scene = await fakeMoves({held: [], partitions: {'orders-0': [1, 2], 'payments-0': [1, 2], ...others}})
  const scope = 'scope: {topics: [orders]}'
  const path = file(`{kafkit: 1, ${scope}, topics: {orders: {replicationFactor: 2}}}`)
  expect((await run(`plan -f ${path} --fail-on-changes`)).code).toBe(0)
  const asked = () => ({
    topics: scene.cluster.asked(Metadata).flatMap(({topics}) => topics?.map(({name}) => name) ?? ['all of them']),
    configs: scene.cluster.asked(DescribeConfigs).flatMap(({resources}) => resources.map((each) => each.resourceName)),
  })
  expect(asked()).toEqual({topics: ['orders'], configs: ['orders']})
  expect((await run(`plan -f ${path} --prune --fail-on-changes`)).code).toBe(0)
  expect(asked().topics).toContain('all of them')
  expect(new Set(asked().configs)).toEqual(new Set(['orders']))
})
