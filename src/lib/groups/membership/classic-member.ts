// A member of a classic group. In each rebalance it sends JoinGroup (all members meet) and SyncGroup (the leader's
// assignment), then reads until a heartbeat announces the next rebalance.
import {JoinGroup} from '../../apis/join-group.ts'
import {LeaveGroup} from '../../apis/leave-group.ts'
import {SyncGroup} from '../../apis/sync-group.ts'
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import {KafkaError, isRetriable} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {delayedAbort, orAborted} from '../../cluster/waiting.ts'
import type {MemberIdentity} from '../../offsets/member-identity.ts'
import type {Got} from '../../wire/schema.ts'
import {Assignment, without} from './assignment.ts'
import type {Assignor} from './assignor.ts'
import {assignorsNamed} from './assignors.ts'
import {untilUnblocked} from './blocked-output.ts'
import {joinRequest, leaveRequest, syncRequest, type JoinTerms} from './classic-requests.ts'
import {GroupCoordinator, type AskOptions} from './group-coordinator.ts'
import {Heartbeats, type Interruption} from './heartbeats.ts'
import {leaderAssignment, subscribedCounts, type LeaderAssignment} from './leader-assignment.ts'
import type {MemberSettings, OnMemberEvent} from './member-settings.ts'
import type {Reading} from './reading.ts'
import {SubscribedTopics} from './subscribed-topics.ts'
import {decodeAssignment} from './subscription.ts'
import {untilInterrupted} from './until-interrupted.ts'

/**
 * Reads as a member of the group until the signal aborts, then leaves the group (a static member stays for its
 * session). Throws KafkaError if the group or the broker refuses, and ConnectionError if the cluster cannot be
 * reached at first; later it waits for a cluster that cannot be reached. Errors of `reading` end the membership.
 */
export async function classicMember(
  cluster: Cluster,
  settings: MemberSettings,
  reading: Reading,
  signal: AbortSignal,
  onEvent: OnMemberEvent = () => undefined,
): Promise<void> {
  await new ClassicMember(cluster, settings, reading, signal, onEvent).run()
}

type Joined = Got<typeof JoinGroup.response>

/** JoinGroup and SyncGroup, which wait for the other members, use a separate connection. */
const joinPurpose = 'join'
/** How long a member that is stopped during a rebalance stays in order to commit its offsets afterwards, ms. */
const finishRebalanceMs = 2000
/** How long to wait for the response to JoinGroup after the rebalance timeout, ms; as in Java. */
const joinGraceMs = 5000

class ClassicMember {
  readonly #cluster: Cluster
  readonly #stop: AbortSignal
  readonly #onEvent: OnMemberEvent
  readonly #settings: MemberSettings
  readonly #coordinator: GroupCoordinator
  readonly #topics: SubscribedTopics
  readonly #terms: Omit<JoinTerms, 'subscription'>
  /** As in Java, one eager assignor in the list makes the member eager. */
  readonly #eager: boolean
  readonly #backOff: BackOff
  readonly #blockedMs: () => number
  /** Shared with the reader. */
  readonly #identity: {-readonly [K in keyof MemberIdentity]: MemberIdentity[K]}
  readonly #assignment: Assignment
  /** The last reported assignment. An eager member owns nothing for a moment, but users want to see the difference. */
  #reported: readonly TopicPartition[] = []
  /** The generation of that assignment, which may be older than the one joined last. */
  #assignedGeneration = -1
  #heartbeats: Heartbeats | undefined
  #wasMember = false

  constructor(
    cluster: Cluster,
    settings: MemberSettings,
    reading: Reading,
    signal: AbortSignal,
    onEvent: OnMemberEvent,
  ) {
    const {groupId, instanceId = null, sessionTimeoutMs = 45_000, rebalanceTimeoutMs = 300_000} = settings
    const assignors = assignorsNamed(settings.assignors ?? ['range', 'cooperative-sticky'])
    this.#cluster = cluster
    this.#settings = settings
    this.#stop = signal
    this.#onEvent = onEvent
    this.#coordinator = new GroupCoordinator(cluster, groupId, onEvent)
    this.#topics = new SubscribedTopics(cluster, settings, onEvent)
    this.#terms = {sessionTimeoutMs, rebalanceTimeoutMs, assignors}
    this.#eager = assignors.some(({eager}) => eager)
    this.#backOff = new BackOff(cluster.settings.retryBackoffMs, cluster.settings.retryBackoffMaxMs)
    this.#blockedMs = settings.blockedMs ?? (() => 0)
    this.#identity = {groupId, memberId: '', generation: -1, instanceId, protocol: 'classic'}
    this.#assignment = new Assignment({reading, member: this.#identity, stop: signal, rebalanceTimeoutMs, onEvent})
  }

