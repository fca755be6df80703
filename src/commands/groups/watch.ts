import {setTimeout as sleep} from 'node:timers/promises'
import {boolean, option} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {duration, integer, words} from '../../lib/cli/flags.ts'
import {KafkaCommand, type ConnectionFlagValues} from '../../lib/cli/kafka-command.ts'
import {arranged, liveLines, onKey, type LiveColumn, type LiveView} from '../../lib/cli/live-table.ts'
import {roughDuration} from '../../lib/text/duration.ts'
import {counted, grouped} from '../../lib/text/plural.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {ConnectionError, KafkaError} from '../../lib/cluster/errors.ts'
import {groupsToRead} from '../../lib/groups/groups-to-read.ts'
import type {LimitedBy} from '../../lib/groups/lag/gate.ts'
import {ageText, etaText} from '../../lib/views/lag/rows.ts'
import {LagWatch, sparkline, type WatchRow} from '../../lib/views/lag/live.ts'
import {groupLag} from '../../lib/groups/lag/lag.ts'
import {groupSelector, type GroupSelector} from '../../lib/groups/select-groups.ts'

export const watchFlags = {
  topic: words({helpValue: 'TOPIC,…', summary: 'only these topics'}),
  interval: duration({summary: 'how often to look; every 2 seconds unless given'}),
  count: integer({min: 1, summary: 'end after so many looks'}),
  age: boolean({allowNo: true, default: true, summary: 'read the ages of the oldest unread records'}),
  'read-committed': boolean({summary: 'the end is the last stable offset: open transactions do not count'}),
}
interface WatchFlags extends ConnectionFlagValues {
  readonly topic?: readonly string[] | undefined
  readonly interval?: number | undefined
  readonly count?: number | undefined
  readonly age: boolean
  readonly 'read-committed': boolean
}

/** A look that takes longer is told. */
const slowMs = 2000

/** What one look brought, or why it brought nothing. */
interface Seen {
  rows: readonly WatchRow[]
  trouble: string | null
  at: number
}

/** What watch and top share. */
export abstract class LagWatching extends KafkaCommand {
  protected async watch(names: readonly string[], by: LimitedBy, flags: WatchFlags): Promise<undefined> {
    const selectors = names.map(groupSelector)
    const intervalMs = flags.interval ?? 2000
    // A look that takes longer than some intervals is trouble to be told, not waited for.
    const cluster = await this.connect({...flags, timeout: flags.timeout ?? Math.max(5000, 2 * intervalMs)})
    const watch = new LagWatch(by)
    const columns = columnsFor(by)
    const look = async (before: Seen | undefined): Promise<Seen> => {
      try {
        const {groups, gone} = await this.#look(cluster, selectors, flags)
        const at = this.io.now()
        return {rows: watch.look(groups, at), trouble: gone, at}
      } catch (error) {
        this.io.interrupted.throwIfAborted()
        // The first time somebody may have mistyped something.
        if (!before || !(error instanceof ConnectionError || error instanceof KafkaError)) throw error
        return {...before, trouble: error.message}
      }
    }
    const {stdin, stdout} = this.io.terminal
    if (stdin && stdout && this.io.env['TERM'] !== 'dumb')
      await this.#live(columns, look, intervalMs, names, flags.count)
    else await this.#lines(by, look, intervalMs, flags.count)
    return undefined
  }

