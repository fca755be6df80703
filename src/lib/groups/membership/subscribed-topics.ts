// The topics to which a member subscribes, and the changes of topics and partitions that require a rebalance.
import {setTimeout as sleep} from 'node:timers/promises'
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import {KafkaError, isRetriable} from '../../cluster/errors.ts'
import type {MemberSettings, OnMemberEvent} from './member-settings.ts'

/** How often to look at the metadata cache, and to request topics that do not exist, ms. */
const glanceMs = 1000

type Subscribed = Pick<MemberSettings, 'topics' | 'internalTopics'>

export class SubscribedTopics {
  readonly #cluster: Cluster
  readonly #wanted: readonly string[] | RegExp
  readonly #internal: boolean
  readonly #onEvent: OnMemberEvent
  #checked = false

  constructor(cluster: Cluster, {topics: wanted, internalTopics = false}: Subscribed, onEvent: OnMemberEvent) {
    this.#cluster = cluster
    this.#internal = internalTopics
    this.#wanted =
      wanted instanceof RegExp ? new RegExp(`^(?:${wanted.source})$`, wanted.flags.replaceAll(/[gy]/g, '')) : wanted
    this.#onEvent = onEvent
  }

  /** The names to subscribe to. Throws KafkaError for an invalid name, or a topic that the user may not read. */
  async names(): Promise<readonly string[]> {
    if (this.#wanted instanceof RegExp) return this.#matching(this.#wanted)
    if (!this.#checked) await this.#check(this.#wanted)
    this.#checked = true
    return this.#wanted
  }

  async #check(names: readonly string[]) {
    const topics = await this.#cluster.topics(names, {refresh: true})
    for (const {name, errorCode: code} of topics)
      if (code !== errorCode.none && !kafkaErrors(code).retriable)
        throw new KafkaError(code, `subscribe to topic ${name}`)
    const missing = topics.flatMap((topic) => (exists(topic) ? [] : [topic.name]))
    if (missing.length > 0) this.#onEvent({type: 'missing topics', topics: missing})
  }

  async #matching(pattern: RegExp): Promise<readonly string[]> {
    const all = await this.#cluster.topics('all')
    return all.flatMap((topic) =>
      exists(topic) && (this.#internal || !topic.internal) && pattern.test(topic.name) ? [topic.name] : [],
    )
  }

  /**
   * Resolves when the pattern matches other topics than `names`, or when a topic of the group has another number of
   * partitions than in `counts`, which only a leader has. Without pattern and counts it never resolves.
   */
  async changed(
    names: readonly string[],
    counts: ReadonlyMap<string, number> | undefined,
    {everyMs, signal}: {readonly everyMs: number; readonly signal: AbortSignal},
  ): Promise<void> {
    const pattern = this.#wanted instanceof RegExp ? this.#wanted : undefined
    if (!pattern && !counts) return new Promise(() => undefined)
    let nextRefresh = performance.now() + everyMs
    for (;;) {
      await sleep(Math.min(glanceMs, everyMs), undefined, {signal})
      const refresh = performance.now() >= nextRefresh
      if (refresh) nextRefresh = performance.now() + everyMs
      try {
        if (counts && countsText(await this.#counts([...counts.keys()], refresh)) !== countsText(counts)) return
        if (pattern && refresh && (await this.#matching(pattern)).join() !== names.join()) return
      } catch (error) {
        if (!isRetriable(error)) throw error // otherwise the next look finds it
      }
    }
  }

  async #counts(names: readonly string[], refresh: boolean): Promise<ReadonlyMap<string, number>> {
    return partitionCounts(names, await this.#cluster.topics(names, {refresh}))
  }
}

/** The number of partitions by topic; 0: the topic does not exist. */
export const partitionCounts = (
  names: readonly string[],
  topics: readonly TopicMetadata[],
): ReadonlyMap<string, number> => {
  const existing = new Map(topics.filter(exists).map(({name, partitions}) => [name, partitions.length]))
  return new Map(names.map((name) => [name, existing.get(name) ?? 0]))
}
const exists = (topic: TopicMetadata) => topic.errorCode === errorCode.none
const countsText = (counts: ReadonlyMap<string, number>) => [...counts].sort().join(' ')
