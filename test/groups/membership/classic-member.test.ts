// The classic member against a scripted coordinator on real sockets: every answer that makes it do something else.
import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect, test} from 'vitest'
import {ApiVersions} from '../../../src/lib/apis/api-versions.ts'
import {FindCoordinator} from '../../../src/lib/apis/find-coordinator.ts'
import {Heartbeat} from '../../../src/lib/apis/heartbeat.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {KafkaError, UnsupportedApi} from '../../../src/lib/cluster/errors.ts'
import {fakeCluster, noAnswer, on, topicId} from '../../support/fake-cluster.ts'
import {Recorder, startMember, text, until} from './recorder.ts'
import {follow, give, joinError, lead, scriptedGroup, syncError, type ScriptedGroup} from './scripted-group.ts'

const closed = 'the consumer is being closed'
const cluster = (group: ScriptedGroup, topics: Record<string, number> = {t: 3}, nodes = 1) =>
  fakeCluster({topics, nodes}, ...group.services)

describe('joining and leaving', () => {
  test('the only member gets an id, assigns, reads, sends heartbeats and leaves at once', async () => {
    const group = scriptedGroup({joins: [joinError(79, 'me'), lead(1)]})
    await using fake = await cluster(group)
    await using member = startMember(fake, {assignors: ['roundrobin', 'range']})
    // It beats as soon as it has joined: that may be before it hears its assignment.
    await until(() => group.beaten.length >= 2 && member.events.length > 0)
    await member.stop()
    expect(group.log).toEqual([
      "join '': roundrobin [t] owns [] since -1 | range [t] owns [] since -1",
      "join 'me': roundrobin [t] owns [] since -1 | range [t] owns [] since -1",
      'sync me@1 me=t:0,1,2',
      `leave me: ${closed}`,
    ])
    expect(member.reading.calls).toEqual(['add t-0 t-1 t-2 as me@1', 'remove t-0 t-1 t-2 as me@1'])
    expect(group.beaten[0]).toBe('me@1')
    const partitions = [0, 1, 2].map((partition) => ({topic: 't', partition}))
    expect(member.events).toEqual([
      {
        type: 'assigned',
        generation: 1,
        memberId: 'me',
        assignor: 'roundrobin',
        leader: true,
        assigned: partitions,
        added: partitions,
        removed: [],
      },
      {type: 'left'},
    ])
  })

  test('JoinGroup and SyncGroup have a connection of their own', async () => {
    const group = scriptedGroup({joins: [lead(1)]})
    await using fake = await cluster(group)
    await using _member = startMember(fake)
    await until(() => group.beaten.length > 0)
    expect(group.connections.join.isDisjointFrom(group.connections.heartbeat)).toBe(true)
  })

  test('the group is sent session and rebalance timeouts', async () => {
    const group = scriptedGroup({joins: [lead(1)]})
    await using fake = await cluster(group)
    await using member = startMember(fake, {sessionTimeoutMs: 6000, rebalanceTimeoutMs: 7000})
    await using defaults = startMember(fake)
    await until(() => fake.requests.filter(({api}) => api === 'JoinGroup').length >= 2)
    const told = fake.requests
      .filter(({api}) => api === 'JoinGroup')
      .map(({request}) => request as {sessionTimeoutMs: number; rebalanceTimeoutMs: number; protocolType: string})
      .map((each) => [each.sessionTimeoutMs, each.rebalanceTimeoutMs, each.protocolType])
    expect(told.toSorted()).toEqual([
      [45_000, 300_000, 'consumer'],
      [6000, 7000, 'consumer'],
    ])
    expect([member, defaults]).toHaveLength(2)
  })

  test('a member that is stopped while JoinGroup waits leaves at once', async () => {
    const group = scriptedGroup({joins: [joinError(79, 'me'), () => new Promise(() => undefined)]})
    await using fake = await cluster(group)
    await using member = startMember(fake)
    await until(() => group.log.length === 2)
    await member.stop()
    expect(group.log.slice(2)).toEqual([`leave me: ${closed}`])
    expect(member.reading.calls).toEqual([])
  })

  test('a static member sends its instance id and stays in the group', async () => {
    const group = scriptedGroup({joins: [follow(3)], syncs: [give('t:0')]})
    await using fake = await cluster(group)
    await using member = startMember(fake, {instanceId: 'i-1'})
    await until(() => group.beaten.length > 0)
    await member.stop()
    expect(group.log).toEqual([
      "join '' (i-1): range [t] owns [] since -1 | cooperative-sticky [t] owns [] since -1",
      'sync me@3',
    ])
    expect(member.reading.calls).toEqual(['add t-0 as me@3', 'remove t-0 as me@3'])
    for (const api of ['SyncGroup', 'Heartbeat'])
      expect(fake.requests.find((each) => each.api === api)?.request).toMatchObject({groupInstanceId: 'i-1'})
  })

  test('a static leader that returns assigns nothing, but watches the topics (KIP-814)', async () => {
    const skipping: typeof group.joins = [lead(4, 'me', {skipAssignment: true}), lead(5)]
    const group = scriptedGroup({joins: skipping, syncs: [give('t:1')]})
    const topics = {t: 3}
    await using fake = await cluster(group, topics)
    await using member = startMember(fake, {instanceId: 'i-1', assignors: ['range']})
    // It counts the partitions when it has its assignment; its first heartbeat may come earlier.
    const asked = () => fake.requests.map(({api}) => api)
    await until(() => asked().lastIndexOf('Metadata') > asked().lastIndexOf('SyncGroup') && group.log.length > 1)
    expect(group.log[1]).toBe('sync me@4')
    topics.t = 4
    await until(() => group.log.length >= 4)
    expect(group.log[3]).toBe('sync me@5 me=t:0,1,2,3')
    expect(member.reading.calls[0]).toBe('add t-1 as me@4')
  })

  test.each([
    ['Kafka 1.0', {JoinGroup: 2, SyncGroup: 1, Heartbeat: 1, LeaveGroup: 1}, 'leave me'],
    ['Kafka 2.0', {JoinGroup: 3, SyncGroup: 2, Heartbeat: 2, LeaveGroup: 2}, 'leave me'],
    ['Kafka 2.4', {JoinGroup: 6, SyncGroup: 4, Heartbeat: 4, LeaveGroup: 4}, 'leave me: null'],
  ])('a member joins, reads and leaves at %s', async (_, versions, left) => {
    const group = scriptedGroup({joins: [lead(1)]}, versions)
    await using fake = await cluster(group)
    await using member = startMember(fake, {assignors: ['range']})
    // It beats as soon as it has joined: that may be before it hears its assignment.
    await until(() => group.beaten.length > 0 && group.log.length === 2)
    await member.stop()
    expect(group.log).toEqual(["join '': range [t] owns [] since -1", 'sync me@1 me=t:0,1,2', left])
  })

  test('a static member needs Kafka 2.3', async () => {
    const group = scriptedGroup({joins: [lead(1)]}, {JoinGroup: 4})
    await using fake = await cluster(group)
    await using member = startMember(fake, {instanceId: 'i-1'})
    await expect(member.ended).rejects.toThrow(UnsupportedApi)
    await expect(member.ended).rejects.toThrow("'groupInstanceId' needs version 5 or later")
  })
})

