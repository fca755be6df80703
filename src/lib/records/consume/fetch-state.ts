import type {TopicMetadata} from '../../cluster/cluster.ts'
import type {Batch} from '../../wire/records.ts'

/**
 * `fetching`: part of the next fetch request. `stalled`: waits until its leader or a valid offset is known. `done`: fetched
 * up to its end. `removed`: no longer read.
 */
export type FetchStatus = 'fetching' | 'stalled' | 'done' | 'removed'

/** Why a partition cannot be read, and since when (monotonic ms). */
export interface Trouble {
  readonly since: number
  readonly error: Error
}

/** What to fetch of a partition next, and from which broker. Only Fetcher and FetchRecovery call the methods that change it. */
export class FetchState {
  readonly #partition: number
  #status: FetchStatus = 'fetching'
  #topicId: string
  #offset: number
  #end: number
  /** False: the offset lies behind the end and may not exist at all, which only the leader can say. */
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

  /** What the next request asks for. */
  get offset(): number {
    return this.#offset
  }

  /** Fetch no records from this offset on. */
  get end(): number {
    return this.#end
  }

  /** Nothing is left to fetch. */
  get ended(): boolean {
    return this.#exists && this.#offset >= this.#end
  }

  /** Node id; -1: unknown. */
  get leader(): number {
    return this.#leader
  }

  /** As far as we know, for the broker to compare (KIP-320); -1: unknown. */
  get leaderEpoch(): number {
    return this.#leaderEpoch
  }

  /** The broker to ask: the leader, or the preferred read replica that it named (KIP-392). -1: unknown. */
  get node(): number {
    return this.#node
  }

  /** Leader epoch of the last batch fetched, by which the broker detects that its log has diverged; -1: none yet. */
  get lastFetchedEpoch(): number {
    return this.#lastFetchedEpoch
  }

  /** Responses in a row that held no records. */
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

  /** Adopts the leader of this metadata. False: it names none, or is older than what we know. */
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

  /** Fetches from a follower until then (monotonic ms). */
  readFromReplica(node: number, until: number): void {
    this.#node = node
    this.#replicaUntil = until
  }

  returnToLeader(): void {
    this.#node = this.#leader
  }

  /** The broker answered without an error, with so many bytes of records. */
  answered(bytes: number): void {
    this.#exists = true
    this.#trouble = undefined
    this.#emptyResponses = bytes > 0 ? 0 : this.#emptyResponses + 1
  }

  /** Moves behind the last batch of a response. */
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

  /** The reason is the newest one, the time that of the first. Returns for how long this has been so, ms. */
  unreadable(error: Error, now: number): number {
    const since = this.#trouble?.since ?? now
    this.#trouble = {since, error}
    return now - since
  }

  /** For so long nobody asked (ms): a broker may have been well meanwhile. */
  notAsked(ms: number): void {
    if (this.#trouble) this.#trouble = {...this.#trouble, since: this.#trouble.since + ms}
  }

  done(): void {
    this.#status = 'done'
    this.#trouble = undefined
  }

  /** There are no records up to the end. */
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

  /** The next batches may lie anywhere: there is nothing that they must continue. */
  forgetFetchedEpoch(): void {
    this.#lastFetchedEpoch = -1
  }

  seek(offset: number): void {
    this.#offset = offset
    this.#exists = true
    this.forgetFetchedEpoch()
  }

  /** Adopts a topic that was created anew under the same name; follow with `seek`. */
  adopt(topic: TopicMetadata): void {
    this.#topicId = topic.id
    this.#leaderEpoch = -1
    this.follow(topic)
  }
}
