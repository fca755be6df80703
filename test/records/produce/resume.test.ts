// Going on in an input: what is acknowledged is not sent again, what is not is not lost.
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {csvReader} from '../../../src/lib/records/readers/csv-reader.ts'
import {jsonReader} from '../../../src/lib/records/readers/json-reader.ts'
import {lengthReader} from '../../../src/lib/records/readers/length-reader.ts'
import {lineReader} from '../../../src/lib/records/readers/line-reader.ts'
import type {RecordReader} from '../../../src/lib/records/readers/record-reader.ts'
import {produceRecords, type ProduceInput} from '../../../src/lib/records/produce/produce.ts'
import {openResumeFile} from '../../../src/lib/records/produce/resume-file.ts'
import type {ResumePoint} from '../../../src/lib/records/produce/resume.ts'
import {FakeLeaders} from '../support/fake-leaders.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-resume-'))
afterAll(() => rmSync(folder, {recursive: true}))

async function* pieces(input: string | Buffer, size: number) {
  const bytes = Buffer.from(input)
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size))
}
class Store {
  point: ResumePoint | undefined
  readonly saved: ResumePoint[] = []
  save = (point: ResumePoint) => {
    this.saved.push(point)
    this.point = point
  }
}
const send = (fake: FakeLeaders, more: Partial<ProduceInput> & Pick<ProduceInput, 'chunks' | 'resume'>) =>
  produceRecords(fake.cluster, {topic: 't', reader: lineReader(), batchBytes: 200, lingerMs: 0, ...more})

const count = 300
const framed = (text: string) => {
  const length = Buffer.alloc(4)
  length.writeInt32BE(Buffer.byteLength(text))
  return Buffer.concat([length, Buffer.from(text)])
}
const numbers = Array.from({length: count}, (_, at) => `number ${at}`)
const inputs: [string, () => RecordReader, string | Buffer, (value: string) => string][] = [
  ['lines', lineReader, numbers.map((each) => `${each}\n`).join(''), (value) => value],
  ['lines that end in CR LF', lineReader, numbers.map((each) => `${each}\r\n`).join(''), (value) => value],
  ['lines with a header', () => lineReader({headers: {}}), numbers.map((each) => `h:1\t${each}\n`).join(''), (value) => value], // prettier-ignore
  ['JSON lines', jsonReader, numbers.map((value) => `${JSON.stringify({value})}\n`).join(''), (value) => value],
  ['CSV', () => csvReader({valueColumns: ['n']}), `n\n${numbers.map((each) => `"${each}"\n`).join('')}`, (value) => value], // prettier-ignore
  ['records with lengths', lengthReader, Buffer.concat(numbers.map(framed)), (value) => value],
]

describe.each(inputs)('%s', (_, reader, input) => {
  test.each([7, 64, 100_000])(
    'the next run sends the rest of an input that was cut off, in chunks of %d bytes',
    async (size) => {
      const fake = await FakeLeaders.start()
      const store = new Store()
      // Refused from some batch on, for good: what a crash leaves behind is what was acknowledged.
      fake.interfere = ({log}) => (log.records.length > 100 ? 87 : undefined)
      await expect(send(fake, {reader: reader(), chunks: pieces(input, size), resume: store})).rejects.toThrow()
      const before = fake.values.length
      expect(before).toBeGreaterThan(100)
      expect(before).toBeLessThan(count)
      fake.interfere = () => undefined
      const produced = await send(fake, {reader: reader(), chunks: pieces(input, size), resume: store})
      expect(produced).toMatchObject({records: count - before, acknowledged: count - before})
      expect(produced.resumedAt).toBeGreaterThanOrEqual(before)
      expect(fake.values).toEqual(numbers)
      // And once more: there is nothing left to do.
      expect(await send(fake, {reader: reader(), chunks: pieces(input, size), resume: store})).toMatchObject({
        records: 0,
      })
    },
  )
})

