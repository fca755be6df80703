// The KIP-848 member against a scripted coordinator: one heartbeat after the other.
import {describe, expect, test} from 'vitest'
import {ConsumerGroupHeartbeat} from '../../../src/lib/apis/consumer-group-heartbeat.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {KafkaError, UnsupportedApi} from '../../../src/lib/cluster/errors.ts'
import {fakeCluster, on, topicId, type Answer} from '../../support/fake-cluster.ts'
import type {Got} from '../../../src/lib/wire/schema.ts'
import {Recorder, startMember, until} from './recorder.ts'

type Beat = Got<typeof ConsumerGroupHeartbeat.request>
type BeatAnswer = Answer<typeof ConsumerGroupHeartbeat.response>

const id = topicId('t')
const have = (...partitions: number[]) => ({topicPartitions: partitions.length > 0 ? [{topicId: id, partitions}] : []})
const ok = (memberEpoch: number, assignment: ReturnType<typeof have> | null = null, memberId = ''): BeatAnswer => ({
  memberId,
  memberEpoch,
  heartbeatIntervalMs: 10,
  assignment,
})

const owns = (partitions: string) => (beat: Beat) => beat.topicPartitions?.[0]?.partitions.join() === partitions
/** A step that is due once the member has reported these partitions. */
const owning = (partitions: string, answer: BeatAnswer) => (beat: Beat) => (owns(partitions)(beat) ? answer : undefined)

/**
 * Answers heartbeats by the script, the last answer for ever; leaving is answered by itself. A step that answers nothing is
 * not due yet, and the member is told nothing new: on a busy machine several heartbeats pass before it has read what it
 * was assigned, and a coordinator does not go on by time either.
 */
async function scripted(script: ((request: Beat) => BeatAnswer | undefined)[], newest = 1) {
  const beats: Beat[] = []
  const answer = on(
    ConsumerGroupHeartbeat,
    (request) => {
      beats.push(request)
      if (request.memberEpoch < 0) return {memberEpoch: request.memberEpoch}
      const step = script[0]?.(request)
      if (step && script.length > 1) script.shift()
      return step ?? ok(request.memberEpoch)
    },
    newest,
  )
  const fake = await fakeCluster({topics: {t: 3}}, answer)
  const ours = () => beats.map(({memberId, ...rest}) => ({...rest, known: memberId.length > 0}))
  return {fake, beats, ours, [Symbol.asyncDispose]: () => fake.close()}
}