describe('a rebalance', () => {
  test('an eager member gives up everything before it joins again', async () => {
    const group = scriptedGroup({joins: [follow(1), follow(2)], syncs: [give('t:0,1'), give('t:1')], beats: [0, 27]})
    await using fake = await cluster(group)
    await using member = startMember(fake)
    await until(() => member.reading.calls.length >= 3)
    expect(member.reading.calls).toEqual(['add t-0 t-1 as me@1', 'remove t-0 t-1 as me@1', 'add t-1 as me@2'])
    expect(group.log[2]).toBe("join 'me': range [t] owns [] since 1 | cooperative-sticky [t] owns [] since 1")
    await until(() => member.events.length >= 2)
    expect(member.events[1]).toMatchObject({added: [], removed: [{topic: 't', partition: 0}]})
  })

  test('a cooperative member reads on while it joins, gives up what it loses and joins again', async () => {
    const joins = [1, 2, 3].map((generation) => follow(generation, 'me', 'cooperative-sticky'))
    const group = scriptedGroup({joins, syncs: [give('t:0,1'), give('t:1'), give('t:1,2')], beats: [27]})
    await using fake = await cluster(group)
    await using member = startMember(fake, {assignors: ['cooperative-sticky']})
    await until(() => member.reading.calls.length >= 3)
    expect(group.log).toEqual([
      "join '': cooperative-sticky [t] owns [] since -1",
      'sync me@1',
      "join 'me': cooperative-sticky [t] owns [t:0,1] since 1",
      'sync me@2',
      "join 'me': cooperative-sticky [t] owns [t:1] since 2",
      'sync me@3',
    ])
    expect(member.reading.calls).toEqual(['add t-0 t-1 as me@1', 'remove t-0 as me@2', 'add t-2 as me@3'])
  })

  test('an interrupted rebalance changes neither what is read nor its generation', async () => {
    const joins = [1, 2, 3].map((generation) => follow(generation, 'me', 'cooperative-sticky'))
    const group = scriptedGroup({joins, syncs: [give('t:0'), syncError(27), give('t:0')], beats: [27]})
    await using fake = await cluster(group)
    await using member = startMember(fake, {assignors: ['cooperative-sticky']})
    await until(() => group.log.length >= 6)
    expect(group.log[4]).toBe("join 'me': cooperative-sticky [t] owns [t:0] since 1")
    expect(member.reading.calls).toEqual(['add t-0 as me@1'])
  })

  test('heartbeats go on while the reader finishes, and while it starts', async () => {
    const group = scriptedGroup({joins: [follow(1), follow(2)], syncs: [give('t:0'), give('t:1')], beats: [27]})
    await using fake = await cluster(group)
    const reading = new Recorder()
    const gate = Promise.withResolvers<void>()
    reading.onRemove = () => gate.promise
    await using member = startMember(fake, {}, {reading})
    await until(() => reading.calls.length === 2)
    const before = group.beaten.length
    await until(() => group.beaten.length >= before + 5)
    expect(group.log).toHaveLength(2)
    const second = Promise.withResolvers<void>()
    reading.onAdd = () => second.promise
    gate.resolve()
    await until(() => group.beaten.filter((beat) => beat === 'me@2').length >= 5)
    second.resolve()
    expect(reading.calls).toEqual(['add t-0 as me@1', 'remove t-0 as me@1', 'add t-1 as me@2'])
    expect(member.events.filter(({type}) => type !== 'assigned')).toEqual([])
  })

  test('a reader that never finishes delays the group no longer than the rebalance timeout', async () => {
    const group = scriptedGroup({joins: [follow(1), follow(2)], syncs: [give('t:0'), give('t:1')], beats: [27]})
    await using fake = await cluster(group)
    const reading = new Recorder()
    reading.onRemove = () => (reading.calls.length < 3 ? new Promise(() => undefined) : undefined)
    await using member = startMember(fake, {rebalanceTimeoutMs: 100}, {reading})
    await until(() => reading.calls.some((call) => call.includes('@2')))
    expect(reading.calls.slice(0, 3)).toEqual(['add t-0 as me@1', 'remove t-0 as me@1', 'lose t-0'])
    expect(member.events).toHaveLength(2)
  })

  test('a member stopped during a cooperative rebalance completes it, so that offsets can be committed', async () => {
    const gate = Promise.withResolvers<void>()
    const group = scriptedGroup({
      joins: [
        follow(1, 'me', 'cooperative-sticky'),
        async () => {
          await gate.promise
          return follow(2, 'me', 'cooperative-sticky')()
        },
      ],
      syncs: [give('t:0')],
      beats: [27],
    })
    await using fake = await cluster(group)
    await using member = startMember(fake, {assignors: ['cooperative-sticky']})
    await until(() => group.log.length === 3)
    const stopped = member.stop()
    gate.resolve()
    await stopped
    expect(member.reading.calls).toEqual(['add t-0 as me@1', 'remove t-0 as me@2'])
    expect(group.log.slice(3)).toEqual(['sync me@2', `leave me: ${closed}`])
  })
})

