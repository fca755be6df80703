// produce by schemas, and what consume decoded sent back: against the practice broker and the practice registry.
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {startPracticeRegistry, type PracticeRegistry} from '../../src/lib/practice-registry/start.ts'
import {kafkit, shown, type CliOptions} from '../support/cli.ts'
import {call, record, register} from '../support/fake-registry.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-encoded-'))
const inFolder = (...parts: string[]) => join(folder, ...parts)
let broker: PracticeBroker
let registry: PracticeRegistry
const asked: string[] = []
beforeAll(async () => {
  broker = await startPracticeBroker()
  registry = await startPracticeRegistry({received: ({method, url}) => void asked.push(`${method} ${url}`)})
  mkdirSync(inFolder('protos', 'shop'), {recursive: true})
  writeFileSync(inFolder('order.proto'), proto)
  writeFileSync(
    inFolder('protos', 'shop', 'money.proto'),
    'syntax = "proto3"; package shop; message Money { int64 cents = 1; }',
  )
  writeFileSync(
    inFolder('priced.proto'),
    'syntax = "proto3"; package shop; import "shop/money.proto"; message Priced { Money price = 1; }',
  )
  writeFileSync(inFolder('order.avsc'), record('shop.Order', {id: 'long'}))
})
beforeEach(() => {
  asked.length = 0
})
afterAll(async () => {
  await broker.close()
  await registry.close()
  rmSync(folder, {recursive: true})
})

const proto =
  'syntax = "proto3"; package shop; message Order { int64 order_id = 1; repeated Line lines = 2; message Line { string sku = 1; } } message Other { bool yes = 1; }'

const run = (args: readonly string[], options: CliOptions = {}) =>
  kafkit([...args, '-b', broker.bootstrapServers, '--registry', registry.url], options)
const bare = (args: readonly string[], options: CliOptions = {}) =>
  kafkit([...args, '-b', broker.bootstrapServers], options)
const topic = (name: string) => bare(['topics', 'create', name, '--partitions', '1'])
const all = (name: string, ...flags: string[]) => ['consume', name, '--from-beginning', '--until-end', '-q', ...flags]
const hex = async (name: string) => (await bare(all(name, '--format', '%v{hex}\\n'))).out.trimEnd().split('\n')
const idText = (id: number) => `00${id.toString(16).padStart(8, '0')}`

describe('what produce writes', () => {
  test('Protobuf by the newest schema, with the indexes of the message', async () => {
    await topic('protos')
    const id = await register(registry, 'protos-value', proto, {schemaType: 'PROTOBUF'})
    const send = (json: string, ...flags: string[]) =>
      run(['produce', 'protos', '--value-serde', 'protobuf', '-q', ...flags], {stdin: `${json}\n`})
    expect(await send('{"orderId":9007199254740993,"lines":[{"sku":"a"}]}')).toMatchObject({err: '', code: 0})
    expect(await send('{"sku":"b"}', '--value-message', 'shop.Order.Line')).toMatchObject({err: '', code: 0})
    expect(await hex('protos')).toEqual([
      `${idText(id)}00088180808080808010` + '12030a0161',
      `${idText(id)}040000` + '0a0162',
    ])
    expect((await run(all('protos', '-o', 'json'))).out).toContain('"message":"shop.Order.Line"')
    const {err, code} = await send('{"orderId":1,"lines":[{"skew":"a"}]}')
    expect(err).toContain("line 1: the value does not fit its schema: lines[0]: Line has no field 'skew'")
    expect(code).toBe(2)
  })

  test.each([
    ['msgpack', '82a26964cf0020000000000001a26f6bc3'],
    ['cbor', 'a26269641b0020000000000001626f6bf5'],
  ])('%s', async (serde, bytes) => {
    await topic(serde)
    const stdin = '{"id":9007199254740993,"ok":true}\n'
    expect(await bare(['produce', serde, '--value-serde', serde, '-q'], {stdin})).toMatchObject({err: '', code: 0})
    expect(await hex(serde)).toEqual([bytes])
  })

  test('bare Protobuf by a file, with what it imports from --proto-path', async () => {
    await topic('priced')
    const schema = ['--value-schema', inFolder('priced.proto')]
    const send = (...flags: string[]) =>
      bare(['produce', 'priced', ...schema, '-q', ...flags], {stdin: '{"price":{"cents":5}}\n'})
    const without = await send()
    expect(without.err).toContain('imports shop/money.proto, which is neither registered with it nor built in')
    expect(without.code).toBe(1)
    expect(await send('--proto-path', inFolder('protos'))).toMatchObject({err: '', code: 0})
    expect(await hex('priced')).toEqual(['0a020805'])
    expect((await bare(all('priced', ...schema, '--proto-path', inFolder('protos')))).out).toBe(
      '{"price":{"cents":5}}\n',
    )
  })

  test('cells of CSV are numbers and booleans where the schema says so', async () => {
    await topic('cells')
    await register(
      registry,
      'cells-value',
      record('Cells', {id: 'long', price: 'double', paid: 'boolean', name: 'string', note: 'string?'}),
    )
    const csv = (...rows: string[]) =>
      run(['produce', 'cells', '--value-serde', 'avro', '--input', 'csv', '--null-marker', 'NULL', '-q'], {
        stdin: `id,price,paid,name,note\n${rows.join('\n')}\n`,
      })
    expect(await csv('9007199254740993,1.5,true,17,NULL')).toMatchObject({err: '', code: 0})
    expect((await run(all('cells'))).out).toBe(
      '{"id":9007199254740993,"price":1.5,"paid":true,"name":"17","note":null}\n',
    )
    const {err} = await csv('1,1.5,true,a,b', '2,cheap,true,a,b')
    expect(err).toContain('line 3: the value does not fit its schema: price: "cheap", expected a double')
  })

  test("Avro's own JSON, with --avro-json standard", async () => {
    await topic('standard')
    const id = await register(registry, 'standard-value', record('S', {note: 'string?'}))
    const args = ['produce', 'standard', '--value-schema', String(id), '--avro-json', 'standard', '-q']
    expect(await run(args, {stdin: '{"note":{"string":"x"}}\n'})).toMatchObject({err: '', code: 0})
    expect((await run(args, {stdin: '{"note":"x"}\n'})).err).toContain('note: "x" does not say its branch')
    expect(await hex('standard')).toEqual([`${idText(id)}020278`])
  })
})

