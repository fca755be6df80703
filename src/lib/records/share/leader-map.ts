// Tracks which broker leads each of a member's partitions, and which partitions cannot be read at the moment.
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {isRetriable} from '../../cluster/errors.ts'
import type {SharedPartition} from '../../groups/membership/share-member.ts'
import {nameOf} from './share-session.ts'

export interface LeaderMapSettings {
  /** Aborting ends the search. */
  readonly signal: AbortSignal
  /** Called when the broker has something to read. */
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
  /** Why the leader is being searched; null: the partition was just assigned. Undefined: the partition can be read. */
  stalled: Error | null | undefined
  /** Why it could not be read when it was asked for last. Having a leader again is not yet being read. */
  refused: Error | undefined
}

/** The time after which metadata is requested again, ms. */
const lookMs = 2000
/** How long a partition must be readable before its back-off starts short again, ms. */
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

  /** Adopts the complete assignment. */
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

  /** The partitions that can be read from a broker. */
  readable(node: number): SharedPartition[] {
    const found: SharedPartition[] = []
    for (const {partition, leader, stalled} of this.#located.values())
      if (leader === node && stalled === undefined) found.push(partition)
    return found
  }

  /** Why some partitions cannot be read now; undefined: all can be read. */
  get trouble(): string | undefined {
    const unread = [...this.#located.values()].filter(({stalled, refused}) => stalled !== undefined || refused)
    const [first] = unread
    if (!first) return undefined
    const {partition, stalled, refused} = first
    const why = stalled ?? refused
    const more = unread.length > 1 ? ` and ${unread.length - 1} more` : ''
    return `${partition.topic}-${partition.partition}${more} cannot be read${why ? `: ${why.message}` : ' yet'}`
  }

  /** The partitions cannot be read from their broker: searches for their leaders. */
  stall(partitions: readonly SharedPartition[], why: Error): void {
    for (const partition of partitions) {
      const located = this.#located.get(nameOf(partition))
      if (located) located.stalled = located.refused = why
    }
    this.#look()
  }

  /** Forgets their refusals: a broker answered for these partitions without an error. */
  answered(partitions: readonly SharedPartition[]): void {
    for (const partition of partitions) {
      const located = this.#located.get(nameOf(partition))
      if (located) located.refused = undefined
    }
  }

  /** A broker's error about one partition, which may name the new leader (KIP-951). */
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
    // The partition is missing or has no leader: wait before the next search.
    for (const located of this.#located.values())
      if (located.stalled === null) located.stalled = new Error('it has no leader')
  }

  #lead(name: string, leader: number, leaderEpoch: number) {
    const located = this.#located.get(name)
    if (!located || located.stalled === undefined) return
    // Brokers learn of a new leader at different times.
    if (leaderEpoch < located.leaderEpoch) return
    located.leader = leader
    located.leaderEpoch = leaderEpoch
    located.stalled = undefined
    this.#settings.found(leader)
  }
}
