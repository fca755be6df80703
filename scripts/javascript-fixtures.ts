// Rewrites test/fixtures/serdes/javascript-answers.json: the records that two clients for JavaScript write,
// Confluent's own and @kafkajs/confluent-schema-registry, with kafkit's practice registry, and the schemas that they
// register. Neither is a dependency: they are installed in a temporary folder (170 MB).
//   node scripts/javascript-fixtures.ts
import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {startPracticeRegistry} from '../src/lib/practice-registry/start.ts'
import {fixtures} from './java-answers.ts'

const packages = ['@confluentinc/schemaregistry@1.10.1', '@kafkajs/confluent-schema-registry@4.1.0']
const folder = mkdtempSync(join(tmpdir(), 'javascript-'))

const avro = JSON.stringify({
  type: 'record',
  name: 'k.Order',
  fields: [
    {name: 'id', type: 'long'},
    {name: 'status', type: {type: 'enum', name: 'Status', symbols: ['NEW', 'PAID']}},
    {name: 'note', type: ['null', 'string'], default: null},
    {
      name: 'lines',
      type: {type: 'array', items: {type: 'record', name: 'Line', fields: [{name: 'sku', type: 'string'}]}},
    },
    {name: 'stock', type: {type: 'map', values: 'int'}},
    {name: 'price', type: 'double'},
  ],
})
const order = {id: 42, status: 'PAID', note: 'hi', lines: [{sku: 'a'}, {sku: 'b'}], stock: {main: -7}, price: 1.5}
const jsonSchema = JSON.stringify({type: 'object', properties: {id: {type: 'integer'}}, required: ['id']})

/** `k.proto`, compiled: First, and Outer with a map in front of In1 and In2, and Deepest in In2. */
const text = [{name: 'text', number: 1, label: 'LABEL_OPTIONAL', type: 'TYPE_STRING', jsonName: 'text'}]
const field = (name: string, number: number, type: string, more: object = {}) => ({name, number, label: 'LABEL_OPTIONAL', type, jsonName: name, ...more}) // prettier-ignore
const compiled = {
  name: 'k.proto',
  package: 'k',
  syntax: 'proto3',
  messageType: [
    {name: 'First', field: text},
    {
      name: 'Outer',
      field: [
        field('id', 1, 'TYPE_INT64'),
        field('stock', 2, 'TYPE_MESSAGE', {label: 'LABEL_REPEATED', typeName: '.k.Outer.StockEntry'}),
      ],
      nestedType: [
        {
          name: 'StockEntry',
          field: [field('key', 1, 'TYPE_STRING'), field('value', 2, 'TYPE_INT32')],
          options: {mapEntry: true},
        },
        {name: 'In1', field: text},
        {
          name: 'In2',
          field: [
            field('deep', 1, 'TYPE_SINT64'),
            field('note', 2, 'TYPE_STRING', {oneofIndex: 1, proto3Optional: true}),
            field('a', 3, 'TYPE_INT32', {oneofIndex: 0}),
            field('b', 4, 'TYPE_STRING', {oneofIndex: 0}),
            field('state', 5, 'TYPE_ENUM', {typeName: '.k.State'}),
          ],
          nestedType: [{name: 'Deepest', field: [field('n', 1, 'TYPE_INT32', {label: 'LABEL_REPEATED'})]}],
          oneofDecl: [{name: 'kind'}, {name: '_note'}],
        },
      ],
    },
  ],
  enumType: [
    {
      name: 'State',
      value: [
        {name: 'OFF', number: 0},
        {name: 'ON', number: 1},
      ],
    },
  ],
}
const proto = `syntax = "proto3"; package k; message First { string text = 1; }
message Outer { int64 id = 1; map<string, int32> stock = 2; message In1 { string text = 1; } message In2 { sint64 deep = 1; } }`

