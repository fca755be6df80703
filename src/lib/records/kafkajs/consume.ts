// Consuming by kafkajs: the same formats, limits and outcome. It reads as a member of a group only; without one it joins a
// group of its own that commits nothing and is deleted behind itself.
import {randomUUID} from 'node:crypto'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError, UsageError, plainly} from '../../cluster/errors.ts'
import type {Admin, Consumer, KafkajsCluster, KafkaMessage} from '../../cluster/kafkajs.ts'
import {BatchWriter, type Header} from '../../wire/batch-writer.ts'
import {batchesIn, RecordCursor} from '../../wire/records.ts'
import type {Consumed, ReadSettings} from '../consume/consumption.ts'
import {TextBuffer, type Place} from '../formats/format.ts'
import {OutputClosed} from '../output.ts'
import type {Start} from '../consume/start.ts'

export interface KafkajsConsumeInput extends ReadSettings {
  readonly topics: readonly string[] | RegExp
  readonly internal?: boolean | undefined
  /** Only these, of the one topic named. */
  readonly partitions?: readonly number[] | undefined
  readonly start: Start
  readonly untilEnd?: boolean | undefined
  /** Join this group, begin where it stands and commit what was written, unless `commit` is false. */
  readonly group?: {readonly id: string; readonly reset: 'earliest' | 'latest' | 'fail'; readonly commit: boolean}
  readonly sessionTimeoutMs?: number | undefined
}

interface Reading extends Place {
  readonly topic: string
  readonly partition: number
  next: number
  readonly end: number
}

/** With `untilEnd`: transaction markers and compacted records at the end never come, and kafkajs does not tell. */
const silenceAtEndMs = 5000

/** As consumeRecords and consumeInGroup. UsageError for what kafkajs cannot do. */
export async function consumeByKafkajs(kafkajs: KafkajsCluster, input: KafkajsConsumeInput): Promise<Consumed> {
  const {group, untilEnd = false, signal, isolation = 'read_uncommitted'} = input
  if (group?.reset === 'fail') throw new UsageError('kafkajs has no reset to fail: use earliest or latest')
  const admin = await kafkajs.admin()
  const topics = await chosen(kafkajs, admin, input)
  const groupId = group?.id ?? `kafkit-second-opinion-${randomUUID()}`
  const readings = group ? [] : await placed(kafkajs, admin, topics, input)
  const run = new Run(input, readings)
  if (untilEnd) run.watchEnd(silenceAtEndMs)
  const consumer = await kafkajs.consumer({
    groupId,
    allowAutoTopicCreation: false,
    readUncommitted: isolation === 'read_uncommitted',
    maxWaitTimeInMs: 500,
    ...(input.sessionTimeoutMs === undefined ? {} : {sessionTimeout: input.sessionTimeoutMs}),
    ...(input.rack === undefined ? {} : {rackId: input.rack}),
  })
  try {
    if (topics.length > 0) await read(kafkajs, consumer, topics, run, input)
    else run.stop('end')
    const stoppedBy = await run.stopped
    return await kafkajs.run('consume', () => run.outcome(stoppedBy))
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return run.outcome('signal')
    throw error
  } finally {
    await consumer.disconnect().catch(() => undefined)
    // A broker keeps an empty group without offsets for a moment only, but an operator who lists groups need not see it.
    if (!group) await admin.deleteGroups([groupId]).catch(() => undefined)
  }
}

async function read(
  kafkajs: KafkajsCluster,
  consumer: Consumer,
  topics: readonly string[],
  run: Run,
  input: KafkajsConsumeInput,
): Promise<void> {
  const {group, signal} = input
  const fromBeginning = group ? group.reset === 'earliest' : true
  await kafkajs.run('subscribe', () => consumer.subscribe({topics: [...topics], fromBeginning}))
  // What it gets over by itself, such as a coordinator that is still being found, it begins again.
  consumer.on('consumer.crash', ({payload}) => {
    if (!payload.restart) run.fail(payload.error)
  })
  // Each time that it joins it would begin at committed offsets, of which a group of our own has none.
  consumer.on('consumer.group_join', () => {
    if (group) return
    for (const {topic, partition, next} of run.readings) consumer.seek({topic, partition, offset: String(next)})
  })
  if (signal?.aborted) run.stop('signal')
  signal?.addEventListener('abort', () => run.stop('signal'), {once: true})
  await kafkajs.run('consume', () =>
    consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async ({batch, resolveOffset, heartbeat, isStale}) => {
        if (isStale() || run.over) return
        const next = await run.take(batch.topic, batch.partition, batch.messages, Number(batch.lastOffset()) + 1)
        if (next === undefined) return
        resolveOffset(String(next - 1))
        if (group?.commit === true)
          await consumer.commitOffsets([{topic: batch.topic, partition: batch.partition, offset: String(next)}])
        await heartbeat()
      },
    }),
  )
  if (!group && run.readings.every(({next, end}) => next >= end)) run.stop('end')
}

