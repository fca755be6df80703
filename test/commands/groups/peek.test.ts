// groups peek: what was read last, and what comes next.
import {afterEach, beforeEach, expect, test} from 'vitest'
import {commitOffsets, type OffsetToCommit} from '../../../src/lib/groups/commit-offsets.ts'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {kafkit, shown, type CliOptions} from '../../support/cli.ts'
import {open} from '../../support/open-cluster.ts'

let broker: PracticeBroker
beforeEach(async () => {
  broker = await startPracticeBroker({brokers: 3})
  await run('topics create orders audit --partitions 2')
  const timestamp = Date.UTC(2026, 1, 1)
  const records = Array.from({length: 10}, (_, i) => JSON.stringify({key: `k${i}`, value: `value ${i}`, timestamp}))
  await run('produce orders --partition 0 --input json', {stdin: `${records.join('\n')}\n`})
  await run('produce orders --partition 1 --input json', {stdin: `{"value":"only","timestamp":${timestamp}}\n`})
})
afterEach(() => broker.close())

const run = (line: string, options: CliOptions = {}) =>
  kafkit([...line.split(' '), '-b', broker.bootstrapServers], options)
const screen = (line: string) => shown([...line.split(' '), '-b', broker.bootstrapServers])
const commit = (group: string, ...rows: OffsetToCommit[]) => commitOffsets(open(broker), group, rows)
const at = (topic: string, partition: number, offset: number) => ({topic, partition, offset})

test('last read and next to read, for each partition; at the ends it says so', async () => {
  await commit('billing', at('orders', 0, 4), at('orders', 1, 1), at('audit', 0, 0))
  expect(await screen('groups peek billing')).toMatchInlineSnapshot(`
    "GROUP    TOPIC   PARTITION  COMMITTED  LAG  SIDE  OFFSET  TIMESTAMP                 KEY  VALUE    NOTE
    billing  audit           0          0    0  read       -  -                         -    -        the log starts here
    billing  audit           0          0    0  next       -  -                         -    -        the log ends here
    billing  orders          0          4    6  read       3  2026-02-01T00:00:00.000Z  k3   value 3  -
    billing  orders          0          4    6  next       4  2026-02-01T00:00:00.000Z  k4   value 4  -
    billing  orders          1          1    0  read       0  2026-02-01T00:00:00.000Z  -    only     -
    billing  orders          1          1    0  next       -  -                         -    -        the log ends here
    exit 0"
  `)
})

test('several on each side, and only some partitions', async () => {
  await commit('billing', at('orders', 0, 2), at('orders', 1, 1))
  const {out} = await run('groups peek billing --topic orders:0 -n 3 -o csv --columns side,offset,key,value')
  expect(out).toBe(
    'side,offset,key,value\r\n' +
      'read,0,k0,value 0\r\nread,1,k1,value 1\r\n' +
      'next,2,k2,value 2\r\nnext,3,k3,value 3\r\nnext,4,k4,value 4\r\n',
  )
})

test('two groups in the same partition', async () => {
  await commit('billing', at('orders', 0, 4))
  await commit('shipping', at('orders', 0, 9))
  expect((await run('groups peek billing shipping -o template={group}\\t{side}\\t{value}')).out).toBe(
    'billing\tread\tvalue 3\nbilling\tnext\tvalue 4\nshipping\tread\tvalue 8\nshipping\tnext\tvalue 9\n',
  )
})

test('beyond the end and before the start: the records at the ends of the log', async () => {
  await commit('ahead', at('orders', 1, 77))
  expect((await run('groups peek ahead')).out).toMatch(
    /read +0 +\S+Z +- +only +the committed offset is beyond the end of the log\n.*next +- +- +- +- +the committed offset is beyond the end of the log\n$/s,
  )
})

test('keys, headers, null and bytes that are no text', async () => {
  const stdin =
    '{"key":null,"value":"/w==","valueEncoding":"base64","headers":[{"key":"a","value":"1"},{"key":"b","value":null}]}\n' +
    '{"key":"k","value":null}\n'
  await run('produce audit --partition 0 --input json', {stdin})
  await commit('billing', at('audit', 0, 1))
  const document = JSON.parse((await run('groups peek billing -o json')).out) as {
    groups: {partitions: {before: object[]; after: object[]}[]}[]
  }
  const [partition] = document.groups[0]?.partitions ?? []
  expect(partition?.before).toMatchObject([
    {
      offset: 0,
      key: {text: null, encoding: null},
      value: {text: '/w==', encoding: 'base64'},
      headers: [
        {key: 'a', value: {text: '1', encoding: 'utf8'}},
        {key: 'b', value: {text: null, encoding: null}},
      ],
    },
  ])
  expect(partition?.after).toMatchObject([{offset: 1, key: {text: 'k'}, value: {text: null}, headers: []}])
  const rows = (await run('groups peek billing -o jsonl --columns side,keyEncoding,valueEncoding')).out
  expect(rows).toBe(
    '{"side":"read","keyEncoding":null,"valueEncoding":"base64"}\n{"side":"next","keyEncoding":"utf8","valueEncoding":null}\n',
  )
})

test('long values are cut in tables only', async () => {
  await run('produce audit --partition 0', {stdin: `${'x'.repeat(100)}\n`})
  await commit('billing', at('audit', 0, 0))
  expect((await run('groups peek billing')).out).toMatch(/ x{59}… /)
  expect((await run('groups peek billing -o tsv --no-headers --columns value')).out).toBe(`\n${'x'.repeat(100)}\n`)
})

test('a group that is not there, without offsets, without the topic', async () => {
  await commit('billing', at('orders', 0, 4))
  expect(await screen('groups peek nobody billing --topic orders -o name')).toMatchInlineSnapshot(`
    "billing
    ! kafkit: describe group nobody: there is no such group (GROUP_ID_NOT_FOUND)
    exit 1"
  `)
  expect(await screen('groups peek billing --topic audit')).toMatchInlineSnapshot(`
    "! kafkit: none of the given groups reads audit
    exit 2"
  `)
  expect(await screen('groups peek billing --topic orders:1')).toMatchInlineSnapshot(`
    "! kafkit: none of the given groups reads orders-1
    exit 2"
  `)
  expect((await run('groups peek')).code).toBe(2)
})
