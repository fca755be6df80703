// A member of a classic group. One round: JoinGroup (all meet), SyncGroup (the leader's decision), read, until a heartbeat
// says that the group meets again. Which broker that is and whether it is there is the coordinator's affair.
import {setTimeout as sleep} from 'node:timers/promises'
import {JoinGroup} from '../../apis/join-group.ts'
import {LeaveGroup} from '../../apis/leave-group.ts'
import {SyncGroup} from '../../apis/sync-group.ts'
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {Got} from '../../wire/schema.ts'
import type {Assignor} from './assignor.ts'
import {assignorsNamed} from './assignors.ts'
import {joinRequest, leaveRequest, syncRequest} from './classic-requests.ts'
import {GroupCoordinator, isPassing, type AskOptions} from './group-coordinator.ts'
import {Heart, type Interruption} from './heart.ts'
import {Holding, without} from './holding.ts'
import {decide, decodeAssignment, groupTopics, type Decision} from './lead.ts'
import type {MemberSettings, OnMemberEvent} from './member-settings.ts'
import {delayedAbort, orAborted} from '../../cluster/waiting.ts'
import type {MemberIdentity} from '../../offsets/member-identity.ts'
import type {Reading} from './reading.ts'
import {SubscribedTopics} from './subscribed-topics.ts'

/**
 * Reads as a member of the group until the signal aborts, then leaves it (a static member stays on for its session). Raises
 * KafkaError for what the group or the broker refuses, ConnectionError if the cluster cannot be reached at first; once a
 * member, it waits for a cluster that is away, and what `reading` raises ends it.
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

/** JoinGroup and SyncGroup wait for the other members. */
const joinPurpose = 'join'
/** While stopped in the middle of a rebalance: offsets can be committed again when it is over, which is soon. */
const finishRoundMs = 2000
const leaveTimeoutMs = 5000
/** Beyond the rebalance timeout, after which the broker answers JoinGroup for certain; as Java. */
const joinGraceMs = 5000
/** How often a blocked output is looked at, ms. */
const blockedGlanceMs = 250

class ClassicMember {
  readonly #cluster: Cluster
  readonly #stop: AbortSignal
  readonly #onEvent: OnMemberEvent
  readonly #settings: MemberSettings
  readonly #coordinator: GroupCoordinator
  readonly #topics: SubscribedTopics
  readonly #assignors: readonly Assignor[]
  /** One eager assignor in the list makes the member eager, as in Java. */
  readonly #eager: boolean
  readonly #backOff: BackOff
  readonly #sessionTimeoutMs: number
  readonly #rebalanceTimeoutMs: number
  /** The reader has a reference to this. */
  readonly #me: {-readonly [K in keyof MemberIdentity]: MemberIdentity[K]}
  readonly #holding: Holding
  /** As it was last told: an eager member has nothing for a moment, but its user wants to know what is different. */
  #told: readonly TopicPartition[] = []
  /** In which generation that was assigned; the one joined last may have got no further. */
  #heldSince = -1
  #heart: Heart | undefined
  #wasMember = false

