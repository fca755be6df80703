// Templates, filters and groups peek on decoded keys and values, against the practice broker and the practice registry.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {commitOffsets} from '../../src/lib/groups/commit-offsets.ts'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import type {PracticeRegistry} from '../../src/lib/practice-registry/start.ts'
import {startPracticeRegistry} from '../../src/lib/practice-registry/start.ts'
import {kafkit, shown, type CliOptions} from '../support/cli.ts'
import {register} from '../support/fake-registry.ts'
import {open} from '../support/open-cluster.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-decoded-'))
let broker: PracticeBroker
let registry: PracticeRegistry
const keySchema = (fields: readonly object[]) => JSON.stringify({type: 'record', name: 'Key', fields})
const id = {name: 'id', type: 'long'}
const valueSchema = JSON.stringify({
  type: 'record',
  name: 'Order',
  fields: [
    {name: 'customer', type: {type: 'record', name: 'Customer', fields: [id, {name: 'name', type: 'string'}]}},
    {name: 'lines', type: {type: 'array', items: 'string'}},
    {name: 'note', type: ['null', 'string'], default: null},
  ],
})

beforeAll(async () => {
  broker = await startPracticeBroker()
  registry = await startPracticeRegistry()
  await run('topics create orders --partitions 4')
  await run('topics create plain --partitions 1')
  await register(registry, 'orders-key', keySchema([id]))
  await register(registry, 'orders-value', valueSchema)
  const order = (customer: number, name: string, ...lines: string[]) =>
    JSON.stringify({customer: {id: customer, name}, lines})
  const line = (key: number, value: string) => `{"id":${key}}\t${value}\n`
  const encoded = ['produce', 'orders', '--key-serde', 'avro', '--value-serde', 'avro', '--key-separator', '\\t', '-q']
  await registered(encoded, {stdin: line(1, order(42, 'Ada', 'x', 'y')) + line(2, order(7, 'Bob'))})
  // The same key with another version of its schema: other bytes, and so perhaps another partition.
  await register(registry, 'orders-key', keySchema([id, {name: 'zone', type: ['null', 'string'], default: null}]))
  await registered(encoded, {stdin: line(1, order(42, 'Ada L.', 'z'))})
  await run('produce plain --key-separator =', {stdin: 'a={"n":9007199254740993,"s":"x y","o":{"b":[1, 2]}}\nb=text\n'})
})
afterAll(async () => {
  await broker.close()
  await registry.close()
  rmSync(folder, {recursive: true})
})

const run = (line: string, options: CliOptions = {}) =>
  kafkit([...line.split(' '), '-b', broker.bootstrapServers], options)
const registered = (args: readonly string[], options: CliOptions = {}) =>
  kafkit([...args, '-b', broker.bootstrapServers, '--registry', registry.url], options)
const all = (topic: string, ...flags: string[]) => ['consume', topic, '--from-beginning', '--until-end', ...flags]
const lines = async (args: readonly string[]) => (await registered([...args, '-q'])).out.trim().split('\n').toSorted()

describe('templates', () => {
  test('fields of decoded keys and values', async () => {
    const template =
      '{key.id}|{value.customer.name}|{value.customer.name:json}|{value.lines}|{value.lines[0]}|{value.note}\\n'
    expect(await lines(all('orders', '--format', template))).toEqual([
      '1|Ada L.|"Ada L."|["z"]|z|',
      '1|Ada|"Ada"|["x","y"]|x|',
      '2|Bob|"Bob"|[]||',
    ])
  })

  test('of any JSON, with all digits; what is no JSON is told', async () => {
    const args = all(
      'plain',
      '--format',
      '{value.n} {value.s} {value["o"].b} \\x7bvalue.n} {value} {n}\\n',
      '--null-literal',
      '-',
    )
    expect(await shown([...args, '-b', broker.bootstrapServers])).toMatchInlineSnapshot(`
      "9007199254740993 x y [1, 2] {value.n} {value} {n}
      - - - {value.n} {value} {n}
      ! kafkit: --format found no fields in keys or values that are not JSON: 1 value
      exit 0"
    `)
  })

  test.each(['{value.a b}', '{value[x]}', '{value.}', '{key.a:hex}x{value..}'])(
    '%s is a mistake in the template',
    async (template) => {
      const {err, code} = await registered(all('plain', '--format', template))
      expect(code).toBe(2)
      expect(err).toContain('kafkit: ')
    },
  )
})

