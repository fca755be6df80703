// What tools over Java's consumer share: a member of a group that waits for its cluster without a limit.
import type {Cluster} from '../../cluster/cluster.ts'
import {kafkaErrors} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {MemberEvent, MemberSettings} from '../../groups/membership/member-settings.ts'
import {runMember} from '../../groups/membership/run-member.ts'
import type {GroupConsumeInput} from '../../records/consume/group-consume.ts'
import {askForTopic} from '../../topics/ask-for-topic.ts'
import {JavaError, metadataException} from '../java/errors.ts'

/** Java's poll waits for the cluster without a limit. A timer cannot hold much more than this. */
export const noLimitMs = 1_000_000_000

/** The topic or the topics that a member subscribes to. */
export type Subscription = string | RegExp

/** JavaError for a name that Java's consumer refuses. */
export function checkSubscription(topic: string): void {
  if (topic.trim() !== '') return
  const text = 'Topic collection to subscribe to cannot contain null or empty topic'
  throw new JavaError('java.lang.IllegalArgumentException', text)
}

/** What `consumeInGroup` runs. Problems are reported as WARN. */
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

/** Asks for topics in the way that lets brokers create them, and tells once what is wrong with them. */
export class TopicQuestions {
  readonly #cluster: Cluster
  readonly #signal: AbortSignal
  readonly #err: (text: string) => void
  readonly #warned = new Set<number>()

  constructor(cluster: Cluster, signal: AbortSignal, err: (text: string) => void) {
    this.#cluster = cluster
    this.#signal = signal
    this.#err = err
  }

  /** Error code of the topic. JavaError if it is not retriable. */
  async ask(topic: string): Promise<number> {
    const code = await askForTopic(this.#cluster, topic, {timeoutMs: noLimitMs, signal: this.#signal})
    if (code === 0) return code
    const {name, retriable} = kafkaErrors(code)
    if (!retriable) throw metadataException(new KafkaError(code, `read topic ${topic}`), [topic])
    if (!this.#warned.has(code))
      this.#err(`WARN The metadata response from the cluster reported a recoverable issue: {${topic}=${name}}\n`)
    this.#warned.add(code)
    return code
  }
}