describe('--subject-name', () => {
  test.each([
    ['topic', 'named-value'],
    ['record', 'shop.Order'],
    ['topic-record', 'named-shop.Order'],
    ['my own', 'my own'],
  ])('%s registers under %s', async (name, subject) => {
    await topic('named')
    const args = [
      'produce',
      'named',
      '--value-schema',
      inFolder('order.avsc'),
      '--register',
      '--subject-name',
      name,
      '-q',
    ]
    expect(await run(args, {stdin: '{"id":1}\n'})).toMatchObject({err: '', code: 0})
    expect((await call(registry, `GET /subjects/${encodeURIComponent(subject)}/versions`)).body).toEqual([1])
  })

  test('the newest schema of a subject that is named', async () => {
    const args = ['produce', 'named', '--value-serde', 'avro', '--subject-name', 'my own', '-q']
    expect(await run(args, {stdin: '{"id":2}\n'})).toMatchObject({err: '', code: 0})
    expect(asked).toContain('GET /subjects/my%20own/versions/latest')
  })

  test('the subject of a record cannot be found without the record', async () => {
    const args = ['produce', 'named', '--value-serde', 'avro', '--subject-name', 'record', '-q']
    expect(await run(args, {stdin: '{"id":2}\n'})).toMatchObject({
      err: expect.stringContaining(
        '--subject-name record needs to know the record: give its schema in a file, or the subject with --value-schema SUBJECT',
      ) as string,
      code: 2,
    })
  })

  test('the context of a subject is that of the ids', async () => {
    await topic('europe')
    const id = await register(registry, ':.eu:europe-value', record('E', {a: 'int'}))
    const args = ['produce', 'europe', '--value-serde', 'avro', '--subject-name', ':.eu:europe-value', '-q']
    expect(await run(args, {stdin: '{"a":1}\n'})).toMatchObject({err: '', code: 0})
    asked.length = 0
    expect((await run(all('europe', '--subject-name', ':.eu:europe-value'))).out).toBe('{"a":1}\n')
    expect(asked.join()).toContain(`/schemas/ids/${id}?subject=`)
  })
})