describe('filters', () => {
  test.each([
    [
      ['--where', 'value.customer.id=42'],
      ['Ada', 'Ada L.'],
    ],
    [['--where', 'key.id=2'], ['Bob']],
    [['--where', 'value.customer.id>=7', '--where', 'value.lines[0]=z'], ['Ada L.']],
    [['--grep', '"name":"B'], ['Bob']],
    [['--grep-key', '"zone"'], ['Ada L.']],
  ])('%j', async (flags, names) => {
    expect(await lines(all('orders', ...flags, '--format', '{value.customer.name}\\n'))).toEqual(names)
  })

  test('--key finds a decoded key in all partitions, with whatever schema it was written', async () => {
    const found = (key: string, ...flags: string[]) =>
      lines(all('orders', '--key', key, ...flags, '--format', '{value.customer.name}\\n'))
    expect(await found('{"id":2}')).toEqual(['Bob'])
    expect(await found('{ "id": 1 }')).toEqual(['Ada'])
    expect(await found('{"zone":null,"id":1}')).toEqual(['Ada L.'])
    expect(await found('{"id":3}')).toEqual([''])
  })

  test('--key of a topic without a schema for keys is still the text, in one partition', async () => {
    expect((await registered(all('plain', '--key', 'a', '--format', '{value.s}', '-q'))).out).toBe('x y')
  })

  test('--key with a serde of Kafka is the number, in the partition where producers put it', async () => {
    await run('topics create numbers --partitions 8')
    const numbers = Array.from({length: 40}, (_, n) => `${n}=v${n}\n`).join('')
    await run('produce numbers --key-serde int64 --key-separator = -q', {stdin: numbers})
    const found = await run('consume numbers --from-beginning --until-end -q --key-serde int64 --key 17 --format %k:%v')
    expect(found.out).toBe('17:v17')
    expect(await run('consume numbers --from-beginning --until-end --key-serde int64 --key 1.5')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--key 1.5: 1.5 is not a valid int64, as --key-serde says') as string,
    })
  })

  test('--latest-per-key compares the bytes, and prints what is decoded', async () => {
    await run('topics create latest --partitions 1')
    await register(registry, 'latest-value', '"string"')
    const args = ['produce', 'latest', '--value-serde', 'avro', '--key-separator', '=', '-q']
    await registered(args, {stdin: 'a=old\nb=only\na=new\n'})
    expect(await lines(all('latest', '--latest-per-key', '--print-key'))).toEqual(['a\t"new"', 'b\t"only"'])
  })
})

describe('groups peek', () => {
  const commit = (topic: string, offset: number) =>
    commitOffsets(open(broker), 'billing', [{topic, partition: 0, offset}])

  test('shows decoded keys and values where a registry is named', async () => {
    await run('topics create peeked --partitions 1')
    await register(registry, 'peeked-value', '"string"')
    await registered(['produce', 'peeked', '--value-serde', 'avro', '-q'], {stdin: 'one\ntwo\n'})
    await commit('peeked', 1)
    const peek = (...flags: string[]) => ['groups', 'peek', 'billing', '--topic', 'peeked', ...flags]
    const columns = ['-o', 'csv', '--columns', 'side,value,valueEncoding']
    expect((await registered(peek(...columns))).out).toBe(
      'side,value,valueEncoding\r\nread,"""one""",json\r\nnext,"""two""",json\r\n',
    )
    expect((await registered(peek(...columns, '--decode', 'none'))).out).toContain('\u0006one,utf8')
    const {out} = await registered(peek('-o', 'json'))
    expect(out).toMatch(/"schema":\{"id":\d+,/)
  })

  test('a record that cannot be decoded is shown unchanged and reported, and the exit code is 1', async () => {
    await run('topics create broken --partitions 1')
    await run('produce broken --input json -q', {stdin: '{"value":"AAAAA+gC","valueEncoding":"base64"}\n'})
    await commit('broken', 0)
    const {out, err, code} = await registered(['groups', 'peek', 'billing', '--topic', 'broken', '-o', 'jsonl'])
    expect(JSON.parse(out.trim().split('\n').at(-1) ?? '')).toMatchObject({
      side: 'next',
      offset: 0,
      valueEncoding: 'base64',
    })
    expect(err).toContain('value of broken-0, offset 0, cannot be decoded: ')
    expect(err).toContain('has no schema of id 1000')
    expect(code).toBe(1)
  })

  test('a schema file does without a registry', async () => {
    const file = join(folder, 'text.avsc')
    writeFileSync(file, '"string"')
    const args = `groups peek billing --topic peeked -o csv --columns value --value-schema ${file} --framing confluent`
    expect((await run(args)).out).toBe('value\r\n"""one"""\r\n"""two"""\r\n')
    expect((await run('groups peek billing --longs string')).code).toBe(2)
  })
})