describe('fenced members', () => {
  test('an unknown member loses its partitions without a commit and joins as a new member', async () => {
    const group = scriptedGroup({joins: [follow(1), follow(7, 'anew')], syncs: [give('t:0')], beats: [0, 25]})
    await using fake = await cluster(group)
    await using member = startMember(fake)
    await until(() => member.reading.calls.length >= 3)
    expect(member.reading.calls).toEqual(['add t-0 as me@1', 'lose t-0', 'add t-0 as anew@7'])
    expect(group.log[2]).toContain("join '': ")
    expect(group.log[2]).toContain('since -1')
    expect(member.events[1]).toMatchObject({
      type: 'lost',
      error: {message: expect.stringMatching(/^stay in group g: .*UNKNOWN_MEMBER_ID/) as string},
    })
  })

  test('after an illegal generation it does the same, but keeps its member id', async () => {
    const group = scriptedGroup({joins: [follow(1), follow(3)], syncs: [give('t:0')], beats: [22]})
    await using fake = await cluster(group)
    await using member = startMember(fake)
    await until(() => member.reading.calls.length >= 3)
    expect(member.reading.calls).toEqual(['add t-0 as me@1', 'lose t-0', 'add t-0 as me@3'])
    expect(group.log[2]).toContain("join 'me': ")
  })

  test('a cooperative member that is unknown when it rejoins loses what it still reads', async () => {
    const joins = [follow(1, 'me', 'cooperative-sticky'), joinError(25), follow(5, 'anew', 'cooperative-sticky')]
    const group = scriptedGroup({joins, syncs: [give('t:0')], beats: [27]})
    await using fake = await cluster(group)
    await using member = startMember(fake, {assignors: ['cooperative-sticky']})
    await until(() => member.reading.calls.length >= 3)
    expect(member.reading.calls).toEqual(['add t-0 as me@1', 'lose t-0', 'add t-0 as anew@5'])
    expect(group.log[3]).toBe("join '': cooperative-sticky [t] owns [] since -1")
  })

  test('it is an error that another member uses the instance id', async () => {
    const group = scriptedGroup({joins: [follow(1)], syncs: [give('t:0')], beats: [82]})
    await using fake = await cluster(group)
    await using member = startMember(fake, {instanceId: 'i-1'})
    await expect(member.ended).rejects.toThrow(
      'stay in group g: another member uses the instance id i-1 (FENCED_INSTANCE_ID)',
    )
    expect(member.reading.calls).toEqual(['add t-0 as me@1', 'lose t-0'])
  })
})

