// A member of a KIP-848 group: the broker assigns partitions, and heartbeats carry both what the member owns and what
// it should own. Heartbeats continue while partitions are given up and started.
import {randomUUID} from 'node:crypto'
import {setTimeout as sleep} from 'node:timers/promises'
import {ConsumerGroupHeartbeat} from '../../apis/consumer-group-heartbeat.ts'
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import {KafkaError, isRetriable} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {delayedAbort, settledWithin} from '../../cluster/waiting.ts'
import type {MemberIdentity} from '../../offsets/member-identity.ts'
import type {Got} from '../../wire/schema.ts'
import {Assignment, without} from './assignment.ts'
import {untilUnblocked} from './blocked-output.ts'
import {GroupCoordinator} from './group-coordinator.ts'
import type {MemberSettings, OnMemberEvent} from './member-settings.ts'
import type {Reading} from './reading.ts'
import {SubscriptionUpdates} from './subscription-updates.ts'
import {TopicIds, type PartitionsById} from './topic-ids.ts'

/**
 * Reads as a member of the group until the signal aborts, then leaves the group (a static member keeps its partitions
 * for its session). Throws KafkaError if the broker refuses, UnsupportedApi before Kafka 4.0, and ConnectionError if
 * the cluster cannot be reached at first. Errors of `reading` end the membership.
 */
export async function consumerMember(
  cluster: Cluster,
  settings: MemberSettings,
  reading: Reading,
  signal: AbortSignal,
  onEvent: OnMemberEvent = () => undefined,
): Promise<void> {
  await new ConsumerMember(cluster, settings, reading, signal, onEvent).run()
}

type Answer = Got<typeof ConsumerGroupHeartbeat.response>

// Member epochs with a special meaning (KIP-848).
const joiningEpoch = 0
const leavingEpoch = -1
/** The epoch with which a static member leaves that may return. */
const leavingTemporarilyEpoch = -2
const requestTimeoutMs = 5000
/** How long leaving waits for the present change of partitions, ms. */
const finishReconcilingMs = 5000
/** How long a member that is stopped waits for the answer to a heartbeat, ms. */
const finishHeartbeatMs = 2000
/** Offsets were fetched with an old member epoch: a heartbeat has brought a newer one, or will report what happened. */
const outdated: ReadonlySet<number> = new Set([
  errorCode.staleMemberEpoch,
  errorCode.fencedMemberEpoch,
  errorCode.unknownMemberId,
])

class ConsumerMember {
  readonly #cluster: Cluster
  readonly #settings: MemberSettings
  readonly #stop: AbortSignal
  readonly #onEvent: OnMemberEvent
  readonly #coordinator: GroupCoordinator
  readonly #topicIds: TopicIds
  readonly #subscription: SubscriptionUpdates
  readonly #assignment: Assignment
  readonly #rebalanceTimeoutMs: number
  readonly #blockedMs: () => number
  /** Shared with the reader. The generation is -1 while the member epoch is `joiningEpoch`. */
  readonly #identity: {-readonly [K in keyof MemberIdentity]: MemberIdentity[K]}
  /** The assignment that the broker wants; undefined if it has been reached. */
  #target: PartitionsById | undefined
  /** Whether the broker does not know yet which partitions the member owns. */
  #ownedChanged = true
  #reconciling: Promise<void> | undefined
  #failure: Error | undefined
  /** Aborts to send the next heartbeat at once. */
  #wake = new AbortController()
  #wasMember = false
  /** Whether no assignment has been reported to the user yet, not even an empty one. */
  #reportedNothing = true

