// Confluent's six console tools, against the practice broker and the practice registry. Bytes are written out by hand after the
// specifications of Avro, Protobuf and Confluent's frame.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {loadDropIn} from '../../../scripts/drop-in-tools.ts'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {startPracticeRegistry, type Fault, type PracticeRegistry} from '../../../src/lib/practice-registry/start.ts'
import {dropIn, kafkit, testIo, type Ran} from '../../support/cli.ts'
import {call, register} from '../../support/fake-registry.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-confluent-'))
let broker: PracticeBroker
let registry: PracticeRegistry
const asked: string[] = []
let fault: ((url: string) => Fault | undefined) | undefined
beforeAll(async () => {
  broker = await startPracticeBroker()
  registry = await startPracticeRegistry({
    received: ({method, url}) => {
      asked.push(`${method} ${url}`)
      return fault?.(url)
    },
  })
})
beforeEach(() => {
  asked.length = 0
  fault = undefined
})
afterAll(async () => {
  await broker.close()
  await registry.close()
  rmSync(folder, {recursive: true})
})

const order = JSON.stringify({
  type: 'record',
  name: 'shop.Order',
  fields: [
    {name: 'id', type: 'long'},
    {name: 'note', type: ['null', 'string'], default: null},
  ],
})
const message = 'syntax = "proto3"; package shop; message Order { int64 id = 1; repeated int32 n = 2; message Line { string sku_no = 1; } } message Other { bool b = 1; }' // prettier-ignore
const person = JSON.stringify({
  title: 'Person',
  type: 'object',
  properties: {age: {type: 'integer'}},
  required: ['age'],
})

const property = (...words: string[]) => words.flatMap((word) => ['--property', word])

const run = (name: string, argv: readonly string[], stdin?: string): Promise<Ran> =>
  dropIn(name, ['--bootstrap-server', broker.bootstrapServers, ...argv], stdin)
const produce = (name: string, topic: string, stdin: string, ...argv: string[]) =>
  run(name, ['--topic', topic, ...property(`schema.registry.url=${registry.url}`), ...argv], stdin)
const consume = (name: string, topic: string, count: number, ...argv: string[]) =>
  run(name, [
    ...['--topic', topic, '--partition', '0', '--from-beginning', '--max-messages', String(count)],
    ...property(`schema.registry.url=${registry.url}`),
    ...argv,
  ])

interface Line {
  readonly key: string | null
  readonly value: string | null
  readonly keyEncoding?: 'base64'
  readonly valueEncoding?: 'base64'
}

/** Hexadecimal keys and values; null is null. */
async function stored(topic: string): Promise<[key: string | null, value: string | null][]> {
  const {out, code, err} = await kafkit(['consume', topic, '-b', broker.bootstrapServers, '--from-beginning', '--until-end', '-q', '-o', 'json']) // prettier-ignore
  expect({code, err}).toEqual({code: 0, err: ''})
  const hex = (text: string | null, encoding: 'base64' | undefined) =>
    text === null ? null : Buffer.from(text, encoding).toString('hex')
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
    .map(({key, value, keyEncoding, valueEncoding}) => [hex(key, keyEncoding), hex(value, valueEncoding)])
}

/** Hexadecimal values as they are. */
async function put(topic: string, ...values: string[]): Promise<void> {
  await putRecords(topic, ...values.map((value) => ({value})))
}

async function putRecords(topic: string, ...records: {value: string; headers?: object}[]): Promise<void> {
  const stdin = records
    .map((each) => ({...each, value: Buffer.from(each.value, 'hex').toString('base64'), valueEncoding: 'base64'}))
    .map((each) => `${JSON.stringify(each)}\n`)
    .join('')
  const argv = ['produce', topic, '--input', 'json', '-q', '--auto-create', '-b', broker.bootstrapServers]
  expect(await kafkit(argv, {stdin})).toMatchObject({code: 0, err: ''})
}
const frame = (id: number) => `00${id.toString(16).padStart(8, '0')}`

