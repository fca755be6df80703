// Consumes with kafkajs, with the same formats, limits and outcome. kafkajs reads only as a group member, so without a
// group it joins a temporary one, which commits nothing and is deleted afterwards.
import {randomUUID} from 'node:crypto'
import {UsageError} from '../../cluster/errors.ts'
import type {Consumer, KafkajsCluster} from '../../cluster/kafkajs.ts'
import type {Consumed} from '../consume/consumption.ts'
import {timeRange, withRange} from '../consume/time-range.ts'
import {noTopicMatches} from '../consume/topic-choice.ts'
import type {KafkajsConsumeInput} from './kafkajs-consume-input.ts'
import {KafkajsRun} from './kafkajs-run.ts'
import {chosenTopics, partitionRanges} from './partition-ranges.ts'

/**
 * The time without records after which the end is assumed, ms: kafkajs does not report transaction markers and
 * compacted gaps.
 */
const silenceAtEndMs = 5000

/** As consumeRecords and consumeInGroup. Throws UsageError for what kafkajs cannot do. */
export async function consumeByKafkajs(kafkajs: KafkajsCluster, asked: KafkajsConsumeInput): Promise<Consumed> {
  const input = asked.group ? asked : {...asked, filter: withRange(timeRange({start: asked.start}), asked.filter)}
  const {group, untilEnd = false, signal, isolation = 'read_uncommitted'} = input
  if (group?.reset === 'fail')
    throw new UsageError('kafkajs does not support the reset policy fail: use earliest or latest')
  const admin = await kafkajs.admin()
  const topics = await chosenTopics(kafkajs, admin, input)
  if (input.topics instanceof RegExp && topics.length === 0) throw noTopicMatches(input.topics)
  const groupId = group?.id ?? `kafkit-second-opinion-${randomUUID()}`
  const ranges = group ? [] : await partitionRanges(kafkajs, admin, topics, input)
  const run = new KafkajsRun(input, ranges)
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
    // Brokers soon drop an empty group without offsets, but until then it would appear in lists of groups.
    if (!group) await admin.deleteGroups([groupId]).catch(() => undefined)
  }
}

async function read(
  kafkajs: KafkajsCluster,
  consumer: Consumer,
  topics: readonly string[],
  run: KafkajsRun,
  input: KafkajsConsumeInput,
): Promise<void> {
  const {group, signal} = input
  const fromBeginning = group ? group.reset === 'earliest' : true
  await kafkajs.run('subscribe', () => consumer.subscribe({topics: [...topics], fromBeginning}))
  // After transient failures, such as a missing coordinator, kafkajs restarts by itself.
  consumer.on('consumer.crash', ({payload}) => {
    if (!payload.restart) run.fail(payload.error)
  })
  consumer.on('consumer.fetch', () => run.fetched())
  // Whenever it joins it would start at committed offsets, which the temporary group does not have.
  consumer.on('consumer.group_join', () => {
    if (group) return
    for (const {topic, partition, next} of run.ranges) consumer.seek({topic, partition, offset: String(next)})
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
  if (!group && run.ranges.every(({next, end}) => next >= end)) run.stop('end')
}
