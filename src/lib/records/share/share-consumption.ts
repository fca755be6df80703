// Reads as a member of a share group: heartbeats, and a loop for each broker that leads assigned partitions. A loop
// fetches, hands on what it acquired, and sends the verdicts with its next fetch. Over 300 lines, because
// acknowledgements must follow the records through every way in which a loop can end.
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {ConnectionError, KafkaError, isRetriable} from '../../cluster/errors.ts'
import {monotonicMs} from '../../cluster/monotonic.ts'
import {settledWithin} from '../../cluster/waiting.ts'
import type {MemberEvent, MemberSettings} from '../../groups/membership/member-settings.ts'
import {shareMember, type SharedPartition} from '../../groups/membership/share-member.ts'
import {randomUuid} from '../../wire/random-uuid.ts'
import {RecordCursor} from '../../wire/records.ts'
import {OutageNotice} from '../consume/outage-notice.ts'
import {Acknowledgements, verdict} from './acknowledgements.ts'
import {AcquiredRecords, type Visited} from './acquired-records.ts'
import {LeaderMap} from './leader-map.ts'
import {nameOf, ShareSession, type FetchAnswer, type PartitionVerdicts, type ShareLimits} from './share-session.ts'

export interface ShareReadSettings extends Pick<
  MemberSettings,
  'groupId' | 'topics' | 'internalTopics' | 'rackId' | 'metadataMaxAgeMs'
> {
  /** The defaults are Java's: 500 ms, 1 byte, 50 MiB, 500 records, whole batches. */
  readonly limits?: Partial<ShareLimits> | undefined
  /** How many more records are wanted, so that no fetch acquires more in the mode `records`. Default: no limit. */
  readonly left?: (() => number) | undefined
  /** When to send acknowledgements: with the next fetch (default), or in a separate request. */
  readonly acknowledge?: 'with next fetch' | 'at once' | undefined
  /** How long a blocked output may keep the records locked and the member in the group, ms; default 300,000. */
  readonly maxBlockedMs?: number | undefined
  /** Aborting stops reading and sends the outstanding acknowledgements. */
  readonly signal?: AbortSignal | undefined
  /** Receives sentences for the user. */
  readonly onNotice?: ((text: string) => void) | undefined
  readonly onEvent?: ((event: MemberEvent) => void) | undefined
  /** Monotonic clock, ms; default `monotonicMs`. */
  readonly now?: (() => number) | undefined
}

/** The leader's response to the acknowledgements of a partition. */
export interface AcknowledgeOutcome {
  readonly partition: SharedPartition
  readonly acknowledgements: Acknowledgements
  /**
   * The acknowledgements were refused, or it is unknown whether they arrived: accepted records may be delivered again.
   */
  readonly error?: Error
}

export interface ShareSink {
  /**
   * Takes what was acquired of a partition, and returns the verdicts, which are sent as soon as this resolves; records
   * without a verdict are released at the end. Calls do not overlap. An error that it throws ends reading, and the
   * records are released.
   */
  take(records: AcquiredRecords, cursor: RecordCursor): Promise<Visited>
  acknowledged?(outcome: AcknowledgeOutcome): void
}

const defaults: ShareLimits = {
  maxWaitMs: 500,
  minBytes: 1,
  maxBytes: 50 * 1024 * 1024,
  maxRecords: 500,
  acquire: 'batches',
}
/** How long the end waits for outstanding responses and for closing the sessions, ms. */
const finishMs = 5000
/** How much later than requested a broker may answer before it counts as not answering, ms. */
const answerWithinMs = 1000

export class ShareConsumption {
  readonly #cluster: Cluster
  readonly #settings: ShareReadSettings
  readonly #sink: ShareSink
  readonly #limits: ShareLimits
  readonly #owner: {readonly groupId: string; readonly memberId: string}
  readonly #now: () => number
  readonly #leaders: LeaderMap
  readonly #outage: OutageNotice
  readonly #cursor = new RecordCursor()
  readonly #sessions = new Map<number, ShareSession>()
  /** Verdicts that are not sent yet, by node. */
  readonly #pending = new Map<number, Map<SharedPartition, Acknowledgements[]>>()
  /** Verdicts that were sent and not answered. */
  readonly #unanswered = new Set<PartitionVerdicts>()
  /**
   * The brokers that are being read from, with the time since which their response is awaited (monotonic ms);
   * undefined: none is awaited.
   */
  readonly #askedAt = new Map<number, number | undefined>()
  /** The brokers that answered the last fetch. */
  readonly #answering = new Set<number>()
  readonly #loops = new Map<number, Promise<void>>()
  readonly #stop = new AbortController()
  readonly #stopped = Promise.withResolvers<void>()
  #failure: {error: unknown} | undefined
  #joined = false
  #turn: Promise<unknown> = Promise.resolve()
  #line: Promise<unknown> = Promise.resolve()
  #takingSince: number | undefined

