// Recovers partitions that cannot be read: the leader moved or is down, the offset is out of range, the log was
// truncated, the topic was deleted.
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {ConnectionError, KafkaError} from '../../cluster/errors.ts'
import {listOffsets} from '../../offsets/list-offsets.ts'
import type {Position} from './position.ts'
import type {FetcherSettings, Sink} from './sink.ts'

interface Owner {
  /** All that are to be read. */
  positions(): Iterable<Position>
  /** Fetch the position again. */
  resume(position: Position): void
  drop(position: Position): void
}

/** How long a topic must be missing to count as deleted, ms. Brokers take about as long to learn of a new topic. */
const missingForMs = 5000

/**
 * The time limit of a metadata request, ms, so that an unreachable cluster is noticed early enough to tell the user.
 */
const refreshWithinMs = 2000

export class FetchRecovery {
  readonly #cluster: Cluster
  readonly #settings: FetcherSettings
  readonly #sink: Sink
  readonly #signal: AbortSignal
  readonly #owner: Owner
  readonly #stalled = new Set<Position>()
  #running = false
  #outOfReach: ConnectionError | undefined

  constructor(cluster: Cluster, settings: FetcherSettings, sink: Sink, signal: AbortSignal, owner: Owner) {
    this.#cluster = cluster
    this.#settings = settings
    this.#sink = sink
    this.#signal = signal
    this.#owner = owner
  }

