// From the fetched bytes of a partition to the sink: batch by batch, without transaction markers and aborted transactions.
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import {CorruptData} from '../../wire/corrupt-data.ts'
import {batchesIn, type Batch, type RecordCursor} from '../../wire/records.ts'
import type {Position} from './position.ts'
import type {ReadAhead} from './read-ahead.ts'
import type {Sink} from './sink.ts'

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
  /** What was wrong behind the last good batch. */
  readonly broken: unknown
}

export function fetchedRecords(
  position: Position,
  bytes: Buffer,
  aborted: readonly AbortedTransaction[],
): FetchedRecords {
  const batches: Batch[] = []
  let broken: unknown
  try {
    for (const batch of batchesIn(bytes)) batches.push(batch)
  } catch (error) {
    broken = error
  }
  return {position, bytes, batches, aborted, broken}
}

export interface HandOnOptions {
  readonly sink: Sink
  readonly cursor: RecordCursor
  /** Transaction markers too. */
  readonly controlRecords: boolean
  readonly stopped: () => boolean
}

/** Hands on batches until the position ends or is removed. Raises KafkaError CORRUPT_MESSAGE where a batch cannot be read. */
export async function handOn(
  {position, batches, aborted, broken}: FetchedRecords,
  ahead: ReadAhead,
  {sink, cursor, controlRecords, stopped}: HandOnOptions,
): Promise<void> {
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
      corrupt(position, error)
    }
  }
  if (broken !== undefined && !dropped()) corrupt(position, broken)
}

/** Raises corrupt data as Kafka's own error, for the broker or its disk is at fault; any other error as it is. */
function corrupt(position: Position, error: unknown): never {
  if (!(error instanceof CorruptData)) throw error
  throw new KafkaError(errorCode.corruptMessage, `read ${position.name}`, error.message, {cause: error})
}
