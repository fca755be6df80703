import type {TopicMetadata} from '../../cluster/cluster.ts'
import type {Batch} from '../../wire/records.ts'

/**
 * `fetching`: part of the next fetch request. `stalled`: waits for a leader or a valid offset. `done`: fetched up to
 * its end. `removed`: no longer read.
 */
export type FetchStatus = 'fetching' | 'stalled' | 'done' | 'removed'

/** Why a partition cannot be read, and since when (monotonic ms). */
export interface Trouble {
  readonly since: number
  readonly error: Error
}

/**
 * What to fetch of a partition next, and from which broker. Only Fetcher and FetchRecovery may call the methods that
 * change it.
 */
export class FetchState {
  readonly #partition: number
  #status: FetchStatus = 'fetching'
  #topicId: string
  #offset: number
  #end: number
  /** False: the offset is past the end and may not exist at all, which only the leader can tell. */
  #exists: boolean
  #leader = -1
  #leaderEpoch = -1
  #node = -1
  #replicaUntil = 0
  #lastFetchedEpoch = -1
  #emptyResponses = 0
  #trouble: Trouble | undefined

  constructor(topic: TopicMetadata, partition: number, offset: number, end: number) {
    this.#partition = partition
    this.#topicId = topic.id
    this.#offset = offset
    this.#end = end
    this.#exists = offset <= end
    this.follow(topic)
  }

  get status(): FetchStatus {
    return this.#status
  }

  get topicId(): string {
    return this.#topicId
  }

  /** The offset that the next request asks for. */
  get offset(): number {
    return this.#offset
  }

  /** Fetch no records at or after this offset. */
  get end(): number {
    return this.#end
  }

  /** Whether nothing is left to fetch. */
  get ended(): boolean {
    return this.#exists && this.#offset >= this.#end
  }

  /** Node id; -1: unknown. */
  get leader(): number {
    return this.#leader
  }

  /** The leader epoch as far as we know, which the broker compares with its own (KIP-320); -1: unknown. */
  get leaderEpoch(): number {
    return this.#leaderEpoch
  }

  /** The broker to ask: the leader, or the preferred read replica that it named (KIP-392). -1: unknown. */
  get node(): number {
    return this.#node
  }

  /** Leader epoch of the last fetched batch, by which the broker detects that its log has diverged; -1: none yet. */
  get lastFetchedEpoch(): number {
    return this.#lastFetchedEpoch
  }

  /** The number of consecutive responses without records. */
  get emptyResponses(): number {
    return this.#emptyResponses
  }

  /** Lasts until a broker answers without an error: that there is a leader to ask again does not end it. */
  get trouble(): Trouble | undefined {
    return this.#trouble
  }

  /** Records come when there are any. */
  get readable(): boolean {
    return this.#status !== 'stalled' && this.#trouble === undefined
  }

  get fromReplica(): boolean {
    return this.#node !== this.#leader
  }

  replicaExpired(now: number): boolean {
    return this.fromReplica && now > this.#replicaUntil
  }

  /** Adopts the leader that this metadata names. False: it names none, or is older than what we know. */
  follow(topic: TopicMetadata): boolean {
    const {leader = -1, leaderEpoch = -1} = topic.partitions[this.#partition] ?? {}
    if (leader < 0 || (leaderEpoch >= 0 && leaderEpoch < this.#leaderEpoch)) return false
    this.lead(leader, leaderEpoch)
    return true
  }

  lead(leader: number, epoch: number): void {
    this.#leader = this.#node = leader
    this.#leaderEpoch = epoch
  }

  /** Fetches from a follower until this time (monotonic ms). */
  readFromReplica(node: number, until: number): void {
    this.#node = node
    this.#replicaUntil = until
  }

  returnToLeader(): void {
    this.#node = this.#leader
  }

  /** The broker answered without an error, with this many bytes of records. */
  answered(bytes: number): void {
    this.#exists = true
    this.#trouble = undefined
    this.#emptyResponses = bytes > 0 ? 0 : this.#emptyResponses + 1
  }

  /** Moves past the last batch of a response. */
  fetched({lastOffset, leaderEpoch}: Batch): void {
    this.#offset = Math.max(this.#offset, lastOffset + 1) // never backwards
    this.#lastFetchedEpoch = leaderEpoch
    if (this.#offset >= this.#end) this.#status = 'done'
  }

  start(): void {
    this.#status = 'fetching'
  }

  stall(): void {
    this.#status = 'stalled'
  }

  /** Keeps the newest error and the time of the first. Returns how long the partition has been unreadable, ms. */
  unreadable(error: Error, now: number): number {
    const since = this.#trouble?.since ?? now
    this.#trouble = {since, error}
    return now - since
  }

  /** Does not count these milliseconds, in which no request was sent: the broker may have been healthy meanwhile. */
  notAsked(ms: number): void {
    if (this.#trouble) this.#trouble = {...this.#trouble, since: this.#trouble.since + ms}
  }

  done(): void {
    this.#status = 'done'
    this.#trouble = undefined
  }

  /** Moves to the end, because there are no records up to it. */
  skipToEnd(): void {
    this.#offset = this.#end
    this.done()
  }

  remove(): void {
    this.#status = 'removed'
  }

  /** Ends at this offset, which has been reached. */
  endAt(offset: number): void {
    this.#end = offset
    this.#exists = true
    if (this.#status === 'fetching') this.done()
  }

  /** The next batches may be anywhere, so they do not have to continue the last one. */
  forgetFetchedEpoch(): void {
    this.#lastFetchedEpoch = -1
  }

  seek(offset: number): void {
    this.#offset = offset
    this.#exists = true
    this.forgetFetchedEpoch()
  }

  /** Adopts a topic that was created again under the same name; call `seek` next. */
  adopt(topic: TopicMetadata): void {
    this.#topicId = topic.id
    this.#leaderEpoch = -1
    this.follow(topic)
  }
}
