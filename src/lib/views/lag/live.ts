// Lags over time: what a live view remembers from look to look.
import {lagRows, type LagRow} from './rows.ts'
import {positionsOf, type Positions} from '../../groups/lag/rates.ts'
import type {LimitedBy} from '../../groups/lag/gate.ts'
import type {GroupLag} from '../../groups/lag/lag.ts'

export interface WatchRow extends LagRow {
  /** Of the row, the same in every look. */
  readonly key: string
  /** The latest lags, the newest last; null where it was unknown. */
  readonly series: readonly (number | null)[]
  /** The state before, if it changed within the last looks; the first time `null`. */
  readonly was: string | null
}

/** So many lags are remembered. */
const seriesLength = 60
/** A change of state is shown for so many looks. */
const changeLooks = 5
/** What was not seen in so many looks is forgotten. */
const forgottenAfter = 10
/** Rates are taken over so many looks: a consumer that commits every few seconds would else seem to jump. */
const rateLooks = 5

interface Seen {
  readonly positions: Positions
  readonly at: number
}

export class LagWatch {
  readonly #by: LimitedBy
  #looks: Seen[] = []
  readonly #series = new Map<string, {lags: (number | null)[]; missed: number}>()
  readonly #states = new Map<string, {state: string; was: string | null; looks: number}>()

  constructor(by: LimitedBy) {
    this.#by = by
  }

  /** One look at `at` (ms since the epoch); rows that are gone for a while are forgotten. */
  look(groups: readonly GroupLag[], at: number): WatchRow[] {
    const [oldest] = this.#looks
    const before = oldest && {positions: oldest.positions, elapsedMs: at - oldest.at}
    this.#looks = [...this.#looks, {positions: positionsOf(groups), at}].slice(-rateLooks)
    for (const {groupId, group} of groups) this.#note(groupId, group.state)
    const rows = lagRows(groups, this.#by, [], before).map((row): WatchRow => {
      const key = this.#keyOf(row)
      const series = [...(this.#series.get(key)?.lags ?? []), row.lag].slice(-seriesLength)
      this.#series.set(key, {lags: series, missed: 0})
      return {...row, key, series, was: this.#states.get(row.group)?.was ?? null}
    })
    const keys = new Set(rows.map(({key}) => key))
    for (const [key, {lags, missed}] of this.#series) {
      if (keys.has(key)) continue
      // While a coordinator moves, its groups are not seen.
      if (missed >= forgottenAfter) this.#series.delete(key)
      else this.#series.set(key, {lags: [...lags, null].slice(-seriesLength), missed: missed + 1})
    }
    return rows
  }

  #keyOf({group, topic, partition, consumerId, host}: LagRow): string {
    // A partition stays the same when another member owns it.
    const owner = this.#by === 'member' ? consumerId : this.#by === 'host' ? host : null
    return JSON.stringify([group, topic, partition, owner])
  }

  #note(groupId: string, state: string) {
    const known = this.#states.get(groupId)
    if (!known) this.#states.set(groupId, {state, was: null, looks: 0})
    else if (known.state !== state) this.#states.set(groupId, {state, was: known.state, looks: 0})
    else if (++known.looks >= changeLooks) known.was = null
  }
}

const blocks = '▁▂▃▄▅▆▇█'

/** The newest `width` values; the largest of them is a full block, an unknown one a dot. */
export function sparkline(series: readonly (number | null)[], width: number): string {
  const shown = series.slice(-width)
  const most = Math.max(1, ...shown.map((value) => value ?? 0))
  return shown
    .map((value) => {
      if (value === null) return '·'
      return value <= 0 ? '▁' : (blocks[Math.min(7, Math.ceil((value / most) * 8) - 1)] ?? '█')
    })
    .join('')
}