  async run(): Promise<void> {
    let failure: Error | undefined
    if (!this.#stop.aborted) this.#coordinator.prepare(joinPurpose)
    try {
      while (!this.#stop.aborted) await this.#round()
    } catch (error) {
      if (!this.#stop.aborted) failure = error as Error
    }
    try {
      await this.#assignment.revoke(this.#assignment.partitions)
    } catch (error) {
      failure ??= error as Error
    }
    await this.#heartbeats?.stop()
    await this.#leave('the consumer is being closed')
    if (failure) throw failure
  }

  async #round() {
    try {
      const names = await orAborted(this.#topics.names(), this.#stop)
      const joined = await this.#join(names)
      if (!joined) return await this.#pause()
      const synced = await this.#sync(joined)
      if (!synced) return await this.#pause()
      this.#backOff.reset()
      this.#wasMember = true
      if (synced !== 'rejoin') await this.#read(names, synced.counts)
    } catch (error) {
      // After it was a member once, it waits for a cluster that cannot be reached; before that, it is an error.
      if (!this.#wasMember || this.#stop.aborted || !isRetriable(error)) throw error
      this.#onEvent({type: 'trouble', error})
      await this.#pause()
    }
  }

  /** Undefined: try again. */
  async #join(topics: readonly string[]): Promise<Joined | undefined> {
    if (this.#eager) await this.#assignment.revoke(this.#assignment.partitions)
    await this.#heartbeats?.stop()
    this.#heartbeats = undefined
    const identity = this.#identity
    const subscription = {
      topics,
      owned: this.#assignment.partitions,
      previouslyOwned: this.#reported,
      generation: this.#assignedGeneration,
      rackId: this.#settings.rackId ?? null,
    }
    const request = joinRequest(identity, {...this.#terms, subscription})
    const joined = await this.#inRebalance((options) => this.#coordinator.ask(JoinGroup, request, options))
    switch (joined.errorCode) {
      case errorCode.none:
        identity.memberId = joined.memberId
        identity.generation = joined.generationId
        this.#heartbeats = this.#startHeartbeats()
        return joined
      case errorCode.memberIdRequired: {
        const isNew = identity.memberId === ''
        identity.memberId = joined.memberId
        return isNew ? this.#join(topics) : undefined // with the member id that the broker has assigned (KIP-394)
      }
      default:
        this.#refused(joined.errorCode, 'join')
        return undefined
    }
  }

  /** `counts`: for the leader, partition counts of the watched topics. `rejoin`: join at once. Undefined: try again. */
  async #sync(joined: Joined): Promise<{counts: LeaderAssignment['counts'] | undefined} | 'rejoin' | undefined> {
    const assignor = this.#terms.assignors.find(({name}) => name === joined.protocolName)
    if (!assignor) throw new Error(`the group chose the assignor '${joined.protocolName}', which was not offered`)
    const leader = joined.leader === this.#identity.memberId
    const assigned =
      leader && !joined.skipAssignment
        ? await this.#inRebalance(({signal}) =>
            orAborted(leaderAssignment(this.#cluster, assignor, joined.members), signal),
          )
        : undefined
    const request = syncRequest(this.#identity, assignor, assigned?.assignments)
    const synced = await this.#inRebalance((options) => this.#coordinator.ask(SyncGroup, request, options))
    if (synced.errorCode === errorCode.rebalanceInProgress) return 'rejoin' // a member joined before all had synced
    if (synced.errorCode !== errorCode.none) {
      this.#refused(synced.errorCode, 'sync with')
      return undefined
    }
    const target = decodeAssignment(synced.assignment, this.#identity.groupId)
    const revoked = await this.#adopt(target, assignor, leader)
    // Revoked partitions can be assigned to other members only in another rebalance (KIP-429).
    if (revoked && !this.#eager) return 'rejoin'
    if (!leader) return {counts: undefined}
    return {counts: assigned?.counts ?? (await orAborted(subscribedCounts(this.#cluster, joined.members), this.#stop))}
  }

  /** Gives up and starts partitions to reach the new assignment. Returns whether it gave up any. */
  async #adopt(target: readonly TopicPartition[], assignor: Assignor, leader: boolean): Promise<boolean> {
    const revoked = without(this.#assignment.partitions, target)
    await this.#assignment.revoke(revoked)
    this.#assignedGeneration = this.#identity.generation
    await this.#assignment.add(without(target, this.#assignment.partitions))
    const {generation, memberId} = this.#identity
    const added = without(target, this.#reported)
    const removed = without(this.#reported, target)
    const changes = {assigned: target, added, removed}
    this.#onEvent({type: 'assigned', generation, memberId, assignor: assignor.name, leader, ...changes})
    this.#reported = target
    return revoked.length > 0
  }

  /** Reads until the member is stopped, subscribed topics change, or a heartbeat interrupts. */
  async #read(names: readonly string[], counts: LeaderAssignment['counts'] | undefined) {
    const everyMs = this.#settings.metadataMaxAgeMs ?? 300_000
    const why = await untilInterrupted({
      stop: this.#stop,
      heartbeats: this.#heartbeats,
      topicsChanged: (signal) => this.#topics.changed(names, counts, {everyMs, signal}),
    })
    if (typeof why === 'object') await this.#interrupted(why)
  }

  async #interrupted(by: Interruption) {
    if ('error' in by) throw by.error
    if ('blockedMs' in by) return this.#standAside(by.blockedMs)
    if (by.code !== errorCode.rebalanceInProgress) this.#refused(by.code, 'stay in')
  }

  /** Handles an error code that ends the membership, or only this attempt. */
  #refused(code: number, verb: string) {
    const error = new KafkaError(code, `${verb} group ${this.#identity.groupId}`)
    switch (code) {
      case errorCode.rebalanceInProgress:
        return
      case errorCode.unknownMemberId:
      case errorCode.illegalGeneration:
        if (code === errorCode.unknownMemberId) this.#identity.memberId = ''
        return this.#lose(error)
      case errorCode.fencedInstanceId: {
        this.#lose(error)
        const {groupId, instanceId} = this.#identity
        this.#identity.memberId = ''
        throw new KafkaError(code, `${verb} group ${groupId}`, `another member uses the instance id ${instanceId}`)
      }
      default:
        if (!kafkaErrors(code).retriable) throw error
    }
  }

  #lose(error: Error) {
    this.#assignedGeneration = -1
    this.#identity.generation = -1
    this.#reported = []
    this.#assignment.lose(error)
  }

  /** Leaves the group while the output is blocked, so that others can read its partitions; rejoins afterwards. */
  async #standAside(blockedMs: number) {
    this.#onEvent({type: 'stood aside', blockedMs})
    await this.#assignment.revoke(this.#assignment.partitions)
    await this.#heartbeats?.stop()
    await this.#leave('consumer poll timeout has expired.')
    await untilUnblocked(this.#blockedMs, this.#stop)
  }

  async #leave(reason: string) {
    const {memberId, instanceId} = this.#identity
    const request = leaveRequest({...this.#identity}, reason)
    this.#identity.memberId = ''
    this.#identity.generation = -1
    this.#assignedGeneration = -1
    this.#reported = []
    // A static member may return within its session and continue.
    if (memberId !== '' && instanceId === null) await this.#coordinator.leave(LeaveGroup, request)
  }

  #startHeartbeats() {
    const {sessionTimeoutMs, rebalanceTimeoutMs} = this.#terms
    return new Heartbeats(this.#coordinator, this.#identity, {
      // Three heartbeats in any session, because otherwise the session could end before the first one.
      intervalMs: this.#settings.heartbeatIntervalMs ?? Math.min(3000, sessionTimeoutMs / 3),
      sessionTimeoutMs,
      blockedMs: this.#blockedMs,
      maxBlockedMs: rebalanceTimeoutMs,
    })
  }

  /** Makes a request that waits for the other members, but no longer than stopping this member allows. */
  async #inRebalance<T>(ask: (options: AskOptions & {readonly signal: AbortSignal}) => Promise<T>): Promise<T> {
    const timeoutMs = this.#terms.rebalanceTimeoutMs + joinGraceMs
    const patienceMs = this.#wasMember ? Infinity : (this.#cluster.settings.totalTimeoutMs ?? 60_000)
    // No offset can be committed between JoinGroup and SyncGroup, so a member that owns partitions completes the
    // rebalance.
    const late = delayedAbort(this.#stop, this.#assignment.partitions.length > 0 ? finishRebalanceMs : 0)
    try {
      return await ask({purpose: joinPurpose, timeoutMs, patienceMs, signal: late.signal})
    } finally {
      late.end()
    }
  }

  async #pause() {
    if (!this.#stop.aborted) await this.#backOff.wait(new Deadline(Infinity), this.#stop)
  }
}