describe('a coordinator that is away', () => {
  test.each([
    ['has moved', 16],
    ['is not available', 15],
    ['is loading', 14],
  ])('when the coordinator %s, it is looked up again and reading goes on', async (_, code) => {
    const group = scriptedGroup({joins: [follow(1)], syncs: [give('t:0')], beats: [0, code]})
    await using fake = await cluster(group)
    await using member = startMember(fake)
    await until(() => group.beaten.length >= 4)
    expect(fake.asked(FindCoordinator).length).toBe(2)
    expect(member.reading.calls).toEqual(['add t-0 as me@1'])
    expect(group.log).toHaveLength(2)
  })

  test('the group moves to another broker while JoinGroup is asked', async () => {
    const group = scriptedGroup({joins: [joinError(16), lead(1)]})
    await using fake = await cluster(group)
    await using member = startMember(fake)
    await until(() => group.beaten.length > 0 && member.reading.calls.length > 0)
    expect(member.reading.calls).toEqual(['add t-0 t-1 t-2 as me@1'])
  })

  test('a member goes on where it was when all connections break', async () => {
    const group = scriptedGroup({joins: [follow(1)], syncs: [give('t:0')]})
    await using fake = await cluster(group)
    await using member = startMember(fake)
    await until(() => group.beaten.length >= 2)
    fake.disconnect()
    const before = group.beaten.length
    await until(() => group.beaten.length >= before + 2)
    expect(member.reading.calls).toEqual(['add t-0 as me@1'])
    expect(group.log).toHaveLength(2)
  })

  test('a broker that is down for a while is reported once', async () => {
    const group = scriptedGroup({joins: [follow(1)], syncs: [give('t:0')]})
    await using fake = await cluster(group)
    await using member = startMember(fake, {}, {totalTimeoutMs: 50})
    await until(() => group.beaten.length >= 2)
    await fake.stop(1)
    await until(() => member.events.some(({type}) => type === 'coordinator lost'))
    // The time limit is what is tested: a call that runs into it (50 ms) is no second report.
    await sleep(150)
    await fake.start(1)
    await until(() => member.events.some(({type}) => type === 'coordinator found'))
    expect(member.events.map(({type}) => type)).toEqual(['assigned', 'coordinator lost', 'coordinator found'])
    await member.stop()
    expect(member.reading.calls).toEqual(['add t-0 as me@1', 'remove t-0 as me@1'])
  })

  test('when the coordinator hangs, the group is found at another broker', async () => {
    const group = scriptedGroup({joins: [follow(1)], syncs: [give('t:0')]})
    await using fake = await cluster(group, {t: 1}, 2)
    await using member = startMember(fake, {sessionTimeoutMs: 300})
    await until(() => group.beaten.length >= 2)
    const [first, second] = fake.nodes
    const silence = () => noAnswer
    fake.serve([on(Heartbeat, silence), on(FindCoordinator, silence), on(ApiVersions, silence)], first?.nodeId)
    let asked = 0
    fake.serve(
      // It takes the cluster a moment to notice.
      on(FindCoordinator, ({coordinatorKeys}) => {
        const node = ++asked > 1 ? second : first
        return {coordinators: coordinatorKeys.map((key) => ({key, ...node}))}
      }),
      second?.nodeId,
    )
    const before = group.beaten.length
    await until(() => group.beaten.length >= before + 2)
    expect(member.reading.calls).toEqual(['add t-0 as me@1'])
    expect(member.events.map(({type}) => type)).toEqual(['assigned', 'coordinator lost', 'coordinator found'])
  })

  test('a member that is stopped while the broker is down ends all the same', async () => {
    const group = scriptedGroup({joins: [follow(1)], syncs: [give('t:0')]})
    await using fake = await cluster(group)
    await using member = startMember(fake, {}, {totalTimeoutMs: 50})
    await until(() => group.beaten.length >= 2)
    await fake.stop(1)
    await until(() => member.events.some(({type}) => type === 'coordinator lost'))
    const stopped = member.stop()
    await fake.start(1)
    await stopped
    expect(member.reading.calls).toEqual(['add t-0 as me@1', 'remove t-0 as me@1'])
  })

  test('without any coordinator the member fails after the total time', async () => {
    const group = scriptedGroup({})
    await using fake = await cluster(group)
    fake.serve(
      on(FindCoordinator, ({coordinatorKeys}) => ({
        errorCode: 15,
        coordinators: coordinatorKeys.map((key) => ({key, errorCode: 15})),
      })),
    )
    await using member = startMember(fake, {}, {totalTimeoutMs: 100})
    await expect(member.ended).rejects.toThrow(/coordinator/i) // or that the last request had no time left
  })
})

