// Produces with kafkajs, with the same input and counters.
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError, UsageError, plainly} from '../../cluster/errors.ts'
import type {IHeaders, KafkajsCluster, Message, Producer} from '../../cluster/kafkajs.ts'
import {compressionNames} from '../../wire/compression.ts'
import {MalformedInput} from '../readers/malformed-input.ts'
import type {OutgoingRecord, Slice} from '../readers/record-reader.ts'
import type {Produced, ProduceInput} from '../produce/produce.ts'
import {noCounts} from '../produce/producer-settings.ts'

/** Records per request, because kafkajs does not batch by itself. */
const recordsAtOnce = 1000
const bytesAtOnce = 500_000
/** The time without an acknowledgement after which the user is told, ms. */
const noticeAfterMs = 5000

/** As produceRecords. Throws UsageError for what kafkajs cannot do. */
export async function produceByKafkajs(kafkajs: KafkajsCluster, input: ProduceInput): Promise<Produced> {
  checkPossible(input)
  const {topic, reader, chunks, signal, onProgress, sync = false, autoCreate = false} = input
  const {acks = -1, idempotent = acks === -1} = input
  if (!autoCreate) await checkExists(kafkajs, topic)
  const producer = await kafkajs.producer({
    idempotent,
    allowAutoTopicCreation: autoCreate,
    createPartitioner: kafkajs.javaPartitioner,
    ...(idempotent ? {maxInFlightRequests: 1} : {}),
  })
  const counters = noCounts()
  let waiting: Message[] = []
  let waitingBytes = 0
  const flush = async () => {
    if (waiting.length === 0) return
    const messages = waiting
    waiting = []
    waitingBytes = 0
    counters.requests++
    try {
      await inTime(
        kafkajs.run(`produce to topic ${topic}`, () => send(producer, input, messages, acks)),
        input,
      )
      if (acks !== 0) counters.acknowledged += messages.length
    } catch (error) {
      counters.failed += messages.length
      if (!(error instanceof KafkaError) || input.onError !== 'continue') throw error
    }
  }
  const addAll = async () => {
    while (!signal?.aborted && reader.next()) {
      const message = asMessage(reader.record)
      const bytes = (message.key?.length ?? 0) + (message.value?.length ?? 0)
      waiting.push(message)
      waitingBytes += bytes
      counters.records++
      counters.bytes += bytes
      if (sync || waiting.length >= recordsAtOnce || waitingBytes >= bytesAtOnce) await flush()
    }
  }
  try {
    for await (const chunk of chunks) {
      if (signal?.aborted) break
      reader.push(chunk)
      await addAll()
      // The next chunk may take long, for example while the user is typing.
      await flush()
      onProgress?.(counters)
    }
    reader.end()
    if (!signal?.aborted) await addAll()
    await flush()
  } catch (error) {
    if (error instanceof MalformedInput) await flush()
    throw error
  } finally {
    onProgress?.(counters)
  }
  return {...counters, stoppedBy: signal?.aborted ? 'signal' : 'end', resumedAt: 0, malformed: 0}
}

function checkPossible({partitioner = 'murmur2', compressionLevel}: ProduceInput) {
  if (partitioner !== 'murmur2')
    throw new UsageError(`kafkajs has no ${partitioner} partitioner: choose the default one, or kafkit's own client`)
  if (compressionLevel !== undefined)
    throw new UsageError("kafkajs has no compression levels: leave the level out, or choose kafkit's own client")
}

/** Limits the time of a send, because kafkajs limits only its retries. Throws KafkaError at the end of the time. */
async function inTime(
  sent: Promise<void>,
  {topic, deliveryTimeoutMs = 120_000, onNotice}: ProduceInput,
): Promise<void> {
  const notice = setTimeout(() => onNotice?.(`no record of ${topic} was acknowledged for 5 s`), noticeAfterMs)
  let limit: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const text = `not acknowledged within ${deliveryTimeoutMs} ms`
    limit = setTimeout(
      () => reject(new KafkaError(errorCode.requestTimedOut, `produce to topic ${topic}`, text)),
      deliveryTimeoutMs,
    )
  })
  sent.catch(() => undefined)
  await Promise.race([sent, late]).finally(() => {
    clearTimeout(notice)
    clearTimeout(limit)
  })
}

async function checkExists(kafkajs: KafkajsCluster, topic: string): Promise<void> {
  const admin = await kafkajs.admin()
  const topics = await kafkajs.run('list topics', () => admin.listTopics())
  if (topics.includes(topic)) return
  const text = plainly('there is no such topic (or it may not be seen)')
  throw new KafkaError(errorCode.unknownTopicOrPartition, `produce to topic ${topic}`, text)
}

async function send(producer: Producer, input: ProduceInput, messages: Message[], acks: number): Promise<void> {
  const {topic, compression = 'none', requestTimeoutMs = 30_000} = input
  const number = compressionNames.indexOf(compression)
  const results = await producer.send({topic, acks, compression: number, timeout: requestTimeoutMs, messages})
  for (const {errorCode: code} of results) if (code !== 0) throw new KafkaError(code, `produce to topic ${topic}`)
}

/** A copy, because the reader reuses its bytes. */
function asMessage({key, value, headers, timestamp, partition}: OutgoingRecord): Message {
  return {
    key: copied(key),
    value: copied(value),
    ...(headers.length > 0 ? {headers: asHeaders(headers)} : {}),
    ...(timestamp === null ? {} : {timestamp: String(timestamp)}),
    ...(partition === null ? {} : {partition}),
  }
}

const copied = (slice: Slice | null): Buffer | null =>
  slice && Buffer.from(slice.bytes.subarray(slice.start, slice.end))

/** kafkajs keeps headers by name: headers with the same name become neighbours, and a null value becomes empty. */
function asHeaders(headers: OutgoingRecord['headers']): IHeaders {
  const byName = new Map<string, Buffer[]>()
  for (const [name, value] of headers) {
    const text = Buffer.from(name).toString()
    byName.set(text, [...(byName.get(text) ?? []), Buffer.from(value ?? [])])
  }
  return Object.fromEntries([...byName].map(([name, values]) => [name, values.length === 1 ? values[0] : values]))
}
