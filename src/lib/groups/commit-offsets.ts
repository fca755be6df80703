import {OffsetCommit} from '../apis/offset-commit.ts'
import {inTurn, weighed} from '../cluster/batches.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, UsageError, plainly, type PlainText} from '../cluster/errors.ts'
import {committedOffsets} from '../offsets/committed-offsets.ts'
import {placeKey} from './log-ends.ts'

export interface OffsetToCommit {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** The leader epoch of the record before the offset, if known; Apache's tool never sends it. */
  readonly leaderEpoch?: number | undefined
  readonly metadata?: string | undefined
}

/**
 * `readBack` is the committed offset afterwards: it differs from `offset` if another client has committed since, and is null
 * if it could not be read.
 */
export type CommitOutcome =
  | {
      readonly topic: string
      readonly partition: number
      readonly status: 'committed'
      readonly offset: number
      readonly readBack: number | null
    }
  | {
      readonly topic: string
      readonly partition: number
      readonly status: 'failed'
      readonly offset: number
      readonly error: KafkaError
    }

/** From v10 on requests name topics by id. Names stay valid while a topic is deleted and created again. */
const newestWithNames = 9

/**
 * Commits offsets from outside the group (no member, no generation), which coordinators only allow for groups without
 * members. Returns one outcome per row, in order, with the offset that is read back afterwards. A group that does not
 * exist is created. Throws UsageError for a partition that is named twice, or a negative offset.
 */
export async function commitOffsets(
  cluster: Cluster,
  groupId: string,
  rows: readonly OffsetToCommit[],
): Promise<CommitOutcome[]> {
  const failures = await sendCommit(cluster, groupId, rows)
  const readBack = rows.length > 0 ? await readAgain(cluster, groupId) : new Map<string, number | null>()
  return rows.map(({topic, partition, offset}) => {
    const place = placeKey({topic, partition})
    const error = failures.get(place)
    if (error) return {topic, partition, status: 'failed', offset, error}
    return {topic, partition, status: 'committed', offset, readBack: readBack.get(place) ?? null}
  })
}

/**
 * The most bytes that one request may make the coordinator write. They become one batch of __consumer_offsets, which
 * may have 1,048,588 bytes (its max.message.bytes); a larger one is refused as a whole.
 */
export const mostOffsetRecordBytes = 500_000

/**
 * About the number of bytes that the coordinator writes for a committed offset, and at least what it writes to delete
 * it.
 */
export const offsetRecordBytes = (groupId: string, topic: string, metadata = ''): number =>
  64 + 3 * (groupId.length + topic.length + metadata.length)

/**
 * Commits without reading back; returns the failures by placeKey. Sends as many requests as necessary, one after the
 * other.
 */
export async function sendCommit(
  cluster: Cluster,
  groupId: string,
  rows: readonly OffsetToCommit[],
): Promise<ReadonlyMap<string, KafkaError>> {
  check(`commit offsets of group ${groupId}`, rows)
  const bytesOf = ({topic, metadata}: OffsetToCommit) => offsetRecordBytes(groupId, topic, metadata)
  const failures = await inTurn<OffsetToCommit, readonly [string, KafkaError] | null>(
    weighed(rows, bytesOf, mostOffsetRecordBytes),
    async (piece) => {
      const failed = await sendSome(cluster, groupId, piece)
      return piece.map((row) => {
        const error = failed.get(placeKey(row))
        return error ? [placeKey(row), error] : null
      })
    },
    (row, code, text) => [
      placeKey(row),
      new KafkaError(code, `commit the offset in ${row.topic}-${row.partition} of group ${groupId}`, text),
    ],
  )
  return new Map(failures.flatMap((each) => (each ? [each] : [])))
}

async function sendSome(
  cluster: Cluster,
  groupId: string,
  rows: readonly OffsetToCommit[],
): Promise<ReadonlyMap<string, KafkaError>> {
  const what = `commit offsets of group ${groupId}`
  const {topics} = await cluster.call(
    OffsetCommit,
    {
      groupId,
      generationIdOrMemberEpoch: -1,
      memberId: '',
      topics: [...Map.groupBy(rows, ({topic}) => topic)].map(([name, partitions]) => ({
        name,
        partitions: partitions.map(({partition, offset, leaderEpoch = -1, metadata = ''}) => ({
          partitionIndex: partition,
          committedOffset: offset,
          committedLeaderEpoch: leaderEpoch,
          committedMetadata: metadata,
        })),
      })),
    },
    {
      what,
      maxVersion: newestWithNames,
      errors: (answer) => answer.topics.flatMap((topic) => topic.partitions.map((each) => each.errorCode)),
    },
  )
  const codes = new Map<string, number>(
    topics.flatMap(({name: topic, partitions}) =>
      partitions.map(({partitionIndex: partition, errorCode: code}) => [placeKey({topic, partition}), code] as const),
    ),
  )
  return new Map(
    rows.flatMap(({topic, partition}) => {
      const place = placeKey({topic, partition})
      const code = codes.get(place) ?? errorCode.unknownServerError
      return code === errorCode.none ? [] : [[place, commitError(code, groupId, topic, partition)] as const]
    }),
  )
}

function check(what: string, rows: readonly OffsetToCommit[]) {
  const seen = new Set<string>()
  for (const {topic, partition, offset} of rows) {
    const place = `${topic}-${partition}`
    if (seen.has(place)) throw new UsageError(`${what}: ${place} is named twice`)
    seen.add(place)
    if (!Number.isSafeInteger(offset) || offset < 0)
      throw new UsageError(`${what}: ${offset} is not an offset (${place})`)
  }
}

async function readAgain(cluster: Cluster, groupId: string): Promise<ReadonlyMap<string, number | null>> {
  const found = (await committedOffsets(cluster, [groupId])).get(groupId)
  if (!found || found instanceof KafkaError) return new Map()
  return new Map(found.map((each) => [placeKey(each), each.offset]))
}

function commitError(code: number, groupId: string, topic: string, partition: number): KafkaError {
  return new KafkaError(code, `commit the offset in ${topic}-${partition} of group ${groupId}`, textOf(code))
}

/** What these codes mean for a commit from outside the group. */
function textOf(code: number): PlainText | undefined {
  if (code === errorCode.unknownMemberId || code === errorCode.staleMemberEpoch || code === errorCode.illegalGeneration)
    return plainly('the group has active members; stop them first')
  if (code === errorCode.unknownTopicOrPartition) return plainly('there is no such partition')
  return undefined
}
