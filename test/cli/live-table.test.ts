import {describe, expect, test} from 'vitest'
import {coloursFor} from '../../src/lib/cli/colour.ts'
import {arranged, liveLines, onKey, type LiveColumn, type LiveView} from '../../src/lib/cli/live-table.ts'

interface Row {
  readonly name: string
  readonly lag: number | null
}
const columns: LiveColumn<Row>[] = [
  {heading: 'NAME', text: ({name}) => name},
  {heading: 'LAG', text: ({lag}) => String(lag ?? '-'), value: ({lag}) => lag, align: 'right'},
]
const rows: Row[] = [
  {name: 'billing', lag: 9},
  {name: 'audit', lag: null},
  {name: 'shipping', lag: 100},
  {name: 'Bills', lag: 0},
]
const view: LiveView = {sort: 1, descending: true, filter: '', typing: false, at: 0, paused: false, quit: false}
const keys = (start: LiveView, ...names: string[]) =>
  names.reduce(
    (now, name) =>
      onKey(now, name.length === 1 ? {name: /\w/.test(name) ? name : '', sequence: name} : {name}, 2, 4, 2),
    start,
  )
const names = (shown: LiveView) => arranged(columns, rows, shown).map(({name}) => name)

describe('what keys do', () => {
  test('sort by number, by text, the other way round; what is not known stands last', () => {
    expect(names(view)).toEqual(['shipping', 'billing', 'Bills', 'audit'])
    expect(names(keys(view, 'r'))).toEqual(['Bills', 'billing', 'shipping', 'audit'])
    expect(names(keys(view, 'left', 'r'))).toEqual(['Bills', 'audit', 'billing', 'shipping'])
    expect(keys(view, 'right').sort).toBe(0)
  })
  test('a filter: in any case, keys are letters while it is typed, Esc drops it', () => {
    const typed = keys(view, '/', 'b', 'i', 'q')
    expect([typed.filter, typed.quit]).toEqual(['biq', false])
    expect(names(keys(typed, 'backspace'))).toEqual(['billing', 'Bills'])
    expect(keys(typed, 'backspace', 'return')).toMatchObject({typing: false, filter: 'bi'})
    expect(keys(typed, 'escape').filter).toBe('')
    expect(keys(typed, 'return', 'escape')).toMatchObject({filter: '', quit: false})
  })
  test('move within the rows, pause, quit', () => {
    expect(keys(view, 'down', 'down', 'up').at).toBe(1)
    expect(keys(view, 'up').at).toBe(0)
    expect(keys(view, 'pagedown', 'pagedown', 'pagedown').at).toBe(3)
    expect(keys(view, 'end', 'home').at).toBe(0)
    expect(keys(view, 'space').paused).toBe(true)
    expect(keys(view, 'space', 'space').paused).toBe(false)
    expect(keys(view, 'q').quit).toBe(true)
    expect(keys(view, 'escape').quit).toBe(true)
    expect(keys(view, 'x')).toEqual(view)
  })
})

describe('the screen', () => {
  const screen = async (width: number, height: number, more: Partial<LiveView> = {}, trouble: string | null = null) =>
    liveLines(
      columns,
      rows,
      {...view, ...more},
      {width, height, colours: await coloursFor(false), title: 'all groups', trouble},
    )
  test('as many lines as it has, the heading of the sorted column marked', async () => {
    expect((await screen(60, 8)).join('\n')).toMatchInlineSnapshot(`
      "all groups
      NAME      LAG↓
      shipping   100
      billing      9
      Bills        0
      audit        -

      q quit  ↑↓ move  ←→ sort by  r reverse  / filter  space paus"
    `)
  })
  test('small: never wider or higher, the marked row stays on it', async () => {
    const lines = await screen(10, 5, {at: 3})
    expect(lines).toEqual(['all groups', 'NAME   LAG', 'Bills    0', 'audit    -', 'q quit  ↑↓'])
    expect(lines.every((line) => line.length <= 10)).toBe(true)
  })
  test('trouble stands where the keys were', async () => {
    expect((await screen(60, 8, {}, 'no answer for 5s')).at(-1)).toBe('no answer for 5s')
  })
})

describe('a narrow screen', () => {
  interface Wide {
    readonly group: string
    readonly lag: string
  }
  const wide: LiveColumn<Wide>[] = [
    {heading: 'GROUP', text: ({group}) => group, narrow: 'shorten'},
    {heading: 'STATE', text: () => 'Stable', narrow: 2},
    {heading: 'LAG', text: ({lag}) => lag, align: 'right'},
    {heading: 'COURSE', text: () => '▁'.repeat(20), narrow: 1},
    {heading: 'AGE', text: () => '5m3s', align: 'right'},
    {heading: 'NOTE', text: () => 'nothing committed', narrow: 'cut'},
  ]
  const group = `analytics-${'x'.repeat(50)}-daily`
  const lines = async (width: number) => {
    const frame = {width, height: 4, colours: await coloursFor(false), title: 'all groups', trouble: null}
    return liveLines(wide, [{group, lag: '1234567'}], {...view, sort: 2}, frame).slice(1, 3)
  }

  test('LAG is off the screen with a group name of 65 characters: names are shortened first', async () => {
    expect(await lines(80)).toMatchInlineSnapshot(`
      [
        "GROUP                                STATE      LAG↓  COURSE                 AGE",
        "analytics-xxxxxxx…xxxxxxxxxxx-daily  Stable  1234567  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁  5m3s",
      ]
    `)
    expect(await lines(50)).toMatchInlineSnapshot(`
      [
        "GROUP                        STATE      LAG↓   AGE",
        "analytics-xxx…xxxxxxx-daily  Stable  1234567  5m3s",
      ]
    `)
    expect(await lines(30)).toMatchInlineSnapshot(`
      [
        "GROUP               LAG↓   AGE",
        "analyti…x-daily  1234567  5m3s",
      ]
    `)
    for (const width of [30, 50, 80, 120, 200]) {
      const [headings = '', row = ''] = await lines(width)
      expect(headings).toMatch(/LAG.*AGE/)
      expect(row).toMatch(/1234567.*5m3s/)
      expect(Math.max(headings.length, row.length)).toBeLessThanOrEqual(width)
    }
  })
})