  async #look(cluster: Cluster, selectors: readonly GroupSelector[], flags: WatchFlags) {
    const {selected, listed, brokerErrors} = await groupsToRead(cluster, selectors)
    const {groups, errors} = await groupLag(cluster, selected.ids, {
      topics: flags.topic,
      isolation: flags['read-committed'] ? 'read_committed' : undefined,
      listed,
      ...(flags.age ? {agesAt: this.io.now()} : {}),
    })
    const missing = [
      ...errors.map(({error}) => error.message),
      ...selected.unmatched.map((text) => `no group matches ${text}`),
      ...brokerErrors.map(({node, error}) => `groups of broker ${node} are missing: ${error.message}`),
    ]
    return {groups, gone: missing.length > 0 ? missing.join('; ') : null}
  }

  async #live(
    columns: readonly LiveColumn<WatchRow>[],
    look: (before: Seen | undefined) => Promise<Seen>,
    intervalMs: number,
    names: readonly string[],
    count = Infinity,
  ): Promise<void> {
    let seen = await look(undefined)
    const {openScreen} = await import('../../lib/cli/live-screen.ts')
    const colours = await this.colours()
    const lagColumn = columns.findIndex(({heading}) => heading === 'LAG')
    let view: LiveView = {
      sort: lagColumn,
      descending: true,
      filter: '',
      typing: false,
      at: 0,
      paused: false,
      quit: false,
    }
    const quit = Promise.withResolvers<void>()
    const screen = openScreen(
      this.io,
      (key) => {
        const rows = arranged(columns, seen.rows, view).length
        view = onKey(view, key, columns.length, rows, screen.size().height - 3)
        if (view.quit) quit.resolve()
        draw()
      },
      () => draw(),
    )
    const draw = () => {
      const time = new Date(seen.at).toLocaleTimeString('en-GB')
      const lag = seen.rows.reduce((sum, row) => sum + Math.max(0, row.lag ?? 0), 0)
      const title = `${names.join(' ') === '*' ? 'all groups' : names.join(' ')}  ${time}  ${counted(seen.rows.length, 'row')}, lag ${grouped(lag)}${view.paused ? '  PAUSED' : ''}`
      const waitedMs = asked === undefined ? 0 : this.io.now() - asked
      const trouble = waitedMs > slowMs ? `no answer for ${roughDuration(waitedMs)}` : seen.trouble
      screen.draw(liveLines(columns, seen.rows, view, {...screen.size(), colours, title, trouble}))
    }
    // Since when a look is under way.
    let asked: number | undefined
    const ticking = setInterval(() => asked !== undefined && this.io.now() - asked > slowMs && draw(), 1000).unref()
    const ended = Promise.race([quit.promise.then(() => 'quit' as const), screen.interrupted])
    ended.catch(() => undefined)
    try {
      for (let looks = 1; looks < count && !view.quit; looks++) {
        draw()
        if ((await Promise.race([ended, sleep(intervalMs, 'again' as const, {ref: false})])) === 'quit') break
        if (view.paused) looks--
        else {
          asked = this.io.now()
          const next = await Promise.race([ended, look(seen)])
          asked = undefined
          if (next === 'quit') break
          seen = next
        }
      }
    } finally {
      clearInterval(ticking)
      screen.close()
    }
  }

  async #lines(
    by: LimitedBy,
    look: (before: Seen | undefined) => Promise<Seen>,
    intervalMs: number,
    count = Infinity,
  ): Promise<void> {
    let seen: Seen | undefined
    for (let looks = 0; looks < count && !this.io.outClosed.aborted; looks++) {
      if (seen) {
        await sleep(intervalMs, undefined, {signal: this.io.interrupted}).catch(() =>
          this.io.interrupted.throwIfAborted(),
        )
      }
      const before: Seen | undefined = seen
      seen = await look(before)
      if (seen.trouble !== null) await this.warning(seen.trouble)
      if (seen.at !== before?.at) this.io.out(seen.rows.map((row) => `${plainLine(row, by, seen?.at ?? 0)}\n`).join(''))
    }
  }
}

export default class GroupsWatch extends LagWatching {
  static override summary = 'watch the lag of groups as it changes'
  static override description =
    'On a terminal a table that stays: lag with its course, records written (IN) and committed (OUT) a second, the time until nothing is unread (ETA), the age of the oldest unread record. Keys: q quits, arrows move and choose the column to sort by, r reverses, / filters, space pauses. Elsewhere a line a row for each look. Brokers that go away are waited for.'
  static override examples = [
    '<%= config.bin %> groups watch billing',
    {
      description: 'Into a log, each minute',
      command: '<%= config.bin %> groups watch billing --by group --interval 1m >> lag.log',
    },
  ]
  static override args = {
    group: checked()({description: 'names, patterns or /regular expressions/', multiple: true, required: true}),
  }
  static override flags = {
    by: option({
      options: ['partition', 'topic', 'group', 'member', 'host'] as const,
      default: 'partition',
      summary: 'what a row is',
    })(),
    ...watchFlags,
  }

