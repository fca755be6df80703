// A row of groups watch and groups top: in the live table, and as a line in a pipe.
import type {LimitedBy} from '../../groups/lag/measures.ts'
import type {WatchRow} from '../../views/lag/lag-watch.ts'
import {problemText} from '../../views/lag/problem-text.ts'
import {ageText, etaText, lagText, rateText} from '../../views/lag/row-text.ts'
import {sparkline} from '../../views/lag/sparkline.ts'
import type {LiveColumn} from '../../cli/live-table.ts'

/** The columns of the live table; it is sorted by LAG at first. If there is only one group, the title names it. */
export function liveLagColumns(by: LimitedBy, {oneGroup}: {readonly oneGroup: boolean}): LiveColumn<WatchRow>[] {
  const place: LiveColumn<WatchRow> = {heading: by.toUpperCase(), text: placeText, narrow: 'shorten'}
  return [
    ...(oneGroup && by !== 'group' ? [] : [groupColumn]),
    ...(by === 'group' ? [] : [place]),
    ...commonColumns,
    ...(by === 'partition' ? partitionColumns : []),
  ]
}

/** One line for a log: time, group, place, state, lag, age, rates and time until caught up, separated by two blanks. */
export function plainLagLine(row: WatchRow, at: number): string {
  const unknown = row.by === 'partition' ? 0 : row.unknownCount
  const problem = row.by === 'partition' ? problemText(row.at) : null
  const parts = [
    new Date(at).toISOString(),
    row.group,
    ...(row.by === 'group' ? [] : [placeText(row)]),
    row.was === null ? row.state : `${row.state} (was ${row.was})`,
    `lag ${row.lag ?? (problem === null ? 'unknown' : `unknown (${problem})`)}`,
    ...(row.by !== 'partition' && unknown > 0 && unknown < row.partitionCount
      ? [`known ${row.knownLag}`, `unknown ${unknown}`]
      : []),
    `age ${ageText(row) ?? '-'}`,
    `in ${rateText(row.rate?.inPerSecond) ?? '-'}`,
    `out ${rateText(row.rate?.outPerSecond) ?? '-'}`,
    `eta ${etaText(row) ?? '-'}`,
  ]
  return parts.join('  ')
}

const groupColumn: LiveColumn<WatchRow> = {
  heading: 'GROUP',
  text: ({group}) => group,
  role: () => 'name',
  narrow: 'shorten',
}

const commonColumns: readonly LiveColumn<WatchRow>[] = [
  {
    heading: 'STATE',
    text: ({state, was}) => (was === null ? state : `${state} ← ${was}`),
    role: ({state, was}) => (was !== null ? 'bad' : state === 'Stable' ? 'good' : 'warn'),
    narrow: 7,
  },
  {
    heading: '#MEMBERS',
    text: ({members}) => String(members),
    value: ({members}) => members,
    align: 'right',
    narrow: 3,
  },
  {
    heading: 'LAG',
    text: (row) => lagText(row) ?? '-',
    value: (row) => (row.by === 'partition' ? row.lag : (row.lag ?? row.knownLag)),
    align: 'right',
    role: ({lag}) => (lag === null ? 'bad' : lag === 0 ? 'good' : undefined),
  },
  {
    heading: 'COURSE',
    text: ({series}) => sparkline(series, 20),
    value: ({series}) => (series.at(-1) ?? 0) - (series[0] ?? 0),
    narrow: 1,
  },
  {
    heading: 'IN',
    text: ({rate}) => rateText(rate?.inPerSecond) ?? '-',
    value: ({rate}) => rate?.inPerSecond ?? null,
    align: 'right',
    narrow: 4,
  },
  {
    heading: 'OUT',
    text: ({rate}) => rateText(rate?.outPerSecond) ?? '-',
    value: ({rate}) => rate?.outPerSecond ?? null,
    align: 'right',
    narrow: 5,
  },
  {
    heading: 'ETA',
    text: (row) => etaText(row) ?? '-',
    value: ({rate}) => (rate === null ? null : (rate.etaMs ?? Infinity)),
    align: 'right',
    role: (row) => (etaText(row) === 'never' ? 'warn' : undefined),
    narrow: 6,
  },
  {heading: 'AGE', text: (row) => ageText(row) ?? '-', value: ({age}) => age?.ms ?? null, align: 'right'},
]

const partitionColumns: readonly LiveColumn<WatchRow>[] = [
  {heading: 'CLIENT', text: (row) => (row.by === 'partition' && row.at.member?.clientId) || '-', narrow: 2},
  {
    heading: 'NOTE',
    text: (row) => (row.by === 'partition' && problemText(row.at)) || '',
    role: () => 'warn',
    narrow: 'cut',
  },
]

const placeText = (row: WatchRow): string =>
  row.by === 'partition' ? `${row.at.topic}-${row.at.partition}` : (row.key ?? '-')
