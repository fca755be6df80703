// Reads partitions and writes their records, without a group.
import type {Cluster} from '../cluster/cluster.ts'
import type {Output} from './output.ts'
import type {Filter} from './filter.ts'
import type {Format} from './formatter.ts'
import type {OffsetReset, Start} from './start.ts'

export interface ReadSettings {
  /** Names, or a pattern that a whole name must match (internal topics excluded); new topics are picked up. */
  topics: readonly string[] | RegExp
  /** With a pattern: internal topics too. */
  internal?: boolean
  isolation?: 'read_uncommitted' | 'read_committed'
  /** This offset no longer (or not yet) exists: default `earliest`. */
  outOfRange?: OffsetReset
  /** client.rack: read from a follower in the same rack, where the cluster supports it. */
  rack?: string
  fetch?: FetchSizes
  format: Format
  filter?: Filter
  output: Output
  /** Stop after so many records in all; exact. */
  maxRecords?: number
  /** Stop when no record came for so long. */
  idleMs?: number
  /** Stop, write what was taken. */
  signal?: AbortSignal
  /** How often metadata is looked at for new topics and partitions; default 30,000. */
  discoverMs?: number
  /** Called as records are taken; the same object every time. */
  onProgress?: (progress: ConsumeCounters) => void
  /** A note for people: a leader moved, offsets were reset. */
  onNotice?: (text: string) => void
}
export interface FetchSizes {
  /** Default 500. */
  maxWaitMs?: number
  /** Default 1. */
  minBytes?: number
  /** Per response; default 16 MiB shared by all brokers. */
  maxBytes?: number
  /** Per partition and response; default 1 MiB. */
  partitionMaxBytes?: number
}

export interface ConsumeInput extends ReadSettings {
  /** Only these, of the one topic; default all. */
  partitions?: readonly number[]
  start: Start
  /** Stop where each partition ended when reading began. */
  untilEnd?: boolean
}

export interface ConsumeCounters {
  readonly records: number
  /** Of keys and values, after decompression. */
  readonly bytes: number
}

export interface Consumed extends ConsumeCounters {
  /** closed: the reader of the output has gone (`| head`). */
  readonly stoppedBy: 'end' | 'count' | 'idle' | 'signal' | 'closed'
  /** The next offset per partition: everything before it was written. */
  readonly positions: readonly {readonly topic: string; readonly partition: number; readonly offset: number}[]
}

/** Reads until one of the stops; without any it follows for ever. */
export function consumeRecords(_cluster: Cluster, _input: ConsumeInput): Promise<Consumed> {
  throw new Error('being written')
}
