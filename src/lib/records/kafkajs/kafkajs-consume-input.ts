import type {ReadSettings} from '../consume/consumption.ts'
import type {Start} from '../consume/start.ts'

export interface KafkajsConsumeInput extends ReadSettings {
  readonly topics: readonly string[] | RegExp
  readonly internal?: boolean | undefined
  /** Read only these partitions of the single topic named. */
  readonly partitions?: readonly number[] | undefined
  readonly start: Start
  readonly untilEnd?: boolean | undefined
  /** Join this group, start at its committed offsets and, with `commit`, commit what was written. */
  readonly group?: {readonly id: string; readonly reset: 'earliest' | 'latest' | 'fail'; readonly commit: boolean}
  readonly sessionTimeoutMs?: number | undefined
}
