// Producers and consumers as users write them with kafkajs. They count what was acknowledged and committed, so the true
// lag is known without asking a broker for it.
import type {Consumer, EachMessagePayload, Producer} from 'kafkajs'
import type {KafkajsCluster} from '../../cluster/kafkajs.ts'
import {SandboxError} from '../errors.ts'

/** What the applications know to be true, to compare with kafkit's answers. */
export interface Truth {
  /** By `topic-partition`: the offset of the next record, by the acknowledgements that the producers received. */
  readonly ends: ReadonlyMap<string, number>
  /** By group, then `topic-partition`: the last commit, by the responses that the consumers received. */
  readonly committed: ReadonlyMap<string, ReadonlyMap<string, number>>
}

export interface Application {
  readonly groupId: string
  readonly topic: string
  each(payload: EachMessagePayload): Promise<void>
  /** How many partitions a member handles at the same time, so that one that hangs does not delay the others. */
  readonly atOnce?: number
}

export const numbered = (count: number) => Array.from({length: count}, (_, i) => `record ${i}`)

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export class Applications implements Truth {
  readonly ends = new Map<string, number>()
  readonly committed = new Map<string, Map<string, number>>()
  readonly #kafka: KafkajsCluster

  constructor(kafka: KafkajsCluster) {
    this.#kafka = kafka
  }

  /** Sends one record per value to a partition; resolves when all are acknowledged. */
  async send(by: Pick<Producer, 'send'>, topic: string, partition: number, values: readonly string[]): Promise<void> {
    const [answer] = await by.send({topic, messages: values.map((value) => ({value, partition})), acks: -1})
    this.ends.set(`${topic}-${partition}`, Number(answer?.baseOffset ?? 0) + values.length)
  }

  /** Commits after every record. */
  async consume({groupId, topic, each, atOnce = 1}: Application): Promise<Consumer> {
    const commits = this.committed.get(groupId) ?? new Map<string, number>()
    this.committed.set(groupId, commits)
    const consumer = await this.#kafka.consumer({
      groupId,
      sessionTimeout: 10_000,
      heartbeatInterval: 500,
      maxWaitTimeInMs: 200,
      allowAutoTopicCreation: false,
      retry: {initialRetryTime: 200, retries: 2, restartOnFailure: async () => true},
    })
    consumer.on(consumer.events.COMMIT_OFFSETS, ({payload}) => {
      for (const {topic: name, partitions} of payload.topics)
        for (const {partition, offset} of partitions) commits.set(`${name}-${partition}`, Number(offset))
    })
    await consumer.subscribe({topic, fromBeginning: true})
    await consumer.run({autoCommitThreshold: 1, partitionsConsumedConcurrently: atOnce, eachMessage: each})
    return consumer
  }

  /** The last offset that a group committed in a partition. */
  committedBy(groupId: string, topic: string, partition: number): number | undefined {
    return this.committed.get(groupId)?.get(`${topic}-${partition}`)
  }
}

/** Polls until the condition holds; throws SandboxError after a minute. */
export async function until(holds: () => boolean, what: string, signal: AbortSignal): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    signal.throwIfAborted()
    if (tries > 600) throw new SandboxError(`the demo gave up: after a minute it is still not true that ${what}`)
    await pause(100)
  }
}