  constructor(
    cluster: Cluster,
    settings: MemberSettings,
    reading: Reading,
    signal: AbortSignal,
    onEvent: OnMemberEvent,
  ) {
    const {groupId, instanceId = null, rebalanceTimeoutMs = 300_000} = settings
    this.#cluster = cluster
    this.#settings = settings
    this.#stop = signal
    this.#onEvent = onEvent
    this.#coordinator = new GroupCoordinator(cluster, groupId, onEvent)
    this.#topicIds = new TopicIds(cluster)
    this.#subscription = new SubscriptionUpdates(cluster, settings, onEvent)
    this.#rebalanceTimeoutMs = rebalanceTimeoutMs
    this.#blockedMs = settings.blockedMs ?? (() => 0)
    this.#identity = {groupId, memberId: randomUUID(), generation: -1, instanceId, protocol: 'consumer'}
    this.#assignment = new Assignment({reading, member: this.#identity, stop: signal, rebalanceTimeoutMs, onEvent})
  }

  async run(): Promise<void> {
    const wake = () => this.#wake.abort()
    this.#stop.addEventListener('abort', wake, {once: true})
    let failure: Error | undefined
    try {
      await this.#subscription.watch(this.#stop, {changed: wake, failed: (error) => this.#fail(error)})
      while (!this.#stop.aborted) await this.#round()
    } catch (error) {
      if (!this.#stop.aborted) failure = error as Error
    } finally {
      this.#stop.removeEventListener('abort', wake)
    }
    const failedToLeave = await this.#leave()
    failure ??= failedToLeave
    if (failure) throw failure
  }

  #fail(error: Error) {
    this.#failure = error
    this.#wake.abort()
  }

  /** Sends one heartbeat, and waits until the next. */
  async #round() {
    const blockedMs = this.#blockedMs()
    if (blockedMs > this.#rebalanceTimeoutMs) await this.#standAside(blockedMs)
    const answer = await this.#heartbeat()
    if (answer.errorCode !== errorCode.none) return this.#refused(answer)
    this.#wasMember = true
    this.#identity.memberId = answer.memberId || this.#identity.memberId
    this.#identity.generation = answer.memberEpoch
    if (answer.assignment) {
      this.#target = answer.assignment.topicPartitions
      this.#startReconciling()
    }
    await sleep(answer.heartbeatIntervalMs, undefined, {signal: this.#wake.signal}).catch(() => undefined)
    if (this.#failure) throw this.#failure
  }

  async #heartbeat(): Promise<Answer> {
    this.#wake = new AbortController()
    if (this.#stop.aborted) this.#wake.abort()
    const {groupId, memberId, generation, instanceId} = this.#identity
    const joining = generation < 0
    const {serverAssignor = null, rackId = null} = this.#settings
    // Fields that are sent once; later heartbeats have only changes.
    const introduction = {
      ...(joining ? {rebalanceTimeoutMs: this.#rebalanceTimeoutMs, rackId, serverAssignor} : {}),
      ...this.#subscription.next(joining),
    }
    const topicPartitions = this.#ownedChanged ? this.#topicIds.toIds(this.#assignment.partitions) : null
    this.#ownedChanged = false
    // The response in progress may bring a new epoch, without which nothing can be committed.
    const late = delayedAbort(this.#stop, finishHeartbeatMs)
    try {
      return await this.#coordinator.ask(
        ConsumerGroupHeartbeat,
        (version) => ({
          groupId,
          // In version 0 (Kafka 3.7 to 3.9) the broker assigns the member id.
          memberId: version === 0 && !this.#wasMember ? '' : memberId,
          memberEpoch: joining ? joiningEpoch : generation,
          instanceId,
          ...introduction,
          topicPartitions,
        }),
        {
          timeoutMs: requestTimeoutMs,
          signal: late.signal,
          ...(this.#wasMember ? {} : {patienceMs: this.#cluster.settings.totalTimeoutMs ?? 60_000}),
        },
      )
    } catch (error) {
      this.#ownedChanged = true
      this.#subscription.resend()
      throw error
    } finally {
      late.end()
    }
  }

  async #refused({errorCode: code, errorMessage}: Answer) {
    const error = new KafkaError(code, `be a member of group ${this.#identity.groupId}`, errorMessage)
    if (code === errorCode.unknownMemberId || code === errorCode.fencedMemberEpoch) {
      this.#target = undefined
      await this.#reconciling
      this.#identity.generation = -1
      this.#ownedChanged = true
      this.#assignment.lose(error)
    } else if (!kafkaErrors(code).retriable) throw error
    await new BackOff().wait(new Deadline(Infinity), this.#stop)
  }

  #startReconciling() {
    this.#reconciling ??= this.#reconcile().finally(() => {
      this.#reconciling = undefined
      // A new target may have arrived while this one was ending.
      if (this.#target && !this.#failure && !this.#stop.aborted) this.#startReconciling()
    })
  }

  /** Gives up and starts partitions until the newest target is reached. */
  async #reconcile() {
    const backOff = new BackOff()
    try {
      while (this.#target && !this.#stop.aborted) {
        const wanted = this.#target
        const target = await this.#withNames(wanted)
        if (!target) {
          await backOff.wait(new Deadline(Infinity), this.#stop)
          continue
        }
        const removed = without(this.#assignment.partitions, target.partitions)
        await this.#assignment.revoke(removed)
        if (removed.length > 0) this.#reportOwned() // the sooner the broker knows, the sooner the next owner starts
        if (this.#target !== wanted) continue
        const added = without(target.partitions, this.#assignment.partitions)
        const started = await this.#add(added)
        const isNews = this.#reportedNothing || added.length > 0 || removed.length > 0
        if (started && isNews) this.#assigned(added, removed)
        if (started && target.complete && this.#target === wanted) {
          this.#target = undefined
          this.#reportOwned()
        } else await backOff.wait(new Deadline(Infinity), this.#stop)
      }
    } catch (error) {
      if (!this.#stop.aborted) this.#failure = error as Error
      this.#wake.abort()
    }
  }

  /** Undefined: the cluster could not be asked, so try again. */
  async #withNames(wanted: PartitionsById) {
    try {
      return await this.#topicIds.toNames(wanted)
    } catch (error) {
      if (!isRetriable(error)) throw error
      this.#onEvent({type: 'trouble', error})
      return undefined
    }
  }

  /** False: the member epoch has changed or the cluster could not be asked, so try again. */
  async #add(partitions: readonly TopicPartition[]): Promise<boolean> {
    try {
      await this.#assignment.add(partitions)
      return true
    } catch (error) {
      if (error instanceof KafkaError && outdated.has(error.code)) return false
      if (!isRetriable(error)) throw error
      this.#onEvent({type: 'trouble', error})
      return false
    }
  }

  /** Tells the broker at once which partitions the member owns. */
  #reportOwned() {
    this.#ownedChanged = true
    this.#wake.abort()
  }

  #assigned(added: readonly TopicPartition[], removed: readonly TopicPartition[]) {
    this.#reportedNothing = false
    const {generation, memberId} = this.#identity
    const assigned = this.#assignment.partitions
    this.#onEvent({type: 'assigned', generation, memberId, assignor: null, leader: false, assigned, added, removed})
  }

  /**
   * Leaves the group while the output is blocked, so that other members can read its partitions, and rejoins
   * afterwards.
   */
  async #standAside(blockedMs: number) {
    this.#onEvent({type: 'stood aside', blockedMs})
    const failure = await this.#leave()
    if (failure) throw failure
    await untilUnblocked(this.#blockedMs, this.#stop)
  }

  /** Gives up all partitions and leaves. Returns what went wrong with the partitions. */
  async #leave(): Promise<Error | undefined> {
    let failure: Error | undefined
    this.#target = undefined
    await settledWithin(this.#reconciling ?? Promise.resolve(), finishReconcilingMs)
    await this.#assignment.revoke(this.#assignment.partitions).catch((error: Error) => {
      failure = error
    })
    const {groupId, memberId, instanceId, generation} = this.#identity
    this.#identity.generation = -1
    this.#ownedChanged = true
    if (generation < 0) return failure
    const memberEpoch = instanceId === null ? leavingEpoch : leavingTemporarilyEpoch
    await this.#coordinator.leave(ConsumerGroupHeartbeat, {groupId, memberId, memberEpoch, instanceId})
    return failure
  }
}
