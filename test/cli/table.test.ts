import {describe, expect, test} from 'vitest'
import {coloursFor, noColours} from '../../src/lib/cli/colour.ts'
import {renderTable, type Column} from '../../src/lib/cli/table.ts'
import {screenText} from '../../src/lib/cli/visible.ts'

interface Row {
  readonly name: string
  readonly count: number | null
  readonly note?: string
}
const columns: readonly Column<Row>[] = [
  {heading: 'NAME', value: ({name}) => name, role: () => 'name'},
  {heading: 'COUNT', value: ({count}) => count, align: 'right'},
  {heading: 'NOTE', value: ({note}) => note},
]
const rows: readonly Row[] = [
  {name: 'a', count: 5, note: 'short'},
  {name: 'a-longer-name', count: 1_000_000},
  {name: 'c', count: null, note: 'last'},
]
const pipe = {terminal: false, width: 80, colours: noColours}
const screen = (width: number) => ({terminal: true, width, colours: noColours})

describe('in a pipe', () => {
  test('columns are aligned, numbers to the right, no blanks at the end of a line', async () => {
    expect(await renderTable(columns, rows, pipe)).toMatchInlineSnapshot(`
      "NAME             COUNT  NOTE
      a                    5  short
      a-longer-name  1000000  -
      c                    -  last
      "
    `)
  })

  test('no rows leave the headings', async () =>
    expect(await renderTable(columns, [], pipe)).toBe('NAME  COUNT  NOTE\n'))

  test('a row is one line, whatever is in it', async () => {
    const text = await renderTable(columns, [{name: 'evil\n\u001b[31m', count: 1}], pipe)
    expect(text.split('\n')).toHaveLength(3)
    expect(text).toContain('evil\\x0a\\x1b[31m')
  })

  test('wide characters keep the columns', async () => {
    const text = await renderTable(
      columns.slice(0, 2),
      [
        {name: '注文', count: 1},
        {name: 'orders', count: 2},
      ],
      pipe,
    )
    expect(text).toBe('NAME    COUNT\n注文        1\norders      2\n')
  })
})

describe('on a terminal', () => {
  test('there is a rule below the headings', async () => {
    expect(await renderTable(columns, rows, screen(80))).toMatchInlineSnapshot(`
      "NAME             COUNT  NOTE
      ─────────────────────────────
      a                    5  short
      a-longer-name  1000000  -
      c                    -  last
      "
    `)
  })

  test('what is too wide wraps inside its column, nothing is cut off', async () => {
    const wide = [{name: 'a-name-that-goes-on-and-on-and-on', count: 1, note: 'x'}]
    const text = await renderTable(columns, wide, screen(30))
    expect(text).toMatchInlineSnapshot(`
      "NAME               COUNT  NOTE
      ──────────────────────────────
      a-name-that-goes-      1  x
      on-and-on-and-on
      "
    `)
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(30)
  })

  test('a terminal of any width prints something', async () => {
    for (const width of [1, 10, 20, 1000]) expect(await renderTable(columns, rows, screen(width))).toContain('5')
  })

  test('a long list looks like a short one', async () => {
    const repeated = (times: number) => Array.from({length: times}, () => rows).flat()
    const short = (await renderTable(columns, repeated(10), screen(80))).split('\n')
    const long = (await renderTable(columns, repeated(1000), screen(80))).split('\n')
    expect(long).toHaveLength(3003)
    expect(long.slice(0, 30)).toEqual(short.slice(0, 30))
  })

  test('where the columns do not fit, rows become lists instead of columns with broken headings', async () => {
    const wide: readonly Column<{readonly id: number; readonly host: string}>[] = [
      {heading: 'BROKER', align: 'right', value: ({id}) => id},
      {heading: 'HOST', value: ({host}) => host},
      {heading: 'CONTROLLER', value: () => 'yes'},
      {heading: 'OUT-OF-SYNC', align: 'right', value: () => 0},
    ]
    const two = [1, 2].map((id) => ({id, host: `broker-${id}.example.com`}))
    expect(await renderTable(wide, two, screen(30))).toBe(
      [
        'BROKER       1',
        'HOST         broker-1.example.com',
        'CONTROLLER   yes',
        'OUT-OF-SYNC  0',
        '',
        'BROKER       2',
        'HOST         broker-2.example.com',
        'CONTROLLER   yes',
        'OUT-OF-SYNC  0',
        '',
      ].join('\n'),
    )
    expect((await renderTable(wide, two, screen(38))).split('\n').slice(0, 2)).toEqual([
      'BROKER  HOST      CONTROLLER   OUT-OF-',
      '                                  SYNC',
    ])
  })

  test('colours do not count as width', async () => {
    const plain = await renderTable(columns, rows, screen(80))
    const coloured = await renderTable(columns, rows, {...screen(80), colours: await coloursFor(true)})
    expect(screenText(coloured)).toContain('\u001b[36ma-longer-name\u001b[39m ')
    // On a terminal each name was followed by \x1b[39m in letters.
    expect(screenText(coloured)).not.toContain('\\x1b')
    // oxlint-disable-next-line no-control-regex -- takes the colours out again
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain)
  })
})
