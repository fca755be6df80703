// kafkit consume with schemas, against the practice broker: what the user sees.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {kafkit, shown, type CliOptions} from '../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-decode-'))
const inFolder = (name: string) => join(folder, name)
let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker()
  writeFileSync(
    inFolder('order.avsc'),
    JSON.stringify({
      type: 'record',
      name: 'shop.Order',
      fields: [
        {name: 'id', type: 'long'},
        {name: 'customer', type: {type: 'record', name: 'Customer', fields: [{name: 'id', type: 'int'}]}},
        {name: 'price', type: {type: 'bytes', logicalType: 'decimal', precision: 6, scale: 2}},
        {name: 'note', type: ['null', 'string']},
      ],
    }),
  )
  writeFileSync(inFolder('broken.avsc'), '{"type":"record","name":"R","fields":[{"name":"a","type":"Money"}]}')
})
afterAll(async () => {
  await broker.close()
  rmSync(folder, {recursive: true})
})

const run = (args: readonly string[], options?: CliOptions) => kafkit([...args, '-b', broker.bootstrapServers], options)
const screen = (args: readonly string[], options?: CliOptions) =>
  shown([...args, '-b', broker.bootstrapServers], options)

/** Records of these bytes, in hexadecimal digits; null: a tombstone. */
async function topic(name: string, values: readonly (string | null)[], key?: string): Promise<void> {
  await run(['topics', 'create', name, '--partitions', '1'])
  const lines = values.map((value) => ({
    key: key === undefined ? null : Buffer.from(key, 'hex').toString('base64'),
    ...(key !== undefined && {keyEncoding: 'base64'}),
    value: value === null ? null : Buffer.from(value.replaceAll(' ', ''), 'hex').toString('base64'),
    ...(value !== null && {valueEncoding: 'base64'}),
  }))
  const stdin = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  await run(['produce', name, '--input', 'json', '-q'], {stdin})
}
const all = (name: string, ...flags: string[]) => ['consume', name, '--from-beginning', '--until-end', ...flags]

// id 2^53+1, customer 42, price -12.34, note "hi" or null
const order = '8280808080808020 54 04fb2e 02 046869'
const other = '02 06 0207 00'
const avro = ['--value-serde', 'avro', '--value-schema', inFolder('order.avsc')]

describe('Avro with a schema file', () => {
  test('values are JSON text; a tombstone stays null', async () => {
    await topic('avro', [order, null, other])
    expect(await screen(all('avro', ...avro))).toMatchInlineSnapshot(`
      "{"id":9007199254740993,"customer":{"id":42},"price":"-12.34","note":"hi"}
      null
      {"id":1,"customer":{"id":3},"price":"0.07","note":null}
      exit 0"
    `)
  })

  test('with --output json the value is part of the line, with what it was decoded with', async () => {
    const {out} = await run(all('avro', ...avro, '-o', 'json', '-q'))
    const lines = out.trimEnd().split('\n')
    expect(lines[0]).toContain(
      '"value":{"id":9007199254740993,"customer":{"id":42},"price":"-12.34","note":"hi"},"valueSchema":{"type":"AVRO"},"headers":[]',
    )
    expect(lines[1]).toContain('"value":null,"headers":[]')
  })

  test('--avro-json, --logical and --longs say how', async () => {
    const values = async (...flags: string[]) => (await run(all('avro', ...avro, ...flags, '-q', '-n', '1'))).out.trim()
    expect(await values('--avro-json', 'standard')).toBe(
      '{"id":9007199254740993,"customer":{"id":42},"price":"û.","note":{"string":"hi"}}',
    )
    expect(await values('--logical', 'raw', '--longs', 'string')).toBe(
      '{"id":"9007199254740993","customer":{"id":42},"price":"+y4=","note":"hi"}',
    )
  })

  test('filters and templates see what was decoded', async () => {
    const found = async (...flags: string[]) => (await run(all('avro', ...avro, ...flags, '-q'))).out
    expect(await found('--where', 'value.customer.id=3', '--format', '%o')).toBe('2')
    expect(await found('--where', 'value.id>9007199254740992', '--format', '%o')).toBe('0')
    expect(await found('--grep', '"note":null', '--format', '%o %v')).toContain('2 {"id":1,')
  })

  test('a record that cannot be decoded is printed unchanged and reported at the end, and the exit code is 1', async () => {
    await topic('mixed', [other, Buffer.from('plain text').toString('hex')])
    expect(await screen(all('mixed', ...avro))).toMatchInlineSnapshot(`
      "{"id":1,"customer":{"id":3},"price":"0.07","note":null}
      plain text
      ! kafkit: 1 value could not be decoded; the first: value of mixed-0, offset 1: price: a length of -49
      exit 1"
    `)
    await topic('mixed-json', [other, Buffer.from('plain text').toString('hex'), `${other}ffff`])
    const {out, code} = await run(all('mixed-json', ...avro, '-o', 'json', '-q'))
    expect(code).toBe(1)
    const [, line = '', last = ''] = out.split('\n')
    expect(JSON.parse(line)).toMatchObject({value: 'plain text', valueError: 'price: a length of -49'})
    expect(JSON.parse(last)).toMatchObject({
      valueEncoding: 'base64',
      valueError: expect.stringContaining('2 bytes are left after the value') as string,
    })
  })

  test('--on-decode-error skip leaves it out, stop ends there: both with exit code 1', async () => {
    expect(await screen(all('mixed', ...avro, '--on-decode-error', 'skip'))).toMatchInlineSnapshot(`
      "{"id":1,"customer":{"id":3},"price":"0.07","note":null}
      ! kafkit: 1 value could not be decoded, and the records were left out; the first: value of mixed-0, offset 1: price: a length of -49
      exit 1"
    `)
    expect(await screen(all('mixed', ...avro, '--on-decode-error', 'stop'))).toMatchInlineSnapshot(`
      "{"id":1,"customer":{"id":3},"price":"0.07","note":null}
      ! kafkit: cannot decode the value of mixed-0, offset 1: price: a length of -49
      exit 1"
    `)
  })

  test('a frame in front is taken off where --framing says which', async () => {
    await topic('framed', [`00 0000001f ${other}`])
    const {out} = await run(all('framed', ...avro, '--framing', 'confluent', '-q'))
    expect(out).toBe('{"id":1,"customer":{"id":3},"price":"0.07","note":null}\n')
  })

  test.each([
    [
      'no such file',
      ['--value-schema', inFolder('nowhere.avsc')],
      'cannot read the schema FOLDER/nowhere.avsc: there is no such file',
      2,
    ],
    [
      'an unknown kind of file',
      ['--value-schema', inFolder('order.txt')],
      'cannot tell what kind of schema FOLDER/order.txt is: its name ends in none of .avsc, .proto and .json; name it with a serde (avro, protobuf, json-schema)',
      2,
    ],
    [
      'a schema that refers to nothing',
      ['--value-schema', inFolder('broken.avsc')],
      "the Avro schema cannot be read: there is no type 'Money' (at /fields/0/type)",
      1,
    ],
    [
      'avro without a schema',
      ['--value-serde', 'avro'],
      '--value-serde avro needs schemas: give --registry URL, or --value-schema FILE',
      2,
    ],
    [
      '--decode without a registry',
      ['--decode'],
      '--decode needs schemas: give --registry URL, or --value-schema FILE',
      2,
    ],
    [
      'a flag that means nothing alone',
      ['--longs', 'string'],
      '--longs is for decoding: give --decode, or a serde or schema of keys or values, too',
      2,
    ],
    [
      'a schema of another kind',
      ['--value-serde', 'protobuf', '--value-schema', inFolder('order.avsc')],
      "the Protobuf schema cannot be read: illegal token '{' (the schema, line 1)",
      1,
    ],
  ])('%s is told in a sentence', async (_, flags, sentence, expected) => {
    writeFileSync(inFolder('order.txt'), '"int"')
    const {err, code} = await run(all('avro', ...flags))
    expect({err: err.replaceAll(folder, 'FOLDER'), code}).toEqual({err: `kafkit: ${sentence}\n`, code: expected})
  })
})