  /** Why some partitions cannot be read now; undefined: all can be read. */
  get trouble(): string | undefined {
    const all = [...this.#owner.positions()].filter(({fetch}) => fetch.trouble)
    const [first] = all
    if (!first) return undefined
    const which = all.length === 1 ? first.name : `${first.name} and ${all.length - 1} more`
    return `${which} cannot be read at present: ${(this.#outOfReach ?? first.fetch.trouble?.error)?.message}`
  }

  /**
   * Resumes the position when the metadata names a leader. Fails with the last error if the position cannot be read for
   * longer than `patienceMs`, be it that there is no leader or that the leader refuses each time.
   */
  stall(position: Position, error: Error): void {
    position.fetch.stall()
    const unreadableMs = position.fetch.unreadable(error, this.#settings.now())
    if (unreadableMs > this.#settings.patienceMs) return this.#fail(error)
    this.#stalled.add(position)
    if (this.#running) return
    this.#running = true
    this.#recover().catch((failure: unknown) => {
      this.#running = false
      this.#fail(failure)
    })
  }

  /**
   * The leader's log diverges from what was read after an unclean leader election (KIP-320). Continues where both logs
   * agree.
   */
  truncated(position: Position, endOffset: number): void {
    const {offset} = position.fetch
    const text = `the log was truncated to offset ${endOffset} after offsets up to ${offset} had been read`
    if (this.#settings.outOfRange === 'fail')
      return this.#fail(new KafkaError(errorCode.offsetOutOfRange, `read ${position.name}`, text))
    this.#sink.notify(`${position.name}: ${text}; continuing from there`)
    this.#seek(position, Math.min(offset, endOffset))
  }

  /** Continues where the reset policy says. */
  outOfRange(position: Position): void {
    position.fetch.stall()
    this.#reset(position).catch((failure: unknown) => this.#fail(failure))
  }

  #fail(failure: unknown) {
    if (!this.#signal.aborted) this.#sink.fail(failure as Error)
  }

  #seek(position: Position, offset: number) {
    position.fetch.seek(offset)
    this.#sink.seek(position, offset)
  }

  async #recover() {
    const {retryBackoffMs, retryBackoffMaxMs} = this.#cluster.settings
    const backOff = new BackOff(retryBackoffMs, retryBackoffMaxMs)
    while (this.#stalled.size > 0) {
      await backOff.wait(new Deadline(60_000), this.#signal)
      const names = [...new Set([...this.#stalled].map(({topic}) => topic))]
      const topics = await this.#cluster
        .topics(names, {refresh: true, timeoutMs: refreshWithinMs})
        .catch((error: unknown) => {
          // The cluster cannot be reached; patienceMs is the limit for that.
          if (!(error instanceof ConnectionError)) throw error
          this.#outOfReach = error
          return []
        })
      if (topics.length > 0) this.#outOfReach = undefined
      const byName = new Map(topics.map((topic) => [topic.name, topic]))
      for (const position of this.#stalled) {
        if (position.fetch.status !== 'stalled') this.#stalled.delete(position)
        else this.#look(position, byName.get(position.topic))
      }
    }
    this.#running = false // before anything else runs, or the next stalled position would wait forever
  }

  #look(position: Position, topic: TopicMetadata | undefined) {
    const {fetch} = position
    const {trouble} = fetch
    if (!trouble) return
    const unreadableMs = this.#settings.now() - trouble.since
    const missing = topic?.errorCode === errorCode.unknownTopicOrPartition
    if (topic && !missing && topic.errorCode !== 0 && !new KafkaError(topic.errorCode, '').retriable)
      throw new KafkaError(topic.errorCode, `read ${position.name}`)
    if (topic?.errorCode === 0 && topic.id !== fetch.topicId) return this.#recreated(position, topic)
    if (topic?.errorCode === 0 && fetch.follow(topic)) return this.#resume(position)
    if (missing && unreadableMs > Math.min(missingForMs, this.#settings.patienceMs)) return this.#deleted(position)
    // The last error of a broker that went down does not explain why it is still down.
    if (unreadableMs > this.#settings.patienceMs) throw this.#outOfReach ?? trouble.error
  }

  #resume(position: Position) {
    this.#stalled.delete(position)
    this.#owner.resume(position)
  }

  #deleted(position: Position) {
    if (!this.#sink.mayDrop(position))
      throw new KafkaError(errorCode.unknownTopicOrPartition, `read ${position.name}`, 'the topic was deleted')
    this.#stalled.delete(position)
    this.#owner.drop(position)
  }

  /** The topic was deleted and created again, so this is another topic with the same name. */
  #recreated(position: Position, topic: TopicMetadata) {
    const text = 'the topic was deleted and created again'
    if (this.#settings.outOfRange === 'fail' || position.fetch.end !== Infinity)
      throw new KafkaError(errorCode.unknownTopicId, `read ${position.name}`, text)
    if (!topic.partitions.some(({index}) => index === position.partition)) return this.#deleted(position)
    this.#sink.notify(`${position.name}: ${text}; reading it from its beginning`)
    position.fetch.adopt(topic)
    this.#seek(position, 0)
    this.#resume(position)
  }

  async #reset(position: Position) {
    const {topic, partition, name, fetch} = position
    const {offset} = fetch
    const [earliest, latest] = await listOffsets(
      this.#cluster,
      [
        {topic, partition, spec: 'earliest'},
        {topic, partition, spec: 'latest'},
      ],
      {isolation: this.#settings.readCommitted ? 'read_committed' : 'read_uncommitted', signal: this.#signal},
    )
    if (fetch.status !== 'stalled' || !earliest || !latest) return
    if (earliest.error) return this.#unlisted(position, earliest.error)
    if (latest.error) return this.#unlisted(position, latest.error)
    const [first, next] = [earliest.offset ?? 0, latest.offset ?? 0]
    if (offset >= first && offset <= next) {
      // The offset is in range after all: the leader had not caught up yet, or no longer knows the epoch of our last
      // batch.
      fetch.forgetFetchedEpoch()
      const what = `offset ${offset} is refused although the partition has ${first} to ${next}`
      return this.stall(position, new KafkaError(errorCode.offsetOutOfRange, `read ${name}`, what))
    }
    const text = `offset ${offset} does not exist, the partition has ${first} to ${next}`
    if (this.#settings.outOfRange === 'fail') throw new KafkaError(errorCode.offsetOutOfRange, `read ${name}`, text)
    const target = await this.#resetTarget(position, first, next)
    this.#sink.notify(`${name}: ${text}; continuing from ${target}`)
    this.#seek(position, target)
    this.#owner.resume(position)
  }

  async #resetTarget({topic, partition}: Position, first: number, next: number): Promise<number> {
    const {outOfRange, readCommitted} = this.#settings
    if (typeof outOfRange !== 'object') return outOfRange === 'earliest' ? first : next
    const options = {isolation: readCommitted ? 'read_committed' : 'read_uncommitted', signal: this.#signal} as const
    const spec = {timestamp: outOfRange.since()}
    const [found] = await listOffsets(this.#cluster, [{topic, partition, spec}], options)
    return found?.error ? next : (found?.offset ?? next)
  }

  /** The partition's offsets could not be listed: retry, unless the error is final. */
  #unlisted(position: Position, error: Error & {readonly retriable?: boolean}) {
    if (error.retriable !== true) throw error
    this.stall(position, error)
  }
}
