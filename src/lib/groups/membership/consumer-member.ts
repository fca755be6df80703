// A member of a KIP-848 group: the broker assigns, and one kind of heartbeat says what we have and hears what we should
// have. Heartbeats go on by themselves; giving up and starting partitions happens beside them.
import {randomUUID} from 'node:crypto'
import {setTimeout as sleep} from 'node:timers/promises'
import {ConsumerGroupHeartbeat} from '../../apis/consumer-group-heartbeat.ts'
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {Got} from '../../wire/schema.ts'
import {GroupCoordinator, isPassing} from './group-coordinator.ts'
import {Holding, without} from './holding.ts'
import type {MemberSettings, OnMemberEvent} from './member-settings.ts'
import {delayedAbort, valueWithin} from '../../cluster/waiting.ts'
import type {MemberIdentity} from '../../offsets/member-identity.ts'
import type {Reading} from './reading.ts'
import {SubscribedTopics} from './subscribed-topics.ts'
import {TopicIds, type PartitionsById} from './topic-ids.ts'

/**
 * Reads as a member of the group until the signal aborts, then leaves it (a static member keeps its partitions for its
 * session). Raises KafkaError for what the broker refuses, UnsupportedApi before Kafka 4.0, ConnectionError if the cluster
 * cannot be reached at first; what `reading` raises ends it.
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

/** Member epochs that mean something else (KIP-848). */
const joining = 0
const leaving = -1
const leavingForAWhile = -2
const requestTimeoutMs = 5000
const leaveTimeoutMs = 5000
const finishBeatMs = 2000
const blockedGlanceMs = 250
/** Offsets were asked for with an epoch that is over: a heartbeat has brought a new one, or will say what happened. */
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
  readonly #holding: Holding
  /** Where this member looks itself which topics match. */
  readonly #matching: SubscribedTopics | undefined
  /** What it found, and what of that the broker was told. */
  #names: readonly string[] = []
  #toldNames: readonly string[] | undefined
  readonly #rebalanceTimeoutMs: number
  /** The reader has a reference to this; the generation is -1 while the epoch is `joining`. */
  readonly #me: {-readonly [K in keyof MemberIdentity]: MemberIdentity[K]}
  /** What the broker wants us to read; undefined: nothing new. */
  #target: PartitionsById | undefined
  /** What we hold has changed since the broker was told. */
  #tell = true
  #reconciling: Promise<void> | undefined
  #failure: Error | undefined
  #wake = new AbortController()
  #wasMember = false
  /** Not told yet what it reads, even if that is nothing. */
  #isNew = true

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
    this.#topicIds = new TopicIds(cluster)
    if (settings.topics instanceof RegExp && settings.matchedBy === 'member')
      this.#matching = new SubscribedTopics(cluster, settings, onEvent)
    this.#rebalanceTimeoutMs = settings.rebalanceTimeoutMs ?? 300_000
    const {groupId, instanceId = null} = settings
    this.#me = {groupId, memberId: randomUUID(), generation: -1, instanceId, protocol: 'consumer'}
    const rebalanceTimeoutMs = this.#rebalanceTimeoutMs
    this.#holding = new Holding({reading, member: this.#me, stop: signal, rebalanceTimeoutMs, onEvent})
  }

  async run(): Promise<void> {
    const wake = () => this.#wake.abort()
    this.#stop.addEventListener('abort', wake, {once: true})
    let failure: Error | undefined
    try {
      if (this.#matching) await this.#watchTopics(this.#matching)
      while (!this.#stop.aborted) await this.#beat()
    } catch (error) {
      if (!this.#stop.aborted) failure = error as Error
    } finally {
      this.#stop.removeEventListener('abort', wake)
    }
    const failedToEnd = await this.#end()
    failure ??= failedToEnd
    if (failure) throw failure
  }

  async #beat() {
    const blockedMs = this.#settings.blockedMs?.() ?? 0
    if (blockedMs > this.#rebalanceTimeoutMs) await this.#standAside(blockedMs)
    const answer = await this.#heartbeat()
    if (answer.errorCode !== errorCode.none) return this.#refused(answer)
    this.#wasMember = true
    this.#me.memberId = answer.memberId || this.#me.memberId
    this.#me.generation = answer.memberEpoch
    if (answer.assignment) {
      this.#target = answer.assignment.topicPartitions
      this.#startReconciling()
    }
    await sleep(answer.heartbeatIntervalMs, undefined, {signal: this.#wake.signal}).catch(() => undefined)
    if (this.#failure) throw this.#failure
  }

  /** Resolves once the names are known for the first time. */
  async #watchTopics(matching: SubscribedTopics) {
    this.#names = await matching.names()
    const everyMs = this.#settings.metadataMaxAgeMs ?? 300_000
    const watch = async () => {
      while (!this.#stop.aborted) {
        await matching.changed(this.#names, undefined, {everyMs, signal: this.#stop})
        this.#names = await matching.names()
        this.#wake.abort()
      }
    }
    watch().catch((error: Error) => {
      if (this.#stop.aborted) return
      this.#failure = error
      this.#wake.abort()
    })
  }

  /** What the broker does not know yet of what we want to read. */
  #subscription(isNew: boolean) {
    const {topics} = this.#settings
    if (this.#matching) {
      if (!isNew && this.#toldNames?.join() === this.#names.join()) return {}
      this.#toldNames = this.#names
      return {subscribedTopicNames: this.#names}
    }
    if (!isNew) return {}
    return topics instanceof RegExp
      ? {subscribedTopicNames: [], subscribedTopicRegex: topics.source}
      : {subscribedTopicNames: topics}
  }

  async #heartbeat(): Promise<Answer> {
    this.#wake = new AbortController()
    if (this.#stop.aborted) this.#wake.abort()
    const {groupId, memberId, generation, instanceId} = this.#me
    const isNew = generation < 0
    const {serverAssignor = null, rackId = null} = this.#settings
    // Told once; after that only what changes.
    const introduction = {
      ...(isNew ? {rebalanceTimeoutMs: this.#rebalanceTimeoutMs, rackId, serverAssignor} : {}),
      ...this.#subscription(isNew),
    }
    const topicPartitions = this.#tell ? this.#topicIds.toIds(this.#holding.partitions) : null
    this.#tell = false
    // An answer that is under way may bring a new epoch, without which nothing can be committed.
    const patience = delayedAbort(this.#stop, finishBeatMs)
    try {
      return await this.#coordinator.ask(
        ConsumerGroupHeartbeat,
        (version) => ({
          groupId,
          // Version 0 (Kafka 3.7 to 3.9) is given its id by the broker.
          memberId: version === 0 && !this.#wasMember ? '' : memberId,
          memberEpoch: isNew ? joining : generation,
          instanceId,
          ...introduction,
          topicPartitions,
        }),
        {
          timeoutMs: requestTimeoutMs,
          signal: patience.signal,
          ...(this.#wasMember ? {} : {patienceMs: this.#cluster.settings.totalTimeoutMs ?? 60_000}),
        },
      )
    } catch (error) {
      this.#tell = true
      this.#toldNames = undefined
      throw error
    } finally {
      patience.end()
    }
  }

  async #refused({errorCode: code, errorMessage}: Answer) {
    const error = new KafkaError(code, `be a member of group ${this.#me.groupId}`, errorMessage)
    if (code === errorCode.unknownMemberId || code === errorCode.fencedMemberEpoch) {
      this.#target = undefined
      await this.#reconciling
      this.#me.generation = -1
      this.#tell = true
      this.#holding.lose(error)
    } else if (!kafkaErrors(code).retriable) throw error
    await new BackOff().wait(new Deadline(Infinity), this.#stop)
  }

  #startReconciling() {
    this.#reconciling ??= this.#reconcile().finally(() => {
      this.#reconciling = undefined
      // A target that came while this one was ending.
      if (this.#target && !this.#failure && !this.#stop.aborted) this.#startReconciling()
    })
  }

  /** Gives up and starts what the newest target wants, until it is reached. */
  async #reconcile() {
    const backOff = new BackOff()
    try {
      while (this.#target && !this.#stop.aborted) {
        const wanted = this.#target
        const target = await this.#named(wanted)
        if (!target) {
          await backOff.wait(new Deadline(Infinity), this.#stop)
          continue
        }
        const removed = without(this.#holding.partitions, target.partitions)
        await this.#holding.giveUp(removed)
        if (removed.length > 0) this.#say() // the sooner the broker hears of it, the sooner the next owner starts
        if (this.#target !== wanted) continue
        const added = without(target.partitions, this.#holding.partitions)
        const started = await this.#start(added)
        const isNews = this.#isNew || added.length > 0 || removed.length > 0
        if (started && isNews) this.#assigned(added, removed)
        if (started && target.complete && this.#target === wanted) {
          this.#target = undefined
          this.#say()
        } else await backOff.wait(new Deadline(Infinity), this.#stop)
      }
    } catch (error) {
      if (!this.#stop.aborted) this.#failure = error as Error
      this.#wake.abort()
    }
  }

  /** Undefined: not now, nobody could be asked. */
  async #named(wanted: PartitionsById) {
    try {
      return await this.#topicIds.toNames(wanted)
    } catch (error) {
      if (!isPassing(error)) throw error
      this.#onEvent({type: 'trouble', error})
      return undefined
    }
  }

  /** False: not now, the epoch has moved on or nobody could be asked. */
  async #start(partitions: Parameters<Holding['start']>[0]): Promise<boolean> {
    try {
      await this.#holding.start(partitions)
      return true
    } catch (error) {
      if (error instanceof KafkaError && outdated.has(error.code)) return false
      if (!isPassing(error)) throw error
      this.#onEvent({type: 'trouble', error})
      return false
    }
  }

  #say() {
    this.#tell = true
    this.#wake.abort()
  }

  #assigned(added: readonly TopicPartition[], removed: readonly TopicPartition[]) {
    this.#isNew = false
    const {generation, memberId} = this.#me
    const assigned = this.#holding.partitions
    this.#onEvent({type: 'assigned', generation, memberId, assignor: null, leader: false, assigned, added, removed})
  }

  /** A blocked output must not keep its partitions from the others for ever: out, and in again when it flows. */
  async #standAside(blockedMs: number) {
    this.#onEvent({type: 'stood aside', blockedMs})
    const failure = await this.#end()
    if (failure) throw failure
    const stillBlocked = this.#settings.blockedMs ?? (() => 0)
    while (stillBlocked() > 0) await sleep(blockedGlanceMs, undefined, {signal: this.#stop})
  }

  /** Gives up everything and leaves. */
  async #end(): Promise<Error | undefined> {
    let failure: Error | undefined
    this.#target = undefined
    await valueWithin(this.#reconciling ?? Promise.resolve(), leaveTimeoutMs)
    await this.#holding.giveUp(this.#holding.partitions).catch((error: Error) => {
      failure = error
    })
    const {groupId, memberId, instanceId, generation} = this.#me
    this.#me.generation = -1
    this.#tell = true
    if (generation < 0) return failure
    const memberEpoch = instanceId === null ? leaving : leavingForAWhile
    const left = this.#coordinator.ask(
      ConsumerGroupHeartbeat,
      {groupId, memberId, memberEpoch, instanceId},
      {timeoutMs: leaveTimeoutMs, patienceMs: leaveTimeoutMs},
    )
    // Not heard: the group notices when the session is over.
    await left.then(
      () => this.#onEvent({type: 'left'}),
      (error: Error) => this.#onEvent({type: 'trouble', error}),
    )
    return failure
  }
}
