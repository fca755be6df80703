// Hands the fetched bytes of a partition to the sink batch by batch, without transaction markers and aborted
// transactions.
import type {Fetch} from '../../apis/fetch.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import {CorruptData} from '../../wire/corrupt-data.ts'
import {batchesIn, type Batch, type RecordCursor} from '../../wire/records.ts'
import type {Got} from '../../wire/schema.ts'
import type {Position} from './position.ts'
import type {ReadAhead} from './read-ahead.ts'
import type {Sink} from './sink.ts'

type PartitionAnswer = Got<typeof Fetch.response>['responses'][number]['partitions'][number]
interface AbortedTransaction {
  readonly producerId: number
  readonly firstOffset: number
}

/** The records of one partition in a response. */
export interface FetchedRecords {
  readonly position: Position
  /** A view of the response. */
  readonly bytes: Buffer
  readonly batches: readonly Batch[]
  readonly aborted: readonly AbortedTransaction[]
  /** The end of the replicated log. */
  readonly highWatermark: number
  /** What was wrong after the last good batch. */
  readonly broken: unknown
}

export function fetchedRecords(
  position: Position,
  bytes: Buffer,
  {abortedTransactions, highWatermark}: Pick<PartitionAnswer, 'abortedTransactions' | 'highWatermark'>,
): FetchedRecords {
  const batches: Batch[] = []
  let broken: unknown
  try {
    for (const batch of batchesIn(bytes)) batches.push(batch)
  } catch (error) {
    broken = error
  }
  return {position, bytes, batches, aborted: abortedTransactions ?? [], highWatermark, broken}
}

export interface HandOnOptions {
  readonly sink: Sink
  readonly cursor: RecordCursor
  /** Also hand on transaction markers. */
  readonly controlRecords: boolean
  readonly stopped: () => boolean
  /** Stops reading the partition. */
  readonly endHere: (position: Position) => void
}

/**
 * Hands on batches until the position ends or is removed. Throws KafkaError CORRUPT_MESSAGE for a batch that cannot be
 * read, unless the sink leaves it out.
 */
export async function handOn(fetched: FetchedRecords, ahead: ReadAhead, options: HandOnOptions): Promise<void> {
  const {position, batches, aborted, broken} = fetched
  const {sink, cursor, controlRecords, stopped} = options
  const pending = aborted.toSorted((a, b) => a.firstOffset - b.firstOffset)
  const aborting = new Set<number>() // producers inside an aborted transaction at this point of the log
  const dropped = () => stopped() || position.removed
  for (const batch of batches) {
    if (dropped()) return
    if (position.read.offset >= position.fetch.end) return
    for (; pending[0] && pending[0].firstOffset <= batch.lastOffset; pending.shift())
      aborting.add(pending[0].producerId)
    if (batch.control) aborting.delete(batch.producerId)
    const unwanted = batch.control ? !controlRecords : aborting.has(batch.producerId)
    if (unwanted && (batch.control || batch.transactional)) {
      sink.skip(position, Math.max(position.read.offset, batch.lastOffset + 1))
      continue
    }
    try {
      const unpacked = batch.compression === 0 ? undefined : await ahead.unpacked(batch)
      if (dropped()) return
      await sink.take(position, batch, cursor, unpacked)
    } catch (error) {
      leaveOut(fetched, batch, error, sink)
    }
  }
  if (broken !== undefined && !dropped()) {
    leaveOut(fetched, undefined, broken, sink)
    options.endHere(position)
  }
}

/**
 * Skips a batch that cannot be read, or what follows the last good one; throws the error if the sink does not allow
 * that.
 */
function leaveOut({position, highWatermark}: FetchedRecords, batch: Batch | undefined, error: unknown, sink: Sink) {
  if (!(error instanceof CorruptData)) throw error
  const {topic, partition, read} = position
  // A batch that ends after the log end has a damaged header, so it is unknown where the next one begins.
  if (batch && batch.lastOffset >= highWatermark) corrupt(position, error)
  const to = batch ? batch.lastOffset : null
  const from = Math.max(read.offset, batch?.baseOffset ?? 0)
  if (!sink.mayLeaveOut({topic, partition, from, to, reason: error.message})) corrupt(position, error)
  if (to !== null) sink.skip(position, Math.max(read.offset, to + 1))
}

/**
 * Throws corrupt data as Kafka's error, because the broker or its disk is at fault; throws other errors as they are.
 */
function corrupt(position: Position, error: unknown): never {
  if (!(error instanceof CorruptData)) throw error
  throw new KafkaError(errorCode.corruptMessage, `read ${position.name}`, error.message, {cause: error})
}
