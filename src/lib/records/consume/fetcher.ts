// Reads a changing set of partitions. Whoever owns the set (assigned by hand, or by a group) adds and removes positions.
// One loop a broker; the next request is on its way before the last response is handed on.
import {Fetch} from '../../apis/fetch.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {Connection} from '../../cluster/connection.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import {KafkaError, isTransient} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {CorruptData} from '../../wire/corrupt-data.ts'
import {batchesIn, RecordCursor, type Batch} from '../../wire/records.ts'
import {zeroUuid, type Got} from '../../wire/schema.ts'
import {FetchRecovery} from './fetch-recovery.ts'
import {ReadAhead} from './read-ahead.ts'
import type {Position} from './position.ts'
import type {OffsetReset} from './start.ts'

export interface FetchSizes {
  /** How long a broker may wait for more than nothing; default 500. */
  maxWaitMs?: number
  /** Default 1. */
  minBytes?: number
  /** Of all responses together; default 16 MiB. A single larger batch still comes. */
  maxBytes?: number
  /** Per partition and response; default 1 MiB. A single larger batch still comes. */
  partitionMaxBytes?: number
}
export interface FetcherSettings {
  sizes: FetchSizes
  readCommitted: boolean
  /** Transaction markers are handed on too. */
  controlRecords: boolean
  rack: string
  outOfRange: OffsetReset
  /** How long a partition may be unreachable before that is an error, ms. */
  patienceMs: number
}

/** Who gets the records. `failed` ends everything; the rest is called in the order of the log, per partition. */
export interface Sink {
  /**
   * Hands on the batch's records from `position.offset` on and moves it; resolves when there is room for more. `unpacked`:
   * its records, where they have been decompressed ahead. Nothing of it may be kept.
   */
  take(position: Position, batch: Batch, cursor: RecordCursor, unpacked: Buffer | undefined): Promise<void>
  /** `position.offset` moved over something that holds no records to hand on. */
  passed(position: Position): void
  /** Nothing more comes at once: what was taken should go out. */
  settled(): void
  /** Every position has reached its end. */
  finished(): void
  /** For people: a leader moved, an offset was reset. */
  notice(text: string): void
  failed(error: Error): void
  /** The topic does not exist any more. True: its positions may just be dropped. */
  gone(position: Position): boolean
}

type Answer = Got<typeof Fetch.response>
type PartitionAnswer = Answer['responses'][number]['partitions'][number]
interface Asked {
  readonly offsets: ReadonlyMap<Position, number>
  readonly answer: Promise<Answer>
}
interface Work {
  readonly position: Position
  /** A view of the response. */
  readonly records: Buffer
  readonly batches: readonly Batch[]
  readonly aborted: readonly {producerId: number; firstOffset: number}[]
  /** Found behind the last good batch. */
  readonly broken: unknown
}

/** How long a replica that the leader named is asked before the leader may name another (metadata.max.age.ms). */
const replicaForMs = 300_000

export class Fetcher {
  readonly #positions = new Map<string, Position>()
  readonly #cluster: Cluster
  readonly #settings: FetcherSettings
  readonly #sink: Sink
  readonly #recovery: FetchRecovery
  readonly #loops = new Set<number>()
  readonly #stop = new AbortController()
  #partitionMaxBytes: number

