// Records that Apicurio's own serializers for Java wrote (scripts/apicurio-fixtures.ts), in each of their ways.
import {readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {FieldDecoder, type FieldSettings} from '../../src/lib/serdes/field-decoder.ts'
import type {ReferencedSchema, RegisteredSchema, SchemaSource, SchemaType} from '../../src/lib/serdes/schema-source.ts'
import {TextBuffer} from '../../src/lib/text/text-buffer.ts'

interface Registered {
  readonly schema: string
  readonly schemaType?: SchemaType
  readonly references?: readonly {readonly name: string; readonly subject: string; readonly version: number}[]
}
interface Answers {
  readonly schemas: Readonly<Record<string, Registered>>
  readonly versions: Readonly<Record<string, Registered>>
  readonly records: readonly {
    readonly name: string
    readonly hex: string
    readonly headers: Readonly<Record<string, string>>
  }[]
}
const file = new URL('../fixtures/serdes/apicurio-answers.json', import.meta.url)
const {schemas, versions, records} = JSON.parse(readFileSync(file, 'utf8')) as Answers

const referenced = ({references = []}: Registered): ReferencedSchema[] =>
  references.map(({name, subject, version}) => {
    const found = versions[`${subject} ${version}`] as Registered
    return {name, subject, version, text: found.schema, references: referenced(found)}
  })
function byId(id: number): Promise<RegisteredSchema> {
  const found = schemas[id]
  if (!found) throw new Error(`schema ${id} is not among the fixtures`)
  return Promise.resolve({id, type: found.schemaType ?? 'AVRO', text: found.schema, references: referenced(found)})
}
const nowhere = () => Promise.reject(new Error('not asked'))
const source: SchemaSource = {name: 'fixtures', byId, byGuid: nowhere, bySubject: nowhere}
const form: FieldSettings['form'] = {form: 'plain', logical: true, longs: 'number', protoDefaults: false, protoNames: 'json', validate: false} // prettier-ignore

async function decoded({name, hex, headers}: Answers['records'][number]): Promise<{json: string; schema: object}> {
  const field = name.endsWith('key') ? 'key' : 'value'
  const decoder = new FieldDecoder({field, serde: 'auto', framing: 'auto', source, form})
  const bytes = Buffer.from(hex, 'hex')
  const named = {
    headerCount: Object.keys(headers).length,
    header: (each: string) => (headers[each] === undefined ? undefined : Buffer.from(headers[each], 'hex')),
  }
  const to = new TextBuffer(16)
  for (;;) {
    to.length = 0
    const outcome = decoder.decode(bytes, 0, bytes.length, named, to)
    if (outcome === 'as-is') return {json: 'as it is', schema: {}}
    if (outcome === 'json')
      return {json: to.take().toString(), schema: JSON.parse(decoder.schemaJson.toString()) as object}
    await decoder.pending
  }
}

test('there are records of both kinds, with and without headers', () => {
  expect(records.length).toBeGreaterThan(10)
  expect(records.filter(({headers}) => Object.keys(headers).length > 0).length).toBeGreaterThan(3)
})

test.each(records.filter(({name}) => name.startsWith('avro')).map((each) => [each.name, each] as const))(
  '%s',
  async (name, answer) => {
    const {json, schema} = await decoded(answer)
    const plain = '{"id":9007199254740993,"status":"PAID","note":"hi"}'
    // Java's JSON of Avro names the branch of a union.
    expect(json).toBe(name.includes('json') ? plain.replace('"hi"', '{"string":"hi"}') : plain)
    expect(schema).toMatchObject({type: 'AVRO'})
  },
)

test.each(records.filter(({name}) => name.startsWith('protobuf')).map((each) => [each.name, each] as const))(
  '%s',
  async (name, answer) => {
    const {json, schema} = await decoded(answer)
    expect(json).toBe('{"text":"hi"}')
    expect(schema).toMatchObject({type: 'PROTOBUF', message: name.endsWith('In2') ? 'k.Outer.In2' : 'k.First'})
  },
)