interface Written {
  readonly name: string
  readonly hex: string
  readonly headers: Readonly<Record<string, string>>
  /** The JSON value of the record, and its message. */
  readonly means: unknown
  readonly message?: string
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- packages without types here
type Any = any

try {
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', ...packages], {cwd: folder, stdio: 'inherit'})
  const require = createRequire(join(folder, 'index.js'))
  const confluent: Any = require('@confluentinc/schemaregistry')
  const protobuf: Any = require('@bufbuild/protobuf')
  const wellKnown: Any = require('@bufbuild/protobuf/wkt')
  const kafkajs: Any = require('@kafkajs/confluent-schema-registry')
  const registry = await startPracticeRegistry()
  const records: Written[] = []
  try {
    const client = new confluent.SchemaRegistryClient({baseURLs: [registry.url]})
    const {VALUE} = confluent.SerdeType
    const wrote = async (
      name: string,
      serializer: Any,
      topic: string,
      value: unknown,
      means: unknown,
      message?: string,
    ) => {
      const headers: Record<string, Buffer> = {}
      const bytes = (await serializer.serialize(topic, value, headers)) as Buffer
      const inHex = Object.fromEntries(Object.entries(headers).map(([key, each]) => [key, each.toString('hex')]))
      records.push({
        name: `confluent ${name}`,
        hex: bytes.toString('hex'),
        headers: inHex,
        means,
        ...(message && {message}),
      })
    }
    await client.register('avro-value', {schemaType: 'AVRO', schema: avro})
    const latest = {useLatestVersion: true, autoRegisterSchemas: false}
    await wrote('avro', new confluent.AvroSerializer(client, VALUE, latest), 'avro', order, order)
    const inHeader = {...latest, schemaIdSerializer: confluent.HeaderSchemaIdSerializer}
    await wrote(
      'avro, its guid in a header',
      new confluent.AvroSerializer(client, VALUE, inHeader),
      'avro',
      order,
      order,
    )
    await client.register('json-value', {schemaType: 'JSON', schema: jsonSchema})
    await wrote('json schema', new confluent.JsonSerializer(client, VALUE, latest), 'json', {id: 42}, {id: 42})

    const files = protobuf.createFileRegistry(
      protobuf.create(wellKnown.FileDescriptorSetSchema, {
        file: [protobuf.fromJson(wellKnown.FileDescriptorProtoSchema, compiled)],
      }),
    )
    const serializer = new confluent.ProtobufSerializer(client, VALUE, {
      registry: protobuf.createMutableRegistry(files),
      autoRegisterSchemas: true,
    })
    for (const [message, value, means] of [
      ['k.First', {text: 'hi'}, {text: 'hi'}],
      ['k.Outer', {id: 9007199254740993n, stock: {main: -7}}, {id: '9007199254740993', stock: {main: -7}}],
      ['k.Outer.In1', {text: 'hi'}, {text: 'hi'}],
      [
        'k.Outer.In2',
        {deep: -5n, note: '', kind: {case: 'b', value: 'x'}, state: 1},
        {deep: '-5', note: '', b: 'x', state: 'ON'},
      ],
      ['k.Outer.In2.Deepest', {n: [1, -1]}, {n: [1, -1]}],
    ] as const)
      await wrote(
        `protobuf ${message}`,
        serializer,
        'proto',
        protobuf.create(files.getMessage(message), value),
        means,
        message,
      )

    const other = async (type: string, schema: string, value: unknown, name: string, message?: string) => {
      // This client names messages without their package.
      const options = message ? {[type]: {messageName: message.replace('k.', '')}} : {}
      const theirs = new kafkajs.SchemaRegistry({host: registry.url}, options)
      const {id} = await theirs.register({type, schema}, {subject: `kafkajs-${type}-${message ?? ''}`})
      const bytes = (await theirs.encode(id, value)) as Buffer
      records.push({
        name: `kafkajs ${name}`,
        hex: bytes.toString('hex'),
        headers: {},
        means: value,
        ...(message && {message}),
      })
    }
    await other('AVRO', avro, order, 'avro')
    await other('JSON', jsonSchema, {id: 42}, 'json schema')
    await other('PROTOBUF', proto, {text: 'hi'}, 'protobuf k.First', 'k.First')
    await other('PROTOBUF', proto, {deep: -5}, 'protobuf k.Outer.In2', 'k.Outer.In2')

    const schemas: Record<string, object> = {}
    for (let id = 1; ; id++) {
      const answer = await fetch(`${registry.url}/schemas/ids/${id}`)
      if (!answer.ok) break
      schemas[id] = (await answer.json()) as object
    }
    writeFileSync(
      join(fixtures, 'javascript-answers.json'),
      `${JSON.stringify({schemas, versions: {}, records}, null, 1)}\n`,
    )
    process.stdout.write(`${records.length} records, ${Object.keys(schemas).length} schemas\n`)
  } finally {
    await registry.close()
  }
} finally {
  rmSync(folder, {recursive: true, force: true})
}
