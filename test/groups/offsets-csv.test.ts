import {expect, test} from 'vitest'
import {UsageError} from '../../src/lib/cluster/errors.ts'
import {formatOffsetsCsv, parseOffsetsCsv} from '../../src/lib/groups/offsets-csv.ts'

test.each([
  [
    'orders,0,5\norders,1,6\n',
    [
      {topic: 'orders', partition: 0, offset: 5},
      {topic: 'orders', partition: 1, offset: 6},
    ],
  ],
  ['g,orders,0,5', [{group: 'g', topic: 'orders', partition: 0, offset: 5}]],
  [
    'g,orders,0,5\nh,orders,0,6\n\n\n',
    [
      {group: 'g', topic: 'orders', partition: 0, offset: 5},
      {group: 'h', topic: 'orders', partition: 0, offset: 6},
    ],
  ],
  [
    '\uFEFForders,0,5\r\norders,1,-3\r\n',
    [
      {topic: 'orders', partition: 0, offset: 5},
      {topic: 'orders', partition: 1, offset: -3},
    ],
  ],
  ['"my ""group"", really","orders", 0 ,5', [{group: 'my "group", really', topic: 'orders', partition: 0, offset: 5}]],
])('%j is read', (text, rows) => {
  expect(parseOffsetsCsv(text)).toEqual(rows)
})

test.each([
  ['', 'offsets is empty; expected lines of topic,partition,offset'],
  ['\n', 'offsets is empty; expected lines of topic,partition,offset'],
  ['orders,0', 'offsets, line 1: expected topic,partition,offset or group,topic,partition,offset, not 2 fields'],
  ['orders', 'offsets, line 1: expected topic,partition,offset or group,topic,partition,offset, not 1 field'],
  ['a,b,c,d,e', 'offsets, line 1: expected topic,partition,offset or group,topic,partition,offset, not 5 fields'],
  ['orders,0,5,', "offsets, line 1: '' is not an offset"],
  ['orders,0,5\n\norders,1,5', 'offsets, line 2: the line is empty'],
  ['orders,0,5\ng,orders,1,5', 'offsets, line 2: expected 3 fields as in line 1, not 4'],
  ['orders,x,5', "offsets, line 1: 'x' is not a partition number"],
  ['orders,-1,5', "offsets, line 1: '-1' is not a partition number"],
  ['orders,0,5\norders,1,5.5', "offsets, line 2: '5.5' is not an offset"],
  ['orders,0,', "offsets, line 1: '' is not an offset"],
  ['orders,0,99999999999999999999', "offsets, line 1: '99999999999999999999' is not an offset"],
  [',0,5', 'offsets, line 1: the topic is empty'],
  [',orders,0,5', 'offsets, line 1: the group is empty'],
  ['orders,0,5\norders,1,5\norders,0,6', 'offsets, line 3: orders-0 already has an offset in line 1'],
  ['"orders,0,5', 'offsets, line 1: a quote is not closed, or text follows a closing quote'],
  ['"orders"x,0,5', 'offsets, line 1: a quote is not closed, or text follows a closing quote'],
  ['group,topic,partition,offset\ng,orders,0,5', "offsets, line 1: 'partition' is not a partition number"],
])('%j is refused', (text, message) => {
  expect(() => parseOffsetsCsv(text)).toThrow(new UsageError(message))
})

test('the message names the file', () => {
  expect(() => parseOffsetsCsv('x', 'plan.csv')).toThrow('plan.csv, line 1: ')
})

// As Apache's --export: text is quoted if it is longer than 24 characters or holds a character before '-'.
test.each([
  [[{topic: 'orders', partition: 0, offset: 5}], 'orders,0,5\n'],
  [
    [
      {group: 'g', topic: 'a.b', partition: 0, offset: 5},
      {group: 'h-1', topic: 'c', partition: 1, offset: 6},
    ],
    'g,a.b,0,5\nh-1,c,1,6\n',
  ],
  [[{topic: 'x'.repeat(24), partition: 0, offset: 5}], `${'x'.repeat(24)},0,5\n`],
  [[{topic: 'x'.repeat(25), partition: 0, offset: 5}], `"${'x'.repeat(25)}",0,5\n`],
  [[{group: 'my "group"', topic: 't', partition: 0, offset: 5}], '"my ""group""",t,0,5\n'],
  [[{group: 'a,b', topic: 't', partition: 0, offset: 5}], '"a,b",t,0,5\n'],
  [[{group: 'a+b', topic: 't', partition: 0, offset: 5}], '"a+b",t,0,5\n'],
  [[{group: 'käse-ü', topic: 't', partition: 0, offset: 5}], 'käse-ü,t,0,5\n'],
  [[], ''],
])('%j is written as Apache does', (rows, text) => {
  expect(formatOffsetsCsv(rows)).toBe(text)
  if (rows.length > 0) expect(parseOffsetsCsv(text)).toEqual(rows)
})

// Recorded: what ConsumerGroupCommand 4.3.1 printed with --reset-offsets --to-earliest --export for these groups; it read
// our text of the same rows with --from-file.
test('Apache’s own export is read, and written again byte for byte', () => {
  const exported = [
    '"my ""group"", really","a-topic-name.of_25-letters",1,0',
    '"my ""group"", really",a-topic-name.of_24-lettr,0,0',
    '"a+b","a-topic-name.of_25-letters",1,0',
    '"a+b",a-topic-name.of_24-lettr,0,0',
    'käse,"a-topic-name.of_25-letters",1,0',
    'käse,a-topic-name.of_24-lettr,0,0',
    '',
  ].join('\n')
  const rows = parseOffsetsCsv(`${exported}\n`)
  expect(rows[0]).toEqual({group: 'my "group", really', topic: 'a-topic-name.of_25-letters', partition: 1, offset: 0})
  expect(rows).toHaveLength(6)
  expect(formatOffsetsCsv(rows)).toBe(exported)
})

test('a CSV of offsets with a line feed in a group name is read back', () => {
  const rows = [
    {group: 'two\nlines "quoted", and a comma', topic: 'orders', partition: 0, offset: 5},
    {group: 'next', topic: 'orders', partition: 0, offset: 6},
  ]
  expect(parseOffsetsCsv(formatOffsetsCsv(rows))).toEqual(rows)
  expect(() => parseOffsetsCsv('"two\nlines",orders,0,5\nx,orders,0,y\n')).toThrow(
    "offsets, line 3: 'y' is not an offset",
  )
  expect(() => parseOffsetsCsv('a,orders,0,5\n"b,orders,0,5\nc,orders,0,5\n')).toThrow('offsets, line 2: a quote')
})
