// What a leader understands of members that are not ours.
import {expect, test} from 'vitest'
import {consumerProtocolAssignment, consumerProtocolSubscription} from '../../../src/lib/apis/consumer-protocol.ts'
import {cooperativeSticky} from '../../../src/lib/groups/membership/cooperative-sticky.ts'
import {leaderAssignment} from '../../../src/lib/groups/membership/leader-assignment.ts'
import {range} from '../../../src/lib/groups/membership/range.ts'
import {sticky} from '../../../src/lib/groups/membership/sticky.ts'
import {decodeAssignment, encodeSubscription} from '../../../src/lib/groups/membership/subscription.ts'
import {fakeCluster} from '../../support/fake-cluster.ts'
import {open} from '../../support/open-cluster.ts'
import {text} from './recorder.ts'

const owns = (...partitions: number[]) => [{topic: 't', partitions}]
const joined = (memberId: string, metadata: Buffer) => ({memberId, groupInstanceId: null, metadata})
const decided = async (assignor: typeof range, members: Parameters<typeof leaderAssignment>[2], topics = {t: 3}) => {
  await using fake = await fakeCluster({topics})
  const {assignments, counts} = await leaderAssignment(open(fake), assignor, members)
  const given = assignments.map(({memberId, assignment}) => [memberId, text(decodeAssignment(assignment, 'g'))])
  return {given: Object.fromEntries(given) as Record<string, string>, counts: Object.fromEntries(counts)}
}

test('before Kafka 3.2 a cooperative member says its generation in its user data', async () => {
  const generation = Buffer.from([0, 0, 0, 4])
  const old = {topics: ['t'], userData: generation, ownedPartitions: owns(0)}
  const stale = {topics: ['t'], userData: null, ownedPartitions: owns(0), generationId: 3}
  const {given} = await decided(cooperativeSticky, [
    joined('old', consumerProtocolSubscription.encode(old, 1)),
    joined('stale', consumerProtocolSubscription.encode(stale, 3)),
  ])
  // Believed is the one of generation 4; the other must let go of t-0.
  expect(given['old']).toContain('t-0')
  expect(given['stale']).not.toContain('t-0')
})

test('our own generation is in the user data too, for leaders of that age', () => {
  const mine = {topics: ['t'], owned: [{topic: 't', partition: 2}], previouslyOwned: [], generation: 258, rackId: 'r'}
  expect(consumerProtocolSubscription.decode(encodeSubscription(cooperativeSticky, mine))).toEqual({
    topics: ['t'],
    userData: Buffer.from([0, 0, 1, 2]),
    ownedPartitions: owns(2),
    generationId: 258,
    rackId: 'r',
  })
  expect(consumerProtocolSubscription.decode(encodeSubscription(range, mine)).userData).toBeNull()
})

test('a member of version 0 knows only topics', async () => {
  const {given, counts} = await decided(range, [
    joined('a', consumerProtocolSubscription.encode({topics: ['t', 'none'], userData: null}, 0)),
    joined('b', consumerProtocolSubscription.encode({topics: ['t'], userData: null}, 3)),
  ])
  expect(given).toEqual({a: 't-0 t-1', b: 't-2'})
  expect(counts).toEqual({t: 3, none: 0})
})

test('a member that speaks another format gets nothing, the others go on', async () => {
  const {given} = await decided(range, [
    joined('strange', Buffer.from('{"topics":["t"]}')),
    joined('a', consumerProtocolSubscription.encode({topics: ['t'], userData: null})),
  ])
  expect(given).toEqual({strange: '', a: 't-0 t-1 t-2'})
})

test('every member is given an answer, in the format of Apache', async () => {
  await using fake = await fakeCluster({topics: {t: 1}})
  const members = ['a', 'b'].map((id) =>
    joined(id, consumerProtocolSubscription.encode({topics: ['t'], userData: null})),
  )
  const {assignments} = await leaderAssignment(open(fake), range, members)
  expect(assignments.map(({memberId}) => memberId)).toEqual(['a', 'b'])
  const [first] = assignments
  expect(consumerProtocolAssignment.decode(first?.assignment ?? Buffer.alloc(0))).toEqual({
    assignedPartitions: owns(0),
    userData: null,
  })
})

test('a sticky member says in its user data what it had, as Java (StickyAssignor, versions 1 and 0)', async () => {
  // An array of topics with their partitions, then the generation.
  const v1 = Buffer.from('00000001' + '000174' + '00000001' + '00000002' + '00000102', 'hex')
  const mine = {topics: ['t'], owned: [], previouslyOwned: [{topic: 't', partition: 2}], generation: 258, rackId: null}
  expect(consumerProtocolSubscription.decode(encodeSubscription(sticky, mine)).userData).toEqual(v1)
  const nothing = consumerProtocolSubscription.decode(encodeSubscription(sticky, {...mine, previouslyOwned: []}))
  expect(nothing.userData).toBeNull()
  for (const userData of [v1, v1.subarray(0, -4)]) {
    const {given} = await decided(sticky, [
      joined('a', consumerProtocolSubscription.encode({topics: ['t'], userData: null})),
      joined('b', consumerProtocolSubscription.encode({topics: ['t'], userData})),
    ])
    expect(given['b']).toContain('t-2')
    expect(Object.values(given).join(' ').split(' ').toSorted()).toEqual(['t-0', 't-1', 't-2'])
  }
  const {given} = await decided(sticky, [
    joined('a', consumerProtocolSubscription.encode({topics: ['t'], userData: Buffer.from('nonsense')})),
  ])
  expect(given).toEqual({a: 't-0 t-1 t-2'})
})