describe('kafka-avro-console-producer and -consumer', () => {
  test('lines become records by a schema that is registered, and lines again', async () => {
    const lines = '{"id": 9007199254740993, "note": {"string": "x"}}\n{"note": null, "id": -1}\nNIL\n'
    const sent = await produce('kafka-avro-console-producer', 'avro', lines, ...property(`value.schema=${order}`, 'null.marker=NIL')) // prettier-ignore
    expect(sent).toMatchObject({code: 0, out: ''})
    const {body} = await call(registry, 'GET /subjects/avro-value/versions/latest')
    const {id, schema} = body as {id: number; schema: string}
    expect(JSON.parse(schema)).toEqual(JSON.parse(order))
    expect(await stored('avro')).toEqual([
      [null, `${frame(id)}8280808080808020020278`],
      [null, `${frame(id)}0100`],
      [null, null],
    ])
    const printed = await consume('kafka-avro-console-consumer', 'avro', 3)
    expect(printed).toMatchObject({
      code: 0,
      out: '{"id":9007199254740993,"note":{"string":"x"}}\n{"id":-1,"note":null}\nnull\n',
    })
    expect(asked.filter((line) => line.startsWith('POST /subjects/avro-value/versions'))).toHaveLength(1)
    expect(asked.filter((line) => line.startsWith('GET /schemas/ids/'))).toHaveLength(1)
  })

  test('keys with a schema of their own, headers, and the ids', async () => {
    const sent = await produce(
      'kafka-avro-console-producer',
      'keyed',
      'h:1,g:N|"k"#{"id":1,"note":null}\nN|N#N\n',
      ...property('parse.key=true', 'key.separator=#', 'parse.headers=true', 'headers.delimiter=|', 'null.marker=N'),
      ...property('key.schema={"type":"string"}', `value.schema=${order}`),
    )
    expect(sent).toMatchObject({code: 0, err: expect.not.stringContaining('WARN print')})
    const {out} = await consume(
      'kafka-avro-console-consumer',
      'keyed',
      2,
      ...property('print.key=true', 'print.schema.ids=true', 'schema.id.separator=@', 'key.separator=|'),
      ...property('print.offset=true', 'print.partition=true', 'print.headers=true', 'null.literal=NIL'),
      ...property('headers.deserializer=org.apache.kafka.common.serialization.StringDeserializer'),
    )
    const ids = await Promise.all(
      ['key', 'value'].map(async (field) => {
        const {body} = await call(registry, `GET /subjects/keyed-${field}/versions/latest`)
        return (body as {id: number}).id
      }),
    )
    expect(out).toBe(
      `Partition:0|Offset:0|h:1,g:NIL|"k"@${ids[0]}|{"id":1,"note":null}@${ids[1]}\n` +
        'Partition:0|Offset:1|NO_HEADERS|NIL@NIL|NIL@null\n',
    )
  })

  test('keys without a schema, both ways', async () => {
    const serialization = 'org.apache.kafka.common.serialization.'
    const keys = property('parse.key=true', `key.serializer=${serialization}LongSerializer`, `value.schema=${order}`)
    expect(await produce('kafka-avro-console-producer', 'longs', '7\t{"id":1,"note":null}\n', ...keys)).toMatchObject({
      code: 0,
    })
    expect((await stored('longs'))[0]?.[0]).toBe('0000000000000007')
    const printed = await consume(
      'kafka-avro-console-consumer',
      'longs',
      1,
      ...property('print.key=true', 'print.schema.ids=true', `key.deserializer=${serialization}LongDeserializer`),
    )
    expect(printed.out).toMatch(/^7\t\{"id":1,"note":null\}\t\d+\n$/)
    const wrong = await produce('kafka-avro-console-producer', 'longs', 'x\t{"id":1,"note":null}\n', ...keys)
    expect(wrong).toMatchObject({code: 1, err: expect.stringContaining('NumberFormatException: For input string: "x"')})
  })

  test('bytes have no length in front, and a union no wrapper where it is all there is', async () => {
    const [bytes, union] = [await register(registry, 'b-value', '"bytes"'), await register(registry, 'u-value', '["null","string"]')] // prettier-ignore
    await put('tops', `${frame(bytes)}61ff`, `${frame(union)}020278`)
    expect(await consume('kafka-avro-console-consumer', 'tops', 2)).toMatchObject({out: '"aÿ"\n"x"\n', code: 0})
    await produce('kafka-avro-console-producer', 'raw', '"a\\u00ff"\n', ...property('value.schema="bytes"'))
    expect((await stored('raw'))[0]?.[1]?.slice(10)).toBe('61ff')
    // In a union of its own, null is no value but a record without one.
    await produce('kafka-avro-console-producer', 'maybe', 'null\n{"string":"x"}\n', ...property('value.schema=["null","string"]')) // prettier-ignore
    expect((await stored('maybe')).map(([, value]) => value?.slice(10))).toEqual([undefined, '020278'])
  })

  test('the schema may be a file or an id, and refer to others', async () => {
    const item = JSON.stringify({type: 'enum', name: 'shop.Item', symbols: ['CUP', 'POT']})
    await register(registry, 'item', item)
    const file = join(folder, 'order.avsc')
    writeFileSync(
      file,
      JSON.stringify({type: 'record', name: 'shop.Sale', fields: [{name: 'item', type: 'shop.Item'}]}),
    )
    const refs = property('value.refs=[{"name":"shop.Item","subject":"item","version":1}]')
    const sent = await produce('kafka-avro-console-producer', 'sales', '{"item":"POT"}\n', ...property(`value.schema.file=${file}`), ...refs) // prettier-ignore
    expect(sent).toMatchObject({code: 0})
    const {body} = await call(registry, 'GET /subjects/sales-value/versions/latest')
    const {id} = body as {id: number}
    expect((await stored('sales'))[0]?.[1]).toBe(`${frame(id)}02`)
    const byId = await produce('kafka-avro-console-producer', 'sales', '{"item":"CUP"}\n', ...property(`value.schema.id=${id}`, 'auto.register=false')) // prettier-ignore
    expect(byId).toMatchObject({code: 0})
    expect((await consume('kafka-avro-console-consumer', 'sales', 2)).out).toBe('{"item":"POT"}\n{"item":"CUP"}\n')
  })

  test.each([
    ['io.confluent.kafka.serializers.subject.RecordNameStrategy', 'shop.Order'],
    ['io.confluent.kafka.serializers.subject.TopicRecordNameStrategy', 'named-shop.Order'],
  ])('%s names the subject', async (strategy, subject) => {
    await produce('kafka-avro-console-producer', 'named', '{"id":1,"note":null}\n', ...property(`value.schema=${order}`, `value.subject.name.strategy=${strategy}`)) // prettier-ignore
    expect(await call(registry, `GET /subjects/${subject}/versions`)).toEqual({status: 200, body: [1]})
  })

  test('without auto.register an unknown schema is an error, and nothing is registered', async () => {
    const schema = property(`value.schema=${order}`, 'auto.register.schemas=false')
    const ran = await produce('kafka-avro-console-producer', 'unregistered', '{"id":1,"note":null}\n', ...schema)
    expect(ran.code).toBe(1)
    expect(ran.err).toContain(`SerializationException: Error retrieving Avro schema${order}`)
    expect(ran.err).toContain('RestClientException: Schema not found; error code: 40403')
    expect(asked.filter((line) => line.includes('/versions') && line.startsWith('POST'))).toEqual([])
  })

  test('normalize.schemas finds the schema whatever the order of its properties, and registers it so', async () => {
    const other = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(order) as object).toReversed()))
    const line = '{"id":1,"note":null}\n'
    const send = (schema: string, ...more: string[]) => produce('kafka-avro-console-producer', 'normal', line, ...property(`value.schema=${schema}`, ...more)) // prettier-ignore
    expect((await send(order, 'normalize.schemas=true')).code).toBe(0)
    expect((await send(other, 'normalize.schemas=true')).code).toBe(0)
    expect((await send(other, 'normalize.schemas=true', 'auto.register.schemas=false')).code).toBe(0)
    expect((await call(registry, 'GET /subjects/normal-value/versions')).body).toEqual([1])
    const values = (await stored('normal')).map(([, value]) => value)
    expect(values).toHaveLength(3)
    expect(new Set(values).size).toBe(1)
    expect(asked.filter((each) => each.startsWith('POST /subjects/normal-value')).every((each) => each.includes('normalize=true'))).toBe(true) // prettier-ignore
    // Without it the order makes another version.
    expect((await send(order)).code).toBe(0)
    expect((await call(registry, 'GET /subjects/normal-value/versions')).body).toEqual([1, 2])
  })

  test('use.latest.version writes by the newest schema of the subject', async () => {
    const newer = JSON.stringify({type: 'record', name: 'shop.Order', fields: [{name: 'note', type: ['null', 'string'], default: null}, {name: 'id', type: 'long'}]}) // prettier-ignore
    const id = await register(registry, 'newest-value', newer)
    const ran = await produce('kafka-avro-console-producer', 'newest', '{"id":1,"note":{"string":"x"}}\n', ...property(`value.schema=${order}`, 'auto.register=false', 'use.latest.version=true')) // prettier-ignore
    expect(ran).toMatchObject({code: 0})
    expect((await stored('newest'))[0]?.[1]).toBe(`${frame(id)}02027802`)
  })

  test('a newest schema that cannot read the given one is refused, unless latest.compatibility.strict=false', async () => {
    const of = (type: string) => JSON.stringify({type: 'record', name: 'shop.Order', fields: [{name: 'id', type}]})
    const id = await register(registry, 'narrow-value', of('int'))
    const words = property(`value.schema=${of('long')}`, 'auto.register=false', 'use.latest.version=true')
    const refused = await produce('kafka-avro-console-producer', 'narrow', '{"id":1}\n', ...words)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('SerializationException: Error serializing Avro message')
    expect(refused.err).toContain(`java.io.IOException: Incompatible schema ${of('int')}`)
    expect(refused.err).toContain(
      'TYPE_MISMATCH at /fields/0/type: reader type: INT not compatible with writer type: LONG',
    )
    expect(refused.err).toContain('Set latest.compatibility.strict=false to disable this check')
    const loosely = property('latest.compatibility.strict=false')
    expect((await produce('kafka-avro-console-producer', 'narrow', '{"id":1}\n', ...words, ...loosely)).code).toBe(0)
    expect(await stored('narrow')).toEqual([[null, `${frame(id)}02`]])
  })

  test('a schema that the registry refuses, in its words', async () => {
    await register(registry, 'strict-value', order)
    const other = JSON.stringify({type: 'record', name: 'shop.Order', fields: [{name: 'x', type: 'long'}]})
    const ran = await produce(
      'kafka-avro-console-producer',
      'strict',
      '{"x":1}\n',
      ...property(`value.schema=${other}`),
    )
    expect(ran.code).toBe(1)
    expect(ran.err).toContain(`SerializationException: Error registering Avro schema${other}`)
    expect(ran.err).toContain('RestClientException: Schema being registered is incompatible')
    expect(ran.err.trimEnd().split('\n').filter((line) => line.includes('Error registering'))).toHaveLength(1) // prettier-ignore
  })

  test.each([
    ['{"id": 1}', 'note: it is missing, and defaults are not used here'],
    ['{"id": 1, "note": "x"}', 'does not say its branch'],
    ['{"id": 1, "note": null, "extra": 2}', "shop.Order has no field 'extra'"],
    ['{"id": 1.5, "note": null}', '1.5, expected a long'],
    ['plain', 'Error deserializing json plain to Avro of schema'],
    ['', 'Error deserializing json  to Avro of schema'],
  ])('the line %j does not fit: exit code 1, and nothing is registered or sent', async (line, why) => {
    const ran = await produce('kafka-avro-console-producer', 'unfit', `${line}\n`, ...property(`value.schema=${order}`))
    expect(ran.code).toBe(1)
    expect(ran.err).toContain(why)
    expect(asked.filter((each) => each.startsWith('POST'))).toEqual([])
  })

  test('what cannot be printed ends it with exit code 1, or is skipped', async () => {
    const id = await register(registry, 'mixed-value', order)
    const good = `${frame(id)}0200`
    await put('mixed', good, Buffer.from('plain').toString('hex'), `${frame(4711)}00`, `${frame(id)}02`, '0001', good)
    const failed = await consume('kafka-avro-console-consumer', 'mixed', 6)
    expect(failed).toMatchObject({code: 1, out: '{"id":1,"note":null}\n'})
    expect(failed.err).toContain('SerializationException: Unknown magic byte!')
    const skipped = await consume('kafka-avro-console-consumer', 'mixed', 6, '--skip-message-on-error')
    expect(skipped).toMatchObject({code: 0, out: '{"id":1,"note":null}\n{"id":1,"note":null}\n'})
    const errors = skipped.err.split('\n').filter((line) => line.startsWith('ERROR'))
    expect(errors).toEqual([
      expect.stringContaining('Unknown magic byte!'),
      expect.stringContaining('Error retrieving Avro value schema for id 4711: io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException: Schema 4711 not found; error code: 40403'), // prettier-ignore
      expect.stringContaining(`Error deserializing Avro message for id ${id}: note: the bytes end in the middle of it`),
      expect.stringContaining('2 bytes that begin with 0, and name no schema'),
    ])
  })

  test('a schema of another kind is not read as Avro', async () => {
    const id = await register(registry, 'json-value', person, {schemaType: 'JSON'})
    await put('otherkind', `${frame(id)}7b7d`)
    const ran = await consume('kafka-avro-console-consumer', 'otherkind', 1)
    expect(ran).toMatchObject({code: 1, out: '', err: expect.stringContaining('is of type JSON, and not AVRO')})
  })

  test('ids in headers, also as guids', async () => {
    const id = await register(registry, 'headed-value', order)
    const {body} = await call(registry, `GET /schemas/ids/${id}`)
    const {guid} = body as {guid: string}
    const header = Buffer.from(`01${guid.replaceAll('-', '')}`, 'hex').toString('base64')
    const headers = [{key: '__value_schema_id', value: header, valueEncoding: 'base64'}]
    await putRecords('headed', {value: '0200', headers}, {value: `01${guid.replaceAll('-', '')}0400`})
    const ran = await consume('kafka-avro-console-consumer', 'headed', 2, ...property('print.schema.ids=true'))
    expect(ran).toMatchObject({code: 0, out: `{"id":1,"note":null}\t${guid}\n{"id":2,"note":null}\t${guid}\n`})
  })

  test('a registry that is down, or refuses: exit code 1, in one sentence', async () => {
    const id = await register(registry, 'down-value', order)
    await put('down', `${frame(id)}0200`)
    const url = property('schema.registry.url=http://127.0.0.1:1')
    const down = await consume('kafka-avro-console-consumer', 'down', 1, ...url)
    expect(down).toMatchObject({code: 1, out: ''})
    expect(down.err).toContain(`Error retrieving Avro value schema for id ${id}: the registry at http://127.0.0.1:1`)
    const line = '{"id":1,"note":null}\n'
    const sent = await produce(
      'kafka-avro-console-producer',
      'down',
      line,
      ...property(`value.schema=${order}`),
      ...url,
    )
    expect(sent).toMatchObject({code: 1, err: expect.stringContaining('Error registering Avro schema')})
    fault = () => ({status: 401, body: '{"error_code":401,"message":"Unauthorized"}'})
    const refused = await consume('kafka-avro-console-consumer', 'down', 1)
    expect(refused).toMatchObject({code: 1, err: expect.stringContaining('errors.AuthenticationException: Error retrieving Avro value schema')}) // prettier-ignore
  })
})

