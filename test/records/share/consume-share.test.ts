// What a user of a share group sees, against a leader that keeps the rules of KIP-932 and tells who breaks them.
import {describe, expect, test} from 'vitest'
import {textFormat} from '../../../src/lib/records/formats/text-format.ts'
import {consumeShare, type ShareConsumeInput} from '../../../src/lib/records/share/consume-share.ts'
import {batch, marker} from '../support/records.ts'
import {FakeShareGroup} from '../support/fake-share-group.ts'
import {numbered} from '../support/fake-logs.ts'
import {MemoryOutput} from '../support/memory-output.ts'

async function run(group: FakeShareGroup, input: Partial<ShareConsumeInput> = {}, output = new MemoryOutput()) {
  const consumed = await consumeShare(group.cluster, {
    groupId: 'g',
    topics: ['t'],
    format: textFormat(),
    output,
    verdict: 'accept',
    onCorrupt: 'release',
    limits: {maxWaitMs: 10},
    idleMs: 60,
    ...input,
  })
  return {...consumed, lines: output.lines}
}

const range = (firstOffset: number, lastOffset: number, deliveryCount = 1) => ({firstOffset, lastOffset, deliveryCount})

describe('acknowledgements', () => {
  test('records are printed, then accepted with the next fetch; the session is closed and the group left', async () => {
    const group = await FakeShareGroup.start()
    group.deliveries[0]?.push({records: numbered(0, 3), acquiredRecords: [range(0, 2)]})
    const {lines, acknowledged, stoppedBy, unconfirmed} = await run(group)
    expect(lines).toEqual(['0', '1', '2'])
    expect({acknowledged, stoppedBy, unconfirmed}).toEqual({acknowledged: 3, stoppedBy: 'idle', unconfirmed: []})
    expect(group.verdicts).toEqual(['fetch 0: 0-2 accept', 'closed'])
    expect([group.beats[0], group.beats.at(-1)]).toEqual([0, -1])
    expect(group.complaints).toEqual([])
  })

  test('nothing is accepted while the output has not taken it', async () => {
    const group = await FakeShareGroup.start()
    group.deliveries[0]?.push({records: numbered(0, 2), acquiredRecords: [range(0, 1)]})
    const output = new MemoryOutput()
    output.block()
    const running = run(group, {}, output)
    await expect.poll(() => group.beats.length, {timeout: 5000}).toBeGreaterThan(3)
    expect(group.verdicts).toEqual([])
    output.unblock()
    expect(await running).toMatchObject({lines: ['0', '1'], acknowledged: 2})
    expect(group.verdicts).toEqual(['fetch 0: 0-1 accept', 'closed'])
  })

  test('records that an ended output did not accept are not acknowledged', async () => {
    const group = await FakeShareGroup.start()
    group.deliveries[0]?.push(
      {records: numbered(0, 2), acquiredRecords: [range(0, 1)]},
      {records: numbered(2, 2), acquiredRecords: [range(2, 3)]},
    )
    const output = new MemoryOutput()
    output.written = () => output.close()
    expect(await run(group, {}, output)).toMatchObject({stoppedBy: 'closed', lines: ['0', '1'], acknowledged: 2})
    expect(group.verdicts).toEqual(['fetch 0: 0-1 accept', 'closed'])
  })

  test('records of other members are skipped, and offsets without a record are gaps', async () => {
    const group = await FakeShareGroup.start()
    const records = Buffer.concat([numbered(0, 4), marker(4, 7), numbered(6, 2)])
    group.deliveries[0]?.push({records, acquiredRecords: [range(1, 2), range(4, 7)]})
    expect(await run(group)).toMatchObject({lines: ['1', '2', '6', '7'], acknowledged: 4})
    expect(group.verdicts).toEqual(['fetch 0: 1-2 accept', 'fetch 0: 4-5 gap', 'fetch 0: 6-7 accept', 'closed'])
  })

  test('offsets acquired after the last whole batch are released, not acknowledged as a gap', async () => {
    const group = await FakeShareGroup.start()
    const records = Buffer.concat([numbered(0, 2), numbered(2, 2).subarray(0, 40)])
    group.deliveries[0]?.push({records, acquiredRecords: [range(0, 3)]})
    expect(await run(group)).toMatchObject({lines: ['0', '1'], acknowledged: 4})
    expect(group.verdicts).toEqual(['fetch 0: 0-1 accept', 'fetch 0: 2-3 release', 'closed'])
  })

  test.each(['release', 'reject'] as const)('%s', async (verdict) => {
    const group = await FakeShareGroup.start()
    group.deliveries[0]?.push({records: numbered(0, 2), acquiredRecords: [range(0, 1)]})
    await run(group, {verdict})
    expect(group.verdicts).toEqual([`fetch 0: 0-1 ${verdict}`, 'closed'])
  })

  test('the last record that is wanted ends reading: the others are kept until the session ends', async () => {
    const group = await FakeShareGroup.start()
    group.deliveries[0]?.push({records: numbered(0, 5), acquiredRecords: [range(0, 4)]})
    expect(await run(group, {maxRecords: 2})).toMatchObject({lines: ['0', '1'], stoppedBy: 'count', acknowledged: 2})
    expect(group.verdicts).toEqual(['closed', 'close 0: 0-1 accept'])
  })

  test('a record says how often it was delivered', async () => {
    const group = await FakeShareGroup.start()
    group.deliveries[0]?.push({records: numbered(0, 3), acquiredRecords: [range(0, 0, 3), range(1, 2)]})
    const {lines} = await run(group, {format: textFormat({delivery: true})})
    expect(lines).toEqual(['Delivery:3\t0', 'Delivery:1\t1', 'Delivery:1\t2'])
  })
})