describe('what consume --decode -o json wrote, produce writes back', () => {
  /** Copies a topic by way of decoded JSON, and compares the bytes of keys, values and headers. */
  async function copied(name: string, ...flags: string[]): Promise<string> {
    await topic(`${name}-copy`)
    const {out} = await run(all(name, '--decode', '-o', 'json', ...flags))
    const sent = await run(['produce', `${name}-copy`, '--input', 'json', '-q'], {stdin: out})
    const bytes = async (of: string) => (await bare(all(of, '--format', '%k{hex} %v{hex} %h\\n'))).out
    const copy = await bytes(`${name}-copy`)
    if (copy !== (await bytes(name))) return `${copy}\n${sent.err}`
    return `the same ${copy.split('\n').length - 1}, exit ${sent.code}`
  }

  test('Avro, Protobuf, JSON Schema, tombstones, text and nulls, byte for byte', async () => {
    await topic('mixture')
    await register(registry, 'mixture-key', '"long"')
    await register(registry, 'mixture-value', record('M', {text: 'string', note: 'string?'}))
    await register(registry, 'strings-value', '"string"')
    await register(registry, 'nulls-value', '["null","int"]')
    await register(registry, 'json-value', '{"type":"object"}', {schemaType: 'JSON'})
    const send = (value: string, stdin: string, ...flags: string[]) =>
      run(['produce', 'mixture', '--value-schema', value, '-q', ...flags], {stdin})
    const keyed = ['--key-serde', 'avro', '--key-separator', '\\t']
    await send('mixture-value', '9007199254740993\t{"text":"a","note":"b"}\n-1\t{"text":"\\u001f ü"}\n', ...keyed)
    await send('strings-value', '"42"\n"null"\n""\n')
    await send('nulls-value', 'null\n7\n')
    await send('protos-value', '{"orderId":5,"lines":[{"sku":"a"},{}]}\n')
    await send('protos-value', '{"sku":"z"}\n', '--value-message', 'shop.Order.Line')
    await send('json-value', '{ "b": 1.50,  "a": 12345678901234567890 }\n')
    await bare(['produce', 'mixture', '--input', 'json', '-q'], {
      stdin: '{"key":"plain","value":"text"}\n{"key":"k","value":null}\n{"value":"/w==","valueEncoding":"base64"}\n',
    })
    expect(await copied('mixture')).toBe('the same 13, exit 0')
  })

  test('whatever form the JSON has', async () => {
    const schema = {
      type: 'record',
      name: 'Raw',
      fields: [
        {name: 'd', type: {type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2}},
        {name: 'u', type: ['null', 'string', 'bytes']},
        {name: 't', type: {type: 'long', logicalType: 'timestamp-micros'}},
      ],
    }
    await topic('forms')
    await register(registry, 'forms-value', JSON.stringify(schema))
    // 1234 in base64 are three other bytes.
    const stdin = '{"d":"130937.84","u":{"bytes":"AQID"},"t":"2026-03-01T10:15:30.123456Z"}\n'
    expect(await run(['produce', 'forms', '--value-serde', 'avro', '-q'], {stdin})).toMatchObject({err: '', code: 0})
    expect(await copied('forms', '--avro-json', 'standard')).toBe('the same 1, exit 0')
    await topic('simple')
    await register(registry, 'simple-value', JSON.stringify({...schema, fields: [schema.fields[0], schema.fields[2]]}))
    await run(['produce', 'simple', '--value-serde', 'avro', '-q'], {stdin: '{"d":"130937.84","t":5}\n'})
    expect(await copied('simple', '--logical', 'raw', '--longs', 'string')).toBe('the same 1, exit 0')
  })

  test("Kafka's own numbers, MessagePack and CBOR", async () => {
    await topic('pack')
    await bare(['produce', 'pack', '--key-serde', 'uuid', '--value-serde', 'msgpack', '--key-separator', '=', '-q'], {
      stdin: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6={"a":[1,-70000,"x",null,2.5]}\n',
    })
    expect(await copied('pack', '--key-serde', 'uuid', '--value-serde', 'msgpack')).toBe('the same 1, exit 0')
  })

  test('by ids in headers, which stay', async () => {
    await topic('headed')
    const id = await register(registry, 'headed-value', '"int"')
    const header = Buffer.from(idText(id), 'hex').toString('base64')
    await bare(['produce', 'headed', '--input', 'json', '-q'], {
      stdin: `{"value":"\\u0002","headers":[{"key":"__value_schema_id","value":"${header}","valueEncoding":"base64"}]}\n`,
    })
    const {out} = await run(all('headed', '-o', 'json'))
    expect(out).toContain('"value":1,"valueSchema":{')
    expect(out).toContain('"framing":"confluent-header"')
    expect(await copied('headed')).toBe('the same 1, exit 0')
  })

  test.each([
    [
      'a union that has lost its branch',
      '{"value":"AQID","valueSchema":{"id":SCHEMA,"type":"AVRO"}}',
      'say which, as in {"string": …}',
    ],
    [
      'an id that the registry does not have',
      '{"value":1,"valueSchema":{"id":999,"type":"AVRO"}}',
      'has no schema of id 999',
    ],
    [
      'a schema in a file',
      '{"value":1,"valueSchema":{"type":"AVRO"}}',
      'that it does not name: give --value-schema FILE.avsc',
    ],
    [
      'a frame that is not written',
      '{"value":1,"valueSchema":{"id":1,"type":"AVRO","framing":"apicurio8"}}',
      'framed as apicurio8, which kafkit cannot write',
    ],
    [
      'fields by number',
      '{"value":{"1":2},"valueSchema":{"type":"protobuf-raw"}}',
      'fields by number do not show how they were encoded',
    ],
  ])('%s is told with its line, and nothing else is sent for it', async (_, line, sentence) => {
    const id = await register(registry, 'ambiguous-value', '["null","string","bytes"]')
    await topic('lost')
    const sent = await run(['produce', 'lost', '--input', 'json', '-q'], {
      stdin: `${line.replace('SCHEMA', String(id))}\n`,
    })
    expect(sent.err).toContain('line 1: the value does not fit its schema: ')
    expect(sent.err).toContain(sentence)
    expect(sent.code).toBe(2)
    expect((await bare(all('lost', '--counts'))).out).toBe('lost-0\t0\n')
  })

  test('the same id in another registry is reported as another schema', async () => {
    await topic('elsewhere')
    const other = await startPracticeRegistry()
    try {
      await register(other, 'elsewhere-value', '"string"')
      const id = await register(registry, 'elsewhere-value', '"int"')
      for (let n = 1; n < id; n++) await register(other, `filler-${n}`, record(`F${n}`, {a: 'int'}))
      await run(['produce', 'elsewhere', '--value-serde', 'avro', '-q'], {stdin: '7\n'})
      const {out} = await run(all('elsewhere', '-o', 'json'))
      const args = ['produce', 'elsewhere', '--input', 'json', '-q', '--registry', other.url]
      const {err, code} = await bare(args, {stdin: out})
      expect(err).toContain(`schema ${id} of the registry at ${other.url} is not the one that it was decoded with`)
      expect(code).toBe(2)
    } finally {
      await other.close()
    }
  })

  test('without a registry, produce says that one is missing; --value-serde text sends the JSON', async () => {
    await topic('json-only')
    const stdin = '{"value":"x","valueSchema":{"id":1,"type":"AVRO"}}\n'
    const args = ['produce', 'json-only', '--input', 'json', '-q']
    expect((await bare(args, {stdin})).err).toContain(
      'it was decoded with schema 1 of a registry: say which one with --registry URL',
    )
    expect(await bare([...args, '--value-serde', 'text'], {stdin})).toMatchObject({err: '', code: 0})
    expect((await bare(all('json-only'))).out).toBe('x\n')
  })

  test('a schema in two chunks of the input', async () => {
    await topic('long')
    const id = await register(registry, 'long-value', '"string"')
    const line = `{"value":"${'x'.repeat(65_000)}","valueSchema":{"id":${id},"type":"AVRO"}}\n`
    expect(await run(['produce', 'long', '--input', 'json', '-q'], {stdin: line.repeat(9)})).toMatchObject({
      err: '',
      code: 0,
    })
    expect(asked.filter((each) => each.includes('/schemas/ids/'))).toHaveLength(1)
    expect((await run(all('long', '--counts'))).out).toBe('long-0\t9\n')
  })
})