async function chosen(
  kafkajs: KafkajsCluster,
  admin: Admin,
  {topics, internal = false}: KafkajsConsumeInput,
): Promise<string[]> {
  const all = await kafkajs.run('list topics', () => admin.listTopics())
  if (topics instanceof RegExp) {
    const whole = new RegExp(`^(?:${topics.source})$`, topics.flags.replace(/[gy]/g, ''))
    return all.filter((name) => whole.test(name) && (internal || !name.startsWith('__')))
  }
  for (const name of topics)
    if (!all.includes(name)) {
      const text = plainly('there is no such topic (or it may not be seen)')
      throw new KafkaError(errorCode.unknownTopicOrPartition, `read topic ${name}`, text)
    }
  return [...new Set(topics)]
}

/** Where each partition begins and ends. */
async function placed(
  kafkajs: KafkajsCluster,
  admin: Admin,
  topics: readonly string[],
  {start, untilEnd = false, partitions}: KafkajsConsumeInput,
): Promise<Reading[]> {
  if (partitions && topics.length !== 1) throw new UsageError('partitions can be chosen of one topic only')
  const readings: Reading[] = []
  for (const topic of topics) {
    const offsets = await kafkajs.run(`list offsets of ${topic}`, () => admin.fetchTopicOffsets(topic))
    const byTime =
      start.from === 'timestamp'
        ? await kafkajs.run(`find offsets of ${topic}`, () =>
            admin.fetchTopicOffsetsByTimestamp(topic, start.timestamp),
          )
        : []
    for (const wanted of partitions ?? [])
      if (!offsets.some(({partition}) => partition === wanted))
        throw new UsageError(`topic ${topic} has ${offsets.length} partitions, and ${wanted} is none of them`)
    for (const {partition, low, high} of offsets.toSorted((a, b) => a.partition - b.partition)) {
      const [first, end] = [Number(low), Number(high)]
      const found = Number(byTime.find((each) => each.partition === partition)?.offset ?? high)
      const unwanted = partitions !== undefined && !partitions.includes(partition)
      readings.push({
        topic,
        partition,
        leaderEpoch: -1,
        timestampType: 'CreateTime',
        next: unwanted ? end : startOf(start, first, end, found),
        // What is not wanted ends where it begins.
        end: unwanted ? -1 : untilEnd ? end : Infinity,
      })
    }
  }
  return readings
}

function startOf(start: Start, first: number, end: number, byTime: number): number {
  switch (start.from) {
    case 'beginning':
      return first
    case 'end':
      return end
    case 'last':
      return Math.max(first, end - start.count)
    case 'timestamp':
      return byTime < 0 ? end : byTime
    case 'offset':
    case 'nearest offset':
      return Math.min(Math.max(start.offset, first), end)
    case 'newest':
    case 'group':
      throw new UsageError(
        `kafkajs has no way to begin at ${start.from === 'group' ? "a group's offsets" : 'the newest records'}`,
      )
  }
}

/** What has been read and written, and when that is enough. */
class Run {
  readonly readings: Reading[]
  readonly stopped: Promise<Consumed['stoppedBy']>
  over = false
  readonly #resolve: (why: Consumed['stoppedBy']) => void
  readonly #input: KafkajsConsumeInput
  readonly #counters = {records: 0, bytes: 0}
  readonly #text = new TextBuffer()
  readonly #cursor = new RecordCursor()
  readonly #writer = new BatchWriter(64 * 1024)
  #failure: {error: unknown} | undefined
  #idle: NodeJS.Timeout | undefined
  #end: NodeJS.Timeout | undefined
  #endMs = 0