describe('refused requests', () => {
  test.each([
    ['join', 23, 'INCONSISTENT_GROUP_PROTOCOL'],
    ['join', 26, 'INVALID_SESSION_TIMEOUT'],
    ['join', 30, 'GROUP_AUTHORIZATION_FAILED'],
    ['join', 81, 'GROUP_MAX_SIZE_REACHED'],
  ])('%s with error %i %s ends the member', async (_, code, name) => {
    const group = scriptedGroup({joins: [joinError(code)]})
    await using fake = await cluster(group)
    await using member = startMember(fake)
    const error = await member.ended.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(KafkaError)
    expect((error as Error).message).toMatch(new RegExp(`^join group g: .*\\(${name}\\)$`))
    expect(group.log).toHaveLength(1)
  })

  test('a refused SyncGroup ends the member', async () => {
    const group = scriptedGroup({joins: [follow(1)], syncs: [syncError(30)]})
    await using fake = await cluster(group)
    await using member = startMember(fake)
    await expect(member.ended).rejects.toThrow(/^sync with group g: .*GROUP_AUTHORIZATION_FAILED/)
    expect(group.log.at(-1)).toBe(`leave me: ${closed}`)
  })

  test('a topic that may not be read ends the member', async () => {
    const group = scriptedGroup({})
    await using fake = await cluster(group)
    fake.serve(on(Metadata, ({topics}) => ({topics: (topics ?? []).map(({name}) => ({name, errorCode: 29}))})))
    await using member = startMember(fake)
    await expect(member.ended).rejects.toThrow(/^subscribe to topic t: .*TOPIC_AUTHORIZATION_FAILED/)
  })

  test('an assignment in another format than Apache ends the member', async () => {
    const group = scriptedGroup({joins: [follow(1)], syncs: [() => ({assignment: Buffer.from([0, 1, 0, 0, 9])})]})
    await using fake = await cluster(group)
    await using member = startMember(fake)
    await expect(member.ended).rejects.toThrow(
      'read what the leader of group g assigned: it is not in the format of Apache Kafka',
    )
  })

  test('a reader that cannot start its partitions ends the member, after a commit and leaving', async () => {
    const joins = [follow(1, 'me', 'cooperative-sticky'), follow(2, 'me', 'cooperative-sticky')]
    const group = scriptedGroup({joins, syncs: [give('t:0'), give('t:0,1')], beats: [27]})
    await using fake = await cluster(group)
    const reading = new Recorder()
    reading.onAdd = ({generation}) => {
      if (generation === 2) throw new Error('no offset for t-1')
    }
    await using member = startMember(fake, {assignors: ['cooperative-sticky']}, {reading})
    await expect(member.ended).rejects.toThrow('no offset for t-1')
    expect(reading.calls).toEqual(['add t-0 as me@1', 'add t-1 as me@2', 'lose t-1', 'remove t-0 as me@2'])
    expect(group.log.at(-1)).toBe(`leave me: ${closed}`)
  })
})