describe("what Kafka's own serializers write", () => {
  test.each([
    ['int16', 'fffe', '-2'],
    ['int32', '0000002a', '42'],
    ['int64', '0020000000000001', '9007199254740993'],
    ['float32', '3f8ccccd', '1.1'],
    ['float64', '7ff8000000000000', '"NaN"'],
    ['boolean', '01', 'true'],
    [
      'uuid',
      Buffer.from('f81d4fae-7dec-11d0-a765-00a0c91e6bf6').toString('hex'),
      '"f81d4fae-7dec-11d0-a765-00a0c91e6bf6"',
    ],
    ['bytes', 'fffe', '"//4="'],
    ['msgpack', '82a26964cf0020000000000001a474616773920102', '{"id":9007199254740993,"tags":[1,2]}'],
    ['cbor', 'a26269641b00200000000000016474616773820102', '{"id":9007199254740993,"tags":[1,2]}'],
  ])('%s', async (serde, hex, json) => {
    await topic(`plain-${serde}`, [hex, '0102030405'])
    const {out, err, code} = await run(all(`plain-${serde}`, '--value-serde', serde, '-o', 'json', '-q'))
    const [first = '', second = ''] = out.split('\n')
    expect(first).toContain(`"value":${json},"valueSchema":{"type":"${serde}"},"headers"`)
    if (serde === 'bytes') return
    expect(second).toContain('"valueError":"')
    expect(err).toContain('1 value could not be decoded')
    expect(code).toBe(1)
  })

  test('keys by themselves', async () => {
    await topic('keys', [Buffer.from('text').toString('hex')], '0000002a')
    expect((await run(all('keys', '--key-serde', 'int32', '--print-key', '-q'))).out).toBe('42\ttext\n')
    expect((await run(all('keys', '--key-serde', 'int32', '-o', 'json', '-q'))).out).toContain(
      '"key":42,"keySchema":{"type":"int32"},"value":"text"',
    )
  })
})

describe('without a flag of decoding', () => {
  test('framed records are printed as ever', async () => {
    await topic('framed-as-ever', ['00 0000001f 02'])
    const {out} = await run(all('framed-as-ever', '-o', 'json', '-q'))
    expect(out).toContain('"value":"\\u0000\\u0000\\u0000\\u0000\\u001f\\u0002","headers":[]')
  })
})