  constructor(
    cluster: Cluster,
    settings: MemberSettings,
    reading: Reading,
    signal: AbortSignal,
    onEvent: OnMemberEvent,
  ) {
    this.#cluster = cluster
    this.#settings = settings
    this.#stop = signal
    this.#onEvent = onEvent
    this.#coordinator = new GroupCoordinator(cluster, settings.groupId, onEvent)
    this.#topics = new SubscribedTopics(cluster, settings, onEvent)
    this.#assignors = assignorsNamed(settings.assignors ?? ['range', 'cooperative-sticky'])
    this.#eager = this.#assignors.some(({eager}) => eager)
    this.#backOff = new BackOff(cluster.settings.retryBackoffMs, cluster.settings.retryBackoffMaxMs)
    this.#sessionTimeoutMs = settings.sessionTimeoutMs ?? 45_000
    this.#rebalanceTimeoutMs = settings.rebalanceTimeoutMs ?? 300_000
    const {groupId, instanceId = null} = settings
    this.#me = {groupId, memberId: '', generation: -1, instanceId, protocol: 'classic'}
    const rebalanceTimeoutMs = this.#rebalanceTimeoutMs
    this.#holding = new Holding({reading, member: this.#me, stop: signal, rebalanceTimeoutMs, onEvent})
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
      await this.#holding.giveUp(this.#holding.partitions)
    } catch (error) {
      failure ??= error as Error
    }
    await this.#heart?.stop()
    await this.#leave('the consumer is being closed')
    if (failure) throw failure
  }

  async #round() {
    try {
      const names = await orAborted(this.#topics.names(), this.#stop)
      const joined = await this.#join(names)
      if (!joined) return await this.#pause()
      const counts = await this.#sync(joined)
      if (!counts) return await this.#pause()
      this.#backOff.reset()
      this.#wasMember = true
      if (counts !== 'again') await this.#read(names, counts.topics)
    } catch (error) {
      // A member outlives a cluster that is away; its first steps do not.
      if (!this.#wasMember || this.#stop.aborted || !isPassing(error)) throw error
      this.#onEvent({type: 'trouble', error})
      await this.#pause()
    }
  }

  /** Undefined: try again. */
  async #join(topics: readonly string[]): Promise<Joined | undefined> {
    if (this.#eager) await this.#holding.giveUp(this.#holding.partitions)
    await this.#heart?.stop()
    this.#heart = undefined
    const me = this.#me
    const terms = {
      sessionTimeoutMs: this.#sessionTimeoutMs,
      rebalanceTimeoutMs: this.#rebalanceTimeoutMs,
      assignors: this.#assignors,
      subscription: {
        topics,
        owned: this.#holding.partitions,
        held: this.#told,
        generation: this.#heldSince,
        rackId: this.#settings.rackId ?? null,
      },
    }
    const joined = await this.#patiently((options) => this.#coordinator.ask(JoinGroup, joinRequest(me, terms), options))
    switch (joined.errorCode) {
      case errorCode.none:
        me.memberId = joined.memberId
        me.generation = joined.generationId
        this.#heart = this.#startHeart()
        return joined
      case errorCode.memberIdRequired: {
        const isNew = me.memberId === ''
        me.memberId = joined.memberId
        return isNew ? this.#join(topics) : undefined // and now for good (KIP-394)
      }
      default:
        this.#refused(joined.errorCode, 'join')
        return undefined
    }
  }

  /** The topics that the leader must watch (none: not the leader), or that the group meets again at once. */
  async #sync(joined: Joined): Promise<{topics: Decision['counts'] | undefined} | 'again' | undefined> {
    const assignor = this.#assignors.find(({name}) => name === joined.protocolName)
    if (!assignor) throw new Error(`the group chose the assignor '${joined.protocolName}', which was not offered`)
    const leader = joined.leader === this.#me.memberId
    const decision =
      leader && !joined.skipAssignment
        ? await this.#patiently(({signal}) => orAborted(decide(this.#cluster, assignor, joined.members), signal))
        : undefined
    const request = syncRequest(this.#me, assignor, decision?.assignments)
    const synced = await this.#patiently((options) => this.#coordinator.ask(SyncGroup, request, options))
    if (synced.errorCode === errorCode.rebalanceInProgress) return 'again' // somebody came before all had synced
    if (synced.errorCode !== errorCode.none) {
      this.#refused(synced.errorCode, 'sync with')
      return undefined
    }
    const gaveUp = await this.#take(decodeAssignment(synced.assignment, this.#me.groupId), assignor, leader)
    // What was given up can be handed on only when the group meets again (KIP-429).
    if (gaveUp && !this.#eager) return 'again'
    if (!leader) return {topics: undefined}
    return {topics: decision?.counts ?? (await orAborted(groupTopics(this.#cluster, joined.members), this.#stop))}
  }

  /** Gives up and starts what the new assignment wants; whether there was something to give up. */
  async #take(target: readonly TopicPartition[], assignor: Assignor, leader: boolean): Promise<boolean> {
    const lost = without(this.#holding.partitions, target)
    await this.#holding.giveUp(lost)
    this.#heldSince = this.#me.generation
    await this.#holding.start(without(target, this.#holding.partitions))
    const {generation, memberId} = this.#me
    this.#onEvent({
      type: 'assigned',
      generation,
      memberId,
      assignor: assignor.name,
      leader,
      assigned: target,
      added: without(target, this.#told),
      removed: without(this.#told, target),
    })
    this.#told = target
    return lost.length > 0
  }

  /** Until something happens. */
  async #read(names: readonly string[], counts: Decision['counts'] | undefined) {
    const settled = new AbortController()
    const {signal} = settled
    const stopped = new Promise<'stopped'>((resolve) => {
      if (this.#stop.aborted) resolve('stopped')
      else this.#stop.addEventListener('abort', () => resolve('stopped'), {once: true, signal})
    })
    const everyMs = this.#settings.metadataMaxAgeMs ?? 300_000
    const changed = this.#topics.changed(names, counts, {everyMs, signal}).then(() => 'topics' as const)
    changed.catch(() => undefined) // when it is over, nobody listens
    try {
      const why = await Promise.race([stopped, changed, ...(this.#heart ? [this.#heart.interrupted] : [])])
      if (typeof why === 'object') await this.#interrupted(why)
    } finally {
      settled.abort()
    }
  }

  async #interrupted(by: Interruption) {
    if ('error' in by) throw by.error
    if ('blockedMs' in by) return this.#standAside(by.blockedMs)
    if (by.code !== errorCode.rebalanceInProgress) this.#refused(by.code, 'stay in')
  }

  /** An error code that ends the membership, or this attempt. */
  #refused(code: number, verb: string) {
    const error = new KafkaError(code, `${verb} group ${this.#me.groupId}`)
    switch (code) {
      case errorCode.rebalanceInProgress:
        return
      case errorCode.unknownMemberId:
        this.#me.memberId = ''
        return this.#lose(error)
      case errorCode.illegalGeneration:
        return this.#lose(error)
      case errorCode.fencedInstanceId: {
        this.#lose(error)
        const {groupId, instanceId} = this.#me
        this.#me.memberId = ''
        throw new KafkaError(code, `${verb} group ${groupId}`, `another member uses the instance id ${instanceId}`)
      }
      default:
        if (!kafkaErrors(code).retriable) throw error
    }
  }

  #lose(error: Error) {
    this.#heldSince = -1
    this.#me.generation = -1
    this.#told = []
    this.#holding.lose(error)
  }

  /** A blocked output must not keep its partitions from the others for ever: out, and in again when it flows. */
  async #standAside(blockedMs: number) {
    this.#onEvent({type: 'stood aside', blockedMs})
    await this.#holding.giveUp(this.#holding.partitions)
    await this.#heart?.stop()
    await this.#leave('consumer poll timeout has expired.')
    const stillBlocked = this.#settings.blockedMs ?? (() => 0)
    while (stillBlocked() > 0) await sleep(blockedGlanceMs, undefined, {signal: this.#stop})
  }

  async #leave(reason: string) {
    const {memberId, instanceId} = this.#me
    const request = leaveRequest({...this.#me}, reason)
    this.#me.memberId = ''
    this.#me.generation = -1
    this.#heldSince = -1
    this.#told = []
    // A static member comes back within its session and goes on.
    if (memberId === '' || instanceId !== null) return
    const options = {timeoutMs: leaveTimeoutMs, patienceMs: leaveTimeoutMs}
    const left = this.#coordinator.ask(LeaveGroup, request, options)
    // Not heard: the group notices when the session is over.
    await left.then(
      () => this.#onEvent({type: 'left'}),
      (error: Error) => this.#onEvent({type: 'trouble', error}),
    )
  }

  #startHeart() {
    return new Heart(this.#coordinator, this.#me, {
      // Three of them fit into any session, or the member would be out before its first.
      intervalMs: this.#settings.heartbeatIntervalMs ?? Math.min(3000, this.#sessionTimeoutMs / 3),
      sessionTimeoutMs: this.#sessionTimeoutMs,
      blockedMs: this.#settings.blockedMs ?? (() => 0),
      maxBlockedMs: this.#rebalanceTimeoutMs,
    })
  }

  /** What waits for the other members: no longer than a stop allows. */
  async #patiently<T>(ask: (options: AskOptions & {readonly signal: AbortSignal}) => Promise<T>): Promise<T> {
    const timeoutMs = this.#rebalanceTimeoutMs + joinGraceMs
    const patienceMs = this.#wasMember ? Infinity : (this.#cluster.settings.totalTimeoutMs ?? 60_000)
    // Between JoinGroup and the leader's decision no offset can be committed. One that reads sees the round through.
    const patience = delayedAbort(this.#stop, this.#holding.partitions.length > 0 ? finishRoundMs : 0)
    try {
      return await ask({purpose: joinPurpose, timeoutMs, patienceMs, signal: patience.signal})
    } finally {
      patience.end()
    }
  }

  async #pause() {
    if (!this.#stop.aborted) await this.#backOff.wait(new Deadline(Infinity), this.#stop)
  }
}
