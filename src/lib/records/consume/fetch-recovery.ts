// What to do with partitions that cannot be read on: the leader moved or is gone, the offset does not exist (any more),
// the log was cut.
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {ConnectionError, KafkaError} from '../../cluster/errors.ts'
import {listOffsets} from '../../offsets/list-offsets.ts'
import type {FetcherSettings, Sink} from './fetcher.ts'
import type {Position} from './position.ts'

interface Owner {
  /** The position can be asked for again. */
  resumed(position: Position): void
  drop(position: Position): void
}

/** A topic that was missing for so long is deleted; it takes brokers about as long to hear of a new one. */
const missingForMs = 5000

export class FetchRecovery {
  readonly #cluster: Cluster
  readonly #settings: FetcherSettings
  readonly #sink: Sink
  readonly #signal: AbortSignal
  readonly #owner: Owner
  readonly #stalled = new Map<Position, Error>()
  #running = false

  constructor(cluster: Cluster, settings: FetcherSettings, sink: Sink, signal: AbortSignal, owner: Owner) {
    this.#cluster = cluster
    this.#settings = settings
    this.#sink = sink
    this.#signal = signal
    this.#owner = owner
  }

  /** Read on when the cluster says who leads; fails with this error when that takes too long. */
  stall(position: Position, error: Error): void {
    position.state = 'stalled'
    position.troubleSince ??= performance.now()
    this.#stalled.set(position, error)
    if (this.#running) return
    this.#running = true
    this.#recover().catch((failure: unknown) => {
      this.#running = false
      this.#fail(failure)
    })
  }

  /** What the broker holds does not continue what we have read (unclean leader election, KIP-320). */
  truncated(position: Position, endOffset: number): void {
    const text = `the log was cut back to offset ${endOffset}, offsets up to ${position.fetchOffset} were read before`
    if (this.#settings.outOfRange === 'fail')
      return this.#fail(new KafkaError(errorCode.offsetOutOfRange, `read ${position.name}`, text))
    this.#sink.notice(`${position.name}: ${text}; reading on from there`)
    position.seek(Math.min(position.fetchOffset, endOffset))
  }

  /** Where the reset policy says. */
  outOfRange(position: Position): void {
    position.state = 'stalled'
    this.#reset(position).catch((failure: unknown) => this.#fail(failure))
  }

  #fail(failure: unknown) {
    if (!this.#signal.aborted) this.#sink.failed(failure as Error)
  }

  async #recover() {
    const {retryBackoffMs, retryBackoffMaxMs} = this.#cluster.settings
    const backOff = new BackOff(retryBackoffMs, retryBackoffMaxMs)
    while (this.#stalled.size > 0) {
      await backOff.wait(new Deadline(60_000), this.#signal)
      const names = [...new Set([...this.#stalled.keys()].map(({topic}) => topic))]
      const topics = await this.#cluster.topics(names, {refresh: true}).catch((error: unknown) => {
        // Nobody answers at present: patience decides.
        if (!(error instanceof ConnectionError)) throw error
        return []
      })
      const byName = new Map(topics.map((topic) => [topic.name, topic]))
      for (const [position, error] of this.#stalled) {
        if (position.state !== 'stalled') this.#stalled.delete(position)
        else this.#look(position, byName.get(position.topic), error)
      }
    }
    this.#running = false // before anything else runs, or the next one to stall would wait for ever
  }

  #look(position: Position, topic: TopicMetadata | undefined, error: Error) {
    const troubledMs = performance.now() - (position.troubleSince ?? 0)
    const missing = topic?.errorCode === errorCode.unknownTopicOrPartition
    if (topic && !missing && topic.errorCode !== 0 && !new KafkaError(topic.errorCode, '').retriable)
      throw new KafkaError(topic.errorCode, `read ${position.name}`)
    if (topic?.errorCode === 0 && topic.id !== position.topicId) return this.#recreated(position, topic)
    if (topic?.errorCode === 0 && position.follow(topic)) {
      this.#stalled.delete(position)
      return this.#owner.resumed(position)
    }
    if (missing && troubledMs > Math.min(missingForMs, this.#settings.patienceMs)) return this.#deleted(position)
    if (troubledMs > this.#settings.patienceMs) throw error
  }

  #deleted(position: Position) {
    if (!this.#sink.gone(position))
      throw new KafkaError(errorCode.unknownTopicOrPartition, `read ${position.name}`, 'the topic was deleted')
    this.#stalled.delete(position)
    this.#owner.drop(position)
  }

  /** Deleted and created anew: another topic of the same name. */
  #recreated(position: Position, topic: TopicMetadata) {
    const text = 'the topic was deleted and created anew'
    if (this.#settings.outOfRange === 'fail' || position.end !== Infinity)
      throw new KafkaError(errorCode.unknownTopicId, `read ${position.name}`, text)
    if (!topic.partitions.some(({index}) => index === position.partition)) return this.#deleted(position)
    this.#sink.notice(`${position.name}: ${text}; reading it from its beginning`)
    position.restart(topic)
    this.#stalled.delete(position)
    this.#owner.resumed(position)
  }

  async #reset(position: Position) {
    const {topic, partition, fetchOffset, name} = position
    const [earliest, latest] = await listOffsets(
      this.#cluster,
      [
        {topic, partition, spec: 'earliest'},
        {topic, partition, spec: 'latest'},
      ],
      {isolation: this.#settings.readCommitted ? 'read_committed' : 'read_uncommitted', signal: this.#signal},
    )
    if (position.state !== 'stalled' || !earliest || !latest) return
    if (earliest.error) return this.#unlisted(position, earliest.error)
    if (latest.error) return this.#unlisted(position, latest.error)
    const [first, next] = [earliest.offset ?? 0, latest.offset ?? 0]
    if (fetchOffset >= first && fetchOffset <= next) {
      // Back in range: the answer was that of a leader who had not caught up with itself, or knows our epoch no more.
      position.fetchedEpoch = -1
      const what = `offset ${fetchOffset} is refused although the partition has ${first} to ${next}`
      return this.stall(position, new KafkaError(errorCode.offsetOutOfRange, `read ${name}`, what))
    }
    const text = `offset ${fetchOffset} does not exist, the partition has ${first} to ${next}`
    if (this.#settings.outOfRange === 'fail') throw new KafkaError(errorCode.offsetOutOfRange, `read ${name}`, text)
    const target = await this.#resetTarget(position, first, next)
    this.#sink.notice(`${name}: ${text}; reading on from ${target}`)
    position.seek(target)
    this.#owner.resumed(position)
  }

  async #resetTarget({topic, partition}: Position, first: number, next: number): Promise<number> {
    const {outOfRange, readCommitted} = this.#settings
    if (typeof outOfRange !== 'object') return outOfRange === 'earliest' ? first : next
    const options = {isolation: readCommitted ? 'read_committed' : 'read_uncommitted', signal: this.#signal} as const
    const spec = {timestamp: outOfRange.since()}
    const [found] = await listOffsets(this.#cluster, [{topic, partition, spec}], options)
    return found?.error ? next : (found?.offset ?? next)
  }

  /** The partition's offsets are not to be had, for a while or at all. */
  #unlisted(position: Position, error: Error & {readonly retriable?: boolean}) {
    if (error.retriable !== true) throw error
    this.stall(position, error)
  }
}
