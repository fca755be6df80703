// A member of a share group (KIP-932). The broker assigns partitions, which several members may have at the same
// time, so nothing has to be given up before another member gets it. Membership consists of heartbeats only; records
// and their acknowledgements are exchanged with the leaders of the partitions (records/share).
import {setTimeout as sleep} from 'node:timers/promises'
import {ShareGroupHeartbeat} from '../../apis/share-group-heartbeat.ts'
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import {KafkaError, isRetriable} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {delayedAbort} from '../../cluster/waiting.ts'
import type {Got} from '../../wire/schema.ts'
import {comparePartitions} from './assignor.ts'
import {untilUnblocked} from './blocked-output.ts'
import {GroupCoordinator} from './group-coordinator.ts'
import type {MemberSettings, OnMemberEvent} from './member-settings.ts'
import {SubscriptionUpdates} from './subscription-updates.ts'
import {TopicIds, type PartitionsById} from './topic-ids.ts'

export interface ShareMemberSettings extends Pick<
  MemberSettings,
  'groupId' | 'topics' | 'internalTopics' | 'rackId' | 'metadataMaxAgeMs' | 'blockedMs'
> {
  /** Kafka's form of a UUID (`randomUuid`); the leaders also know the member by it. */
  readonly memberId: string
  /** How long a blocked output may keep the member in the group, ms (max.poll.interval.ms); default 300,000. */
  readonly maxBlockedMs?: number | undefined
}

/** A partition of an assignment. */
export interface SharedPartition extends TopicPartition {
  readonly topicId: string
}

/**
 * Stays in the group until the signal aborts, then leaves it. `assign` gets the whole assignment whenever it changes;
 * it is empty if the group continued without this member. Throws KafkaError if the broker refuses, UnsupportedApi
 * before Kafka 4.1, and ConnectionError if the cluster cannot be reached at first.
 */
export async function shareMember(
  cluster: Cluster,
  settings: ShareMemberSettings,
  assign: (partitions: readonly SharedPartition[]) => void,
  signal: AbortSignal,
  onEvent: OnMemberEvent = () => undefined,
): Promise<void> {
  await new ShareMember(cluster, settings, assign, signal, onEvent).run()
}

type Answer = Got<typeof ShareGroupHeartbeat.response>

// Member epochs with a special meaning.
const joiningEpoch = 0
const leavingEpoch = -1
const requestTimeoutMs = 5000
/**
 * How long a member that is stopped waits for the response to a heartbeat, ms, because it may be the one with which
 * it joins.
 */
const finishHeartbeatMs = 2000

class ShareMember {
  readonly #cluster: Cluster
  readonly #settings: ShareMemberSettings
  readonly #assign: (partitions: readonly SharedPartition[]) => void
  readonly #stop: AbortSignal
  readonly #onEvent: OnMemberEvent
  readonly #coordinator: GroupCoordinator
  readonly #topicIds: TopicIds
  readonly #subscription: SubscriptionUpdates
  #epoch = joiningEpoch
  #wasMember = false
  /** The assignment whose topics have no names yet; undefined if all have names. */
  #target: PartitionsById | undefined
  #naming: Promise<void> | undefined
  #assigned: readonly SharedPartition[] = []
  /** Whether no assignment has been reported to the user yet, not even an empty one. */
  #reportedNothing = true
  #failure: Error | undefined
  /** Looks for the first assignment, which the broker makes only after it has answered the heartbeat that joins. */
  #firstLooks = {backOff: new BackOff(), until: new Deadline(0)}
  /** Aborts to send the next heartbeat at once. */
  #wake = new AbortController()

  constructor(
    cluster: Cluster,
    settings: ShareMemberSettings,
    assign: (partitions: readonly SharedPartition[]) => void,
    signal: AbortSignal,
    onEvent: OnMemberEvent,
  ) {
    this.#cluster = cluster
    this.#settings = settings
    this.#assign = assign
    this.#stop = signal
    this.#onEvent = onEvent
    this.#coordinator = new GroupCoordinator(cluster, settings.groupId, onEvent)
    this.#topicIds = new TopicIds(cluster)
    // Heartbeats of share groups have topic names only.
    this.#subscription = new SubscriptionUpdates(cluster, {...settings, matchedBy: 'member'}, onEvent)
  }

  async run(): Promise<void> {
    const wake = () => this.#wake.abort()
    this.#stop.addEventListener('abort', wake, {once: true})
    try {
      await this.#subscription.watch(this.#stop, {changed: wake, failed: (error) => this.#fail(error)})
      while (!this.#stop.aborted) await this.#round()
    } catch (error) {
      if (!this.#stop.aborted) throw error
    } finally {
      this.#stop.removeEventListener('abort', wake)
      await this.#leave()
    }
  }

  #fail(error: Error) {
    this.#failure = error
    this.#wake.abort()
  }

  /** Sends one heartbeat, and waits until the next. */
  async #round() {
    const {blockedMs = () => 0, maxBlockedMs = 300_000} = this.#settings
    const blocked = blockedMs()
    if (blocked > maxBlockedMs) {
      // Other members get its partitions, which it may have had alone.
      this.#onEvent({type: 'stood aside', blockedMs: blocked})
      await this.#leave()
      await untilUnblocked(blockedMs, this.#stop)
    }
    const joins = this.#epoch === joiningEpoch
    const answer = await this.#heartbeat()
    if (answer.errorCode !== errorCode.none) return this.#refused(answer)
    this.#wasMember = true
    this.#epoch = answer.memberEpoch
    if (answer.assignment) {
      this.#target = answer.assignment.topicPartitions
      this.#naming ??= this.#nameTopics().finally(() => {
        this.#naming = undefined
      })
    }
    const {heartbeatIntervalMs} = answer
    if (joins) this.#firstLooks = {backOff: new BackOff(), until: new Deadline(heartbeatIntervalMs)}
    await this.#pause(heartbeatIntervalMs).catch(() => undefined)
    if (this.#failure) throw this.#failure
  }