describe('the course of a membership', () => {
  test('a member subscribes, gets partitions by topic id, reports them and leaves', async () => {
    await using group = await scripted([() => ok(4, have(0, 2)), () => ok(4)])
    await using member = startMember(group.fake, {
      protocol: 'consumer',
      serverAssignor: 'uniform',
      rebalanceTimeoutMs: 9000,
    })
    await until(() => group.beats.slice(0, -1).some(owns('0,2')))
    await member.stop()
    const memberId = group.beats[0]?.memberId
    expect(memberId).toMatch(/^[0-9a-f-]{36}$/)
    expect(new Set(group.beats.map((each) => each.memberId)).size).toBe(1)
    expect(group.beats[0]).toMatchObject({
      groupId: 'g',
      memberEpoch: 0,
      instanceId: null,
      rebalanceTimeoutMs: 9000,
      subscribedTopicNames: ['t'],
      subscribedTopicRegex: null,
      serverAssignor: 'uniform',
      topicPartitions: [],
    })
    // Told once; then the partitions once they are read, then only signs of life.
    const quiet = {rebalanceTimeoutMs: -1, subscribedTopicNames: null, serverAssignor: null, memberEpoch: 4}
    const told = group.beats.slice(1, -1).map(({topicPartitions}) => topicPartitions)
    expect(told.filter((each) => each !== null)).toEqual([have(0, 2).topicPartitions])
    for (const beat of group.beats.slice(1, -1)) expect(beat).toMatchObject(quiet)
    expect(group.beats.at(-1)).toMatchObject({memberEpoch: -1, topicPartitions: null})
    expect(member.reading.calls).toEqual([`add t-0 t-2 as ${memberId}@4`, `remove t-0 t-2 as ${memberId}@4`])
    expect(member.events.map(({type}) => type)).toEqual(['assigned', 'left'])
  })

  test('a member gives up partitions before it starts others, and reports that at once', async () => {
    await using group = await scripted([
      () => ok(1, have(0, 1)),
      owning('0,1', ok(1, have(1))),
      owning('1', ok(2, have(1, 2))),
      () => ok(2),
    ])
    const reading = new Recorder()
    await using member = startMember(group.fake, {protocol: 'consumer'}, {reading})
    await until(() => group.beats.some(owns('1,2')))
    await until(() => reading.calls.length >= 3)
    expect(reading.calls.map((call) => call.replace(/ as .*@/, '@'))).toEqual([
      'add t-0 t-1@1',
      'remove t-0@1',
      'add t-2@2',
    ])
    const told = group.beats.map(({topicPartitions}) =>
      topicPartitions?.map(({partitions}) => partitions.join()).join(),
    )
    expect(told.filter((each) => each !== undefined)).toContain('1')
    expect(member.events).toHaveLength(3)
  })

  test('revoked partitions are reported before others are started, which may take a while', async () => {
    const gate = Promise.withResolvers<void>()
    await using group = await scripted([() => ok(1, have(0, 1)), owning('0,1', ok(1, have(1, 2))), () => ok(1)])
    const reading = new Recorder()
    reading.onAdd = () => (reading.calls.length > 1 ? gate.promise : undefined)
    await using member = startMember(group.fake, {protocol: 'consumer'}, {reading})
    await until(() => group.beats.some(owns('1')))
    expect(reading.calls.map((call) => call.replace(/ as .*@/, '@'))).toEqual([
      'add t-0 t-1@1',
      'remove t-0@1',
      'add t-2@1',
    ])
    gate.resolve()
    await until(() => member.events.length === 2)
  })

  test('partitions that are no longer wanted after the revocation are not started', async () => {
    const gate = Promise.withResolvers<void>()
    let last: BeatAnswer = ok(1)
    await using group = await scripted([() => ok(1, have(0)), owning('0', ok(1, have(1))), () => last])
    const reading = new Recorder()
    reading.onRemove = () => gate.promise
    await using member = startMember(group.fake, {protocol: 'consumer'}, {reading})
    await until(() => reading.calls.length === 2)
    last = ok(2, have(2))
    const before = group.beats.length
    await until(() => group.beats.length >= before + 3)
    gate.resolve()
    await until(() => member.events.length === 2)
    expect(reading.calls.map((call) => call.replace(/ as .*@/, '@'))).toEqual([
      'add t-0@1',
      'remove t-0@1',
      'add t-2@2',
    ])
  })

  test('heartbeats go on while the reader finishes', async () => {
    const gate = Promise.withResolvers<void>()
    await using group = await scripted([() => ok(1, have(0, 1)), owning('0,1', ok(1, have(1))), () => ok(1)])
    const reading = new Recorder()
    reading.onRemove = () => gate.promise
    await using member = startMember(group.fake, {protocol: 'consumer'}, {reading})
    await until(() => reading.calls.length === 2)
    const before = group.beats.length
    await until(() => group.beats.length >= before + 5)
    expect(group.beats.slice(before).every(({topicPartitions}) => topicPartitions === null)).toBe(true)
    gate.resolve()
    await until(() => group.beats.at(-1)?.topicPartitions !== null)
    expect(group.beats.at(-1)?.topicPartitions).toEqual(have(1).topicPartitions)
    expect(member.events).toHaveLength(2)
  })

  test('a target that changes while the last one is being started is followed', async () => {
    const gate = Promise.withResolvers<void>()
    const reading = new Recorder()
    await using group = await scripted([
      () => ok(1, have(0)),
      () => (reading.calls.length > 0 ? ok(2, have(1, 2)) : undefined),
      () => ok(2),
    ])
    reading.onAdd = ({generation}) => (generation === 1 ? gate.promise : undefined)
    await using member = startMember(group.fake, {protocol: 'consumer'}, {reading})
    await until(() => group.beats.filter(({memberEpoch}) => memberEpoch === 2).length >= 2)
    gate.resolve()
    await until(() => reading.calls.length >= 3)
    expect(reading.calls.map((call) => call.replace(/ as .*@/, '@'))).toEqual([
      'add t-0@1',
      'remove t-0@2',
      'add t-1 t-2@2',
    ])
    await until(() => member.events.length >= 2)
  })

  test('a pattern is sent to the broker, which matches it (RE2)', async () => {
    await using group = await scripted([() => ok(1, have())])
    await using member = startMember(group.fake, {protocol: 'consumer', topics: /orders-.*/})
    await until(() => member.events.length > 0)
    expect(group.beats[0]).toMatchObject({subscribedTopicNames: [], subscribedTopicRegex: 'orders-.*'})
    expect(member.events[0]).toMatchObject({type: 'assigned', assigned: []})
  })

  test('a static member leaves temporarily', async () => {
    await using group = await scripted([() => ok(1, have(0)), () => ok(1)])
    await using member = startMember(group.fake, {protocol: 'consumer', instanceId: 'i-1'})
    await until(() => group.beats.length >= 2)
    await member.stop()
    expect(group.beats.at(-1)).toMatchObject({memberEpoch: -2, instanceId: 'i-1'})
  })

  test('Kafka 3.7 to 3.9 gives the member its id', async () => {
    await using group = await scripted([() => ok(1, have(0), 'given'), () => ok(1)], 0)
    await using member = startMember(group.fake, {protocol: 'consumer'})
    await until(() => group.beats.length >= 2 && member.reading.calls.length > 0)
    expect(group.beats.slice(0, 2).map(({memberId}) => memberId)).toEqual(['', 'given'])
    expect(member.reading.calls).toEqual(['add t-0 as given@1'])
  })
})

