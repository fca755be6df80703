// Which broker leads the partitions of a member now, and which of them cannot be read for the moment.
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {isRetriable} from '../../cluster/errors.ts'
import type {SharedPartition} from '../../groups/membership/share-member.ts'
import {nameOf} from './share-session.ts'

export interface LeaderMapSettings {
  /** Ends the search. */
  readonly signal: AbortSignal
  /** The broker has something to read. */
  readonly found: (node: number) => void
  readonly failed: (error: unknown) => void
  /** Monotonic clock, ms. */
  readonly now: () => number
}

interface Located {
  readonly partition: SharedPartition
  /** -1: unknown. */
  leader: number
  leaderEpoch: number
  /** It is being looked for: why; null: it was just assigned. Undefined: it can be read. */
  stalled: Error | null | undefined
  /** Why it could not be read when it was asked for last. Having a leader again is not yet being read. */
  refused: Error | undefined
}

/** Metadata that does not come is asked for again, ms. */
const lookMs = 2000
/** A partition that was readable for so long begins with a short back-off again, ms. */
const calmMs = 5000

export class LeaderMap {
  readonly #cluster: Cluster
  readonly #settings: LeaderMapSettings
  #located = new Map<string, Located>()
  #looking = false
  #backOff = new BackOff()
  #stalledAt = -Infinity

  constructor(cluster: Cluster, settings: LeaderMapSettings) {
    this.#cluster = cluster
    this.#settings = settings
  }

  /** The whole assignment. */
  assign(partitions: readonly SharedPartition[]): void {
    const before = this.#located
    this.#located = new Map(
      partitions.map((partition) => {
        const name = nameOf(partition)
        return [name, before.get(name) ?? {partition, leader: -1, leaderEpoch: -1, stalled: null, refused: undefined}]
      }),
    )
    this.#look()
  }

  /** What is to be read from a broker. */
  readable(node: number): SharedPartition[] {
    const found: SharedPartition[] = []
    for (const {partition, leader, stalled} of this.#located.values())
      if (leader === node && stalled === undefined) found.push(partition)
    return found
  }

  /** Why partitions cannot be read now; undefined: all can. */
  get trouble(): string | undefined {
    const unread = [...this.#located.values()].filter(({stalled, refused}) => stalled !== undefined || refused)
    const [first] = unread
    if (!first) return undefined
    const {partition, stalled, refused} = first
    const why = stalled ?? refused
    const more = unread.length > 1 ? ` and ${unread.length - 1} more` : ''
    return `${partition.topic}-${partition.partition}${more} cannot be read${why ? `: ${why.message}` : ' yet'}`
  }

  /** They cannot be read from where they were: looks for their leaders. */
  stall(partitions: readonly SharedPartition[], why: Error): void {
    for (const partition of partitions) {
      const located = this.#located.get(nameOf(partition))
      if (located) located.stalled = located.refused = why
    }
    this.#look()
  }

  /** A broker answered without an error for them. */
  answered(partitions: readonly SharedPartition[]): void {
    for (const partition of partitions) {
      const located = this.#located.get(nameOf(partition))
      if (located) located.refused = undefined
    }
  }

  /** A broker's answer about one partition: it may name the leader (KIP-951). */
  refused(
    partition: SharedPartition,
    why: Error,
    now: {readonly leaderId: number; readonly leaderEpoch: number},
  ): void {
    const located = this.#located.get(nameOf(partition))
    if (!located) return
    if (now.leaderId >= 0 && now.leaderEpoch > located.leaderEpoch) {
      located.leader = now.leaderId
      located.leaderEpoch = now.leaderEpoch
      this.#settings.found(now.leaderId)
    } else this.stall([partition], why)
  }

  #look() {
    if (this.#looking || !this.#anyStalled) return
    this.#looking = true
    this.#search()
      .catch((error: unknown) => {
        if (!this.#settings.signal.aborted) this.#settings.failed(error)
      })
      .finally(() => {
        this.#looking = false
        if (!this.#settings.signal.aborted) this.#look()
      })
  }

  get #anyStalled(): boolean {
    for (const {stalled} of this.#located.values()) if (stalled !== undefined) return true
    return false
  }

  async #search() {
    const {signal, now} = this.#settings
    while (this.#anyStalled) {
      signal.throwIfAborted()
      const failed = [...this.#located.values()].some(({stalled}) => stalled)
      if (now() - this.#stalledAt > calmMs) this.#backOff = new BackOff()
      if (failed) {
        this.#stalledAt = now()
        await this.#backOff.wait(new Deadline(Infinity), signal)
      }
      await this.#ask(failed)
      if (this.#anyStalled && !failed) await this.#backOff.wait(new Deadline(Infinity), signal)
    }
  }

  async #ask(refresh: boolean) {
    const names = new Set([...this.#located.values()].map(({partition}) => partition.topic))
    try {
      const topics = await this.#cluster.topics([...names], {refresh, timeoutMs: lookMs})
      for (const topic of topics) {
        if (topic.errorCode !== errorCode.none) continue
        for (const {index, leader, leaderEpoch} of topic.partitions)
          if (leader >= 0) this.#lead(nameOf({topicId: topic.id, partition: index}), leader, leaderEpoch)
      }
    } catch (error) {
      if (!isRetriable(error)) throw error
      for (const located of this.#located.values()) if (located.stalled === null) located.stalled = error
    }
    // Not there, or without a leader: wait before the next look.
    for (const located of this.#located.values())
      if (located.stalled === null) located.stalled = new Error('it has no leader')
  }

  #lead(name: string, leader: number, leaderEpoch: number) {
    const located = this.#located.get(name)
    if (!located || located.stalled === undefined) return
    // Brokers learn of a new leader one after the other.
    if (leaderEpoch < located.leaderEpoch) return
    located.leader = leader
    located.leaderEpoch = leaderEpoch
    located.stalled = undefined
    this.#settings.found(leader)
  }
}
