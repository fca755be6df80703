import {describe, expect, test} from 'vitest'
import {CreateTopics} from '../../src/lib/apis/create-topics.ts'
import {DescribeGroups} from '../../src/lib/apis/describe-groups.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {Produce} from '../../src/lib/apis/produce.ts'
import {changesCluster} from '../../src/lib/wire/api.ts'
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
  'ListConfigResources',
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

test('every API says whether it changes the cluster, because read-only profiles depend on it', () => {
  const silent = tables.filter(({changes}) => changes === undefined).map(({name}) => name)
  expect(silent.filter((name) => !readers.includes(name))).toEqual([])
  const both = tables.filter(({name, changes}) => changes !== undefined && readers.includes(name))
  expect(both.map(({name}) => name)).toEqual([])
})

test('a request that only validates changes nothing; metadata changes the cluster if it may create topics', () => {
  const creates = {topics: []}
  expect(changesCluster(CreateTopics, {...creates, validateOnly: true})).toBe(false)
  expect(changesCluster(CreateTopics, creates)).toBe(true)
  expect(changesCluster(Metadata, {topics: null, allowAutoTopicCreation: true})).toBe(true)
  expect(changesCluster(Metadata, {topics: null, allowAutoTopicCreation: false})).toBe(false)
  expect(changesCluster(DescribeGroups, {groups: []})).toBe(false)
})

describe('the audit log', () => {
  const audits = tables.flatMap(({name, request, changes}) => (changes ? [{name, request, audit: changes.audit}] : []))

  /** A change of administrators that is not shown here hides in the counts: think before you add a name. */
  test('only counts the requests of members and transactional producers', () => {
    const counted = audits.filter(({audit}) => audit === 'count only').map(({name}) => name)
    expect(counted).toEqual([
      'AddOffsetsToTxn',
      'AddPartitionsToTxn',
      'ConsumerGroupHeartbeat',
      'EndTxn',
      'Heartbeat',
      'InitProducerId',
      'JoinGroup',
      'LeaveGroup',
      'Metadata',
      'ShareAcknowledge',
      'ShareFetch',
      'ShareGroupHeartbeat',
      'SyncGroup',
      'TxnOffsetCommit',
    ])
  })

  test('shows what a request does, without its time limits', () => {
    const shown = audits.flatMap(({name, request, audit}) => {
      const filled = Object.fromEntries(Object.keys(request).map((field) => [field, []]))
      return typeof audit === 'function' ? [[name, Object.keys(audit(filled)).join(' ')]] : []
    })
    expect(Object.fromEntries(shown)).toMatchInlineSnapshot(`
      {
        "AddRaftVoter": "voterId voterDirectoryId listeners",
        "AlterClientQuotas": "entries",
        "AlterConfigs": "resources",
        "AlterPartitionReassignments": "allowReplicationFactorChange topics",
        "AlterReplicaLogDirs": "dirs",
        "AlterShareGroupOffsets": "groupId topics",
        "AlterUserScramCredentials": "deletions upsertions",
        "CreateAcls": "creations",
        "CreateDelegationToken": "ownerPrincipalType ownerPrincipalName renewers maxLifetimeMs",
        "CreatePartitions": "topics",
        "CreateTopics": "topics",
        "DeleteAcls": "filters",
        "DeleteGroups": "groupsNames",
        "DeleteRecords": "topics",
        "DeleteShareGroupOffsets": "groupId topics",
        "DeleteTopics": "topics topicNames",
        "ElectLeaders": "electionType topicPartitions",
        "ExpireDelegationToken": "expiryTimePeriodMs",
        "IncrementalAlterConfigs": "resources",
        "OffsetCommit": "groupId generationIdOrMemberEpoch memberId groupInstanceId topics",
        "OffsetDelete": "groupId topics",
        "RemoveRaftVoter": "voterId voterDirectoryId",
        "RenewDelegationToken": "renewPeriodMs",
        "UnregisterBroker": "brokerId",
        "UpdateFeatures": "featureUpdates",
        "WriteTxnMarkers": "markers",
      }
    `)
  })

  test('counts the records of a Produce request by the headers of their batches', () => {
    const batch = (records: number) => {
      const bytes = Buffer.alloc(61)
      bytes.writeInt32BE(records, 57)
      return bytes
    }
    const audit = Produce.changes?.audit
    if (typeof audit !== 'object') throw new Error('Produce does not say how many records it carries')
    const partitionData = [
      {index: 0, records: batch(3)},
      {index: 1, records: null},
    ]
    const topicData = [
      {name: 'a', partitionData},
      {name: 'b', partitionData: [{index: 0, records: batch(4)}]},
    ]
    expect(audit.records({acks: -1, timeoutMs: 1, topicData})).toBe(7)
  })
})
