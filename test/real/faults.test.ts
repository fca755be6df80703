// What may not be lost, doubled or put out of order when brokers fail: numbered records on three real brokers.
import {setTimeout as sleep} from 'node:timers/promises'
import {afterAll, afterEach, beforeAll, describe, expect, test, vi} from 'vitest'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {consumeRecords, type ConsumeInput} from '../../src/lib/records/consume/consume.ts'
import {templateFormat} from '../../src/lib/records/formats/template-format.ts'
import {lineReader} from '../../src/lib/records/readers/line-reader.ts'
import {produceRecords, type ProduceInput} from '../../src/lib/records/produce/produce.ts'
import {
  freezeBroker,
  startBroker,
  startSandbox,
  stopBroker,
  stopSandbox,
  thawBroker,
  type Sandbox,
} from '../../src/lib/sandbox/sandbox.ts'
import {createTopics} from '../../src/lib/topics/create.ts'
import {MemoryOutput} from '../records/support/memory-output.ts'
import {describeWithKafka} from '../support/real-kafka.ts'

type Fault = 'SIGKILL' | 'SIGTERM' | 'SIGSTOP'
const faults: Fault[] = ['SIGKILL', 'SIGTERM', 'SIGSTOP']
const partitions = 3

describeWithKafka('a leader fails', () => {
  let sandbox: Sandbox
  let cluster: Cluster
  let topic = ''
  let topicsMade = 0
  let broken: {broker: number; fault: Fault} | undefined

  beforeAll(async () => {
    const properties = {
      'broker.rack': 'r@ID@',
      'replica.selector.class': 'org.apache.kafka.common.replica.RackAwareReplicaSelector',
    }
    sandbox = await startSandbox({detached: false, brokers: 3, properties})
  })
  afterAll(async () => {
    await stopSandbox(sandbox, {removeData: true})
  })
  afterEach(async () => {
    cluster.close()
    await heal()
  })

  /** A fresh topic on all three brokers, and a client that knows nothing yet. */
  async function begin(more: readonly string[] = []) {
    // A frozen broker accepts connections and says nothing: the time limit of a request is what ends that.
    cluster = openCluster({bootstrap: parseAddresses(sandbox.bootstrapServers), requestTimeoutMs: 4000})
    topic = `numbers-${++topicsMade}`
    const configs = {'min.insync.replicas': '2'}
    const topics = [topic, ...more].map((name) => ({name, partitions, replicationFactor: 3, configs}))
    for (const outcome of await createTopics(cluster, {topics})) expect(outcome).toMatchObject({status: 'created'})
    await settled()
  }
  /** Everybody is in sync again, so that the next fault is the only one. */
  const settled = () =>
    expect
      .poll(
        async () => {
          const [found] = await cluster.topics([topic], {refresh: true})
          return found?.partitions.filter(({isr, leader}) => isr.length === 3 && leader > 0).length
        },
        {timeout: 60_000, interval: 200},
      )
      .toBe(partitions)

  async function breakLeader(fault: Fault) {
    const [found] = await cluster.topics([topic], {refresh: true})
    const broker = found!.partitions[0]!.leader
    broken = {broker, fault}
    if (fault === 'SIGSTOP') await freezeBroker(sandbox, broker)
    else await stopBroker(sandbox, broker, fault)
  }
  async function heal() {
    if (!broken) return
    if (broken.fault === 'SIGSTOP') await thawBroker(sandbox, broken.broker)
    else sandbox = await startBroker(sandbox, broken.broker)
    broken = undefined
  }

  /** Numbers as key and value, as fast as they are taken for a while, so that something is always in flight. */
  async function* numbers(count: number, pauseMs: number, underWay?: () => void) {
    for (let from = 0; from < count; from += 500) {
      if (from >= count / 4) underWay?.()
      yield Buffer.from(Array.from({length: 500}, (_, at) => `${from + at}\t${from + at}\n`).join(''))
      await sleep(pauseMs)
    }
  }
  /** `underWay` is called when a quarter was taken. */
  const produce = (count: number, pauseMs: number, more: Partial<ProduceInput> = {}, underWay?: () => void) =>
    produceRecords(cluster, {
      topic,
      reader: lineReader({keySeparator: '\t'}),
      chunks: numbers(count, pauseMs, underWay),
      batchBytes: 8000,
      ...more,
    })
  async function consume(more: Partial<ConsumeInput> = {}) {
    const output = new MemoryOutput()
    await consumeRecords(cluster, {
      topics: [topic],
      start: {from: 'beginning'},
      untilEnd: true,
      format: templateFormat('%p %v\\n'),
      output,
      ...more,
    })
    return output.lines
  }
  function verdict(lines: readonly string[], count: number) {
    const seen = new Map<number, number>()
    const last = new Map<string, number>()
    let disordered = 0
    for (const line of lines) {
      const [partition = '', number = ''] = line.split(' ')
      const value = Number(number)
      seen.set(value, (seen.get(value) ?? 0) + 1)
      if (value < (last.get(partition) ?? -1)) disordered++
      last.set(partition, value)
    }
    const lost = Array.from({length: count}, (_, at) => at).filter((at) => !seen.has(at)).length
    const doubled = [...seen.values()].filter((times) => times > 1).length
    return {lost, doubled, disordered}
  }
  const flawless = {lost: 0, doubled: 0, disordered: 0}

  describe('while producing, acks=all and idempotent, and beside that in transactions', () => {
    test.each(faults)('%s: every record once, in order', async (fault) => {
      const transactional = `transactional-${fault}`
      await begin([transactional])
      const count = 60_000
      const [alone, between] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const producing = produce(count, 50, {}, alone.resolve)
      const input = {topic: transactional, transaction: {transactionalId: transactional}, transactionRecords: 2000}
      const inTransactions = produce(count, 50, input, between.resolve)
      inTransactions.catch(() => undefined) // it is waited for below
      await Promise.all([alone.promise, between.promise])
      await breakLeader(fault)
      expect(await producing).toMatchObject({records: count, acknowledged: count, failed: 0})
      expect(verdict(await consume(), count)).toEqual(flawless)
      expect(await inTransactions).toMatchObject({records: count, committed: count, failed: 0})
      const committed = await consume({topics: [transactional], isolation: 'read_committed'})
      expect(verdict(committed, count)).toEqual(flawless)
    })
  })

  describe('while consuming', () => {
    test.each(faults)('%s: every record once, in order', async (fault) => {
      await begin()
      const count = 60_000
      await produce(count, 0)
      const output = new MemoryOutput()
      let breaking: Promise<void> | undefined
      // Small responses and a slow output: the fault comes in the middle.
      const slow = {
        write: async (bytes: Buffer) => {
          if (output.text.length > 100_000) breaking ??= breakLeader(fault)
          await output.write(bytes)
          await sleep(5)
        },
      }
      const fetch = {maxBytes: 30_000, partitionMaxBytes: 10_000}
      await consumeRecords(cluster, {
        topics: [topic],
        start: {from: 'beginning'},
        maxRecords: count,
        format: templateFormat('%p %v\\n'),
        output: slow,
        fetch,
      })
      await breaking
      expect(verdict(output.lines, count)).toEqual(flawless)
    })
  })

  test('followers are read where they are nearer, and the leader when the follower fails', async () => {
    await begin()
    const count = 30_000
    await produce(count, 0)
    const [found] = await cluster.topics([topic])
    const rack = `r${found!.partitions[0]!.leader === 1 ? 2 : 1}`
    // Followers hear of the high watermark a moment later.
    await vi.waitFor(async () => expect(verdict(await consume({rack}), count)).toEqual(flawless), 30_000)

    const output = new MemoryOutput()
    let breaking: Promise<void> | undefined
    const broker = Number(rack.slice(1))
    const slow = {
      write: async (bytes: Buffer) => {
        if (output.text.length > 50_000)
          breaking ??= stopBroker(sandbox, broker, 'SIGKILL').then(() => void (broken = {broker, fault: 'SIGKILL'}))
        await output.write(bytes)
        await sleep(5)
      },
    }
    const fetch = {maxBytes: 30_000, partitionMaxBytes: 10_000}
    await consumeRecords(cluster, {
      topics: [topic],
      start: {from: 'beginning'},
      maxRecords: count,
      format: templateFormat('%p %v\\n'),
      output: slow,
      rack,
      fetch,
    })
    await breaking
    expect(verdict(output.lines, count)).toEqual(flawless)
  })

  test('too few replicas: nothing is acknowledged until they are back, then everything once', async () => {
    await begin()
    const [found] = await cluster.topics([topic])
    const leader = found!.partitions[0]!.leader
    const others = [1, 2, 3].filter((id) => id !== leader)
    // The quorum of three controllers survives one loss only: the second replica is frozen for a while.
    broken = {broker: others[0]!, fault: 'SIGKILL'}
    await stopBroker(sandbox, others[0]!, 'SIGKILL')
    const underWay = Promise.withResolvers<void>()
    const producing = produce(20_000, 20, {}, underWay.resolve)
    await underWay.promise
    await freezeBroker(sandbox, others[1]!)
    await sleep(5000) // how long the fault lasts
    await thawBroker(sandbox, others[1]!)
    expect(await producing).toMatchObject({acknowledged: 20_000, failed: 0})
    expect(verdict(await consume(), 20_000)).toEqual(flawless)
  })

  test('the delivery time limit ends it with a sentence, not with a hang', async () => {
    await begin()
    const [found] = await cluster.topics([topic])
    const broker = found!.partitions[0]!.leader
    broken = {broker, fault: 'SIGSTOP'}
    await freezeBroker(sandbox, broker)
    const producing = produce(3000, 0, {deliveryTimeoutMs: 1000, requestTimeoutMs: 500})
    await expect(producing).rejects.toThrow(
      /^produce records [\d, a-z]+ to numbers-\d+-\d: not acknowledged within 1000 ms/,
    )
  })
})