describe('kafka-protobuf-console-producer and -consumer', () => {
  test('messages, the first or another one, with defaults in what is printed', async () => {
    const schema = property(`value.schema=${message}`)
    expect(await produce('kafka-protobuf-console-producer', 'proto', '{"id":"-1","n":[1,300]}\n{}\n', ...schema)).toMatchObject({code: 0}) // prettier-ignore
    const line = await produce('kafka-protobuf-console-producer', 'proto', '{"skuNo":"a"}\n{"sku_no":"b"}\n', ...schema, ...property('value.schema.full.name=shop.Order.Line')) // prettier-ignore
    expect(line).toMatchObject({code: 0})
    const {body} = await call(registry, 'GET /subjects/proto-value/versions/latest')
    const {id} = body as {id: number}
    expect(await stored('proto')).toEqual([
      [null, `${frame(id)}00` + '08ffffffffffffffffff01' + '120301ac02'],
      [null, `${frame(id)}00`],
      [null, `${frame(id)}040000` + '0a0161'],
      [null, `${frame(id)}040000` + '0a0162'],
    ])
    const printed = await consume('kafka-protobuf-console-consumer', 'proto', 4)
    expect(printed.out).toBe('{"id":"-1","n":[1,300]}\n{"id":"0","n":[]}\n{"skuNo":"a"}\n{"skuNo":"b"}\n')
    const names = await consume('kafka-protobuf-console-consumer', 'proto', 4, ...property('preserve.json.field.name=true')) // prettier-ignore
    expect(names.out.split('\n')[2]).toBe('{"sku_no":"a"}')
  })

  test.each([
    ['{"id":"x"}', 'id: "x", expected an int64'],
    ['{"nope":1}', "Order has no field 'nope'"],
    ['[]', 'an array, expected an object (Order)'],
    ['{"n":[2147483648]}', 'n[0]: 2147483648 is beyond int32'],
  ])('the line %s does not fit: exit code 1', async (text, why) => {
    const ran = await produce('kafka-protobuf-console-producer', 'unfitproto', `${text}\n`, ...property(`value.schema=${message}`)) // prettier-ignore
    expect(ran).toMatchObject({code: 1, err: expect.stringContaining(why)})
  })

  test('a message that the schema does not have', async () => {
    const ran = await produce('kafka-protobuf-console-producer', 'unfitproto', '{}\n', ...property(`value.schema=${message}`, 'value.schema.full.name=shop.Nope')) // prettier-ignore
    expect(ran).toMatchObject({code: 1, err: expect.stringContaining('the schema has no message shop.Nope; it has shop.Order, shop.Order.Line, shop.Other')}) // prettier-ignore
  })
})

