import {expect, test} from 'vitest'
import {compareBindings, everyAcl, filterOf, matchesFilter, type AclBinding} from '../../src/lib/acls/acl-binding.ts'
import {createAcls} from '../../src/lib/acls/create-acls.ts'
import {deleteAcls} from '../../src/lib/acls/delete-acls.ts'
import {listAcls} from '../../src/lib/acls/list-acls.ts'
import {CreateAcls} from '../../src/lib/apis/create-acls.ts'
import {DeleteAcls} from '../../src/lib/apis/delete-acls.ts'
import {DescribeAcls} from '../../src/lib/apis/describe-acls.ts'
import {fakeCluster, on} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'

const read: AclBinding = {
  resourceType: 'TOPIC',
  resourceName: 'orders',
  patternType: 'LITERAL',
  principal: 'User:alice',
  host: '*',
  operation: 'READ',
  permission: 'ALLOW',
}
const prefixed: AclBinding = {...read, patternType: 'PREFIXED', operation: 'WRITE', permission: 'DENY'}

const describing = on(DescribeAcls, (_, {version}) => ({
  resources: [
    {
      resourceType: 2,
      resourceName: 'orders',
      patternType: 3,
      acls: [{principal: 'User:alice', host: '*', operation: 3, permissionType: 3}],
    },
    ...(version < 1
      ? []
      : [
          {
            resourceType: 99,
            resourceName: 'new',
            patternType: 4,
            acls: [{principal: 'User:alice', host: '10.0.0.1', operation: 99, permissionType: 2}],
          },
        ]),
  ],
}))

test('ACLs are listed; types and operations of a later Kafka are UNKNOWN', async () => {
  await using fake = await fakeCluster({release: '4.3.1'}, describing)
  expect(await listAcls(open(fake))).toEqual([
    read,
    {
      resourceType: 'UNKNOWN',
      resourceName: 'new',
      patternType: 'PREFIXED',
      principal: 'User:alice',
      host: '10.0.0.1',
      operation: 'UNKNOWN',
      permission: 'DENY',
    },
  ])
  expect(fake.asked(DescribeAcls)).toMatchObject([
    {resourceTypeFilter: 1, resourceNameFilter: null, patternTypeFilter: 1, operation: 1, permissionType: 1},
  ])
})

test('Kafka 1.1 has only literal patterns: others are refused and nothing is sent', async () => {
  const creating = on(CreateAcls, ({creations}) => ({results: creations.map(() => ({errorCode: 0}))}))
  await using fake = await fakeCluster({release: '1.1.1-zk'}, describing, creating)
  expect(await listAcls(open(fake))).toEqual([read])
  await expect(listAcls(open(fake), {...everyAcl, resourceName: 'orders', patternType: 'MATCH'})).rejects.toThrow(
    "DescribeAcls: 'patternTypeFilter' needs version 1 or later",
  )
  await expect(createAcls(open(fake), [read, prefixed])).rejects.toThrow(
    "CreateAcls: 'resourcePatternType' needs version 1 or later",
  )
  expect(fake.asked(CreateAcls)).toEqual([])
})

test('creating returns an outcome for each ACL, in requests of limited size', async () => {
  const creating = on(CreateAcls, ({creations}) => ({
    results: creations.map(({resourceName}) =>
      resourceName === 'bad' ? {errorCode: 42, errorMessage: 'no such thing'} : {errorCode: 0},
    ),
  }))
  await using fake = await fakeCluster(creating)
  const many = Array.from({length: 1500}, (_, at) => ({...read, resourceName: at === 1200 ? 'bad' : `t${at}`}))
  const outcomes = await createAcls(open(fake), many)
  expect(outcomes.map(({binding}) => binding)).toEqual(many)
  expect(outcomes.flatMap((each) => (each.status === 'failed' ? [each.error.message] : []))).toEqual([
    'create ACL allow User:alice READ topic/bad: no such thing (INVALID_REQUEST)',
  ])
  expect(fake.asked(CreateAcls).map(({creations}) => creations.length)).toEqual([1000, 500])
  expect(fake.asked(CreateAcls)[0]?.creations[0]).toMatchObject({
    resourceType: 2,
    resourceName: 't0',
    resourcePatternType: 3,
    operation: 3,
    permissionType: 3,
  })
})

test('deleting returns the deleted ACLs for each filter', async () => {
  const acl = {resourceType: 2, resourceName: 'orders', principal: 'User:alice', host: '*'}
  const deleting = on(DeleteAcls, ({filters}) => ({
    filterResults: filters.map(({resourceNameFilter}) =>
      resourceNameFilter === 'orders'
        ? {
            errorCode: 0,
            matchingAcls: [
              {...acl, errorCode: 0, patternType: 3, operation: 3, permissionType: 3},
              {...acl, errorCode: 58, errorMessage: 'not now', patternType: 4, operation: 4, permissionType: 2},
            ],
          }
        : {errorCode: 31, errorMessage: 'no'},
    ),
  }))
  await using fake = await fakeCluster(deleting)
  const outcomes = await deleteAcls(open(fake), [{...everyAcl, resourceName: 'orders'}, filterOf(prefixed), everyAcl])
  expect(
    outcomes.map((each) =>
      each.status === 'done'
        ? {deleted: each.deleted, failed: each.failed.map(({error}) => error.message)}
        : each.error.message,
    ),
  ).toEqual([
    {deleted: [read], failed: ['delete ACL deny User:alice WRITE topic/orders*: not now (SASL_AUTHENTICATION_FAILED)']},
    {deleted: [read], failed: ['delete ACL deny User:alice WRITE topic/orders*: not now (SASL_AUTHENTICATION_FAILED)']},
    'delete ACLs: no (CLUSTER_AUTHORIZATION_FAILED)',
  ])
})

test('filters match as in a broker', () => {
  const at = (resourceName: string, patternType: AclBinding['patternType']): AclBinding => ({
    ...read,
    resourceName,
    patternType,
  })
  const all = [
    at('orders', 'LITERAL'),
    at('orders', 'PREFIXED'),
    at('ord', 'PREFIXED'),
    at('*', 'LITERAL'),
    at('o', 'LITERAL'),
  ]
  const matching = (filter: Partial<typeof everyAcl>) =>
    all.map((each) => (matchesFilter(each, {...everyAcl, ...filter}) ? 'x' : '.')).join('')
  expect(matching({})).toBe('xxxxx')
  expect(matching({resourceName: 'orders'})).toBe('xx...')
  expect(matching({resourceName: 'orders', patternType: 'LITERAL'})).toBe('x....')
  expect(matching({resourceName: 'orders', patternType: 'MATCH'})).toBe('xxxx.')
  expect(matching({patternType: 'PREFIXED'})).toBe('.xx..')
  expect(matching({resourceType: 'GROUP'})).toBe('.....')
  expect(matching({principal: 'User:bob'})).toBe('.....')
})

test('ACLs of a resource are listed together', () => {
  const other = {...read, resourceName: 'a'}
  expect([prefixed, read, other].toSorted(compareBindings)).toEqual([other, read, prefixed])
})
