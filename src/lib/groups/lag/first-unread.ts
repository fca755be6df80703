import {batchAttributes, batchHeader} from '../../wire/batch-header.ts'
import {batchesIn, RecordCursor, type Batch} from '../../wire/records.ts'

/**
 * The first record at or after an offset, from a Fetch response. `record`: its timestamp (ms since the epoch).
 * `batch`: the batch cannot be read, and the timestamp is that of its first record. `marker`: transaction markers or
 * aborted records are there, and the log continues at `next`. `markersOnly`: the log ends after them. `nothing`: the
 * record has no timestamp. `tooLarge`: no batch was returned, because it is larger than the requested size.
 */
export type Unread =
  | {readonly kind: 'record' | 'batch'; readonly timestamp: number}
  | {readonly kind: 'marker'; readonly next: number}
  | {readonly kind: 'markersOnly' | 'nothing' | 'tooLarge'}

/** A transaction that ended with an abort marker, from its first record on. */
interface AbortedTransaction {
  readonly producerId: number
  readonly firstOffset: number
}

/**
 * Reads the records of a Fetch response; `offset` is the group's next offset to read. `aborted` is present with
 * read_committed only.
 */
export function firstUnread(
  records: Buffer | null,
  offset: number,
  aborted: readonly AbortedTransaction[] | null = null,
): Unread {
  let next = -1
  const pending = (aborted ?? []).toSorted((a, b) => a.firstOffset - b.firstOffset)
  const aborting = new Set<number>() // producers inside an aborted transaction at this point of the log
  for (const batch of batchesIn(records ?? Buffer.alloc(0))) {
    for (; pending[0] && pending[0].firstOffset <= batch.lastOffset; pending.shift())
      aborting.add(pending[0].producerId)
    if (batch.control) aborting.delete(batch.producerId)
    if (batch.lastOffset < offset) continue
    if (!batch.control && !(batch.transactional && aborting.has(batch.producerId))) {
      const found = inBatch(batch, offset)
      if (found) return found
    }
    // Markers, aborted records, or a compacted batch whose remaining records all lie before the offset.
    next = batch.lastOffset + 1
  }
  if (next >= 0) return {kind: 'marker', next}
  return {kind: 'tooLarge'}
}

function inBatch(batch: Batch, offset: number): Unread | undefined {
  // The header has the first record's timestamp, so nothing needs to be decompressed.
  if (offset <= batch.baseOffset && !isCompacted(batch)) {
    return timed('record', batch.appendTime ? batch.maxTimestamp : batch.baseTimestamp)
  }
  try {
    const cursor = new RecordCursor().open(batch)
    while (cursor.next()) if (cursor.offset >= offset) return timed('record', cursor.timestamp)
    return undefined
  } catch {
    return timed('batch', batch.baseTimestamp)
  }
}

/** A compacted batch may lack its first record, and its base timestamp may be the delete horizon (KIP-534, attribute bit 6). */
const isCompacted = ({bytes, count, baseOffset, lastOffset}: Batch) =>
  (bytes.readInt16BE(batchHeader.attributes) & batchAttributes.deleteHorizon) !== 0 ||
  count !== lastOffset - baseOffset + 1

const timed = (kind: 'record' | 'batch', timestamp: number): Unread =>
  timestamp < 0 ? {kind: 'nothing'} : {kind, timestamp}