describe('kafka-json-schema-console-producer and -consumer', () => {
  test('numbers keep their digits, and characters beyond 16 bits are two escapes in a record', async () => {
    const line = '{ "age": 1, "price": 1.50, "big": 1e5, "b": 12345678901234567890, "😀": "\\u001f/", "2":1, "1":2 }\n'
    expect(await produce('kafka-json-schema-console-producer', 'json', line, ...property(`value.schema=${person}`))).toMatchObject({code: 0}) // prettier-ignore
    const [[, value] = []] = await stored('json')
    expect(Buffer.from(value?.slice(10) ?? '', 'hex').toString()).toBe(
      String.raw`{"age":1,"price":1.50,"big":1E+5,"b":12345678901234567890,"\uD83D\uDE00":"\u001F/","2":1,"1":2}`,
    )
    expect((await consume('kafka-json-schema-console-consumer', 'json', 1)).out).toBe(
      String.raw`{"age":1,"price":1.50,"big":1E+5,"b":12345678901234567890,"😀":"\u001F/","2":1,"1":2}` + '\n',
    )
  })

  test('what does not fulfil the schema is neither sent nor printed, unless that is asked for', async () => {
    const schema = property(`value.schema=${person}`)
    const lax = property('json.fail.invalid.schema=false')
    const refused = await produce('kafka-json-schema-console-producer', 'loose', '{"age":"x"}\n', ...schema)
    expect(refused).toMatchObject({code: 1, err: expect.stringContaining('/age must be integer')})
    expect(await produce('kafka-json-schema-console-producer', 'loose', '{"age":"x"}\n', ...schema, ...lax)).toMatchObject({code: 0}) // prettier-ignore
    const shown = await consume('kafka-json-schema-console-consumer', 'loose', 1)
    expect(shown).toMatchObject({code: 1, out: '', err: expect.stringContaining('/age must be integer')})
    expect(await consume('kafka-json-schema-console-consumer', 'loose', 1, ...lax)).toMatchObject({out: '{"age":"x"}\n', code: 0}) // prettier-ignore
  })
})

