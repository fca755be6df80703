// Writes the first snapshots of a KRaft node: bootstrap.checkpoint, and the first snapshot of a quorum whose voters can
// change (KIP-853). Apache: BatchFileWriter, RecordsSnapshotWriter.
import {batchAttributes, batchHeader as at} from '../wire/batch-header.ts'
import {BatchWriter} from '../wire/batch-writer.ts'
import {Writer} from '../wire/buffers.ts'
import {structCodec} from '../wire/codec.ts'
import {crc32c} from '../wire/crc32c.ts'
import {quorumRecords} from './tables/control-records.ts'
import {metadataRecords} from './tables/metadata-records.ts'
import type {NamedMessage} from './tables/stored.ts'

/** A record of __cluster_metadata: its type, its version and its fields. */
export interface MetadataRecord {
  readonly type: keyof typeof metadataRecords
  readonly version: number
  readonly fields: Readonly<Record<string, unknown>>
}

export interface Voter {
  readonly id: number
  readonly directoryId: string
  readonly host: string
  readonly port: number
}

const type = {snapshotHeader: 3, snapshotFooter: 4, kraftVersion: 5, voters: 6} as const

/** `now`: ms. */
export function bootstrapSnapshot(records: readonly MetadataRecord[], now: number): Buffer {
  const header = control(type.snapshotHeader, {version: 0, lastContainedLogTimestamp: 0})
  const data = records.map((record) => ({key: null, value: framed(record)}))
  return Buffer.concat([
    batch([header], 0, now, true),
    batch(data, 1, now, false),
    batch([control(type.snapshotFooter, {version: 0})], 1 + data.length, now, true),
  ])
}

/** `listener`: the name of the controllers' listener. */
export function voterSnapshot(voters: readonly Voter[], listener: string, now: number): Buffer {
  const first = [
    control(type.snapshotHeader, {version: 0, lastContainedLogTimestamp: now}),
    control(type.kraftVersion, {version: 0, kRaftVersion: 1}),
    control(type.voters, {
      version: 0,
      voters: voters.map(({id, directoryId, host, port}) => ({
        voterId: id,
        voterDirectoryId: directoryId,
        endpoints: [{name: listener, host, port}],
        kRaftVersionFeature: {minSupportedVersion: 0, maxSupportedVersion: 1},
      })),
    }),
  ]
  return Buffer.concat([
    batch(first, 0, now, true),
    batch([control(type.snapshotFooter, {version: 0})], first.length, now, true),
  ])
}

interface StoredRecord {
  readonly key: Buffer | null
  readonly value: Buffer
}

function control(number: number, fields: Readonly<Record<string, unknown>>): StoredRecord {
  const key = Buffer.alloc(4)
  key.writeInt16BE(number, 2)
  const message = quorumRecords[number]
  if (!message) throw new RangeError(`no control record has the number ${number}`)
  return {key, value: encoded(message, 0, fields)}
}

function framed({type: number, version, fields}: MetadataRecord): Buffer {
  const writer = new Writer()
  for (const part of [1, number, version]) writer.unsignedVarint(part)
  return Buffer.concat([...writer.chunks(), encoded(metadataRecords[number], version, fields)])
}

function encoded(message: NamedMessage, version: number, fields: Readonly<Record<string, unknown>>): Buffer {
  const writer = new Writer()
  structCodec(message.fields, version, version >= message.flexible).write(writer, fields)
  return Buffer.concat(writer.chunks())
}

function batch(records: readonly StoredRecord[], baseOffset: number, now: number, isControl: boolean): Buffer {
  const size = records.reduce((sum, {key, value}) => sum + (key?.length ?? 0) + value.length + 64, 256)
  const writer = new BatchWriter(size)
  const slice = (bytes: Buffer) => ({bytes, start: 0, end: bytes.length})
  for (const {key, value} of records) writer.add(slice(value), key && slice(key), now)
  const bytes = Buffer.from(writer.seal({}))
  bytes.writeBigInt64BE(BigInt(baseOffset), at.baseOffset)
  bytes.writeInt32BE(0, at.partitionLeaderEpoch)
  if (isControl) bytes.writeInt16BE(bytes.readInt16BE(at.attributes) | batchAttributes.control, at.attributes)
  bytes.writeUInt32BE(crc32c(bytes.subarray(at.attributes)), at.crc)
  return bytes
}
