// The producer state that a broker keeps: the .snapshot files of a log. Apache: ProducerSnapshot.json,
// ProducerStateManager.
import {crc32c} from '../wire/crc32c.ts'
import {CorruptData} from '../wire/corrupt-data.ts'
import {EndsTooEarly, StoredReader} from './stored-reader.ts'

export interface ProducerState {
  readonly producerId: string
  readonly epoch: number
  readonly lastSequence: number
  /** Negative: no batch of this producer is known. */
  readonly lastOffset: string
  /** The last sequence number of the batch minus the first. */
  readonly offsetDelta: number
  readonly timestamp: string
  readonly coordinatorEpoch: number
  /** Negative: no transaction is open. */
  readonly currentTxnFirstOffset: string
}

/** Where the checksummed part begins: after the version and the checksum. */
const entriesAt = 6

/** Throws CorruptData with the messages of Java's CorruptSnapshotException. */
export function readProducerSnapshot(bytes: Buffer): ProducerState[] {
  const reader = new StoredReader(bytes)
  let crc: number
  let states: ProducerState[]
  try {
    const version = reader.int16()
    if (version !== 1) throw new CorruptData(`Snapshot contained an unknown file version ${version}`)
    crc = reader.int32() >>> 0
    states = statesIn(reader)
  } catch (error) {
    if (!(error instanceof CorruptData)) throw error
    throw new CorruptData(
      `Snapshot failed schema validation: ${error instanceof EndsTooEarly ? 'null' : error.what}`,
      '',
      {cause: error},
    )
  }
  const computed = crc32c(bytes.subarray(entriesAt))
  if (crc !== computed) {
    throw new CorruptData(`Snapshot is corrupt (CRC is no longer valid). Stored crc: ${crc}. Computed crc: ${computed}`)
  }
  return states
}

function statesIn(reader: StoredReader): ProducerState[] {
  const count = reader.int32()
  if (count < 0) throw new CorruptData('non-nullable field producerEntries was serialized as null')
  if (count > reader.remaining) {
    throw new CorruptData(
      `Tried to allocate a collection of size ${count}, but there are only ${reader.remaining} bytes remaining.`,
    )
  }
  const states: ProducerState[] = []
  for (let i = 0; i < count; i++) {
    states.push({
      producerId: reader.int64(),
      epoch: reader.int16(),
      lastSequence: reader.int32(),
      lastOffset: reader.int64(),
      offsetDelta: reader.int32(),
      timestamp: reader.int64(),
      coordinatorEpoch: reader.int32(),
      currentTxnFirstOffset: reader.int64(),
    })
  }
  return states
}

/** The first sequence number of the batch, as DefaultRecordBatch.decrementSequence computes it. */
export function firstSequence({lastSequence, offsetDelta}: ProducerState): number {
  const least = lastSequence - offsetDelta
  return lastSequence < offsetDelta ? 0x7fff_ffff - (offsetDelta - lastSequence) + 1 : least | 0
}
