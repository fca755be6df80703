// Control records: the markers that end transactions, and records that the quorum of a KRaft cluster writes into its
// log.
import {CorruptData} from '../wire/corrupt-data.ts'
import {zeroUuid} from '../wire/schema.ts'
import {MessageJson} from './message-json.ts'
import {StoredReader} from './stored-reader.ts'
import {controlTypes, quorumRecords} from './tables/control-records.ts'

export type ControlRecord =
  | {readonly kind: 'marker'; readonly type: 'ABORT' | 'COMMIT'; readonly coordinatorEpoch: number}
  /** The `name` of the message, such as LeaderChangeMessage, and its JSON. */
  | {readonly kind: 'quorum'; readonly type: string; readonly name: string; readonly data: string}
  | {readonly kind: 'unknown'; readonly type: number}

const json = new MessageJson()

/** Throws CorruptData with Java's messages. */
export function controlRecord(key: Buffer | null, value: Buffer | null): ControlRecord {
  const type = typeOf(key)
  const name = controlTypes[type]
  if (name === undefined) return {kind: 'unknown', type}
  if (value === null) throw new CorruptData(`the control record ${name} has no value`)
  const reader = new StoredReader(value)
  if (name === 'ABORT' || name === 'COMMIT') {
    const version = reader.int16()
    if (version < 0) {
      throw new CorruptData(
        `Invalid version found for end transaction marker: ${version}. May indicate data corruption`,
      )
    }
    return {kind: 'marker', type: name, coordinatorEpoch: reader.int32()}
  }
  const message = quorumRecords[type]
  if (!message) return {kind: 'unknown', type}
  // Brokers write them in version 0, and Java reads them in version 0, whatever their version field says.
  const data = json.of(message, 0)(reader)
  return {kind: 'quorum', type: name, name: message.name, data: asVersioned(data)}
}

/**
 * What Java prints for a message whose version field is higher than the version it was read in: voters get an empty id.
 */
const asVersioned = (data: string): string =>
  /^\{"version":[1-9]\d*,"leaderId"/.test(data)
    ? data.replaceAll(/("voterId":-?\d+)\}/g, `$1,"voterDirectoryId":"${zeroUuid}"}`)
    : data

function typeOf(key: Buffer | null): number {
  if (key === null || key.length < 4) {
    throw new CorruptData(
      `Invalid value size found for control record key. Must have at least 4 bytes, but found only ${key?.length ?? 0}`,
    )
  }
  const version = key.readInt16BE()
  if (version < 0)
    throw new CorruptData(`Invalid version found for control record: ${version}. May indicate data corruption`)
  return key.readInt16BE(2)
}