describe('properties', () => {
  test('one that means nothing is a warning, one that would make other records an error', async () => {
    await put('props', '00')
    const noise = property('print.value=false', 'specific.avro.reader=true', 'max.schemas.per.subject=7')
    const {err} = await consume('kafka-avro-console-consumer', 'props', 1, ...noise)
    expect(err.split('\n').filter((line) => line.startsWith('WARN'))).toEqual([
      "WARN print.value has no effect: it is no property of Confluent's formatter for Avro, nor of its serializers",
      'WARN specific.avro.reader has no effect: it concerns Java classes',
      "WARN max.schemas.per.subject has no effect: it concerns Java's requests to a registry",
    ])
    const other = await consume('kafka-avro-console-consumer', 'props', 1, ...property('use.latest.version=true'))
    expect(other).toMatchObject({code: 1, err: expect.stringContaining('Invalid value true for configuration use.latest.version')}) // prettier-ignore
    const id = await produce('kafka-avro-console-producer', 'props', '', ...property('value.schema="long"', 'use.schema.id=7')) // prettier-ignore
    expect(id).toMatchObject({code: 1, err: expect.stringContaining('Invalid value 7 for configuration use.schema.id: that cannot be done without a JVM')}) // prettier-ignore
  })

  test.each([
    [[], 'Must provide the value schema in either value.schema, value.schema.id, or value.schema.file'],
    [['value.schema.file=/nowhere.avsc'], 'Error reading schema from /nowhere.avsc: there is no such file'],
    [['value.schema.id=x'], 'Error parsing value.schema.id as int'],
    [['value.schema.id=4711'], 'Error retrieving schema for id 4711: io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException: Schema 4711 not found'], // prettier-ignore
    [['value.schema={"type":"nope"}'], "Invalid value schema: the Avro schema cannot be read: there is no type 'nope'"],
    [['value.schema="long"', 'parse.key=true'], 'Must provide the key schema'],
    [['value.schema="long"', 'value.refs=x'], 'value.refs is not JSON'],
    [['value.schema="long"', 'value.rule.set={"domainRules":[{"name":"r"}]}'], 'value.rule.set has rules'],
    [['value.schema="long"', 'parse.key=true', 'key.serializer=x.Y'], 'Error initializing key.serializer: x.Y'],
    [['value.schema="long"', 'value.subject.name.strategy=x.Y'], 'Class x.Y could not be found'],
    [['schema.registry.url=registry:8081', 'value.schema="long"'], "'registry:8081' is not the address of a registry"],
  ])('%j: exit code 1 before a line is read', async (properties, why) => {
    const ran = await produce('kafka-avro-console-producer', 'props', '1\n', ...property(...properties))
    expect(ran).toMatchObject({code: 1, out: '', err: expect.stringContaining(why)})
    expect(ran.err).not.toContain('this is a bug')
  })

  test("Apache's console tools take Confluent's classes, and need to be told of a registry", async () => {
    const formatter = ['--formatter', 'io.confluent.kafka.formatter.AvroMessageFormatter']
    const reader = ['--line-reader', 'io.confluent.kafka.formatter.AvroMessageReader']
    const url = `schema.registry.url=${registry.url}`
    const given = [...reader, '--reader-property', url, '--reader-property', 'value.schema="long"']
    expect(await run('kafka-console-producer', ['--topic', 'apache', ...given], '7\n')).toMatchObject({
      code: 0,
      out: '',
    })
    const reading = ['--topic', 'apache', '--partition', '0', '--from-beginning', '--max-messages', '1', ...formatter]
    expect(await run('kafka-console-consumer', [...reading, '--formatter-property', url])).toMatchObject({code: 0, out: '7\n'}) // prettier-ignore
    expect(await run('kafka-console-consumer', reading)).toMatchObject({code: 1, err: expect.stringContaining('Missing schema registry url!')}) // prettier-ignore
    expect(await run('kafka-console-share-consumer', ['--topic', 'apache', ...formatter])).toMatchObject({code: 1, err: expect.stringContaining('and in the console consumer')}) // prettier-ignore
  })

  test('in the audit log: a schema that is registered', async () => {
    const log = join(folder, 'audit.jsonl')
    const {runAudited} = await import('../../../src/lib/apache/command-line/audited.ts')
    const tool = await loadDropIn('kafka-avro-console-producer')
    const {io} = testIo({stdin: '7\n', env: {KAFKIT_AUDIT_LOG: log}})
    const argv = ['--bootstrap-server', broker.bootstrapServers, '--topic', 'audited', ...property(`schema.registry.url=${registry.url}`, 'value.schema="long"')] // prettier-ignore
    expect(await runAudited(tool, argv, io)).toBe(0)
    const {readFileSync} = await import('node:fs')
    const last = JSON.parse(readFileSync(log, 'utf8').trimEnd().split('\n').at(-1) ?? '') as {sent: object; requests: object[]} // prettier-ignore
    expect(last.sent).toMatchObject({'POST /subjects': 1})
    expect(last.requests).toContainEqual(expect.objectContaining({subject: 'audited-value', schemaType: 'AVRO'}))
  })
})
