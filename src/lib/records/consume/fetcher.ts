// Reads a changing set of partitions. The owner of the set (assigned by hand, or by a group) adds and removes
// positions. Each broker has one loop, which sends its next request before it hands on the last response. Over 300
// lines, because all of it is one loop: what it asks, takes and hands on must keep the same positions in step.
import {Fetch} from '../../apis/fetch.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {Connection} from '../../cluster/connection.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import {KafkaError, isTransient} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {RecordCursor} from '../../wire/records.ts'
import type {Got} from '../../wire/schema.ts'
import {zeroUuid} from '../../wire/schema.ts'
import {FetchRecovery} from './fetch-recovery.ts'
import {fetchRequest, lastVersionWithNames} from './fetch-request.ts'
import {fetchedRecords, handOn, type FetchedRecords} from './hand-on.ts'
import {OutageNotice} from './outage-notice.ts'
import type {Position} from './position.ts'
import {ReadAhead} from './read-ahead.ts'
import type {FetcherSettings, Sink} from './sink.ts'

type Answer = Got<typeof Fetch.response>
type PartitionAnswer = Answer['responses'][number]['partitions'][number]
interface Asked {
  /** The offset that was asked for in each position. */
  readonly offsets: ReadonlyMap<Position, number>
  readonly answer: Promise<Answer>
  /** Monotonic ms. */
  readonly at: number
}

/** How long to use a preferred read replica before the leader may name another, ms (metadata.max.age.ms). */
const replicaForMs = 300_000
const defaultMaxWaitMs = 500
/** How much later than requested a broker may answer before it counts as not answering, ms. */
const answerWithinMs = 1000
const defaultMaxBytes = 16 * 1024 * 1024
const defaultPartitionMaxBytes = 1024 * 1024
/**
 * Unless the user sets a size, the fetch size of few partitions is this if all of them is wanted, and otherwise grows to
 * it while the broker has more than fits: this saves a tenth of the CPU time.
 */
const grownPartitionMaxBytes = 4 * 1024 * 1024
const mostThatGrow = 2
/** A response that fills this part of the limit most likely left something behind. */
const full = 0.75

export class Fetcher {
  readonly #positions = new Map<string, Position>()
  readonly #cluster: Cluster
  readonly #settings: FetcherSettings
  readonly #sink: Sink
  readonly #recovery: FetchRecovery
  readonly #outage: OutageNotice
  /**
   * The brokers that are being read from, with the time since which their response is awaited (monotonic ms);
   * undefined: none is awaited.
   */
  readonly #loops = new Map<number, number | undefined>()
  readonly #stop = new AbortController()
  readonly #lentTo = new WeakSet<Connection>()
  #partitionMaxBytes: number