  async run(): Promise<undefined> {
    const {flags, args} = await this.parse(GroupsWatch)
    return this.watch(args.group, flags.by, flags)
  }
}

const perSecond = (value: number | null) => (value === null ? '-' : `${Math.round(value * 10) / 10}/s`)
const eta = (row: WatchRow) => etaText(row, roughDuration) ?? '-'

function placeText(row: WatchRow, by: LimitedBy): string {
  if (by === 'partition') return `${row.topic}-${row.partition}`
  return by === 'topic'
    ? (row.topic ?? '-')
    : by === 'member'
      ? (row.consumerId ?? '-')
      : by === 'host'
        ? (row.host ?? '-')
        : ''
}

function plainLine(row: WatchRow, by: LimitedBy, at: number): string {
  const parts = [
    new Date(at).toISOString(),
    row.group,
    ...(by === 'group' ? [] : [placeText(row, by)]),
    row.was === null ? row.state : `${row.state} (was ${row.was})`,
    `lag ${row.lag ?? (row.noteText || 'unknown')}`,
    ...(row.unknown > 0 && row.lag !== null ? [`unknown ${row.unknown}`] : []),
    `age ${ageText(row, roughDuration) ?? '-'}`,
    `in ${perSecond(row.inPerSecond)}`,
    `out ${perSecond(row.outPerSecond)}`,
    `eta ${eta(row)}`,
  ]
  return parts.join('  ')
}

function columnsFor(by: LimitedBy): LiveColumn<WatchRow>[] {
  const number = (value: number | null) => (value === null ? '-' : String(value))
  return [
    {heading: 'GROUP', text: ({group}) => group, role: () => 'name'},
    ...(by === 'group'
      ? []
      : [{heading: by === 'partition' ? 'PARTITION' : by.toUpperCase(), text: (row: WatchRow) => placeText(row, by)}]),
    {
      heading: 'STATE',
      text: ({state, was}) => (was === null ? state : `${state} ← ${was}`),
      role: ({state, was}) => (was !== null ? 'bad' : state === 'Stable' ? 'good' : 'warn'),
    },
    {heading: '#MEMBERS', text: ({members}) => String(members), value: ({members}) => members, align: 'right'},
    {
      heading: 'LAG',
      text: ({lag, unknown}) => `${number(lag)}${unknown > 0 && lag !== null ? `+${unknown}?` : ''}`,
      value: ({lag}) => lag,
      align: 'right',
      role: ({lag}) => (lag === null ? 'bad' : lag === 0 ? 'good' : undefined),
    },
    {
      heading: 'COURSE',
      text: ({series}) => sparkline(series, 20),
      value: ({series}) => (series.at(-1) ?? 0) - (series[0] ?? 0),
    },
    {
      heading: 'IN',
      text: ({inPerSecond}) => perSecond(inPerSecond),
      value: ({inPerSecond}) => inPerSecond,
      align: 'right',
    },
    {
      heading: 'OUT',
      text: ({outPerSecond}) => perSecond(outPerSecond),
      value: ({outPerSecond}) => outPerSecond,
      align: 'right',
    },
    {
      heading: 'ETA',
      text: eta,
      value: ({etaMs, outPerSecond}) => etaMs ?? (outPerSecond === null ? null : Infinity),
      align: 'right',
      role: (row) => (eta(row) === 'never' ? 'warn' : undefined),
    },
    {heading: 'AGE', text: (row) => ageText(row, roughDuration) ?? '-', value: ({ageMs}) => ageMs, align: 'right'},
    ...(by === 'partition'
      ? [
          {heading: 'CLIENT', text: ({clientId}: WatchRow) => clientId ?? '-'},
          {heading: 'NOTE', text: ({noteText}: WatchRow) => noteText ?? '', role: () => 'warn' as const},
        ]
      : []),
  ]
}
