// A cluster in use: applications written with kafkajs, each with a problem of its own.
import type {Consumer, EachMessagePayload} from 'kafkajs'
import {parseAddresses} from '../../cluster/address.ts'
import {openKafkajs, type KafkajsCluster} from '../../cluster/kafkajs.ts'
import {Applications, numbered, pause, until, type Truth} from './applications.ts'
import {beginAnew} from './clean.ts'
import {openTransactions} from './transactions.ts'
import {goodOnes, hangsAt, orders, payments, poison} from './stories.ts'

export interface Demo extends AsyncDisposable {
  readonly truth: Truth
  /** Stops the producers; consumers continue. Resolves when all acknowledgements have arrived. */
  stopProducing(): Promise<void>
  /** Ends the applications; topics and groups are kept. */
  stop(): Promise<void>
}

export interface DemoSettings {
  readonly bootstrapServers: string
  /** Records per second, over all partitions. */
  readonly perSecond?: number
  /** A practice broker is used; KIP-848 and transactions need a real broker. */
  readonly practice?: boolean
  readonly signal?: AbortSignal | undefined
}

/** Starts from an empty state, and resolves when every application has reached the point where its problem begins. */
export async function startDemo(settings: DemoSettings): Promise<Demo> {
  const {bootstrapServers, perSecond = 30, practice = false} = settings
  const kafka = await openKafkajs({bootstrap: parseAddresses(bootstrapServers), clientId: 'demo'}, {retries: 5})
  const applications = new Applications(kafka)
  const [producing, running] = [new AbortController(), new AbortController()]
  const signal = settings.signal ? AbortSignal.any([settings.signal, running.signal]) : running.signal
  const background: Promise<unknown>[] = []
  const ending: (() => Promise<unknown>)[] = []
  let stopped: Promise<void> | undefined
  let writing: Promise<void> | undefined
  const stopProducing = async () => {
    producing.abort()
    await writing
  }
  const stopAll = async () => {
    producing.abort()
    running.abort()
    await Promise.allSettled([...background, ...ending.toReversed().map((end) => end())])
    await kafka.close()
  }
  const stop = () => (stopped ??= stopAll())
  try {
    const admin = await kafka.admin()
    await beginAnew(admin, bootstrapServers, signal)
    const write = await producer(kafka, applications, perSecond)
    await startConsumers(applications, (end) => ending.push(end), signal)
    writing = steadily(producing.signal, write)
    background.push(writing)
    background.push(comeAndGo(kafka, signal))
    if (!practice) {
      const {consumeKip848} = await import('./kip848.ts')
      background.push(consumeKip848(bootstrapServers, 'demo-kip848', orders.topic, running.signal))
      background.push((await openTransactions(kafka, applications, running.signal)).ended)
      const reader = await applications.consume({groupId: 'demo-transactions', topic: payments.topic, each: nothing})
      ending.push(() => reader.disconnect())
      const began = () => applications.committedBy('demo-transactions', payments.topic, 0) !== undefined
      await until(began, 'demo-transactions has read what was committed', signal)
    }
  } catch (error) {
    await stop()
    settings.signal?.throwIfAborted()
    throw error
  }
  return {truth: applications, stopProducing, stop, [Symbol.asyncDispose]: stop}
}

const nothing = async () => {}

/** Writes the initial records; returns a function that writes those of a tenth of a second. */
async function producer(
  kafka: KafkajsCluster,
  applications: Applications,
  perSecond: number,
): Promise<(round: number) => Promise<void>> {
  const writer = await kafka.producer({createPartitioner: kafka.javaPartitioner, allowAutoTopicCreation: false})
  for (let partition = 0; partition < orders.partitions; partition++)
    await applications.send(writer, orders.topic, partition, numbered(10))
  await applications.send(writer, poison.topic, 0, [...numbered(goodOnes), 'poison', ...numbered(3)])
  return async (round) => {
    const count = Math.max(1, Math.round(perSecond / 10))
    await applications.send(writer, orders.topic, round % orders.partitions, numbered(count))
    if (round % 10 === 0) await applications.send(writer, poison.topic, 0, numbered(1))
  }
}

