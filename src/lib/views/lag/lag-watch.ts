// Lags over time: what a live view keeps from look to look.
import {unreadCount, type GroupLag} from '../../groups/lag/group-lag.ts'
import type {LimitedBy} from '../../groups/lag/measures.ts'
import {positionsOf, type Positions} from '../../groups/lag/rates.ts'
import {lagRows, type LagRow} from './rows.ts'

export type WatchRow = LagRow & {
  /** The lags of the last looks, the newest last; null if the lag was unknown. */
  readonly series: readonly (number | null)[]
  /** The group's previous state if it changed within the last looks, otherwise null. */
  readonly was: string | null
}

/** How many lags are kept. */
const seriesLength = 60
/** For how many looks a change of state is shown. */
const changeLooks = 5
/** A row that has been missing for this many looks is dropped. */
const forgottenAfter = 10
/** How many looks a rate spans. Over a single look, a consumer that commits every few seconds would seem to jump. */
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

  /** Adds a look, taken at `at` (ms since the epoch), and returns its rows. */
  look(groups: readonly GroupLag[], at: number): WatchRow[] {
    const [oldest] = this.#looks
    const earlier = oldest && {positions: oldest.positions, elapsedMs: at - oldest.at}
    this.#looks = [...this.#looks, {positions: positionsOf(groups), at}].slice(-rateLooks)
    for (const {groupId, group} of groups) this.#noteState(groupId, group.state)
    const keys = new Set<string>()
    const rows = lagRows(groups, this.#by, {findings: [], earlier}).map((each): WatchRow => {
      // If the offset is beyond the end of the log, the number of unread records is unknown.
      const row = each.by === 'partition' ? {...each, lag: unreadCount(each.at)} : each
      const key = keyOf(row)
      keys.add(key)
      const series = [...(this.#series.get(key)?.lags ?? []), row.lag].slice(-seriesLength)
      this.#series.set(key, {lags: series, missed: 0})
      return {...row, series, was: this.#states.get(row.group)?.was ?? null}
    })
    for (const [key, {lags, missed}] of this.#series) {
      if (keys.has(key)) continue
      // While a group's coordinator moves, the group may be missing for a few looks.
      if (missed >= forgottenAfter) this.#series.delete(key)
      else this.#series.set(key, {lags: [...lags, null].slice(-seriesLength), missed: missed + 1})
    }
    return rows
  }

  #noteState(groupId: string, state: string) {
    const known = this.#states.get(groupId)
    if (!known) this.#states.set(groupId, {state, was: null, looks: 0})
    else if (known.state !== state) this.#states.set(groupId, {state, was: known.state, looks: 0})
    else if (++known.looks >= changeLooks) known.was = null
  }
}

/**
 * A key that is the same in every look. It does not contain a partition's owner, so that the row stays when another
 * member takes over.
 */
const keyOf = (row: LagRow): string =>
  JSON.stringify(row.by === 'partition' ? [row.group, row.at.topic, row.at.partition] : [row.group, row.key])
