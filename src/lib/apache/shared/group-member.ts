// What tools based on Java's consumer share: a group member that waits for its cluster without a limit.
import type {Cluster} from '../../cluster/cluster.ts'
import {kafkaErrors} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {MemberEvent, MemberSettings} from '../../groups/membership/member-settings.ts'
import {runMember} from '../../groups/membership/run-member.ts'
import type {GroupConsumeInput} from '../../records/consume/group-consume.ts'
import {askForTopic} from '../../topics/ask-for-topic.ts'
import {JavaError, metadataException} from '../java/errors.ts'

/** Java's poll waits for the cluster without a limit. This is close to the longest time of a timer, ms. */
export const noLimitMs = 1_000_000_000

/** The topic, or a pattern of topics, that a member subscribes to. */
export type Subscription = string | RegExp

/** Throws JavaError for a name that Java's consumer refuses. */
export function checkSubscription(topic: string): void {
  if (topic.trim() !== '') return
  const text = 'Topic collection to subscribe to cannot contain null or empty topic'
  throw new JavaError('java.lang.IllegalArgumentException', text)
}

/** The settings for `consumeInGroup`. Problems are reported as WARN. */
export function groupMember(
  cluster: Cluster,
  member: Omit<MemberSettings, 'topics'>,
  topics: Subscription,
  err: (text: string) => void,
  onEvent: (event: MemberEvent) => void = () => undefined,
): GroupConsumeInput['member'] {
  return (reading, signal, blockedMs) =>
    runMember(
      cluster,
      {...member, topics: typeof topics === 'string' ? [topics] : topics, blockedMs},
      reading,
      signal,
      (event) => {
        if (event.type === 'trouble' || event.type === 'coordinator lost' || event.type === 'lost')
          err(`WARN ${event.error.message}\n`)
        onEvent(event)
      },
    )
}

/**
 * Asks for topics as Java's consumer does, which lets brokers create them unless allow.auto.create.topics is false, and
 * reports each problem with them once.
 */
export class TopicQuestions {
  readonly #cluster: Cluster
  readonly #signal: AbortSignal
  readonly #err: (text: string) => void
  readonly #mayCreate: boolean
  readonly #warned = new Set<number>()

  constructor(
    cluster: Cluster,
    {autoCreate}: {readonly autoCreate: boolean},
    signal: AbortSignal,
    err: (text: string) => void,
  ) {
    this.#cluster = cluster
    this.#mayCreate = autoCreate
    this.#signal = signal
    this.#err = err
  }

  /** The error code of the topic. Throws JavaError if it is not retriable. */
  async ask(topic: string): Promise<number> {
    const code = await askForTopic(this.#cluster, topic, {
      mayCreate: this.#mayCreate,
      timeoutMs: noLimitMs,
      signal: this.#signal,
    })
    if (code === 0) return code
    const {name, retriable} = kafkaErrors(code)
    if (!retriable) throw metadataException(new KafkaError(code, `read topic ${topic}`), [topic])
    if (!this.#warned.has(code))
      this.#err(`WARN The metadata response from the cluster reported a recoverable issue: {${topic}=${name}}\n`)
    this.#warned.add(code)
    return code
  }
}