describe('what goes wrong', () => {
  test('a batch whose checksum is wrong is not printed: its records are released, and it is an error', async () => {
    const group = await FakeShareGroup.start()
    const broken = Buffer.from(numbered(2, 2))
    broken[broken.length - 1] = 7
    const records = Buffer.concat([numbered(0, 2), broken, numbered(4, 1)])
    group.deliveries[0]?.push({records, acquiredRecords: [range(0, 4)]})
    const output = new MemoryOutput()
    await expect(run(group, {}, output)).rejects.toThrow('read t-0: record batch at offset 2: wrong checksum')
    expect(output.lines).toEqual(['0', '1'])
    expect(group.verdicts).toEqual(['closed', 'close 0: 0-1 accept', 'close 0: 2-3 release'])
  })

  test('refused acknowledgements are reported, with the number of records', async () => {
    const group = await FakeShareGroup.start()
    group.acknowledgeErrors = [121]
    group.deliveries[0]?.push(
      {records: numbered(0, 3), acquiredRecords: [range(0, 2)]},
      {records: numbered(3, 1), acquiredRecords: [range(3, 3)]},
    )
    const {acknowledged, unconfirmed} = await run(group)
    expect(acknowledged).toBe(1)
    expect(unconfirmed).toMatchObject([
      {topic: 't', partition: 0, records: 3, error: {codeName: 'INVALID_RECORD_STATE'}},
    ])
  })

  test('a broken connection releases the locks: printed records are reported, and a new session reads on', async () => {
    const group = await FakeShareGroup.start()
    group.deliveries[0]?.push({records: numbered(0, 2), acquiredRecords: [range(0, 1)]})
    const output = new MemoryOutput()
    output.written = () => {
      output.written = () => undefined
      group.deliveries[0]?.push({records: numbered(0, 2), acquiredRecords: [range(0, 1, 2)]})
      group.server.disconnect()
    }
    const {lines, acknowledged, unconfirmed} = await run(group, {idleMs: 500}, output)
    expect(lines).toEqual(['0', '1', '0', '1'])
    expect(acknowledged).toBe(2)
    expect(unconfirmed).toMatchObject([{records: 2}])
    expect(group.complaints).toEqual([])
  })

  test('a session that the broker has forgotten is opened again', async () => {
    const group = await FakeShareGroup.start()
    group.fetchErrors = [0, 0, 122]
    group.deliveries[0]?.push({records: numbered(0, 1), acquiredRecords: [range(0, 0)]})
    expect(await run(group, {idleMs: 400})).toMatchObject({lines: ['0'], stoppedBy: 'idle'})
    expect(group.complaints).toEqual([])
  })

  test('a partition whose leader moves is read from the new one', async () => {
    const group = await FakeShareGroup.start(2, 2)
    group.deliveries[0]?.push({records: numbered(0, 1), acquiredRecords: [range(0, 0)]})
    const output = new MemoryOutput()
    output.written = () => {
      output.written = () => undefined
      group.leaders[1] = {leader: 2, epoch: 1}
      group.deliveries[1]?.push({records: numbered(0, 1), acquiredRecords: [range(0, 0)]})
    }
    expect(await run(group, {idleMs: 800}, output)).toMatchObject({lines: ['0', '0'], acknowledged: 2, unconfirmed: []})
    expect(group.complaints).toEqual([])
  })

  test('a partition that may not be read ends it', async () => {
    const group = await FakeShareGroup.start()
    group.deliveries[0]?.push({errorCode: 29})
    await expect(run(group)).rejects.toThrow('TOPIC_AUTHORIZATION_FAILED')
  })

  test('a record that cannot be formatted is rejected if that is wanted, and reading continues', async () => {
    const group = await FakeShareGroup.start()
    group.deliveries[0]?.push({records: batch(0, [{value: 'a'}, {value: 'bad'}, {value: 'c'}]), acquiredRecords: [range(0, 2)]}) // prettier-ignore
    const format = textFormat()
    const picky: typeof format = (record, place, to) => {
      if (record.value?.toString() === 'bad') throw new Error('no')
      format(record, place, to)
    }
    expect(await run(group, {format: picky, onFormatError: () => 'reject'})).toMatchObject({
      lines: ['a', 'c'],
      records: 3,
    })
    expect(group.verdicts).toEqual(['fetch 0: 0-0 accept', 'fetch 0: 1-1 reject', 'fetch 0: 2-2 accept', 'closed'])
  })
})

