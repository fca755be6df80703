// Open transactions in partitions, and their coordinators' view of them (KIP-664).
import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import type {PrintedError} from '../cluster/errors.ts'
import {KafkaError, UnsupportedApi} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {Outcome} from '../cluster/outcome.ts'
import {listOffsets} from '../offsets/list-offsets.ts'
import {describeProducers, type ActiveProducer} from './describe-producers.ts'
import {describeTransactions, type TransactionDescription} from './describe.ts'
import {listTransactions} from './list.ts'

/**
 * `running`: its coordinator knows that it is open here, and will end it; `hanging`: the coordinator does not know it,
 * so it never ends, and readers of committed records wait for it; `unknown`: not all coordinators could be asked, or
 * they are too old (before Kafka 3.0).
 */
export type Verdict = 'running' | 'hanging' | 'unknown'

export interface OpenTransaction extends TopicPartition {
  readonly producerId: number
  readonly producerEpoch: number
  /** The epoch of the producer's last marker; null: it has none. */
  readonly coordinatorEpoch: number | null
  readonly startOffset: number
  /** The timestamp of the producer's last record here, set by its client, ms since the epoch. */
  readonly lastTimestamp: number
  /** Null: no coordinator has a transactional id with this producer. */
  readonly transactionalId: string | null
  /** In the broker's words; null: not known. */
  readonly state: string | null
  /** The timeout of the transactional id, ms; null: not known. */
  readonly timeoutMs: number | null
  readonly verdict: Verdict
  /** Why, in a sentence without its full stop. */
  readonly reason: string
  /** The offset at which readers of committed records wait; null: not known. */
  readonly lastStableOffset: number | null
  /** The number of offsets from there to the end, records and markers; null: not known. */
  readonly blocked: number | null
}

export interface OpenTransactions {
  readonly transactions: readonly OpenTransaction[]
  readonly errors: readonly PrintedError[]
}

export interface OpenSelection {
  /** Only transactions whose producers have written nothing for longer than this, ms. */
  readonly olderMs: number
  /** Ms since the epoch. */
  readonly now: number
}

export const placesOf = (topics: readonly TopicMetadata[]): TopicPartition[] =>
  topics
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({name, partitions}) =>
      partitions.map(({index}) => ({topic: name, partition: index})).toSorted((a, b) => a.partition - b.partition),
    )

/** The open transactions of partitions, in their order. Each leader and each broker gets one request. */
export async function openTransactions(
  cluster: Cluster,
  places: readonly TopicPartition[],
  {olderMs, now}: OpenSelection,
): Promise<Outcome<OpenTransactions>> {
  const outcomes = await describeProducers(cluster, places)
  const errors: Error[] = outcomes.flatMap(({error}) => error ?? [])
  const open = outcomes.flatMap((outcome) =>
    outcome.error
      ? []
      : outcome.producers
          .filter(({transactionStartOffset: start, lastTimestamp}) => start !== null && now - lastTimestamp > olderMs)
          .map((producer) => ({topic: outcome.topic, partition: outcome.partition, producer})),
  )
  if (open.length === 0) return new Outcome({transactions: [], errors}, errors)
  const producerIds = [...new Set(open.map(({producer}) => producer.producerId))]
  const [judge, stable] = await Promise.all([
    judgeOf(cluster, producerIds, errors).catch((error: unknown) => {
      if (!(error instanceof UnsupportedApi)) throw error
      errors.push(error)
      return untold
    }),
    stableOffsets(cluster, open, errors),
  ])
  const transactions = open.map(({topic, partition, producer}): OpenTransaction => {
    const offsets = stable.get(keyOf({topic, partition}))
    return {
      topic,
      partition,
      producerId: producer.producerId,
      producerEpoch: producer.producerEpoch,
      coordinatorEpoch: producer.coordinatorEpoch,
      startOffset: producer.transactionStartOffset ?? 0,
      lastTimestamp: producer.lastTimestamp,
      ...judge({topic, partition}, producer),
      lastStableOffset: offsets?.lastStable ?? null,
      blocked: offsets ? offsets.end - offsets.lastStable : null,
    }
  })
  return new Outcome({transactions, errors}, errors)
}

const keyOf = ({topic, partition}: TopicPartition) => `${partition} ${topic}`

type Judgement = Pick<OpenTransaction, 'transactionalId' | 'state' | 'timeoutMs' | 'verdict' | 'reason'>

