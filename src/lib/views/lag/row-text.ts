// Cells of lag rows, for people.
import {roughDuration} from '../../text/duration.ts'
import type {LagRow} from './rows.ts'

/** `120`; `120+2?` for a sum in which two partitions are unknown; null if nothing is known. */
export function lagText(row: LagRow): string | null {
  if (row.lag !== null) return String(row.lag)
  if (row.by === 'partition' || row.unknownCount === row.partitionCount) return null
  return `${row.knownLag}+${row.unknownCount}?`
}

/** `5m3s`, `~5m3s` for an estimate, `?` if the age is unknown; null if it was not requested. */
export function ageText({age}: Pick<LagRow, 'age'>): string | null {
  if (age === null) return null
  if (age.ms === null) return '?'
  return age.basis === 'caughtUp' ? '0s' : `${age.basis === 'estimate' ? '~' : ''}${roughDuration(age.ms)}`
}

/**
 * The time until nothing is unread; `never` if the lag does not shrink. A lag of at most two seconds' worth of
 * records is `-`, because a group that keeps up always has a few unread records. Null without rates.
 */
export function etaText({lag, rate}: Pick<LagRow, 'lag' | 'rate'>): string | null {
  if (rate === null) return null
  if (rate.etaMs !== null) return roughDuration(rate.etaMs)
  return (lag ?? 0) <= 2 * rate.inPerSecond ? '-' : 'never'
}

/** Records per second with at most one decimal. */
export const roundedRate = (perSecond: number): number => Math.round(perSecond * 10) / 10

/** `12.5/s`; null without a rate. */
export const rateText = (perSecond: number | undefined): string | null =>
  perSecond === undefined ? null : `${roundedRate(perSecond)}/s`

/** When the oldest unread record was written, ISO 8601 in UTC; null if unknown, or not requested. */
export function unreadSince({age}: Pick<LagRow, 'age'>): string | null {
  return age === null || age.timestamp === null ? null : isoText(age.timestamp)
}

/** ISO 8601 in UTC, or the number itself if it is not a date. */
export const stampText = (timestamp: number): string => isoText(timestamp) ?? String(timestamp)

/** Null if it is not a date, because producers choose their timestamps. */
function isoText(timestamp: number): string | null {
  const date = new Date(timestamp)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}