describe('topics', () => {
  test('the leader notices new partitions, and the group rebalances', async () => {
    const group = scriptedGroup({joins: [lead(1), lead(2)]})
    const topics = {t: 1}
    await using fake = await cluster(group, topics)
    await using member = startMember(fake, {assignors: ['range']})
    await until(() => group.beaten.length > 0)
    topics.t = 2
    await until(() => group.log.length >= 4)
    expect(group.log[3]).toBe('sync me@2 me=t:0,1')
    expect(member.events[0]?.type).toBe('assigned')
  })

  test('a topic that does not exist yet is reported, and read when it is created', async () => {
    const group = scriptedGroup({joins: [lead(1), lead(2)]})
    const topics: Record<string, number> = {t: 1}
    await using fake = await cluster(group, topics)
    await using member = startMember(fake, {topics: ['t', 'later'], assignors: ['range']})
    await until(() => group.beaten.length > 0)
    expect(member.events[0]).toEqual({type: 'missing topics', topics: ['later']})
    topics['later'] = 2
    await until(() => group.log.length >= 4)
    expect(group.log[3]).toBe('sync me@2 me=later:0,1;t:0')
  })

  test('a pattern matches whole names, not internal topics, and new topics as they are created', async () => {
    const group = scriptedGroup({joins: [lead(1), lead(2)]})
    const names = ['orders', 'orders-eu', 'reorders', '__orders-offsets']
    await using fake = await cluster(group)
    const one = {partitionIndex: 0, leaderId: 1}
    fake.serve(
      on(Metadata, ({topics}) => ({
        brokers: fake.nodes,
        topics: (topics ? names.filter((name) => topics.some((each) => each.name === name)) : names).map((name) => ({
          name,
          topicId: topicId(name),
          isInternal: name.startsWith('__'),
          partitions: [one],
        })),
      })),
    )
    await using member = startMember(fake, {topics: /(__)?orders.*/g, assignors: ['range']})
    await until(() => group.beaten.length > 0)
    names.push('orders-us')
    await until(() => group.log.length >= 4)
    expect(group.log[0]).toBe("join '': range [orders,orders-eu] owns [] since -1")
    expect(group.log[2]).toBe("join 'me': range [orders,orders-eu,orders-us] owns [] since 1")
    expect(text(member.events[0]?.type === 'assigned' ? member.events[0].assigned : [])).toBe('orders-0 orders-eu-0')
  })
})

describe('a blocked output', () => {
  test('a member leaves when its output has been blocked for too long, and rejoins when it is not', async () => {
    const group = scriptedGroup({joins: [lead(1), lead(2, 'back')]})
    await using fake = await cluster(group)
    let blocked = 0
    await using member = startMember(fake, {rebalanceTimeoutMs: 1000, blockedMs: () => blocked, assignors: ['range']})
    await until(() => group.beaten.length >= 2)
    blocked = 1001
    await until(() => member.events.some(({type}) => type === 'left'))
    expect(group.log.at(-1)).toBe('leave me: consumer poll timeout has expired.')
    expect(member.reading.calls).toEqual(['add t-0 t-1 t-2 as me@1', 'remove t-0 t-1 t-2 as me@1'])
    blocked = 0
    await until(() => member.reading.calls.length === 3)
    expect(member.reading.calls[2]).toBe('add t-0 t-1 t-2 as back@2')
    expect(member.events.map(({type}) => type)).toEqual(['assigned', 'stood aside', 'left', 'assigned'])
  })
})