  /**
   * Waits until the next heartbeat. In a new group the first response has no partitions, so waiting for the whole
   * interval of 5 s would be a waste.
   */
  #pause(intervalMs: number): Promise<unknown> {
    const {signal} = this.#wake
    const {backOff, until} = this.#firstLooks
    const hasNone = this.#assigned.length === 0 && !this.#target?.length
    return hasNone && !until.over ? backOff.wait(until, signal) : sleep(intervalMs, undefined, {signal})
  }

  async #heartbeat(): Promise<Answer> {
    this.#wake = new AbortController()
    if (this.#stop.aborted) this.#wake.abort()
    const {groupId, memberId, rackId = null} = this.#settings
    const joining = this.#epoch === joiningEpoch
    // Fields that are sent once; later heartbeats have only changes.
    const introduction = {...(joining ? {rackId} : {}), ...this.#subscription.next(joining)}
    const late = delayedAbort(this.#stop, finishHeartbeatMs)
    try {
      return await this.#coordinator.ask(
        ShareGroupHeartbeat,
        {groupId, memberId, memberEpoch: this.#epoch, ...introduction},
        {
          timeoutMs: requestTimeoutMs,
          signal: late.signal,
          ...(this.#wasMember ? {} : {patienceMs: this.#cluster.settings.totalTimeoutMs ?? 60_000}),
        },
      )
    } catch (error) {
      this.#subscription.resend()
      throw error
    } finally {
      late.end()
    }
  }

  async #refused({errorCode: code, errorMessage}: Answer) {
    const error = new KafkaError(code, `be a member of share group ${this.#settings.groupId}`, errorMessage)
    if (code === errorCode.unknownMemberId || code === errorCode.fencedMemberEpoch) {
      this.#epoch = joiningEpoch
      this.#target = undefined
      const partitions = this.#assigned
      if (partitions.length > 0) this.#onEvent({type: 'lost', partitions, error})
      this.#take([])
    } else if (!kafkaErrors(code).retriable) throw error
    await new BackOff().wait(new Deadline(Infinity), this.#stop)
  }

  /**
   * Passes on the newest assignment as far as its topics have names, because a topic that is being created may have
   * none yet.
   */
  async #nameTopics() {
    const backOff = new BackOff()
    while (this.#target && !this.#stop.aborted) {
      const wanted = this.#target
      const named = await this.#named(wanted)
      if (this.#target !== wanted) continue
      if (named) this.#take(named.partitions)
      if (named?.complete) this.#target = undefined
      else await backOff.wait(new Deadline(Infinity), this.#stop).catch(() => undefined)
    }
  }

  /** Undefined if the cluster could not be asked. */
  async #named(wanted: PartitionsById) {
    const partitions: SharedPartition[] = []
    let complete = true
    try {
      await this.#topicIds.toNames(wanted) // one question for all
      for (const {topicId, partitions: some} of wanted) {
        const found = await this.#topicIds.toNames([{topicId, partitions: some}])
        complete &&= found.complete
        partitions.push(...found.partitions.map((each) => ({...each, topicId})))
      }
      return {partitions: partitions.sort(comparePartitions), complete}
    } catch (error) {
      if (isRetriable(error)) this.#onEvent({type: 'trouble', error})
      else this.#fail(error as Error)
      return undefined
    }
  }

  #take(partitions: readonly SharedPartition[]) {
    const before = this.#assigned
    const added = partitions.filter((each) => !before.some((other) => isSame(each, other)))
    const removed = before.filter((each) => !partitions.some((other) => isSame(each, other)))
    const isNews = added.length + removed.length > 0
    if (!isNews && !this.#reportedNothing) return
    this.#assigned = partitions
    this.#assign(partitions)
    if (this.#epoch === joiningEpoch) return
    this.#reportedNothing = false
    const {memberId} = this.#settings
    const event = {generation: this.#epoch, memberId, assignor: null, leader: false, assigned: partitions}
    this.#onEvent({type: 'assigned', ...event, added, removed})
  }

  async #leave(): Promise<void> {
    this.#target = undefined
    await this.#naming
    this.#take([])
    const isMember = this.#epoch !== joiningEpoch
    this.#epoch = joiningEpoch
    const {groupId, memberId} = this.#settings
    if (isMember) await this.#coordinator.leave(ShareGroupHeartbeat, {groupId, memberId, memberEpoch: leavingEpoch})
  }
}

const isSame = (a: SharedPartition, b: SharedPartition) => a.topicId === b.topicId && a.partition === b.partition
