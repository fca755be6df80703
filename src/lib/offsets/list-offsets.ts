import type {Cluster} from '../cluster/cluster.ts'
import type {KafkaError} from '../cluster/errors.ts'

/**
 * Which offset of a partition: `earliest` the log start, `latest` the next to be written (high watermark, or the last
 * stable offset with read_committed), `maxTimestamp` that of the record with the largest timestamp (KIP-734, Kafka 3.0),
 * `earliestLocal`, `latestTiered`, `earliestPendingUpload` with tiered storage (KIP-405, KIP-1005, KIP-1023), or the
 * first record not older than `timestamp` (ms since the epoch).
 */
export type OffsetSpec =
  | 'earliest'
  | 'latest'
  | 'maxTimestamp'
  | 'earliestLocal'
  | 'latestTiered'
  | 'earliestPendingUpload'
  | {readonly timestamp: number}

export interface OffsetQuery {
  readonly topic: string
  readonly partition: number
  readonly spec: OffsetSpec
}

/** Whether records of open transactions count: `latest` is the high watermark or the last stable offset. */
export type Isolation = 'read_uncommitted' | 'read_committed'

export interface ListOffsetsOptions {
  readonly isolation?: Isolation | undefined
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** `offset` is null where no record qualifies; `timestamp` (ms) and `leaderEpoch` where the broker gives them. */
export type ListedOffset =
  | {
      readonly topic: string
      readonly partition: number
      readonly offset: number | null
      readonly timestamp: number | null
      readonly leaderEpoch: number | null
      readonly error?: undefined
    }
  | {readonly topic: string; readonly partition: number; readonly error: KafkaError}

/**
 * One outcome per query, in their order; a partition may be asked about several times. Asks each leader once per
 * distinct question about a partition. UnsupportedApi if a broker is too old for a spec; a partition that does not
 * exist, has no leader or may not be read is an outcome with `error`.
 */
export async function listOffsets(
  _cluster: Cluster,
  _queries: readonly OffsetQuery[],
  _options: ListOffsetsOptions = {},
): Promise<ListedOffset[]> {
  throw new Error('being written')
}
