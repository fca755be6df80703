// Control records: transaction markers and records of KRaft's quorum. Apache: ControlRecordTypeSchema.json,
// EndTxnMarker.json, LeaderChangeMessage.json, Snapshot*Record.json, KRaftVersionRecord.json, VotersRecord.json.
import {array, int16, int32, int64, since, string, struct, uint16, uuid} from '../../wire/schema.ts'
import {named, stored, type NamedMessage} from './stored.ts'

/** The name that Apache's tools print, by the type in the key. */
export const controlTypes = [
  'ABORT',
  'COMMIT',
  'LEADER_CHANGE',
  'SNAPSHOT_HEADER',
  'SNAPSHOT_FOOTER',
  'KRAFT_VERSION',
  'KRAFT_VOTERS',
] as const

/** The value of ABORT and COMMIT, after its own version. */
export const endTxnMarker = stored([0, 0], Infinity, {coordinatorEpoch: int32})

/** KRaft's records, by type. Each has a field for its version. */
export const quorumRecords: Readonly<Record<number, NamedMessage>> = {
  2: named('LeaderChangeMessage', [0, 1], {
    version: int16,
    leaderId: int32,
    voters: array({voterId: int32, voterDirectoryId: since(1, uuid)}),
    grantingVoters: array({voterId: int32, voterDirectoryId: since(1, uuid)}),
  }),
  3: named('SnapshotHeaderRecord', [0, 0], {version: int16, lastContainedLogTimestamp: int64}),
  4: named('SnapshotFooterRecord', [0, 0], {version: int16}),
  5: named('KRaftVersionRecord', [0, 0], {version: int16, kRaftVersion: int16}),
  6: named('VotersRecord', [0, 0], {
    version: int16,
    voters: array({
      voterId: int32,
      voterDirectoryId: uuid,
      endpoints: array({name: string, host: string, port: uint16}),
      kRaftVersionFeature: struct({minSupportedVersion: int16, maxSupportedVersion: int16}),
    }),
  }),
}