describe('trouble', () => {
  test.each([
    ['unknown member', 25],
    ['fenced epoch', 110],
  ])('after %s it loses its partitions without a commit and rejoins under its id', async (_, errorCode) => {
    await using group = await scripted([
      () => ok(5, have(0)),
      owning('0', ok(5)),
      () => ({errorCode}),
      () => ok(9, have(0)),
      () => ok(9),
    ])
    await using member = startMember(group.fake, {protocol: 'consumer'})
    await until(() => member.reading.calls.length >= 3)
    expect(member.reading.calls.map((call) => call.replace(/ as .*@/, '@'))).toEqual([
      'add t-0@5',
      'lose t-0',
      'add t-0@9',
    ])
    const again = group.ours().findLast(({memberEpoch}) => memberEpoch === 0)
    expect(again).toMatchObject({known: true, subscribedTopicNames: ['t'], topicPartitions: []})
    expect(member.events.map(({type}) => type)).toEqual(['assigned', 'lost', 'assigned'])
  })

  test('offsets fetched with an old epoch are fetched again', async () => {
    await using group = await scripted([() => ok(1, have(0)), () => ok(2)])
    const reading = new Recorder()
    reading.onAdd = () => {
      if (reading.calls.length === 1) throw new KafkaError(113, 'fetch the offsets of group g')
    }
    await using member = startMember(group.fake, {protocol: 'consumer'}, {reading})
    await until(() => member.events.length > 0)
    expect(reading.calls.at(-1)).toMatch(/^add t-0 as .*@2$/)
    expect(reading.calls.filter((call) => call.startsWith('remove'))).toEqual([])
    expect(member.events.map(({type}) => type)).toEqual(['assigned'])
  })

  test.each([
    [111, 'UNRELEASED_INSTANCE_ID'],
    [112, 'UNSUPPORTED_ASSIGNOR'],
    [128, 'INVALID_REGULAR_EXPRESSION'],
    [30, 'GROUP_AUTHORIZATION_FAILED'],
  ])('%i %s ends the member with the sentence of the broker', async (errorCode, name) => {
    await using group = await scripted([() => ({errorCode, errorMessage: 'because'})])
    await using member = startMember(group.fake, {protocol: 'consumer'})
    await expect(member.ended).rejects.toThrow(`be a member of group g: because (${name})`)
    expect(group.beats).toHaveLength(1)
  })

  test('reading goes on when the coordinator moves and when the connection breaks', async () => {
    await using group = await scripted([() => ok(1, have(0)), () => ({errorCode: 16}), () => ok(1)])
    await using member = startMember(group.fake, {protocol: 'consumer'})
    await until(() => group.beats.length >= 4 && member.reading.calls.length > 0)
    group.fake.disconnect()
    const before = group.beats.length
    await until(() => group.beats.length >= before + 2)
    expect(member.reading.calls).toHaveLength(1)
  })

  test('an unknown topic id is asked for until it has a name', async () => {
    await using group = await scripted([() => ok(1, have(0)), () => ok(1)])
    let known = false
    let asked = 0
    group.fake.serve(
      on(Metadata, ({topics}) => {
        if (topics?.some((each) => each.name === null)) asked++
        const partitions = [{partitionIndex: 0, leaderId: 1}]
        return {
          brokers: group.fake.nodes,
          topics: (topics ?? []).map((topic) =>
            known ? {name: 't', topicId: id, partitions} : {name: topic.name, topicId: topic.topicId, errorCode: 100},
          ),
        }
      }),
    )
    await using member = startMember(group.fake, {protocol: 'consumer'})
    await until(() => asked >= 2)
    expect(member.reading.calls).toEqual([])
    known = true
    await until(() => member.reading.calls.length === 1)
  })

  test('a broker without KIP-848 is an error', async () => {
    await using fake = await fakeCluster({topics: {t: 1}})
    await using member = startMember(fake, {protocol: 'consumer'})
    await expect(member.ended).rejects.toThrow(UnsupportedApi)
    await expect(member.ended).rejects.toThrow(/^ConsumerGroupHeartbeat: /)
  })

  test('a reader that cannot start its partitions ends the member, after leaving', async () => {
    await using group = await scripted([() => ok(1, have(0)), () => ok(1)])
    const reading = new Recorder()
    reading.onAdd = () => {
      throw new Error('no offset')
    }
    await using member = startMember(group.fake, {protocol: 'consumer'}, {reading})
    await expect(member.ended).rejects.toThrow('no offset')
    expect(group.beats.at(-1)?.memberEpoch).toBe(-1)
  })

  test('a member leaves when its output has been blocked for too long, and rejoins when it is not', async () => {
    await using group = await scripted([() => ok(1, have(0)), () => ok(1, have(0))])
    let blocked = 0
    await using member = startMember(group.fake, {
      protocol: 'consumer',
      rebalanceTimeoutMs: 1000,
      blockedMs: () => blocked,
    })
    await until(() => member.reading.calls.length === 1)
    blocked = 1001
    await until(() => member.events.some(({type}) => type === 'left'))
    expect(group.beats.at(-1)?.memberEpoch).toBe(-1)
    blocked = 0
    await until(() => member.reading.calls.length === 3)
    expect(member.events.map(({type}) => type)).toEqual(['assigned', 'stood aside', 'left', 'assigned'])
  })
})
