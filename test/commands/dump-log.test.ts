import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {BatchWriter} from '../../src/lib/wire/batch-writer.ts'
import {kafkit} from '../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'dump-log-'))
afterAll(() => rmSync(folder, {recursive: true, force: true}))

/** Three batches of two records. */
function segment(): Buffer {
  const writer = new BatchWriter(1024)
  const slice = (text: Buffer) => ({bytes: text, start: 0, end: text.length})
  const batches = [0, 2, 4].map((first) => {
    writer.add(slice(Buffer.from(`value ${first}`)), slice(Buffer.from('key')), 1_700_000_000_000)
    writer.add(slice(Buffer.from([0xff, 0x00])), null, 1_700_000_000_001)
    const batch = Buffer.from(writer.seal())
    batch.writeBigInt64BE(BigInt(first), 0)
    return batch
  })
  return Buffer.concat(batches)
}

function fileOf(name: string, bytes: Buffer): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), {recursive: true})
  writeFileSync(path, bytes)
  return path
}

const log = '00000000000000000000.log'

test('each record is a line, from which it can be restored; the folder says topic and partition', async () => {
  const {out, err, code} = await kafkit(['dump-log', fileOf(`orders-3/${log}`, segment())])
  expect(out.split('\n').slice(0, 2)).toEqual([
    '{"topic":"orders","partition":3,"offset":0,"timestamp":1700000000000,"timestampType":"CreateTime","key":"key","value":"value 0","headers":[]}',
    '{"topic":"orders","partition":3,"offset":1,"timestamp":1700000000001,"timestampType":"CreateTime","key":null,"value":"/wA=","valueEncoding":"base64","headers":[]}',
  ])
  expect({err, code, lines: out.split('\n').length}).toEqual({err: '', code: 0, lines: 7})
})

test('the folder of a partition is all of its segments, in the order of their offsets', async () => {
  const later = fileOf('many-0/00000000000000000010.log', segment())
  const first = fileOf(`many-0/${log}`, segment())
  fileOf('many-0/00000000000000000005.log.deleted', segment())
  fileOf('many-0/00000000000000000000.index', Buffer.alloc(0))
  const {out, err, code} = await kafkit(['dump-log', '--check', join(folder, 'many-0')])
  const files = out
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as {file: string}).file)
  expect({files, err, code}).toEqual({files: [first, later], err: '', code: 0})
})

test('a folder without segments is no partition, which is an error', async () => {
  const path = join(folder, 'of-partitions')
  fileOf('of-partitions/orders-0/empty', Buffer.alloc(0))
  const {out, err, code} = await kafkit(['dump-log', path])
  expect({out, err, code}).toEqual({
    out: '',
    err: `kafkit: there are no segments (.log) in the folder ${path}: name the folder of a partition, such as orders-0\n`,
    code: 1,
  })
})

test('a batch that is cut off at the end of a file is reported', async () => {
  const {out, err, code} = await kafkit(['dump-log', fileOf(`cut-0/${log}`, segment().subarray(0, -5))])
  expect(out.split('\n')).toHaveLength(5)
  expect(err).toMatch(/: 8\d bytes after byte 1\d\d are not a whole batch, which is being written or was cut off\n$/)
  expect(code).toBe(0)
})

test('a file that is whole is checked with exit code 0', async () => {
  const file = fileOf(`whole-0/${log}`, segment())
  const {out, err, code} = await kafkit(['dump-log', '--check', file])
  const bytes = segment().length
  expect(JSON.parse(out)).toEqual({file, bytes, batches: 3, records: 6, firstOffset: 0, lastOffset: 5, problems: 0})
  expect({err, code}).toEqual({err: '', code: 0})
})

test.each([
  ['a flipped bit', (bytes: Buffer) => bytes.writeUInt8(bytes.readUInt8(70) ^ 1, 70), 'wrong checksum'],
  [
    'an offset again',
    (bytes: Buffer) => bytes.writeBigInt64BE(1n, segment().length / 3),
    'the offset does not follow on 1',
  ],
  [
    'a length that makes no sense',
    (bytes: Buffer) => bytes.writeInt32BE(3, 8),
    'Found record size 3 smaller than minimum record overhead (14)',
  ],
])('--check: %s is found, and the exit code is 3', async (name, damage, problem) => {
  const bytes = segment()
  damage(bytes)
  const {out, code} = await kafkit(['dump-log', '--check', fileOf(`${name.replaceAll(' ', '')}-0/${log}`, bytes)])
  expect(out).toContain(problem)
  expect(code).toBe(3)
})

test('--check: an index that points between batches is found', async () => {
  const file = fileOf(`indexed-0/${log}`, segment())
  const index = Buffer.alloc(16)
  index.writeInt32BE(3, 0)
  index.writeInt32BE(segment().length / 3, 4)
  index.writeInt32BE(5, 8)
  index.writeInt32BE(7, 12)
  fileOf('indexed-0/00000000000000000000.index', index)
  const {out, code} = await kafkit(['dump-log', '--check', file])
  const [first] = out.split('\n')
  expect(JSON.parse(first ?? '')).toMatchObject({position: 1, offset: 5})
  expect(code).toBe(3)
})

test('a file that is not there fails alone', async () => {
  const {out, err, code} = await kafkit(['dump-log', join(folder, 'none.log'), fileOf(`other-0/${log}`, segment())])
  expect(out.split('\n')).toHaveLength(7)
  expect({err, code}).toEqual({
    err: `kafkit: cannot read ${join(folder, 'none.log')}: there is no such file\n`,
    code: 1,
  })
})
