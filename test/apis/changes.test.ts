import {expect, test} from 'vitest'
import {CreateTopics} from '../../src/lib/apis/create-topics.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import type {Api} from '../../src/lib/wire/api.ts'
import {allTables} from '../support/tables.ts'

/** Everything else changes something: a new table that only reads has to be entered here, or it says `changes`. */
const readers = [
  'ApiVersions',
  'ConsumerGroupDescribe',
  'DescribeAcls',
  'DescribeClientQuotas',
  'DescribeCluster',
  'DescribeConfigs',
  'DescribeDelegationToken',
  'DescribeGroups',
  'DescribeLogDirs',
  'DescribeProducers',
  'DescribeQuorum',
  'DescribeShareGroupOffsets',
  'DescribeTopicPartitions',
  'DescribeTransactions',
  'DescribeUserScramCredentials',
  'Fetch',
  'FindCoordinator',
  'ListGroups',
  'ListOffsets',
  'ListPartitionReassignments',
  'ListTransactions',
  'OffsetFetch',
  'OffsetForLeaderEpoch',
  'SaslAuthenticate',
  'SaslHandshake',
  'ShareGroupDescribe',
  'StreamsGroupDescribe',
]

const tables = (await allTables()).map(({api}) => api)

test('every API says whether it changes the cluster: profiles that are read-only depend on it', () => {
  const silent = tables.filter(({changes}) => changes === undefined).map(({name}) => name)
  expect(silent.filter((name) => !readers.includes(name))).toEqual([])
  const both = tables.filter(({name, changes}) => changes !== undefined && readers.includes(name))
  expect(both.map(({name}) => name)).toEqual([])
})

test('a request that only validates changes nothing; metadata does where it may create topics', () => {
  const of = ({changes}: Pick<Api, 'changes'>) => changes as (request: object) => boolean
  expect(of(CreateTopics)({validateOnly: true})).toBe(false)
  expect(of(CreateTopics)({})).toBe(true)
  expect(of(Metadata)({allowAutoTopicCreation: true})).toBe(true)
  expect(of(Metadata)({allowAutoTopicCreation: false})).toBe(false)
})
