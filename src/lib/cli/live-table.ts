// A table that stays on the screen and is sorted, filtered and scrolled with keys. Only pure functions: from state to
// state, or from state to lines.
import type {Colours, Role} from './colour.ts'
import {fitColumns, shortened} from './narrow-columns.ts'
import {displayWidth} from './table.ts'
import {visibleInLine} from './visible.ts'

export interface LiveColumn<Row> {
  readonly heading: string
  text(row: Row): string
  /** The value to sort by; the text unless given. Null sorts last. */
  value?(row: Row): number | string | null
  readonly align?: 'left' | 'right' | undefined
  role?(row: Row): Role | undefined
  /**
   * What happens to the column on a narrow screen. `shorten`: names are shortened in the middle, before anything
   * else. `cut`: it gets the width that the other columns leave. A number: it is removed, the smallest number first.
   * Other columns keep their width.
   */
  readonly narrow?: 'shorten' | 'cut' | number | undefined
}

export interface LiveView {
  /** Index of the column to sort by. */
  readonly sort: number
  readonly descending: boolean
  /** Only rows that contain this text are shown; case does not matter. */
  readonly filter: string
  /** Whether keys are added to the filter. */
  readonly typing: boolean
  /** Index of the marked row, after sorting. */
  readonly at: number
  readonly paused: boolean
  readonly quit: boolean
}

/** A key as node:readline describes it. */
export interface Key {
  readonly name?: string | undefined
  readonly sequence?: string | undefined
  readonly ctrl?: boolean | undefined
}

/** The view after a key; `page` is the number of rows on the screen. */
export function onKey(view: LiveView, key: Key, columns: number, rows: number, page: number): LiveView {
  const {name = '', sequence = ''} = key
  if (view.typing) {
    if (name === 'return' || name === 'enter') return {...view, typing: false}
    if (name === 'escape') return {...view, typing: false, filter: ''}
    if (name === 'backspace') return {...view, filter: view.filter.slice(0, -1)}
    const printable = sequence.length > 0 && !key.ctrl && sequence >= ' ' && !sequence.startsWith('\x1b')
    return printable ? {...view, filter: view.filter + sequence, at: 0} : view
  }
  const move = (by: number) => ({...view, at: Math.max(0, Math.min(rows - 1, view.at + by))})
  const turn = (by: number) => ({...view, sort: (view.sort + by + columns) % columns})
  switch (name || sequence) {
    case 'q':
      return {...view, quit: true}
    case 'escape':
      return view.filter === '' ? {...view, quit: true} : {...view, filter: ''}
    case 'up':
    case 'k':
      return move(-1)
    case 'down':
    case 'j':
      return move(1)
    case 'pageup':
      return move(-page)
    case 'pagedown':
      return move(page)
    case 'home':
      return move(-rows)
    case 'end':
      return move(rows)
    case 'left':
      return turn(-1)
    case 'right':
      return turn(1)
    case 'r':
      return {...view, descending: !view.descending}
    case 'space':
    case 'p':
      return {...view, paused: !view.paused}
    default:
      return sequence === '/' ? {...view, typing: true, filter: ''} : view
  }
}

/** The rows that match the filter, sorted. */
export function arranged<Row>(columns: readonly LiveColumn<Row>[], rows: readonly Row[], view: LiveView): Row[] {
  const wanted = view.filter.toLowerCase()
  const kept = rows.filter(
    (row) => wanted === '' || columns.some((column) => column.text(row).toLowerCase().includes(wanted)),
  )
  const by = columns[view.sort]
  if (!by) return kept
  const valueOf = (row: Row) => (by.value ? by.value(row) : by.text(row))
  return kept.toSorted((one, other) => {
    const [a, b] = [valueOf(one), valueOf(other)]
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    const order = a < b ? -1 : a > b ? 1 : 0
    return view.descending ? -order : order
  })
}

export interface LiveFrame {
  readonly width: number
  readonly height: number
  readonly colours: Colours
  /** The line above the table. */
  readonly title: string
  /** The present problem, if any: it is shown instead of the keys, and the rows, which are old then, become faint. */
  readonly trouble: string | null
}

/** The lines of the whole screen; there are as many as it is high. */
export function liveLines<Row>(
  columns: readonly LiveColumn<Row>[],
  rows: readonly Row[],
  view: LiveView,
  {width, height, colours, title, trouble}: LiveFrame,
): string[] {
  const all = arranged(columns, rows, view)
  const page = Math.max(1, height - 3)
  const at = Math.min(view.at, Math.max(0, all.length - 1))
  const first = Math.max(0, Math.min(at - Math.floor(page / 2), all.length - page))
  const shown = all.slice(first, first + page)
  const whole = shown.map((row) => columns.map((column) => visibleInLine(column.text(row))))
  const headings = columns.map(({heading}, i) =>
    i === view.sort ? `${heading}${view.descending ? '↓' : '↑'}` : heading,
  )
  const widths = fitColumns(
    columns.map(({narrow}, i) => ({
      heading: displayWidth(headings[i] ?? ''),
      width: Math.max(displayWidth(headings[i] ?? ''), ...whole.map((row) => displayWidth(row[i] ?? ''))),
      narrow,
    })),
    width,
  )
  const cells = whole.map((row) =>
    row.map((text, i) => (columns[i]?.narrow === 'shorten' ? shortened(text, widths[i] ?? 0) : text)),
  )
  const line = (texts: readonly string[], paint: (text: string, i: number) => string) => {
    let left = width
    return texts
      .map((text, i) => {
        if (left <= 0 || widths[i] === 0) return ''
        const cut = displayWidth(text) > left ? text.slice(0, left) : text
        const space = ' '.repeat(Math.max(0, Math.min(left, widths[i] ?? 0) - displayWidth(cut)))
        left -= displayWidth(cut) + space.length + 2
        const painted = paint(cut, i)
        return (columns[i]?.align === 'right' ? space + painted : painted + space) + (left > 0 ? '  ' : '')
      })
      .join('')
      .trimEnd()
  }
  const body = shown.map((row, r) => {
    const text = line(cells[r] ?? [], (cell, i) => {
      const role = trouble === null ? columns[i]?.role?.(row) : 'faint'
      return role ? colours[role](cell) : cell
    })
    return first + r === at ? colours.marked(text) : text
  })
  const keys = view.typing
    ? `filter: ${view.filter}_  (Enter keeps it, Esc clears it)`
    : `q quit  ↑↓ move  ←→ sort by  r reverse  / filter${view.filter ? ` "${view.filter}"` : ''}  space ${view.paused ? 'resume' : 'pause'}`
  const count = all.length > page ? `  ${first + 1}-${first + shown.length} of ${all.length}` : ''
  const foot =
    trouble === null ? colours.faint(`${keys}${count}`.slice(0, width)) : colours.bad(trouble.slice(0, width))
  const blank = Array.from({length: Math.max(0, page - body.length)}, () => '')
  return [
    colours.heading(title.slice(0, width)),
    line(headings, (text) => colours.heading(text)),
    ...body,
    ...blank,
    foot,
  ]
}
