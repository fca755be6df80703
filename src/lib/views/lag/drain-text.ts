// The messages of `groups wait` while it waits, and when it gives up.
import type {DrainState, DrainUnknown, DrainWait} from '../../groups/lag/drain.ts'
import type {LagRate} from '../../groups/lag/rates.ts'
import {roughDuration} from '../../text/duration.ts'
import {counted, grouped} from '../../text/plural.ts'
import {problemText} from './problem-text.ts'

export interface DrainProgress {
  readonly rate: LagRate | null
  /** Time since the wait began. */
  readonly elapsedMs: number
  /** Whether the rate spans enough looks to say that the lag does not shrink. */
  readonly sure: boolean
}

/** `billing: lag 1,200, 300/s read, 100/s written, 6s to go, after 12s`. */
export function drainProgressText(
  group: string,
  {lag, unknown, waitingFor}: DrainState,
  {rate, elapsedMs, sure}: DrainProgress,
): string {
  const parts = [lag === null ? 'lag unknown' : `lag ${grouped(lag)}`]
  if (rate) {
    parts.push(`${grouped(Math.round(rate.outPerSecond))}/s read, ${grouped(Math.round(rate.inPerSecond))}/s written`)
    if (lag !== null && lag > 0) {
      if (rate.etaMs !== null) parts.push(`${roughDuration(rate.etaMs)} to go`)
      else if (sure && unknown.length === 0) parts.push('does not shrink')
    }
  }
  if (unknown.length > 0 && lag !== null) parts.push(`${counted(unknown.length, 'partition')} unknown`)
  parts.push(...waitingFor.filter(({kind}) => kind !== 'lag').map(waitText))
  return `${group}: ${parts.join(', ')}, after ${roughDuration(elapsedMs)}`
}

/** Why the group is not drained: what is unknown or, if everything is known, what is not as it should be. */
export function drainFailureText(group: string, {unknown, waitingFor}: DrainState): string {
  const [first, ...more] = unknown
  if (first === undefined) return `${group}: ${waitingFor.map(waitText).join(', ')}`
  return `${group}: ${unknownText(first)}${more.length > 0 ? ` (and ${more.length} more)` : ''}`
}

const waitText = (wait: DrainWait): string =>
  wait.kind === 'lag'
    ? `lag ${wait.lag} is more than ${wait.wanted}`
    : `is ${wait.state}, not ${wait.wanted.join(' or ')}`

function unknownText(unknown: DrainUnknown): string {
  switch (unknown.kind) {
    case 'partition':
      return `${unknown.at.topic}-${unknown.at.partition}: ${problemText(unknown.at)}`
    case 'topic':
      return `it does not read topic ${unknown.topic}`
    case 'nothingCommitted':
      return 'it has committed nothing, or nothing that you may see'
    case 'failed':
      return unknown.error.message
  }
}