  constructor(input: KafkajsConsumeInput, readings: Reading[]) {
    const {promise, resolve} = Promise.withResolvers<Consumed['stoppedBy']>()
    this.stopped = promise
    this.#resolve = resolve
    this.#input = input
    this.readings = readings
    this.#watch()
    if (input.maxRecords === 0) this.stop('count')
  }

  stop(why: Consumed['stoppedBy']): void {
    this.over = true
    clearTimeout(this.#idle)
    clearTimeout(this.#end)
    this.#resolve(why)
  }

  fail(error: unknown): void {
    this.#failure ??= {error}
    this.stop('closed')
  }

  watchEnd(silentMs: number): void {
    this.#endMs = silentMs
    this.#watch()
  }

  #watch() {
    const {idleMs, onNotice} = this.#input
    clearTimeout(this.#idle)
    clearTimeout(this.#end)
    if (this.over) return
    if (idleMs !== undefined) this.#idle = setTimeout(() => this.stop('idle'), idleMs)
    if (this.#endMs > 0)
      this.#end = setTimeout(() => {
        const left = this.readings.filter(({next, end}) => next < end)
        onNotice?.(
          `kafkajs delivered nothing more of ${left.length} partitions for ${this.#endMs / 1000} s: taken for their end`,
        )
        this.stop('end')
      }, this.#endMs)
  }

  async outcome(stoppedBy: Consumed['stoppedBy']): Promise<Consumed> {
    if (this.#failure && !(this.#failure.error instanceof OutputClosed)) throw this.#failure.error
    const positions = this.readings
      .filter(({end}) => end >= 0)
      .map(({topic, partition, next}) => ({topic, partition, offset: next}))
    return {...this.#counters, stoppedBy: this.#failure ? 'closed' : stoppedBy, positions}
  }

  /** Writes what is wanted of a batch; the offset behind what was written, or undefined where nothing was taken. */
  async take(topic: string, partition: number, messages: readonly KafkaMessage[], behind: number) {
    const reading = this.#reading(topic, partition, messages[0])
    const {maxRecords = Infinity, filter, format, output, onProgress} = this.#input
    if (reading.end < 0) return undefined
    let {next} = reading
    let all = true
    try {
      for (const message of messages) {
        const offset = Number(message.offset)
        if (offset < next) continue
        if (offset >= reading.end) break
        const cursor = this.#read(message, offset)
        next = offset + 1
        if (filter && !filter(cursor, reading)) continue
        format(cursor, reading, this.#text)
        this.#counters.records++
        this.#counters.bytes += Math.max(0, cursor.keyLength) + Math.max(0, cursor.valueLength)
        if (this.#counters.records >= maxRecords) {
          all = false
          break
        }
      }
      if (all) next = Math.max(next, Math.min(behind, reading.end))
      if (this.#text.length > 0) await output.write(this.#text.take())
    } catch (error) {
      this.fail(error)
      return undefined
    }
    reading.next = next
    onProgress?.(this.#counters)
    if (this.#counters.records >= maxRecords) this.stop('count')
    else if (this.readings.length > 0 && !this.#input.group && this.readings.every((each) => each.next >= each.end))
      this.stop('end')
    else if (messages.length > 0) this.#watch()
    return next
  }

  #reading(topic: string, partition: number, first: KafkaMessage | undefined): Reading {
    const known = this.readings.find((each) => each.topic === topic && each.partition === partition)
    if (known) return known
    const next = Number(first?.offset ?? 0)
    const made: Reading = {topic, partition, next, end: Infinity, leaderEpoch: -1, timestampType: 'CreateTime'}
    this.readings.push(made)
    return made
  }

  /** Formats read records where they lie in a batch: each becomes a batch of its own again. */
  #read({key, value, timestamp, headers = {}}: KafkaMessage, offset: number): RecordCursor {
    const list = Object.entries(headers).flatMap(([name, values]): Header[] =>
      [values].flat().map((each) => [Buffer.from(name), each === undefined ? null : Buffer.from(each)]),
    )
    const slice = (bytes: Buffer | null) => bytes && {bytes, start: 0, end: bytes.length}
    this.#writer.add(slice(value), slice(key), Number(timestamp), list)
    const bytes = this.#writer.seal()
    bytes.writeBigInt64BE(BigInt(offset), 0)
    for (const batch of batchesIn(bytes)) this.#cursor.open(batch).next()
    return this.#cursor
  }
}
