// The file that undoes a reset: the offsets that it overwrote, with epochs and metadata, and the partitions without any.
import {UsageError} from '../cluster/errors.ts'
import {parseOffsetsCsv} from './offsets-csv.ts'
import type {GroupResetPlan, OffsetToRestore} from './reset-types.ts'

/** The contents of a file in either format. */
export interface OffsetsFile {
  readonly rows: readonly OffsetToRestore[]
  /** True for an undo file, whose offsets are restored unchanged, wherever the log starts and ends now. */
  readonly exact: boolean
  /** The id of the cluster that an undo file was written for; null for CSV, and if the cluster has no id. */
  readonly clusterId: string | null
}

const format = 'kafkit offsets before a reset'

/** JSON with one line per partition. `time` is in ms since the epoch. */
export function formatUndo(
  plans: readonly GroupResetPlan[],
  {clusterId, time}: {readonly clusterId: string | null; readonly time: number},
): string {
  const rows = plans.flatMap(({groupId, rows: own}) =>
    own.map(({topic, partition, oldOffset, oldLeaderEpoch, oldMetadata, newOffset}) =>
      JSON.stringify({
        group: groupId,
        topic,
        partition,
        offset: oldOffset,
        leaderEpoch: oldLeaderEpoch,
        metadata: oldMetadata,
        replacedBy: newOffset,
      }),
    ),
  )
  const head = JSON.stringify({format, version: 1, clusterId, time: new Date(time).toISOString()})
  return `${head.slice(0, -1)},"offsets":[\n${rows.join(',\n')}\n]}\n`
}

/** Reads an undo file or Apache's CSV. Throws a UsageError that begins with `source`. */
export function parseOffsetsFile(text: string, source: string): OffsetsFile {
  if (!text.trimStart().startsWith('{')) return {rows: parseOffsetsCsv(text, source), exact: false, clusterId: null}
  const file = asObject(parsed(text, source))
  if (file?.['format'] !== format) throw new UsageError(`${source}: this JSON is not an undo file of kafkit`)
  if (file['version'] !== 1)
    throw new UsageError(
      `${source}: this undo file has version ${String(file['version'])}, which requires a newer kafkit`,
    )
  const {offsets, clusterId} = file
  if (!Array.isArray(offsets)) throw new UsageError(`${source}: the undo file has no offsets`)
  const seen = new Set<string>()
  const rows = offsets.map((each: unknown, at) => {
    const row = asRow(asObject(each))
    if (!row) throw new UsageError(`${source}: entry ${at + 1} of offsets is malformed`)
    const place = JSON.stringify([row.group, row.topic, row.partition])
    if (seen.has(place)) throw new UsageError(`${source}: ${row.topic}-${row.partition} of ${row.group} appears twice`)
    seen.add(place)
    return row
  })
  return {rows, exact: true, clusterId: typeof clusterId === 'string' ? clusterId : null}
}

/** Throws UsageError if an undo file was written for another cluster. */
export function checkUndoCluster({clusterId: written}: OffsetsFile, clusterId: string | null): void {
  if (written !== null && clusterId !== null && written !== clusterId)
    throw new UsageError(
      `the undo file was written for cluster ${written}, but this is ${clusterId}; nothing was changed`,
    )
}

function parsed(text: string, source: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${source} is not valid JSON: ${(error as Error).message}`, {cause: error})
  }
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined

function asRow(value: Readonly<Record<string, unknown>> | undefined) {
  const {group, topic, partition, offset, leaderEpoch = null, metadata = null} = value ?? {}
  if (typeof group !== 'string' || typeof topic !== 'string' || topic === '') return undefined
  if (!isCount(partition) || !(offset === null || isCount(offset))) return undefined
  if (!(leaderEpoch === null || isCount(leaderEpoch)) || !(metadata === null || typeof metadata === 'string'))
    return undefined
  return {group, topic, partition, offset, leaderEpoch, metadata}
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