async function startConsumers(
  applications: Applications,
  atEnd: (end: () => Promise<unknown>) => void,
  signal: AbortSignal,
): Promise<void> {
  const everywhere = (groupId: string, holds: (offset: number) => boolean) => () =>
    Array.from({length: orders.partitions}, (_, partition) => {
      const offset = applications.committedBy(groupId, orders.topic, partition)
      return offset !== undefined && holds(offset)
    }).every(Boolean)
  const dead = await applications.consume({groupId: 'demo-dead', topic: orders.topic, each: nothing})
  await until(
    everywhere('demo-dead', (offset) => offset > 0),
    'demo-dead has read something',
    signal,
  )
  await dead.disconnect()

  const stopping = Promise.withResolvers<never>()
  stopping.promise.catch(() => undefined)
  const hang = async ({message, heartbeat}: EachMessagePayload) => {
    if (Number(message.offset) < hangsAt) return
    // It hangs, but its process is alive and sends heartbeats.
    const beat = setInterval(() => void heartbeat().catch(() => undefined), 500)
    await stopping.promise.finally(() => clearInterval(beat))
  }
  const fail = async ({message}: EachMessagePayload) => {
    if (message.value?.toString() === 'poison') throw new Error('cannot be read')
  }
  const start = async (groupId: string, each: (payload: EachMessagePayload) => Promise<void>, more = {}) => {
    const consumer: Consumer = await applications.consume({groupId, topic: orders.topic, each, ...more})
    atEnd(() => {
      const ended = consumer.disconnect()
      stopping.reject(new Error('the demo ends'))
      return ended
    })
  }
  await Promise.all([
    start('demo-falling-behind', () => pause(500)),
    start('demo-keeping-up', nothing),
    start('demo-stuck', hang, {atOnce: orders.partitions}),
    start('demo-poison', fail, {topic: poison.topic}),
    start('demo-rebalancing', nothing),
  ])
  const began = (offset: number) => offset > 0
  const settled: Record<string, () => boolean> = {
    'demo-falling-behind': () => (applications.committed.get('demo-falling-behind')?.size ?? 0) > 0,
    'demo-keeping-up': everywhere('demo-keeping-up', began),
    'demo-stuck': everywhere('demo-stuck', (offset) => offset === hangsAt),
    'demo-poison': () => applications.committedBy('demo-poison', poison.topic, 0) === goodOnes,
    'demo-rebalancing': everywhere('demo-rebalancing', began),
  }
  await Promise.all(
    Object.entries(settled).map(([groupId, holds]) => until(holds, `${groupId} is where it should be`, signal)),
  )
}

/** Runs until the signal aborts. */
async function steadily(signal: AbortSignal, write: (round: number) => Promise<void>): Promise<void> {
  for (let round = 0; !signal.aborted; round++) {
    await write(round).catch(() => undefined) // a broker that is down will come back
    await pause(100)
  }
}

/** The second member of demo-rebalancing. */
async function comeAndGo(kafka: KafkajsCluster, signal: AbortSignal): Promise<void> {
  const seconds = async (count: number) => {
    for (let i = 0; i < count * 10 && !signal.aborted; i++) await pause(100)
  }
  while (!signal.aborted) {
    try {
      const consumer = await kafka.consumer({
        groupId: 'demo-rebalancing',
        sessionTimeout: 10_000,
        heartbeatInterval: 500,
      })
      try {
        await consumer.subscribe({topic: orders.topic})
        await consumer.run({eachMessage: nothing})
        await seconds(4)
      } finally {
        await consumer.disconnect()
      }
    } catch {
      // A broker that is down will come back.
    }
    await seconds(2)
  }
}