describe('the member', () => {
  test('that the group has forgotten joins again', async () => {
    const group = await FakeShareGroup.start()
    group.beatErrors = [0, 25]
    const lost: string[] = []
    await run(group, {idleMs: 600, onEvent: ({type}) => lost.push(type)})
    expect(group.beats.filter((epoch) => epoch === 0)).toHaveLength(2)
    expect(lost).toContain('lost')
    expect(group.complaints).toEqual([])
  })

  test("that is refused ends with the broker's error", async () => {
    const group = await FakeShareGroup.start()
    group.beatErrors = [30]
    await expect(run(group)).rejects.toThrow('be a member of share group g')
  })

  test('whose partition is revoked still acknowledges what it took', async () => {
    const group = await FakeShareGroup.start(2)
    group.deliveries[0]?.push({records: numbered(0, 2), acquiredRecords: [range(0, 1)]})
    const output = new MemoryOutput()
    output.written = () => {
      group.assigned = [1]
    }
    const {acknowledged} = await run(group, {idleMs: 200}, output)
    expect(acknowledged).toBe(2)
    expect(group.complaints).toEqual([])
  })

  test('renews its locks while the output is blocked', async () => {
    const group = await FakeShareGroup.start()
    group.lockMs = 20
    group.deliveries[0]?.push({records: numbered(0, 3), acquiredRecords: [range(0, 2)]})
    const output = new MemoryOutput()
    output.block()
    const running = run(group, {}, output)
    await expect.poll(() => group.verdicts.length, {timeout: 5000}).toBeGreaterThan(1)
    output.unblock()
    await running
    expect(new Set(group.verdicts.slice(0, -2))).toEqual(new Set(['acknowledge 0: 0-2 renew']))
    expect(group.verdicts.slice(-2)).toEqual(['fetch 0: 0-2 accept', 'closed'])
  })
})
