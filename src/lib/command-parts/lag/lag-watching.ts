// The base of groups watch and groups top: looks at lags again and again, on a live screen or as lines.
import {setTimeout as sleep} from 'node:timers/promises'
import type {InferredFlags} from '@oclif/core/interfaces'
import type {Cluster} from '../../cluster/cluster.ts'
import {ConnectionError, KafkaError} from '../../cluster/errors.ts'
import {Failures} from '../../cluster/outcome.ts'
import {timerMs} from '../../cluster/waiting.ts'
import {groupsToRead} from '../../groups/groups-to-read.ts'
import {unreadCount} from '../../groups/lag/group-lag.ts'
import {groupLag} from '../../groups/lag/lag.ts'
import type {LimitedBy} from '../../groups/lag/measures.ts'
import {nameSelector, type NameSelector} from '../../text/name-selector.ts'
import {roughDuration} from '../../text/duration.ts'
import {counted, grouped} from '../../text/plural.ts'
import {LagWatch, type WatchRow} from '../../views/lag/lag-watch.ts'
import {exitCode} from '../../cli/exit-codes.ts'
import {duration, integer} from '../../cli/flags.ts'
import {KafkaCommand, type ConnectionFlagValues} from '../../cli/kafka-command.ts'
import {unseenOffsets} from '../groups/unseen-offsets.ts'
import {ageFlag, lagOptions, selectionFlags} from './selection.ts'
import {liveLagColumns, plainLagLine} from './lag-live-columns.ts'
import {arranged, liveLines, onKey, type LiveColumn, type LiveView} from '../../cli/live-table.ts'
import {pause} from '../../cli/pause.ts'

export const watchFlags = {
  ...selectionFlags,
  interval: duration({summary: 'time between looks (default: 2s)'}),
  count: integer({min: 1, summary: 'end after this many looks'}),
  ...ageFlag,
}
type WatchFlags = Omit<InferredFlags<typeof watchFlags>, 'json'> & ConnectionFlagValues

const defaultIntervalMs = 2000
/** A look that takes longer than this is mentioned on the screen, ms. */
const slowMs = 2000

