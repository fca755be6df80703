// One record from the command line, without a pipe.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {kafkit, noon, shown, type CliOptions} from '../support/cli.ts'

let broker: PracticeBroker
const folder = mkdtempSync(join(tmpdir(), 'kafkit-one-'))
beforeAll(async () => {
  broker = await startPracticeBroker()
})
afterAll(async () => {
  await broker.close()
  rmSync(folder, {recursive: true})
})
const args = (words: readonly string[]) => [...words, '-b', broker.bootstrapServers]
const run = (words: readonly string[], options?: CliOptions) => kafkit(args(words), options)
const screen = (words: readonly string[], options?: CliOptions) => shown(args(words), options)
const topic = async (name: string, partitions = 1) => {
  await run(['topics', 'create', name, '--partitions', String(partitions)])
  return name
}
const records = async (name: string) =>
  (await run(['consume', name, '--from-beginning', '--until-end', '-o', 'json', '-q'])).out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('--key and --value send one record without a pipe, and say where it is', async () => {
  await topic('one')
  // Whatever comes through a pipe is not read, nor is a terminal asked.
  for (const options of [{}, {stdin: 'not this\n'}, {terminal: true}])
    expect(await screen(['produce', 'one', '--key', 'k', '--value', '{"state":"paid"}'], options)).toMatch(
      /^! kafkit: one: 1 record acknowledged \(17 B\), partition 0, offset \d\nexit 0$/,
    )
  const record = {key: 'k', value: '{"state":"paid"}', partition: 0}
  expect(await records('one')).toMatchObject([
    {...record, offset: 0},
    {...record, offset: 1},
    {...record, offset: 2},
  ])
})

test('--output json of one record has its partition and offset', async () => {
  await topic('document', 3)
  const {out, code} = await run(['produce', 'document', '--value', 'v', '--partition', '2', '-o', 'json'])
  expect(JSON.parse(out)).toMatchObject({records: 1, acknowledged: 1, partition: 2, offset: 0, stoppedBy: 'end'})
  expect(code).toBe(0)
})

test('an empty --value is an empty value, and --tombstone is none', async () => {
  await topic('nothing')
  await run(['produce', 'nothing', '--key', 'k', '--value', ''])
  await run(['produce', 'nothing', '--key', 'k', '--tombstone'])
  expect(await records('nothing')).toMatchObject([
    {key: 'k', value: ''},
    {key: 'k', value: null},
  ])
})

test('--header NAME has no value, NAME= an empty one; names may be repeated', async () => {
  await topic('headers')
  await run(['produce', 'headers', '--value', 'v', '-H', 'none', '-H', 'empty=', '-H', 'a=1', '-H', 'a=2=3'])
  await run(['produce', 'headers', '-H', 'none'], {stdin: 'line\n'})
  const none = {key: 'none', value: null}
  expect((await records('headers')).map(({headers}) => headers)).toEqual([
    [none, {key: 'empty', value: ''}, {key: 'a', value: '1'}, {key: 'a', value: '2=3'}],
    [none],
  ])
})

test.each([
  ['2026-03-01T14:00:00Z', Date.UTC(2026, 2, 1, 14)],
  ['-2h', Date.UTC(2026, 2, 1, 10)],
  ['1700000000000', 1_700_000_000_000],
])('--timestamp %s is the time of the record, and of every line', async (text, timestamp) => {
  const name = await topic(`times-${timestamp}`)
  await run(['produce', name, '--value', 'v', '--timestamp', text], {now: noon})
  await run(['produce', name, '--timestamp', text], {now: noon, stdin: 'a\nb\n'})
  await run(['produce', name, '--timestamp', text, '--input', 'json'], {
    now: noon,
    stdin: '{"value":"c","timestamp":5}\n',
  })
  expect((await records(name)).map((record) => record['timestamp'])).toEqual(Array(4).fill(timestamp))
})

test('a file with the records is refused beside --value, and nothing is sent', async () => {
  const file = join(folder, 'lines')
  writeFileSync(file, 'a\n')
  await topic('file')
  expect(await screen(['produce', 'file', file, '--value', 'v'])).toBe(
    `! kafkit: --value sends one record and reads nothing: leave ${file} out\nexit 2`,
  )
  expect(await records('file')).toEqual([])
})

test.each([
  [['--tombstone'], '--tombstone needs --key: a record without a value deletes the records with its key'],
  [['--tombstone', '--key', 'k', '--value', 'v'], '--tombstone and --value exclude each other'],
  [['--value', 'v', '--input', 'json'], '--value sends one record and reads no input: leave --input out'],
  [['--value', 'v', '--key-separator', ':'], '--value sends one record and reads no input: leave --key-separator out'],
  [['--tombstone', '--key', 'k', '--resume', 'f'], '--tombstone sends one record and reads no input: leave --resume out'], // prettier-ignore
  [['-H', '=v'], "--header: '=v' is not of the form NAME=VALUE or NAME"],
  [['--client', 'kafkajs', '-H', 'a'], '--client kafkajs cannot send a header without a value (null): write NAME= for an empty one'], // prettier-ignore
  [['--value', 'v', '--timestamp', '1700000000'], "--timestamp: '1700000000' looks like seconds since 1970; in milliseconds it is 1700000000000"], // prettier-ignore
])('%j is refused', async (flags, sentence) => {
  const {out, err, code} = await run(['produce', 'refused', ...flags])
  expect({out, code}).toEqual({out: '', code: 2})
  expect(err.replaceAll(/\n\s*/g, ' ')).toContain(sentence)
})

test('a topic that does not exist: one sentence, exit code 1', async () => {
  const {err, code} = await run(['produce', 'nowhere', '--key', 'k', '--value', 'v'])
  expect(err).toContain('nowhere')
  expect(code).toBe(1)
})
