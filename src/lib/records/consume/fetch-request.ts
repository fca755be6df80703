import type {Fetch} from '../../apis/fetch.ts'
import type {Sent} from '../../wire/schema.ts'
import {zeroUuid} from '../../wire/schema.ts'
import type {Position} from './position.ts'
import type {FetcherSettings} from './sink.ts'

/** Fetch requests have topic ids since v13 (KIP-516); topics without an id are named. */
export const lastVersionWithNames = 12
/** LastFetchedEpoch (KIP-595). */
const firstVersionWithFetchedEpoch = 12

export interface FetchLimits {
  readonly maxWaitMs: number
  readonly maxBytes: number
  readonly partitionMaxBytes: number
}

/** A full fetch request (no session) for these positions, in their order. */
export function fetchRequest(
  positions: readonly Position[],
  {sizes: {minBytes = 1}, readCommitted, rack}: FetcherSettings,
  {maxWaitMs, maxBytes, partitionMaxBytes}: FetchLimits,
  version: number,
): Sent<typeof Fetch.request> {
  return {
    maxWaitMs,
    minBytes,
    maxBytes,
    isolationLevel: readCommitted ? 1 : 0,
    sessionEpoch: -1,
    rackId: rack,
    topics: [...Map.groupBy(positions, ({topic}) => topic)].map(([topic, ofTopic]) => ({
      topic,
      topicId: ofTopic[0]?.fetch.topicId ?? zeroUuid,
      partitions: ofTopic.map(({partition, fetch}) => ({
        partition,
        currentLeaderEpoch: fetch.leaderEpoch,
        fetchOffset: fetch.offset,
        ...(version >= firstVersionWithFetchedEpoch ? {lastFetchedEpoch: fetch.lastFetchedEpoch} : {}),
        partitionMaxBytes,
      })),
    })),
  }
}