  constructor(cluster: Cluster, settings: FetcherSettings, sink: Sink) {
    this.#cluster = cluster
    this.#settings = settings
    this.#sink = sink
    this.#partitionMaxBytes = settings.sizes.partitionMaxBytes ?? 1_048_576
    this.#recovery = new FetchRecovery(cluster, settings, sink, this.#stop.signal, {
      resumed: (position) => this.#resumed(position),
      drop: (position) => this.remove(position),
    })
  }

  get positions(): readonly Position[] {
    return [...this.#positions.values()]
  }

  get stopped(): boolean {
    return this.#stop.signal.aborted
  }

  add(positions: readonly Position[]): void {
    for (const position of positions) this.#positions.set(position.name, position)
    for (const position of positions) {
      // Behind the end is no place to begin: the broker is asked, and what it says is dealt with.
      if (position.fetchOffset > position.end && position.node >= 0) this.#wake(position.node)
      else this.#resumed(position)
    }
    this.#checkFinished()
  }

  /** What was fetched of it and not handed on yet is dropped. */
  remove({topic, partition}: TopicPartition): Position | undefined {
    const position = this.#positions.get(`${topic}-${partition}`)
    if (!position) return undefined
    position.state = 'removed'
    this.#positions.delete(position.name)
    this.#checkFinished()
    return position
  }

  /** Nothing is handed on any more, from this moment. */
  stop(): void {
    this.#stop.abort(new Error('the fetcher was stopped'))
  }

  #resumed(position: Position) {
    if (position.state === 'removed') return
    if (position.fetchOffset >= position.end) {
      position.state = 'done'
      this.#checkFinished()
    } else if (position.node < 0) this.#recovery.stall(position, noLeader(position))
    else {
      position.state = 'fetching'
      this.#wake(position.node)
    }
  }

  #wake(node: number) {
    if (this.#loops.has(node) || this.stopped) return
    this.#loops.add(node)
    this.#run(node)
      .catch((error: unknown) => this.#lost(node, error))
      .finally(() => {
        this.#loops.delete(node)
        // Added while the loop was ending.
        if (this.positions.some((position) => position.node === node && position.state === 'fetching')) this.#wake(node)
      })
  }

  async #run(node: number) {
    const connection = await this.#cluster.connection(node, 'fetch')
    const cursor = new RecordCursor()
    let asked = this.#ask(connection, node)
    while (asked) {
      const answer = await asked.answer
      if (this.stopped) return
      const work = this.#receive(node, asked, answer)
      asked = this.#ask(connection, node) // the broker works while this response is handed on
      const ahead = new ReadAhead(work.flatMap(({batches}) => batches))
      for (const each of work) await this.#handOn(each, cursor, ahead)
      ahead.finish()
      if (this.stopped) return
      const [first] = work
      if (first?.batches[0] && ahead.idle) connection.reuse(first.records.buffer)
      this.#sink.settled()
      this.#checkFinished()
      asked ??= this.#ask(connection, node)
    }
  }

  #ask(connection: Connection, node: number): Asked | undefined {
    if (this.stopped) return undefined
    const mine: Position[] = []
    for (const position of this.#positions.values()) {
      if (position.node !== node || position.state !== 'fetching') continue
      if (node !== position.leader && performance.now() > position.replicaUntil) {
        position.node = position.leader
        this.#wake(position.leader)
      } else mine.push(position)
    }
    if (mine.length === 0) return undefined

    const {sizes, readCommitted, rack} = this.#settings
    const {maxWaitMs = 500, minBytes = 1, maxBytes = 16 * 1_048_576} = sizes
    const withIds = mine.every(({topicId}) => topicId !== zeroUuid)
    const request = (version: number) => ({
      maxWaitMs,
      minBytes,
      maxBytes: Math.max(Math.min(this.#partitionMaxBytes, maxBytes), Math.floor(maxBytes / this.#loops.size)),
      isolationLevel: readCommitted ? 1 : 0,
      sessionEpoch: -1,
      rackId: rack,
      topics: [...Map.groupBy(mine, ({topic}) => topic)].map(([topic, positions]) => ({
        topic,
        topicId: positions[0]?.topicId ?? zeroUuid,
        partitions: positions.map((position) => ({
          partition: position.partition,
          currentLeaderEpoch: position.currentEpoch,
          fetchOffset: position.fetchOffset,
          ...(version >= 12 ? {lastFetchedEpoch: position.fetchedEpoch} : {}),
          partitionMaxBytes: this.#partitionMaxBytes,
        })),
      })),
    })
    const answer = connection.call(Fetch, request, {
      timeoutMs: maxWaitMs + (this.#cluster.settings.requestTimeoutMs ?? 30_000),
      signal: this.#stop.signal,
      ...(withIds ? {} : {maxVersion: 12}),
    })
    answer.catch(() => undefined) // looked at when its turn comes
    return {offsets: new Map(mine.map((position) => [position, position.fetchOffset])), answer}
  }

  /** Moves the positions on, so that the next request can go out, and returns what is to be handed on. */
  #receive(node: number, {offsets}: Asked, {errorCode: code, responses}: Answer): Work[] {
    const asked = [...offsets.keys()]
    if (code !== 0) {
      const error = new KafkaError(code, 'fetch')
      if (!error.retriable) throw error
      for (const position of asked) if (position.state === 'fetching') this.#recovery.stall(position, error)
      return []
    }
    const places = new Map(asked.map((position) => [position.name, position]))
    const names = new Map(asked.map(({topicId, topic}) => [topicId, topic]))
    const work: Work[] = []
    const empty: [Position, PartitionAnswer][] = []
    let received = 0
    for (const {topic, topicId, partitions} of responses) {
      for (const answer of partitions) {
        const position = places.get(`${topic || names.get(topicId)}-${answer.partitionIndex}`)
        // Removed, stalled or moved since it was asked for: this answer is to a question of before.
        if (!position || position.state !== 'fetching' || position.node !== node) continue
        if (position.fetchOffset !== offsets.get(position)) continue
        if (answer.errorCode !== 0) this.#refused(position, answer)
        else if (answer.divergingEpoch.endOffset >= 0 && answer.divergingEpoch.epoch >= 0)
          this.#recovery.truncated(position, answer.divergingEpoch.endOffset)
        else if (answer.preferredReadReplica >= 0 && answer.preferredReadReplica !== node)
          this.#readFrom(position, answer.preferredReadReplica)
        else {
          position.troubleSince = undefined
          const length = answer.records?.length ?? 0
          received += length
          if (length > 0) work.push(this.#advance(position, answer))
          else empty.push([position, answer])
          position.emptyAnswers = length > 0 ? 0 : position.emptyAnswers + 1
        }
      }
    }
    // Asked twice, and nothing up to the end that was wanted: what was there is compacted away.
    if (received === 0)
      for (const [position, {highWatermark, lastStableOffset}] of empty) {
        const limit = this.#settings.readCommitted ? lastStableOffset : highWatermark
        if (position.emptyAnswers > 1 && limit >= position.end) this.#skipTo(position, position.end)
      }
    return work
  }

  #advance(position: Position, {records: found, abortedTransactions}: PartitionAnswer): Work {
    const records = found ?? Buffer.alloc(0)
    const batches: Batch[] = []
    let broken: unknown
    try {
      for (const batch of batchesIn(records)) batches.push(batch)
    } catch (error) {
      broken = error
    }
    const last = batches.at(-1)
    if (last) {
      position.fetchOffset = Math.max(position.fetchOffset, last.lastOffset + 1) // stays behind what compaction removed
      position.fetchedEpoch = last.leaderEpoch
      if (position.fetchOffset >= position.end) position.state = 'done'
      // To the end of the queue: otherwise the first partitions of a request eat up maxBytes every time.
      this.#positions.delete(position.name)
      this.#positions.set(position.name, position)
    } else if (broken === undefined) {
      // Brokers send the first batch whole, whatever the limit (KIP-74); should one not, ask for more.
      this.#partitionMaxBytes = Math.min(this.#partitionMaxBytes * 2, 0x7fff_ffff)
    }
    return {position, records, batches, broken, aborted: abortedTransactions ?? []}
  }

  async #handOn({position, batches, aborted, broken}: Work, cursor: RecordCursor, ahead: ReadAhead) {
    const pending = aborted.toSorted((a, b) => a.firstOffset - b.firstOffset)
    const aborting = new Set<number>() // producers inside an aborted transaction at this point of the log
    const dropped = () => this.stopped || position.state === 'removed'
    for (const batch of batches) {
      if (dropped()) return
      if (position.offset >= position.end) return
      for (; pending[0] && pending[0].firstOffset <= batch.lastOffset; pending.shift())
        aborting.add(pending[0].producerId)
      if (batch.control) aborting.delete(batch.producerId)
      const unwanted = batch.control ? !this.#settings.controlRecords : aborting.has(batch.producerId)
      if (unwanted && (batch.control || batch.transactional)) {
        position.offset = Math.max(position.offset, batch.lastOffset + 1)
        this.#sink.passed(position)
      } else await this.#take(position, batch, cursor, ahead).catch((error: unknown) => corrupt(position, error))
    }
    if (broken !== undefined && !dropped()) corrupt(position, broken)
  }

  async #take(position: Position, batch: Batch, cursor: RecordCursor, ahead: ReadAhead) {
    const unpacked = batch.compression === 0 ? undefined : await ahead.unpacked(batch)
    if (this.stopped || position.state === 'removed') return
    await this.#sink.take(position, batch, cursor, unpacked)
  }

  #skipTo(position: Position, offset: number) {
    position.fetchOffset = position.offset = offset
    position.state = 'done'
    this.#sink.passed(position)
  }

  #readFrom(position: Position, replica: number) {
    position.node = replica
    position.replicaUntil = performance.now() + replicaForMs
    this.#wake(replica)
  }

  #refused(position: Position, {errorCode: code, currentLeader}: PartitionAnswer) {
    const error = new KafkaError(code, `read ${position.name}`)
    if (position.node !== position.leader) {
      // A follower that cannot help is no reason to give up: the leader can, and is asked next.
      this.#recovery.stall(position, error)
    } else if (code === errorCode.offsetOutOfRange) this.#recovery.outOfRange(position)
    else if (currentLeader.leaderId >= 0 && currentLeader.leaderEpoch > position.currentEpoch) {
      // KIP-951: the broker that was asked knows better.
      position.lead(currentLeader.leaderId, currentLeader.leaderEpoch)
      this.#wake(position.node)
    } else if (kafkaErrors(code).retriable) this.#recovery.stall(position, error)
    else throw error
  }

  #lost(node: number, error: unknown) {
    if (this.stopped) return
    if (!isTransient(error)) return this.#sink.failed(error as Error)
    for (const position of this.positions) {
      if (position.node !== node || position.state !== 'fetching') continue
      this.#recovery.stall(position, error)
    }
  }

  #checkFinished() {
    if (this.stopped) return
    for (const position of this.#positions.values()) if (!position.finished) return
    this.#sink.finished()
  }
}

function noLeader(position: Position) {
  return new KafkaError(errorCode.leaderNotAvailable, `read ${position.name}`, 'the partition has no leader')
}

/** Bytes that cannot be are the broker's (or its disk's) fault: told as Kafka tells it. */
function corrupt(position: Position, error: unknown): never {
  if (!(error instanceof CorruptData)) throw error
  throw new KafkaError(errorCode.corruptMessage, `read ${position.name}`, error.message, {cause: error})
}
