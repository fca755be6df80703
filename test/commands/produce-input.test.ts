// Input that is not what produce took it for: told with what to try, nothing lost in silence.
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {KafkaError} from '../../src/lib/cluster/errors.ts'
import {nextStep} from '../../src/lib/command-parts/produce/next-step.ts'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {kafkit, type CliOptions} from '../support/cli.ts'

let broker: PracticeBroker
const folder = mkdtempSync(join(tmpdir(), 'kafkit-input-'))
beforeAll(async () => {
  broker = await startPracticeBroker()
})
afterAll(async () => {
  await broker.close()
  rmSync(folder, {recursive: true})
})
const run = async (words: readonly string[], options?: CliOptions) => {
  const {out, err, code} = await kafkit([...words, '-b', broker.bootstrapServers], options)
  return {out, err: err.replaceAll(/\n(?=\s)\s*/g, ' '), code}
}
const topic = async (name: string) => {
  await run(['topics', 'create', name])
  return name
}
const values = async (name: string) =>
  (await run(['consume', name, '--from-beginning', '--until-end', '-o', 'json', '-q'])).out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as {value: string | null}).value)

test('a CSV file with semicolons: the flag is named, and nothing is sent', async () => {
  await topic('semicolons')
  const {err, code} = await run(['produce', 'semicolons', '--input', 'csv'], {stdin: 'id;name\n1;a\n'})
  expect(err).toContain(
    `the header line names one column, "id;name": are its cells separated by semicolons? then give --csv-delimiter ';', otherwise --csv-delimiter ,`,
  )
  expect(code).toBe(2)
  expect(await values('semicolons')).toEqual([])
  await run(['produce', 'semicolons', '--input', 'csv', '--csv-delimiter', ';'], {stdin: 'id;name\n1;a\n'})
  expect(await values('semicolons')).toEqual(['{"id":"1","name":"a"}'])
})

test('--csv-quote none and --csv-types json', async () => {
  await topic('none')
  const stdin = 'size,count\n"5,3\n'
  const refused = await run(['produce', 'none', '--input', 'csv'], {stdin})
  expect(refused.err).toContain('line 2: a quotation mark is not closed before the end of the input; --csv-quote none')
  expect(refused.code).toBe(2)
  await run(['produce', 'none', '--input', 'csv', '--csv-quote', 'none', '--csv-types', 'json'], {stdin})
  expect(await values('none')).toEqual(['{"size":"\\"5","count":3}'])
})

test.each([
  [['--csv-quote', 'none'], '--csv-quote is for --input csv, not for text'],
  [['--csv-types', 'json'], '--csv-types is for --input csv, not for text'],
])('%j without CSV is refused', async (flags, sentence) => {
  expect((await run(['produce', 'refused', ...flags])).err).toContain(sentence)
})

test('a CSV row that is left out keeps its text in the file of rejected ones', async () => {
  await topic('rows')
  const rejected = join(folder, 'rows')
  const flags = ['--input', 'csv', '--on-error', 'skip', '--rejected', rejected, '--partition-column', 'p']
  const {code} = await run(['produce', 'rows', ...flags], {stdin: 'p,v\n0,a\n0,b,c\n9,d\nx,e\n0,f\n'})
  expect(code).toBe(1)
  expect(
    readFileSync(rejected, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => {
        const {line: number, input} = JSON.parse(line) as {line: number; input: string}
        return [number, input]
      }),
  ).toEqual([
    [3, '0,b,c'],
    [4, '9,d'],
    [5, 'x,e'],
  ])
  expect(await values('rows')).toEqual(['{"v":"a"}', '{"v":"f"}'])
})

test('a CSV file with lone CRs is read, row by row', async () => {
  await topic('returns')
  const {code} = await run(['produce', 'returns', '--input', 'csv'], {stdin: 'v\ra\rb\r'})
  expect(code).toBe(0)
  expect(await values('returns')).toEqual(['{"v":"a"}', '{"v":"b"}'])
})

test('a line that is too long: the flag is named', async () => {
  await topic('long')
  const {err, code} = await run(['produce', 'long', '--max-line-bytes', '5'], {stdin: 'a\n1234567\n'})
  expect(err).toMatch(/line 2: longer than 5 bytes \(it begins with "1234567"\); .* --max-line-bytes sets the limit/)
  expect(code).toBe(1)
})

test('a byte order mark before CSV with quotation marks is left out', async () => {
  await topic('marked')
  await run(['produce', 'marked', '--input', 'csv', '--key-column', 'a'], {stdin: '\ufeff"a","b"\n1,2\n'})
  expect(await values('marked')).toEqual(['{"b":"2"}'])
})

test.each([
  [43, {}, 'the topic has a message format from before Kafka 0.11, which --no-idempotent can write'],
  [43, {idempotent: false}, undefined],
  [10, {}, '--compression zstd may make it small enough'],
  [10, {compression: 'lz4' as const}, undefined],
  [3, {}, undefined],
])('the next step after error %d with %j', (code, flags, step) => {
  const given = {input: 'text', compression: 'none', idempotent: true, ...flags} as const
  expect(nextStep(new KafkaError(code, 'produce'), given)).toBe(step)
})