const clock = {hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short'} as const

/** One look. If the last attempt failed, `trouble` says why, and the rows are those of the look before it. */
interface Seen {
  readonly rows: readonly WatchRow[]
  readonly trouble: string | null
  /** The failures behind `trouble`. */
  readonly failures: readonly Error[]
  /** Ms since the epoch. */
  readonly at: number
}
type LookAgain = (before: Seen | undefined) => Promise<Seen>

export abstract class LagWatching extends KafkaCommand {
  /** Returns the exit code: 1 if something is still missing at the end of a run with --count. */
  protected async watch(names: readonly string[], by: LimitedBy, flags: WatchFlags): Promise<number> {
    const selectors = names.map(nameSelector)
    const {interval = defaultIntervalMs, count = Infinity} = flags
    // A look that takes longer than a few intervals has failed. Saying so is better than waiting a minute.
    const cluster = await this.connect({...flags, timeout: flags.timeout ?? Math.max(5000, 2 * interval)})
    const watch = new LagWatch(by)
    const look: LookAgain = async (before) => {
      try {
        const {groups, trouble, failures} = await this.#lags(cluster, selectors, flags)
        const at = this.io.now()
        const unseen = before ? undefined : unseenOffsets(groups)
        if (unseen !== undefined) await this.note(unseen)
        return {rows: watch.look(groups, at), trouble, failures, at}
      } catch (error) {
        this.io.interrupted.throwIfAborted()
        // If even the first look fails, a name or an address is probably wrong.
        if (!before || !(error instanceof ConnectionError || error instanceof KafkaError)) throw error
        return {...before, trouble: error.message, failures: [error]}
      }
    }
    const {stdin, stdout} = this.io.terminal
    if (stdin && stdout && this.io.env['TERM'] !== 'dumb')
      return this.#onScreen({
        look,
        columns: liveLagColumns(by, {oneGroup: selectors.length === 1 && selectors.every((each) => 'name' in each)}),
        interval,
        count,
        title: names.join(' ') === '*' ? 'all groups' : names.join(' '),
      })
    return this.#inLines({look, interval, count})
  }

  async #lags(cluster: Cluster, selectors: readonly NameSelector[], flags: WatchFlags) {
    const missed = new Failures()
    const {selected, listed, brokerErrors} = (await groupsToRead(cluster, selectors)).open(missed)
    const agesAt = flags.age ? this.io.now() : undefined
    const lags = await groupLag(cluster, selected.names, {...lagOptions(flags), listed, agesAt})
    const {groups, errors} = lags.open(missed)
    const missing = [
      ...errors.map(({error}) => error.message),
      ...(brokerErrors.length > 0 ? [] : selected.unmatched).map((text) => `no group matches ${text}`),
      ...brokerErrors.map(({node, error}) => `groups of broker ${node} are missing: ${error.message}`),
    ]
    return {groups, trouble: missing.length > 0 ? missing.join('; ') : null, failures: missed.untold}
  }

  async #tellAdvice(failures: readonly Error[]): Promise<void> {
    const advice = this.adviceOn(failures)
    if (advice !== undefined) await this.note(advice)
  }

  async #onScreen({
    look,
    columns,
    interval,
    count,
    title,
  }: Watching & {columns: readonly LiveColumn<WatchRow>[]; title: string}): Promise<number> {
    let view: LiveView = {
      sort: columns.findIndex(({heading}) => heading === 'LAG'),
      descending: true,
      filter: '',
      typing: false,
      at: 0,
      paused: false,
      quit: false,
    }
    let seen = await look(undefined)
    /** When the current look began, if one is under way. */
    let startedAt: number | undefined
    const {openScreen} = await import('../../cli/live-screen.ts')
    const colours = await this.colours()
    const draw = () => {
      const time = new Date(seen.at).toLocaleTimeString('en-GB', clock)
      const facts = `${factsOf(arranged(columns, seen.rows, view))}${view.paused ? '  PAUSED' : ''}`
      const waitedMs = startedAt === undefined ? 0 : this.io.now() - startedAt
      const trouble = waitedMs > slowMs ? `no answer for ${roughDuration(waitedMs)}` : seen.trouble
      const frame = {...screen.size(), colours, title: `${title}  ${time}  ${facts}`, trouble}
      screen.draw(liveLines(columns, seen.rows, view, frame))
    }
    const quit = Promise.withResolvers<'quit'>()
    const screen = openScreen(
      this.io,
      (key) => {
        const rows = arranged(columns, seen.rows, view).length
        view = onKey(view, key, columns.length, rows, screen.size().height - 3)
        if (view.quit) quit.resolve('quit')
        draw()
      },
      draw,
    )
    const ticking = setInterval(() => {
      if (startedAt !== undefined && this.io.now() - startedAt > slowMs) draw()
    }, 1000).unref()
    const ended = Promise.race([quit.promise, screen.interrupted])
    ended.catch(() => undefined)
    try {
      for (let looks = 1; looks < count;) {
        draw()
        if ((await Promise.race([ended, sleep(timerMs(interval), undefined, {ref: false})])) === 'quit') break
        if (view.paused) continue
        looks++
        startedAt = this.io.now()
        const next = await Promise.race([ended, look(seen)])
        startedAt = undefined
        if (next === 'quit') break
        seen = next
      }
    } finally {
      clearInterval(ticking)
      screen.close()
    }
    // The screen has no room for a command line to copy, so the advice is printed after it.
    await this.#tellAdvice(seen.failures)
    return view.quit || seen.trouble === null ? exitCode.done : exitCode.failed
  }

  async #inLines({look, interval, count}: Watching): Promise<number> {
    let before: Seen | undefined
    let advised = false
    for (let looks = 0; looks < count && !this.io.outClosed.aborted; looks++) {
      if (before) await pause(this.io, interval)
      const seen = await look(before)
      if (seen.trouble !== null) await this.warning(seen.trouble)
      if (!advised && this.adviceOn(seen.failures) !== undefined) {
        await this.#tellAdvice(seen.failures)
        advised = true
      }
      // A failed look has no new rows.
      if (seen.at !== before?.at) this.io.out(seen.rows.map((row) => `${plainLagLine(row, seen.at)}\n`).join(''))
      before = seen
    }
    return before === undefined || before.trouble === null ? exitCode.done : exitCode.failed
  }
}

/** `3 rows, lag 1,200, 2 unknown`, counted over the rows on the screen. */
function factsOf(rows: readonly WatchRow[]): string {
  let [lag, unknown] = [0, 0]
  for (const row of rows) {
    if (row.by === 'partition') {
      const count = unreadCount(row.at)
      if (count === null) unknown++
      lag += count ?? 0
    } else {
      lag += row.knownLag
      unknown += row.unknownCount
    }
  }
  const parts = [counted(rows.length, 'row'), `lag ${grouped(lag)}`]
  if (unknown > 0) parts.push(`${counted(unknown, 'partition')} unknown`)
  return parts.join(', ')
}

interface Watching {
  readonly look: LookAgain
  /** Ms between two looks. */
  readonly interval: number
  /** How many looks to make. */
  readonly count: number
}
