// A share session with one broker (KIP-932). The broker remembers which partitions are read, each request has the next
// epoch, and a request follows only after the response to the one before. When the connection ends, the broker forgets
// the session and releases what the member had acquired through it.
import {ShareAcknowledge} from '../../apis/share-acknowledge.ts'
import {ShareFetch} from '../../apis/share-fetch.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {Connection} from '../../cluster/connection.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {SharedPartition} from '../../groups/membership/share-member.ts'
import type {Got} from '../../wire/schema.ts'
import {acknowledgementBatches, type Acknowledgements} from './acknowledgements.ts'

export interface ShareLimits {
  /** How long a broker may hold a fetch without records (fetch.max.wait.ms). */
  readonly maxWaitMs: number
  /** fetch.min.bytes. */
  readonly minBytes: number
  /** fetch.max.bytes. */
  readonly maxBytes: number
  /** max.poll.records: how many records to acquire with one fetch. */
  readonly maxRecords: number
  /**
   * share.acquire.mode (Kafka 4.2): `batches` acquires whole batches, which may be more than `maxRecords`; `records`
   * never acquires more.
   */
  readonly acquire: 'batches' | 'records'
}

/** The acknowledgements of each partition. */
export type PartitionVerdicts = ReadonlyMap<SharedPartition, readonly Acknowledgements[]>

export type FetchAnswer = Got<typeof ShareFetch.response>
export type AcknowledgeAnswer = Got<typeof ShareAcknowledge.response>

const finalEpoch = -1
const mostEpoch = 0x7fffffff
/** The first version that can renew locks (KIP-1222), Kafka 4.2. */
const renewingVersion = 2
const sessionErrors: ReadonlySet<number> = new Set([
  errorCode.shareSessionNotFound,
  errorCode.invalidShareSessionEpoch,
  errorCode.shareSessionLimitReached,
])

export interface SessionOwner {
  readonly groupId: string
  readonly memberId: string
}

export class ShareSession {
  readonly node: number
  readonly #cluster: Cluster
  readonly #owner: SessionOwner
  #epoch = 0
  /** The partitions in the broker's session. */
  #partitions = new Map<string, SharedPartition>()
  #connection: Connection | undefined

  constructor(cluster: Cluster, node: number, owner: SessionOwner) {
    this.#cluster = cluster
    this.node = node
    this.#owner = owner
  }

  /** Whether the broker knows the session, as far as is known here: only then it accepts acknowledgements. */
  get isOpen(): boolean {
    return this.#epoch > 0 && this.#connection !== undefined && !this.#connection.closed
  }

  get renews(): boolean {
    return this.#connection?.supports(ShareAcknowledge, renewingVersion) ?? false
  }

  /**
   * Reads the wanted partitions. Throws KafkaError for an error code of the whole response, and ConnectionError; in
   * both cases it is unknown whether the acknowledgements arrived. They must be empty while the session is not open.
   */
  async fetch(
    wanted: readonly SharedPartition[],
    verdicts: PartitionVerdicts,
    {maxWaitMs, minBytes, maxBytes, maxRecords, acquire}: ShareLimits,
  ): Promise<FetchAnswer> {
    const connection = await this.#connect()
    const isNew = this.#epoch === 0
    const names = new Map(wanted.map((each) => [nameOf(each), each]))
    const added = isNew ? wanted : wanted.filter((each) => !this.#partitions.has(nameOf(each)))
    const gone = isNew ? [] : [...this.#partitions].flatMap(([name, each]) => (names.has(name) ? [] : [each]))
    const request = {
      ...this.#owner,
      shareSessionEpoch: this.#epoch,
      maxWaitMs,
      minBytes,
      maxBytes,
      maxRecords,
      batchSize: maxRecords,
      shareAcquireMode: acquire === 'records' ? 1 : 0,
      topics: topicsOf(added, verdicts),
      forgottenTopicsData: byTopic(gone).map(([topicId, some]) => ({
        topicId,
        partitions: some.map(({partition}) => partition),
      })),
    }
    const timeoutMs = maxWaitMs + (this.#cluster.settings.requestTimeoutMs ?? 30_000)
    const answer = await this.#spoken(connection.call(ShareFetch, request, {timeoutMs}), 'fetch')
    this.#partitions = names
    return answer
  }

  /** Acknowledges without reading. `renew`: the verdicts extend locks. Throws the same errors as `fetch`. */
  async acknowledge(verdicts: PartitionVerdicts, renew = false): Promise<AcknowledgeAnswer> {
    const connection = await this.#connect()
    const request = {
      ...this.#owner,
      shareSessionEpoch: this.#epoch,
      isRenewAck: renew,
      topics: topicsOf([], verdicts),
    }
    return this.#spoken(connection.call(ShareAcknowledge, request), 'acknowledge')
  }

  /** Ends the session, which releases what was acquired and not acknowledged. Throws the same errors as `fetch`. */
  async close(verdicts: PartitionVerdicts, timeoutMs: number): Promise<AcknowledgeAnswer> {
    const connection = await this.#connect()
    const request = {...this.#owner, shareSessionEpoch: finalEpoch, topics: topicsOf([], verdicts)}
    const answer = await connection.call(ShareAcknowledge, request, {timeoutMs})
    this.#forget()
    return throwing(answer, 'close the share session')
  }

  /** A session exists only on the connection on which it was opened. */
  async #connect(): Promise<Connection> {
    const connection = await this.#cluster.connection(this.node, `share ${this.#owner.memberId}`)
    if (connection !== this.#connection) this.#forget()
    this.#connection = connection
    return connection
  }

  async #spoken<A extends {errorCode: number; errorMessage: string | null}>(asked: Promise<A>, what: string) {
    let answer: A
    try {
      answer = await asked
    } catch (error) {
      this.#forget()
      throw error
    }
    if (sessionErrors.has(answer.errorCode)) this.#forget()
    else this.#epoch = this.#epoch === mostEpoch ? 1 : this.#epoch + 1
    return throwing(answer, `${what} as a member of share group ${this.#owner.groupId}`)
  }

  #forget() {
    this.#epoch = 0
    this.#partitions = new Map()
  }
}

function throwing<A extends {errorCode: number; errorMessage: string | null}>(answer: A, what: string): A {
  if (answer.errorCode !== errorCode.none) throw new KafkaError(answer.errorCode, what, answer.errorMessage)
  return answer
}

export const nameOf = ({topicId, partition}: Pick<SharedPartition, 'topicId' | 'partition'>) =>
  `${topicId} ${partition}`

const byTopic = (partitions: readonly SharedPartition[]) => [...Map.groupBy(partitions, ({topicId}) => topicId)]

function topicsOf(added: readonly SharedPartition[], verdicts: PartitionVerdicts) {
  const all = new Map(added.map((each) => [nameOf(each), {each, said: [] as readonly Acknowledgements[]}]))
  for (const [each, said] of verdicts) all.set(nameOf(each), {each, said})
  return [...Map.groupBy(all.values(), ({each}) => each.topicId)].map(([topicId, some]) => ({
    topicId,
    partitions: some.map(({each, said}) => ({
      partitionIndex: each.partition,
      acknowledgementBatches: acknowledgementBatches(said),
    })),
  }))
}