  constructor(cluster: Cluster, settings: FetcherSettings, sink: Sink) {
    this.#cluster = cluster
    this.#settings = settings
    this.#sink = sink
    this.#partitionMaxBytes = settings.sizes.partitionMaxBytes ?? defaultPartitionMaxBytes
    this.#recovery = new FetchRecovery(cluster, settings, sink, this.#stop.signal, {
      positions: () => this.#positions.values(),
      resume: (position) => this.#resume(position),
      drop: (position) => this.remove(position),
    })
    this.#outage = new OutageNotice({
      trouble: () => this.#recovery.trouble ?? this.#silentBroker,
      tell: (text) => this.#sink.notify(text),
    })
  }

  get positions(): readonly Position[] {
    return [...this.#positions.values()]
  }

  get stopped(): boolean {
    return this.#stop.signal.aborted
  }

  /** Whether all brokers have a request and answer in time, so that new records arrive at once. */
  get waiting(): boolean {
    const since = this.#answeredSince
    for (const askedAt of this.#loops.values()) if (askedAt === undefined || askedAt < since) return false
    for (const {fetch} of this.#positions.values()) if (!fetch.readable) return false
    return true
  }

  /** Whether everything that the brokers have was read: the last response of each had nothing more. */
  get atEnd(): boolean {
    for (const {fetch} of this.#positions.values())
      if (fetch.status !== 'done' && fetch.emptyResponses === 0) return false
    return this.#positions.size > 0
  }

  get #mayGrow(): boolean {
    const {partitionMaxBytes} = this.#settings.sizes
    const isSmall = this.#partitionMaxBytes < grownPartitionMaxBytes // more where a single batch was
    return partitionMaxBytes === undefined && isSmall && this.#positions.size <= mostThatGrow
  }

  get #presentMaxBytes(): number {
    return this.#mayGrow && this.#settings.wantsAll ? grownPartitionMaxBytes : this.#partitionMaxBytes
  }

  /** The time from which a request should have been answered by now (monotonic ms). */
  get #answeredSince(): number {
    return this.#settings.now() - (this.#settings.sizes.maxWaitMs ?? defaultMaxWaitMs) - answerWithinMs
  }

  get #silentBroker(): string | undefined {
    const since = this.#answeredSince
    for (const [node, askedAt = since] of this.#loops) if (askedAt < since) return `broker ${node} does not answer`
    return undefined
  }

  add(positions: readonly Position[]): void {
    for (const position of positions) this.#positions.set(position.name, position)
    for (const position of positions) this.#resume(position)
    if (!this.stopped) this.#outage.start()
    this.#checkEnd()
  }

  /** Also drops what was fetched of the partition but not handed on yet. */
  remove({topic, partition}: TopicPartition): Position | undefined {
    const position = this.#positions.get(`${topic}-${partition}`)
    if (!position) return undefined
    position.fetch.remove()
    this.#positions.delete(position.name)
    this.#checkEnd()
    return position
  }

  /** Stops reading the partition at the last record that was taken. */
  endHere(position: Position): void {
    position.fetch.endAt(position.read.offset)
  }

  /** Nothing more is handed on from now on. */
  stop(): void {
    this.#outage.stop()
    this.#stop.abort(new Error('the fetcher was stopped'))
  }

  #resume(position: Position) {
    const {fetch} = position
    if (position.removed) return
    if (fetch.ended) {
      fetch.done()
      this.#checkEnd()
    } else if (fetch.node < 0) this.#recovery.stall(position, noLeader(position))
    else {
      fetch.start()
      this.#wake(fetch.node)
    }
  }

  #wake(node: number) {
    if (this.#loops.has(node) || this.stopped) return
    this.#loops.set(node, undefined)
    this.#run(node)
      .catch((error: unknown) => this.#lost(node, error))
      .finally(() => {
        this.#loops.delete(node)
        // A position may have been added while the loop was ending.
        if (this.positions.some(({fetch}) => fetch.node === node && fetch.status === 'fetching')) this.#wake(node)
      })
  }

  async #run(node: number) {
    const connection = await this.#cluster.connection(node, 'fetch')
    const {controlRecords, places} = this.#settings
    if (places && !this.#lentTo.has(connection)) {
      this.#lentTo.add(connection)
      connection.buffers.lend(places())
    }
    const options = {
      sink: this.#sink,
      cursor: new RecordCursor(),
      controlRecords,
      stopped: () => this.stopped,
      endHere: (position: Position) => this.endHere(position),
    }
    let asked = this.#ask(connection, node)
    while (asked) {
      this.#loops.set(node, asked.at)
      const answer = await asked.answer
      this.#loops.set(node, undefined)
      if (this.stopped) return
      const fetched = this.#receive(node, asked, answer)
      asked = this.#ask(connection, node) // the broker works while this response is handed on
      const ahead = new ReadAhead(fetched.flatMap(({batches}) => batches))
      const before = this.#settings.now()
      for (const each of fetched) await handOn(each, ahead, options)
      this.#notAsked(node, this.#settings.now() - before)
      ahead.finish()
      if (this.stopped) return
      const [first] = fetched
      if (first?.batches[0] && ahead.idle) connection.buffers.giveBack(first.bytes)
      this.#sink.flush()
      this.#checkEnd()
      asked ??= this.#ask(connection, node)
    }
  }

  /** The output held up reading: a broker's refusals before and after are not one outage of that length. */
  #notAsked(node: number, ms: number) {
    for (const {fetch} of this.#positions.values())
      if (fetch.node === node && fetch.status === 'fetching') fetch.notAsked(ms)
  }

  #ask(connection: Connection, node: number): Asked | undefined {
    if (this.stopped) return undefined
    const mine: Position[] = []
    for (const position of this.#positions.values()) {
      const {fetch} = position
      if (fetch.node !== node || fetch.status !== 'fetching') continue
      if (fetch.fromReplica && fetch.replicaExpired(this.#settings.now())) {
        fetch.returnToLeader()
        this.#wake(fetch.leader)
      } else mine.push(position)
    }
    if (mine.length === 0) return undefined

    const {maxWaitMs = defaultMaxWaitMs, maxBytes = defaultMaxBytes} = this.#settings.sizes
    const share = Math.floor(maxBytes / this.#loops.size)
    const partitionMaxBytes = Math.max(Math.min(this.#presentMaxBytes, share), this.#partitionMaxBytes)
    const limits = {maxWaitMs, partitionMaxBytes, maxBytes: Math.max(Math.min(partitionMaxBytes, maxBytes), share)}
    const withIds = mine.every(({fetch}) => fetch.topicId !== zeroUuid)
    const answer = connection.call(Fetch, (version) => fetchRequest(mine, this.#settings, limits, version), {
      timeoutMs: maxWaitMs + (this.#cluster.settings.requestTimeoutMs ?? 30_000),
      signal: this.#stop.signal,
      ...(withIds ? {} : {maxVersion: lastVersionWithNames}),
    })
    answer.catch(() => undefined) // handled when it is awaited
    return {
      offsets: new Map(mine.map((position) => [position, position.fetch.offset])),
      answer,
      at: this.#settings.now(),
    }
  }

  /** Moves the positions, so that the next request can be sent, and returns what is to be handed on. */
  #receive(node: number, {offsets}: Asked, {errorCode: code, responses}: Answer): FetchedRecords[] {
    const asked = [...offsets.keys()]
    if (code !== 0) {
      const error = new KafkaError(code, 'fetch')
      if (!error.retriable) throw error
      for (const position of asked) if (position.fetch.status === 'fetching') this.#recovery.stall(position, error)
      return []
    }
    const byName = new Map(asked.map((position) => [position.name, position]))
    const names = new Map(asked.map(({topic, fetch}) => [fetch.topicId, topic]))
    const fetched: FetchedRecords[] = []
    const empty: [Position, PartitionAnswer][] = []
    let received = 0
    for (const {topic, topicId, partitions} of responses) {
      for (const answer of partitions) {
        const position = byName.get(`${topic || names.get(topicId)}-${answer.partitionIndex}`)
        // The position was removed, stalled or moved after the request, so the response is out of date.
        if (!position || position.fetch.status !== 'fetching' || position.fetch.node !== node) continue
        if (position.fetch.offset !== offsets.get(position)) continue
        if (answer.errorCode !== 0) this.#refused(position, answer)
        else if (answer.divergingEpoch.endOffset >= 0 && answer.divergingEpoch.epoch >= 0)
          this.#recovery.truncated(position, answer.divergingEpoch.endOffset)
        else if (answer.preferredReadReplica >= 0 && answer.preferredReadReplica !== node)
          this.#readFromReplica(position, answer.preferredReadReplica)
        else {
          const length = answer.records?.length ?? 0
          received += length
          position.fetch.answered(length)
          if (length > 0) fetched.push(this.#fetched(position, answer))
          else empty.push([position, answer])
        }
      }
    }
    // After two empty responses while the log reaches the wanted end, compaction has removed the records up to there.
    if (received === 0)
      for (const [position, {highWatermark, lastStableOffset}] of empty) {
        const limit = this.#settings.readCommitted ? lastStableOffset : highWatermark
        if (position.fetch.emptyResponses > 1 && limit >= position.fetch.end) this.#skipToEnd(position)
      }
    return fetched
  }

  #fetched(position: Position, answer: PartitionAnswer): FetchedRecords {
    const fetched = fetchedRecords(position, answer.records ?? Buffer.alloc(0), answer)
    const last = fetched.batches.at(-1)
    if (last) {
      position.fetch.fetched(last)
      // To the end of the queue, because otherwise the first partitions of a request would use up maxBytes every time.
      this.#positions.delete(position.name)
      this.#positions.set(position.name, position)
      if (this.#mayGrow && answer.records && answer.records.length >= full * this.#partitionMaxBytes)
        this.#partitionMaxBytes = Math.min(this.#partitionMaxBytes * 2, grownPartitionMaxBytes)
    } else if (fetched.broken === undefined) {
      // Brokers send the first batch whole, whatever the limit (KIP-74). Asks brokers that do not for more.
      this.#partitionMaxBytes = Math.min(this.#presentMaxBytes * 2, 0x7fff_ffff)
    }
    return fetched
  }

  #skipToEnd(position: Position) {
    position.fetch.skipToEnd()
    this.#sink.skip(position, position.fetch.end)
  }

  #readFromReplica(position: Position, replica: number) {
    position.fetch.readFromReplica(replica, this.#settings.now() + replicaForMs)
    this.#wake(replica)
  }

  #refused(position: Position, {errorCode: code, currentLeader}: PartitionAnswer) {
    const {fetch} = position
    const error = new KafkaError(code, `read ${position.name}`)
    if (fetch.fromReplica) {
      // A follower's error is never final: the leader is asked next.
      this.#recovery.stall(position, error)
    } else if (code === errorCode.offsetOutOfRange) this.#recovery.outOfRange(position)
    else if (currentLeader.leaderId >= 0 && currentLeader.leaderEpoch > fetch.leaderEpoch) {
      // The former leader names its successor (KIP-951).
      fetch.lead(currentLeader.leaderId, currentLeader.leaderEpoch)
      this.#wake(fetch.node)
    } else if (kafkaErrors(code).retriable) this.#recovery.stall(position, error)
    else throw error
  }

  #lost(node: number, error: unknown) {
    if (this.stopped) return
    if (!isTransient(error)) return this.#sink.fail(error as Error)
    for (const position of this.positions) {
      if (position.fetch.node !== node || position.fetch.status !== 'fetching') continue
      this.#recovery.stall(position, error)
    }
  }

  #checkEnd() {
    if (this.stopped) return
    for (const position of this.#positions.values()) if (!position.finished) return
    this.#sink.end()
  }
}

function noLeader(position: Position) {
  return new KafkaError(errorCode.leaderNotAvailable, `read ${position.name}`, 'the partition has no leader')
}
