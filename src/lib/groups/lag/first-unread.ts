import {batchAttributes, batchHeader} from '../../wire/batch-header.ts'
import {batchesIn, RecordCursor, type Batch} from '../../wire/records.ts'

/**
 * What a Fetch response says of the first record at or behind an offset: its `timestamp` (ms), or that of its batch's
 * first record where the batch cannot be read; a transaction marker lies there and the log goes on at `next`; only
 * markers; nothing that has a timestamp; or the batch is larger than was asked for, so none came.
 */
export type Unread =
  | {readonly kind: 'record' | 'batch'; readonly timestamp: number}
  | {readonly kind: 'marker'; readonly next: number}
  | {readonly kind: 'markersOnly' | 'nothing' | 'tooLarge'}

export function firstUnread(records: Buffer | null, offset: number): Unread {
  let next = -1
  for (const batch of batchesIn(records ?? Buffer.alloc(0))) {
    if (batch.lastOffset < offset) continue
    if (!batch.control) {
      const found = inBatch(batch, offset)
      if (found) return found
    }
    // Markers, or all that was left of the batch lies before.
    next = batch.lastOffset + 1
  }
  if (next >= 0) return {kind: 'marker', next}
  return {kind: 'tooLarge'}
}

function inBatch(batch: Batch, offset: number): Unread | undefined {
  // Nothing to unpack: the first record's timestamp is in the header.
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

/** Then its first record may be gone, and its base timestamp be the delete horizon (KIP-534, bit 6). */
const isCompacted = ({bytes, count, baseOffset, lastOffset}: Batch) =>
  (bytes.readInt16BE(batchHeader.attributes) & batchAttributes.deleteHorizon) !== 0 ||
  count !== lastOffset - baseOffset + 1

const timed = (kind: 'record' | 'batch', timestamp: number): Unread =>
  timestamp < 0 ? {kind: 'nothing'} : {kind, timestamp}