/** Kafka 2.8 reports what is open in partitions, but not their transactional ids. */
const untold = (): Judgement => ({
  transactionalId: null,
  state: null,
  timeoutMs: null,
  verdict: 'unknown',
  reason: 'coordinators report transactions only since Kafka 3.0',
})

/** Asks the coordinators; what they could not answer is added to the errors. */
async function judgeOf(
  cluster: Cluster,
  producerIds: readonly number[],
  errors: Error[],
): Promise<(at: TopicPartition, producer: ActiveProducer) => Judgement> {
  const listing = await listTransactions(cluster, {producerIds})
  errors.push(...listing.errors.map(({error}) => error))
  // A broker that does not know the filter lists all.
  const listed = listing.transactions.filter(({producerId}) => producerIds.includes(producerId))
  const ids = new Map(listed.map(({producerId, transactionalId}) => [producerId, transactionalId]))
  const described = new Map<string, TransactionDescription>()
  const gone = new Set<string>()
  for (const outcome of await describeTransactions(cluster, [...ids.values()])) {
    if (!outcome.error) described.set(outcome.transactionalId, outcome.description)
    else if (outcome.error.code === errorCode.transactionalIdNotFound) gone.add(outcome.transactionalId)
    else errors.push(outcome.error)
  }
  const hidden = producerIds.every((id) => ids.has(id)) ? undefined : await hiddenIds(cluster)
  if (hidden) errors.push(hidden)
  const unseen = hidden !== undefined || listing.errors.length > 0
  return (at, producer) => {
    const transactionalId = ids.get(producer.producerId) ?? null
    const nothing = {transactionalId, state: null, timeoutMs: null}
    if (transactionalId === null)
      return unseen
        ? {...nothing, verdict: 'unknown', reason: 'not every coordinator could be asked for its producer'}
        : {...nothing, verdict: 'hanging', reason: 'no coordinator knows its producer'}
    const found = described.get(transactionalId)
    if (!found)
      return gone.has(transactionalId)
        ? {...nothing, verdict: 'hanging', reason: `the coordinator has forgotten ${transactionalId}`}
        : {...nothing, verdict: 'unknown', reason: `${transactionalId} could not be described`}
    const {state, timeoutMs, partitions} = found
    const told = {transactionalId, state, timeoutMs}
    // Whatever the epoch, the marker that the coordinator will write here ends it.
    if (partitions.some((each) => keyOf(each) === keyOf(at)))
      return {...told, verdict: 'running', reason: `the transaction of ${transactionalId} is ${state} here`}
    if (found.producerId !== producer.producerId)
      return {
        ...told,
        verdict: 'hanging',
        reason: `${transactionalId} now has another producer, ${found.producerId}`,
      }
    return {
      ...told,
      verdict: 'hanging',
      reason: `${transactionalId} is ${state} in epoch ${found.producerEpoch}, but its coordinator expects no marker here`,
    }
  }
}

/**
 * Brokers silently leave out ids that may not be described. An id that does not exist shows whether they do: it may be
 * described only by a principal that may describe every id, unless single ids are denied.
 */
async function hiddenIds(cluster: Cluster): Promise<Error | undefined> {
  const {randomUUID} = process.getBuiltinModule('node:crypto') // seldom needed, and 4 ms of a start
  const [outcome] = await describeTransactions(cluster, [`kafkit-${randomUUID()}`])
  const error = outcome?.error
  if (!error || error.code === errorCode.transactionalIdNotFound) return undefined
  return new KafkaError(error.code, 'find the transactional ids of all producers')
}

async function stableOffsets(cluster: Cluster, at: readonly TopicPartition[], errors: Error[]) {
  const places = [...new Map(at.map(({topic, partition}) => [keyOf({topic, partition}), {topic, partition}])).values()]
  const queries = places.map((each) => ({...each, spec: 'latest'}) as const)
  const [stable, ends] = await Promise.all([
    listOffsets(cluster, queries, {isolation: 'read_committed'}),
    listOffsets(cluster, queries),
  ])
  const found = new Map<string, {readonly lastStable: number; readonly end: number}>()
  for (const [index, one] of stable.entries()) {
    const end = ends[index]
    if (one.error) errors.push(one.error)
    else if (end?.error) errors.push(end.error)
    else if (one.offset !== null && end?.offset != null)
      found.set(keyOf(one), {lastStable: one.offset, end: end.offset})
  }
  return found
}