test('wherever it stops, nothing is lost and nothing is sent twice', async () => {
  const [, reader, input] = inputs[0]!
  const store = new Store()
  const first = await FakeLeaders.start()
  await send(first, {reader: reader(), chunks: pieces(input, 50), resume: store})
  const points = [...store.saved]
  expect(points.length).toBeGreaterThan(5)
  for (const point of points) {
    const sent = input.slice(0, point.bytes).toString().split('\n').length - 1
    expect(sent).toBe(point.line)
    const again = await FakeLeaders.start()
    await send(again, {reader: reader(), chunks: pieces(input, 50), resume: {point, save: () => undefined}})
    expect(again.values).toEqual(numbers.slice(sent))
  }
})

test('records that are in one partition already are not sent again because another lags', async () => {
  const fake = await FakeLeaders.start(4)
  const input = numbers.map((each, at) => `${at}\t${each}\n`).join('')
  const keyed = () => lineReader({keySeparator: '\t'})
  const store = new Store()
  fake.interfere = ({partition, log}) => (partition === 2 && log.records.length > 20 ? 87 : undefined)
  await expect(send(fake, {reader: keyed(), chunks: pieces(input, 60), resume: store})).rejects.toThrow()
  fake.interfere = () => undefined
  await send(fake, {reader: keyed(), chunks: pieces(input, 60), resume: store})
  expect(fake.values.toSorted()).toEqual(numbers.toSorted())
})

test('only the new part of an input that grew is sent', async () => {
  const fake = await FakeLeaders.start()
  const store = new Store()
  await send(fake, {chunks: pieces('a\nb\n', 100), resume: store})
  await send(fake, {chunks: pieces('a\nb\nc\n', 100), resume: store})
  expect(fake.values).toEqual(['a', 'b', 'c'])
})

test.each([
  ['another input', 'x\nb\nc\n', 'this is not the input that was being sent'],
  ['a shorter one', 'a\n', 'shorter than the part that was already sent (4)'],
  ['none', '', 'shorter than the part that was already sent (4)'],
])('%s is not taken for the input of the earlier run', async (_, input, sentence) => {
  const fake = await FakeLeaders.start()
  const store = new Store()
  await send(fake, {chunks: pieces('a\nb\n', 100), resume: store})
  await expect(send(fake, {chunks: pieces(input, 100), resume: store})).rejects.toThrow(sentence)
  expect(fake.values).toEqual(['a', 'b'])
})

describe('the resume file', () => {
  test('the file is written at once, replaced as a whole, and read again', () => {
    const file = join(folder, 'new')
    const opened = openResumeFile(file, 't', undefined)
    expect(opened.point).toBeUndefined()
    opened.save({bytes: 10, line: 2, head: 5, headBytes: 4})
    expect(existsSync(`${file}.tmp`)).toBe(false)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({version: 1, topic: 't', bytes: 10, line: 2, head: 5, headBytes: 4}) // prettier-ignore
    expect(openResumeFile(file, 't', undefined).point).toMatchObject({bytes: 10, line: 2, head: 5, headBytes: 4})
  })

  test('the file of a transactional run keeps the transactional id', () => {
    const file = join(folder, 'transactional')
    expect(openResumeFile(file, 't', 'first').transactionalId).toBe('first')
    expect(openResumeFile(file, 't', 'second').transactionalId).toBe('first')
    expect(() => openResumeFile(file, 't', undefined)).toThrow('resume it with transactions')
  })

  test.each([
    ['no JSON', 'is not a resume file'],
    ['{"version":2}', 'is not a resume file of kafkit produce'],
    ['null', 'is not a resume file of kafkit produce'],
    ['{"version":1,"topic":"other"}', 'belongs to topic other, not t'],
  ])('a file with %s is refused', (content, sentence) => {
    const file = join(folder, 'wrong')
    writeFileSync(file, content)
    expect(() => openResumeFile(file, 't', undefined)).toThrow(sentence)
  })
})

test.skipIf(process.platform === 'win32').each([
  ['/dev/full', 'a device'],
  ['/dev/null', 'a device'],
  [tmpdir(), 'a folder'],
])('--resume %s is refused, and its endless content does not fill the memory', (file, what) => {
  expect(() => openResumeFile(file, 't', undefined)).toThrow(`${file} is ${what}, and can be no resume file`)
})