  constructor(cluster: Cluster, settings: ShareReadSettings, sink: ShareSink) {
    const {now = monotonicMs, limits, groupId, signal, onNotice} = settings
    this.#cluster = cluster
    this.#settings = settings
    this.#sink = sink
    this.#limits = {...defaults, ...limits}
    this.#owner = {groupId, memberId: randomUuid()}
    this.#now = now
    this.#leaders = new LeaderMap(cluster, {
      signal: this.#stop.signal,
      found: (node) => this.#wake(node),
      failed: (error) => this.fail(error),
      now,
    })
    this.#outage = new OutageNotice({
      trouble: () => this.#leaders.trouble ?? this.#silentBroker,
      tell: (text) => onNotice?.(text),
    })
    if (signal?.aborted) this.stop()
    else signal?.addEventListener('abort', this.#onSignal, {once: true})
  }

  /** Whether new records arrive at once: the member has joined, and all brokers have a request and answer in time. */
  get waiting(): boolean {
    if (!this.#joined) return false
    const since = this.#answeredSince
    for (const node of this.#loops.keys()) {
      const askedAt = this.#askedAt.get(node) ?? -Infinity
      if (askedAt < since || !this.#answering.has(node)) return false
    }
    return this.#takingSince === undefined && this.#leaders.trouble === undefined
  }

  /** How long the sink has been holding records, ms. */
  get blockedMs(): number {
    return this.#takingSince === undefined ? 0 : this.#now() - this.#takingSince
  }

  /** Reads until stopped, acknowledges, and leaves the group. Throws the error that prevented reading. */
  async run(): Promise<void> {
    const {groupId, topics, internalTopics, rackId, metadataMaxAgeMs, maxBlockedMs, onEvent} = this.#settings
    const leave = new AbortController()
    this.#outage.start()
    const assign = (partitions: readonly SharedPartition[]) => {
      this.#joined = true
      this.#leaders.assign(partitions)
    }
    const blockedMs = () => this.blockedMs
    const member = this.stopping
      ? Promise.resolve()
      : shareMember(
          this.#cluster,
          {...this.#owner, groupId, topics, internalTopics, rackId, metadataMaxAgeMs, maxBlockedMs, blockedMs},
          assign,
          leave.signal,
          onEvent,
        )
    member.catch((error: unknown) => this.fail(error))
    await this.#stopped.promise
    await settledWithin(Promise.all(this.#loops.values()), finishMs)
    await this.#closeSessions()
    leave.abort()
    await member.catch(() => undefined)
    this.#outage.stop()
    if (this.#failure) throw this.#failure.error
  }

  get stopping(): boolean {
    return this.#stop.signal.aborted
  }

  stop(): void {
    this.#settings.signal?.removeEventListener('abort', this.#onSignal)
    this.#stop.abort(new Error('reading was stopped'))
    this.#stopped.resolve()
  }

  /** Stops reading; `run` throws the error. */
  fail(error: unknown): void {
    this.#failure ??= {error}
    this.stop()
  }

  readonly #onSignal = () => this.stop()

  get #mostRecords(): number {
    const {maxRecords} = this.#limits
    return Math.max(1, Math.min(maxRecords, this.#settings.left?.() ?? maxRecords))
  }

  /** The time from which a request should have been answered by now (monotonic ms). */
  get #answeredSince(): number {
    return this.#now() - this.#limits.maxWaitMs - answerWithinMs
  }

  get #silentBroker(): string | undefined {
    const since = this.#answeredSince
    for (const [node, askedAt = since] of this.#askedAt) if (askedAt < since) return `broker ${node} does not answer`
    return undefined
  }

  #wake(node: number) {
    if (this.#loops.has(node) || this.stopping) return
    const loop = this.#loop(node)
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.#loops.delete(node)
        this.#askedAt.delete(node)
        // A partition may have been assigned while the loop was ending.
        if (this.#leaders.readable(node).length > 0) this.#wake(node)
      })
    this.#loops.set(node, loop)
  }

  async #loop(node: number) {
    const session = this.#sessions.get(node) ?? new ShareSession(this.#cluster, node, this.#owner)
    this.#sessions.set(node, session)
    while (!this.stopping) {
      const wanted = this.#leaders.readable(node)
      const verdicts = this.#takePending(session)
      if (wanted.length === 0) return this.#acknowledge(session, verdicts)
      const read = () => this.#read(session, wanted, verdicts)
      await (this.#limits.acquire === 'records' ? this.#inLine(node, read) : read())
      if (this.#settings.acknowledge === 'at once') await this.#acknowledge(session, this.#takePending(session))
    }
  }

  /** Asks one broker at a time: two would each acquire as much as is wanted. */
  async #inLine(node: number, read: () => Promise<void>) {
    this.#askedAt.set(node, Infinity)
    const mine = this.#line.then(read)
    this.#line = mine.catch(() => undefined)
    await mine
  }

  async #read(session: ShareSession, wanted: readonly SharedPartition[], verdicts: PartitionVerdicts) {
    if (this.stopping) return this.#keep(session, verdicts)
    const answer = await this.#fetch(session, wanted, verdicts)
    if (answer === undefined || this.stopping) return
    const acquired = this.#received(wanted, answer)
    if (acquired.length > 0) await this.#handOn(session, acquired, answer.acquisitionLockTimeoutMs)
  }

  /** The verdicts were not sent; they are sent at the end. */
  #keep({node}: ShareSession, verdicts: PartitionVerdicts) {
    for (const [partition, said] of verdicts) for (const each of said) this.#add(node, partition, each)
  }

  /** Undefined: try again, the leaders are being searched. */
  async #fetch(session: ShareSession, wanted: readonly SharedPartition[], verdicts: PartitionVerdicts) {
    const {node} = session
    this.#askedAt.set(node, this.#now())
    this.#unanswered.add(verdicts)
    try {
      const answer = await session.fetch(wanted, verdicts, {...this.#limits, maxRecords: this.#mostRecords})
      this.#answering.add(node)
      this.#settle(verdicts, codesOf(answer.responses, 'acknowledgeErrorCode', 'acknowledgeErrorMessage'))
      return answer
    } catch (error) {
      this.#answering.delete(node)
      this.#lose(verdicts, error as Error)
      if (!isRetriable(error)) throw error
      this.#leaders.stall(wanted, error)
      return undefined
    } finally {
      this.#askedAt.set(node, undefined)
    }
  }

  #received(wanted: readonly SharedPartition[], {responses}: FetchAnswer): AcquiredRecords[] {
    const asked = new Map(wanted.map((each) => [nameOf(each), each]))
    this.#leaders.answered(wanted)
    return responses.flatMap(({topicId, partitions}) =>
      partitions.flatMap((answer) => {
        const partition = asked.get(nameOf({topicId, partition: answer.partitionIndex}))
        if (!partition) return []
        const {errorCode: code, errorMessage, currentLeader, acquiredRecords} = answer
        if (code === errorCode.none) return acquiredRecords.length > 0 ? [new AcquiredRecords(partition, answer)] : []
        const error = new KafkaError(code, `read ${partition.topic}-${partition.partition}`, errorMessage)
        // Java's consumer continues after this error, too.
        if (!error.retriable && code !== errorCode.unknownServerError) throw error
        this.#leaders.refused(partition, error, currentLeader)
        return []
      }),
    )
  }

  async #handOn(session: ShareSession, acquired: readonly AcquiredRecords[], lockMs: number) {
    const renewals = this.#renewing(session, acquired, lockMs)
    try {
      for (const records of acquired) {
        await this.#inTurn(async () => {
          if (this.stopping) return
          const {acknowledgements, corrupt} = await this.#sink.take(records, this.#cursor)
          if (!acknowledgements.isEmpty) this.#add(session.node, records.partition, acknowledgements)
          if (corrupt) this.fail(corrupt)
        })
      }
    } finally {
      await renewals.end()
    }
  }

  /** Loops hand records on one after the other. */
  async #inTurn(take: () => Promise<void>) {
    const mine = this.#turn.then(async () => {
      this.#takingSince = this.#now()
      try {
        await take()
      } finally {
        this.#takingSince = undefined
      }
    })
    this.#turn = mine.catch(() => undefined)
    await mine
  }

  /**
   * Renews the locks while records wait for a blocked output, because others would get them otherwise. Brokers before
   * 4.2 cannot do this.
   */
  #renewing(session: ShareSession, acquired: readonly AcquiredRecords[], lockMs: number): {end(): Promise<void>} {
    const {maxBlockedMs = 300_000, onNotice} = this.#settings
    const since = this.#now()
    let renewal: Promise<void> | undefined
    const renew = async () => {
      const verdicts = new Map(acquired.map((each) => [each.partition, [renewalOf(each)]]))
      try {
        const {responses} = await session.acknowledge(verdicts, true)
        for (const [error] of codesOf(responses, 'errorCode', 'errorMessage').values()) if (error) throw error
      } catch (error) {
        clearInterval(timer)
        onNotice?.(`records that wait for the output may be delivered to others: ${(error as Error).message}`)
      }
    }
    const timer = setInterval(
      () => {
        if (renewal || !session.renews || this.#now() - since > maxBlockedMs) return
        renewal = renew().finally(() => {
          renewal = undefined
        })
      },
      Math.max(1, lockMs / 2),
    )
    return {
      end: async () => {
        clearInterval(timer)
        await renewal
      },
    }
  }

  async #acknowledge(session: ShareSession, verdicts: PartitionVerdicts) {
    if (verdicts.size === 0) return
    this.#unanswered.add(verdicts)
    try {
      const {responses} = await session.acknowledge(verdicts)
      this.#settle(verdicts, codesOf(responses, 'errorCode', 'errorMessage'))
    } catch (error) {
      this.#lose(verdicts, error as Error)
      if (!isRetriable(error)) throw error
    }
  }

  async #closeSessions() {
    await Promise.all(
      [...this.#sessions.values()].map(async (session) => {
        const verdicts = this.#takePending(session)
        if (!session.isOpen) return
        try {
          const {responses} = await session.close(verdicts, finishMs)
          this.#settle(verdicts, codesOf(responses, 'errorCode', 'errorMessage'))
        } catch (error) {
          this.#lose(verdicts, error as Error)
        }
      }),
    )
    const text = 'the broker did not answer before the end'
    for (const verdicts of [...this.#unanswered])
      this.#lose(verdicts, new ConnectionError('broker', 'requestTimedOut', text))
  }

  #add(node: number, partition: SharedPartition, acknowledgements: Acknowledgements) {
    const ofNode = this.#pending.get(node) ?? new Map<SharedPartition, Acknowledgements[]>()
    this.#pending.set(node, ofNode)
    const said = ofNode.get(partition)
    if (said) said.push(acknowledgements)
    else ofNode.set(partition, [acknowledgements])
  }

  /** The verdicts that may be sent. When a session breaks off, its locks are gone. */
  #takePending(session: ShareSession): PartitionVerdicts {
    const verdicts = this.#pending.get(session.node) ?? new Map<SharedPartition, Acknowledgements[]>()
    this.#pending.delete(session.node)
    if (verdicts.size === 0 || session.isOpen) return verdicts
    this.#lose(verdicts, new KafkaError(errorCode.shareSessionNotFound, 'acknowledge records'))
    return new Map()
  }

  #settle(verdicts: PartitionVerdicts, answers: ReadonlyMap<string, readonly [Error?]>) {
    this.#unanswered.delete(verdicts)
    for (const [partition, said] of verdicts) {
      const missing = new KafkaError(
        errorCode.unknownServerError,
        'acknowledge records',
        'the broker did not answer to it',
      )
      const [error] = answers.get(nameOf(partition)) ?? [missing]
      this.#tell(partition, said, error)
    }
  }

  #lose(verdicts: PartitionVerdicts, error: Error) {
    this.#unanswered.delete(verdicts)
    for (const [partition, said] of verdicts) this.#tell(partition, said, error)
  }

  #tell(partition: SharedPartition, said: readonly Acknowledgements[], error: Error | undefined) {
    for (const acknowledgements of said)
      this.#sink.acknowledged?.({partition, acknowledgements, ...(error ? {error} : {})})
  }
}

function renewalOf({ranges}: AcquiredRecords): Acknowledgements {
  const renewal = new Acknowledgements()
  for (const {firstOffset, lastOffset} of ranges) renewal.add(firstOffset, lastOffset, verdict.renew)
  return renewal
}

/** Results by partition name: an empty list for success, or the error. */
function codesOf<C extends string, M extends string>(
  responses: readonly {
    readonly topicId: string
    readonly partitions: readonly (Readonly<Record<C, number> & Record<M, string | null>> & {
      readonly partitionIndex: number
    })[]
  }[],
  code: C,
  message: M,
): ReadonlyMap<string, readonly [Error?]> {
  return new Map(
    responses.flatMap(({topicId, partitions}) =>
      partitions.map((each) => {
        const name = nameOf({topicId, partition: each.partitionIndex})
        const failed = each[code] !== errorCode.none
        return [name, failed ? [new KafkaError(each[code], 'acknowledge records', each[message])] : []] as const
      }),
    ),
  )
}
