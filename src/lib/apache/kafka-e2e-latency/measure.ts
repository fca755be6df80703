// The run of kafka-e2e-latency: sends a record, waits until it is read, and sends the next.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {createTopics} from '../../topics/create.ts'
import {consumerConfig} from '../client/consumer-config.ts'
import {producerConfig} from '../client/producer-config.ts'
import {asJavaError, executionException, JavaError, runtimeException} from '../java/errors.ts'
import {fixed} from '../java/format.ts'
import {doubleText} from '../java/text-forms.ts'
import {awaitTopic} from '../shared/awaited-topic.ts'
import {Sending} from '../shared/sending.ts'
import {Receiving} from './receiving.ts'
import {difference, samples, type Sample, type SampleSizes} from './sample.ts'

export interface LatencyInput {
  readonly topic: string
  readonly records: number
  readonly sizes: SampleSizes
  readonly consumer: ReadonlyMap<string, string>
  readonly producer: ReadonlyMap<string, string>
}

const pollMs = 60_000
/** How long to wait for the metadata of a topic, ms: Java's default.api.timeout.ms. */
const topicMs = 60_000
const progressEvery = 1000
const nsPerMs = 1_000_000

/** Throws JavaError for what ends Apache's run. */
export async function measure(cluster: Cluster, input: LatencyInput, io: Io): Promise<void> {
  const {topic, records} = input
  const config = consumerConfig(input.consumer, io.now)
  const signal = io.interrupted
  const err = (text: string) => io.err(text)
  const sending = new Sending(cluster, {
    ...producerConfig(input.producer),
    topic,
    sync: true,
    signal,
    err,
    failed: () => undefined,
  })
  await ensureTopic(cluster, topic, io)
  const receiving = await Receiving.start(cluster, topic, config, err)
  try {
    const sample = samples(input.sizes)
    const latencies = new Float64Array(records)
    let total = 0
    for (let at = 0; at < records; at++) {
      const sent = sample()
      const begin = process.hrtime.bigint()
      await sending.send(outgoing(sent))
      const received = await receiving.poll(pollMs, signal)
      const elapsedNs = Number(process.hrtime.bigint() - begin)
      const wrong = difference(sent, received)
      if (wrong !== undefined) {
        await receiving.commit()
        throw new JavaError('java.lang.RuntimeException', wrong)
      }
      if (at % progressEvery === 0) io.out(`${at}\t${doubleText(elapsedNs / 1000 / 1000)}\n`)
      total += elapsedNs
      latencies[at] = Math.floor(elapsedNs / nsPerMs)
    }
    printResults(latencies, total, io)
    await receiving.commit()
  } catch (error) {
    signal.throwIfAborted()
    throw asJavaError(error, 'poll')
  } finally {
    await receiving.close()
  }
}

const slice = (bytes: Buffer) => ({bytes, start: 0, end: bytes.length})
const outgoing = ({key, value, headers}: Sample) => ({
  key: slice(key),
  value: slice(value),
  headers,
  timestamp: null,
  partition: null,
})

function printResults(latencies: Float64Array, totalNs: number, io: Io) {
  io.out(`Avg latency: ${fixed(totalNs / latencies.length / 1000 / 1000, 4)} ms\n`)
  const sorted = latencies.toSorted()
  const share = (part: number) => sorted[Math.floor(sorted.length * part)]
  io.out(`Percentiles: 50th = ${share(0.5)}, 99th = ${share(0.99)}, 99.9th = ${share(0.999)}\n`)
}

async function ensureTopic(cluster: Cluster, topic: string, io: Io) {
  if (await exists(cluster, topic)) return
  io.out(`Topic "${topic}" does not exist. Will create topic with 1 partition(s) and replication factor = 1\n`)
  try {
    const [outcome] = await createTopics(cluster, {topics: [{name: topic, partitions: 1, replicationFactor: 1}]})
    if (outcome?.status === 'failed') throw outcome.error
  } catch (error) {
    io.interrupted.throwIfAborted()
    io.out(`Creation of topic ${topic} failed\n`)
    throw runtimeException(executionException(asJavaError(error, 'createTopics')))
  }
  await awaitTopic(cluster, topic, {maxBlockMs: topicMs, signal: io.interrupted, warn: () => undefined})
}

/** Whether the topic exists, as far as this user may see it. */
async function exists(cluster: Cluster, topic: string): Promise<boolean> {
  try {
    const [found] = await cluster.topics([topic], {refresh: true})
    return found !== undefined && !unlisted.has(found.errorCode)
  } catch (error) {
    throw asJavaError(error, 'listTopics')
  }
}

const unlisted: ReadonlySet<number> = new Set([
  errorCode.unknownTopicOrPartition,
  errorCode.topicAuthorizationFailed,
  errorCode.invalidTopicException,
])
