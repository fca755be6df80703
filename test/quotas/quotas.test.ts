import {expect, test} from 'vitest'
import {AlterClientQuotas} from '../../src/lib/apis/alter-client-quotas.ts'
import {DescribeClientQuotas} from '../../src/lib/apis/describe-client-quotas.ts'
import {UnsupportedApi} from '../../src/lib/cluster/errors.ts'
import {alterQuotas} from '../../src/lib/quotas/alter.ts'
import {describeQuotas} from '../../src/lib/quotas/describe.ts'
import {fakeCluster, on} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'

const alice = [{type: 'user', name: 'alice'}] as const
const appOfAnyUser = [
  {type: 'user', name: null},
  {type: 'client-id', name: 'app'},
] as const

test('a filter matches a name, the default or any', async () => {
  await using fake = await fakeCluster(
    on(DescribeClientQuotas, () => ({
      entries: [
        {
          entity: [
            {entityType: 'user', entityName: null},
            {entityType: 'client-id', entityName: 'app'},
          ],
          values: [{key: 'producer_byte_rate', value: 1024}],
        },
      ],
    })),
  )
  const parts = [{type: 'user', name: 'alice'}, {type: 'client-id', name: null}, {type: 'ip'}] as const
  expect(await describeQuotas(open(fake), {parts, strict: true})).toEqual([
    {entity: appOfAnyUser, quotas: [{key: 'producer_byte_rate', value: 1024}]},
  ])
  expect(fake.asked(DescribeClientQuotas)).toEqual([
    {
      components: [
        {entityType: 'user', matchType: 0, match: 'alice'},
        {entityType: 'client-id', matchType: 1, match: null},
        {entityType: 'ip', matchType: 2, match: null},
      ],
      strict: true,
    },
  ])
})

test('a broker that sends null has no quotas', async () => {
  await using fake = await fakeCluster(on(DescribeClientQuotas, () => ({entries: null})))
  expect(await describeQuotas(open(fake), {parts: [], strict: false})).toEqual([])
})

test('each entity has its own outcome, in whatever order the broker answers', async () => {
  await using fake = await fakeCluster(
    on(AlterClientQuotas, ({entries}) => ({
      entries: entries.toReversed().map(({entity}) => ({
        entity: entity.toReversed(),
        ...(entity.length === 2 ? {errorCode: 42, errorMessage: 'no fractions'} : {}),
      })),
    })),
  )
  const outcomes = await alterQuotas(
    open(fake),
    [
      {entity: alice, set: [{key: 'producer_byte_rate', value: 1024}], remove: ['consumer_byte_rate']},
      {entity: appOfAnyUser, remove: ['request_percentage']},
    ],
    {validateOnly: true},
  )
  expect(outcomes.map(({entity, error}) => [entity, error?.message])).toEqual([
    [alice, undefined],
    [appOfAnyUser, 'alter quotas of the default user, client-id app: no fractions (INVALID_REQUEST)'],
  ])
  expect(fake.asked(AlterClientQuotas)[0]).toEqual({
    entries: [
      {
        entity: [{entityType: 'user', entityName: 'alice'}],
        ops: [
          {key: 'producer_byte_rate', value: 1024, remove: false},
          {key: 'consumer_byte_rate', value: 0, remove: true},
        ],
      },
      {
        entity: [
          {entityType: 'user', entityName: null},
          {entityType: 'client-id', entityName: 'app'},
        ],
        ops: [{key: 'request_percentage', value: 0, remove: true}],
      },
    ],
    validateOnly: true,
  })
})

test('an entity that is missing in the response has failed', async () => {
  await using fake = await fakeCluster(on(AlterClientQuotas, () => ({entries: []})))
  const [outcome] = await alterQuotas(open(fake), [{entity: alice, remove: ['a']}])
  expect(outcome?.error?.message).toContain('alter quotas of user alice: the broker did not answer for it')
})

test('Kafka 2.0 has no API for quotas', async () => {
  await using fake = await fakeCluster(
    {release: '2.0.1-zk'},
    on(DescribeClientQuotas, () => ({})),
  )
  await expect(describeQuotas(open(fake), {parts: [], strict: false})).rejects.toThrow(UnsupportedApi)
})
