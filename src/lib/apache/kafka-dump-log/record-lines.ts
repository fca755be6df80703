// Prints records one by one: all that plain-records.ts leaves.
import {controlRecord} from '../../log-files/control-records.ts'
import {isControl, timestampType, type TimestampType} from '../../log-files/batch-fields.ts'
import type {BatchRecords} from '../../log-files/batch-records.ts'
import type {BatchWalk} from '../../log-files/batch-walk.ts'
import type {TextBuffer} from '../../text/text-buffer.ts'
import {javaText} from '../../records/formats/java-text.ts'
import {putLong} from './batch-line.ts'
import type {Decode} from './decoders.ts'

export interface RecordLineOptions {
  /** Undefined: only metadata is printed. */
  readonly decode: Decode | undefined
  readonly metadata: boolean
}

/** Writes the line of the record. If this throws, the buffer holds what Java prints before it fails. */
export function putRecord(to: TextBuffer, batch: BatchWalk, record: BatchRecords, options: RecordLineOptions): void {
  const control = isControl(batch)
  if (options.metadata) {
    putMetadata(to, timestampType(batch), batch.magic >= 2, record)
    if (control) to.text(controlText(record))
  }
  if (options.decode && !control) {
    const {key, value} = options.decode(record)
    let before = options.metadata ? ' ' : '| '
    if (key !== undefined) {
      to.text(`${before}key: ${key}`)
      before = ' '
    }
    if (value !== undefined) to.text(`${before}payload: ${value}`)
  }
  to.byte(10)
}

function putMetadata(to: TextBuffer, type: TimestampType, batched: boolean, record: BatchRecords): void {
  to.text('| offset: ')
  putLong(to, record.offset)
  to.text(` ${type}: `)
  putLong(to, record.timestamp)
  to.text(` keySize: ${record.keySize} valueSize: ${record.valueSize}`)
  if (batched) {
    const names = record.headers().map(([name]) => javaText(name))
    to.text(` sequence: ${record.sequence} headerKeys: [${names.join(',')}]`)
  }
  if (record.old) to.text(` isValid: ${record.old.valid} crc: ${record.old.crc}`)
}

function controlText({key, value}: BatchRecords): string {
  const found = controlRecord(key, value)
  if (found.kind === 'marker') return ` endTxnMarker: ${found.type} coordinatorEpoch: ${found.coordinatorEpoch}`
  if (found.kind === 'unknown') return ` controlType: UNKNOWN(${found.type})`
  return ` ${quorumWords[found.type] ?? found.type} ${found.data}`
}

const quorumWords: Readonly<Record<string, string>> = {
  LEADER_CHANGE: 'LeaderChange:',
  SNAPSHOT_HEADER: 'SnapshotHeader',
  SNAPSHOT_FOOTER: 'SnapshotFooter',
  KRAFT_VERSION: 'KRaftVersion',
  KRAFT_VOTERS: 'KRaftVoters',
}