describe('schema.registry.url in a properties file', () => {
  test('gives a hint, and prints every byte as without, with the same exit code', async () => {
    await topic('hinted')
    const id = await register(registry, 'hinted-value', '"int"')
    await run(['produce', 'hinted', '--value-serde', 'avro', '-q'], {stdin: '1\n2\n'})
    writeFileSync(inFolder('client.properties'), `schema.registry.url=${registry.url}\n`)
    const args = ['consume', 'hinted', '--from-beginning', '--until-end', '-b', broker.bootstrapServers]
    const named = ['--command-config', inFolder('client.properties')]
    asked.length = 0
    const plain = await kafkit(args)
    const hinted = await kafkit([...args, ...named])
    expect(hinted.out).toBe(plain.out)
    expect(hinted.code).toBe(plain.code)
    expect(hinted.err.replace(plain.err, '')).toBe(
      'kafkit: values look as if they begin with ids of schemas in the registry of schema.registry.url: --decode decodes them\n',
    )
    expect(await kafkit([...args, ...named, '-q'])).toEqual({...plain, err: ''})
    expect(await kafkit([...args, ...named, '--decode', 'none'])).toEqual(plain)
    expect(await shown([...args, ...named, '--decode'])).toBe('1\n2\nexit 0')
    expect(asked.filter((each) => each !== `GET /schemas/ids/${id}`)).toEqual([])
  })

  test('decoding notes nothing if no record has a frame', async () => {
    const args = ['consume', 'json-only', '--from-beginning', '--until-end', '-b', broker.bootstrapServers]
    expect(await kafkit([...args, '--command-config', inFolder('client.properties')])).toEqual(await kafkit(args))
  })
})
