// Records that serializers of other programs wrote, with the schemas that they registered
// (test/fixtures/serdes/NAME-answers.json).
import {readFileSync} from 'node:fs'
import {FieldDecoder, type FieldSettings} from '../../src/lib/serdes/field-decoder.ts'
import type {ReferencedSchema, RegisteredSchema, SchemaSource, SchemaType} from '../../src/lib/serdes/schema-source.ts'
import {TextBuffer} from '../../src/lib/text/text-buffer.ts'

interface Registered {
  readonly schema: string
  readonly schemaType?: SchemaType
  readonly guid?: string
  readonly references?: readonly {readonly name: string; readonly subject: string; readonly version: number}[]
}

export interface ForeignRecord {
  /** A name that ends with `key` is for keys. */
  readonly name: string
  /** Null for a tombstone. */
  readonly hex: string | null
  readonly headers: Readonly<Record<string, string>>
  /** The value that was given to the serializer, if the fixtures have it. */
  readonly means?: unknown
  readonly message?: string
}

interface Answers {
  readonly schemas: Readonly<Record<string, Registered>>
  readonly versions: Readonly<Record<string, Registered>>
  readonly records: readonly ForeignRecord[]
}

const form: FieldSettings['form'] = {form: 'plain', logical: true, longs: 'number', protoDefaults: false, protoNames: 'json', validate: true} // prettier-ignore

/** `decoded`: the JSON of a record, and the schema by which it was decoded; `as it is` if it names no schema. */
export function foreignRecords(name: 'apicurio' | 'debezium' | 'javascript') {
  const file = new URL(`../fixtures/serdes/${name}-answers.json`, import.meta.url)
  const {schemas, versions, records} = JSON.parse(readFileSync(file, 'utf8')) as Answers
  const referenced = ({references = []}: Registered): ReferencedSchema[] =>
    references.map(({name: each, subject, version}) => {
      const found = versions[`${subject} ${version}`] as Registered
      return {name: each, subject, version, text: found.schema, references: referenced(found)}
    })
  const given = ([id, found]: readonly [string, Registered]): RegisteredSchema => ({
    id: Number(id),
    type: found.schemaType ?? 'AVRO',
    text: found.schema,
    references: referenced(found),
  })
  const find = (is: (id: string, schema: Registered) => boolean): Promise<RegisteredSchema> => {
    const found = Object.entries(schemas).find(([id, each]) => is(id, each))
    return found ? Promise.resolve(given(found)) : Promise.reject(new Error('a schema that is not among the fixtures'))
  }
  const source: SchemaSource = {
    name: 'fixtures',
    byId: (id) => find((each) => each === String(id)),
    byGuid: (guid) => find((_, each) => each.guid === guid),
    bySubject: () => Promise.reject(new Error('not asked')),
  }
  async function decoded(record: ForeignRecord): Promise<{readonly json: string; readonly schema: object}> {
    const field = record.name.endsWith('key') ? 'key' : 'value'
    const decoder = new FieldDecoder({field, serde: 'auto', framing: 'auto', source, form})
    const bytes = Buffer.from(record.hex ?? '', 'hex')
    const headers = {
      headerCount: Object.keys(record.headers).length,
      header: (each: string) =>
        record.headers[each] === undefined ? undefined : Buffer.from(record.headers[each], 'hex'),
    }
    const to = new TextBuffer(16)
    for (;;) {
      to.length = 0
      const outcome = decoder.decode(bytes, 0, bytes.length, headers, to)
      if (outcome === 'as-is') return {json: 'as it is', schema: {}}
      if (outcome === 'json')
        return {json: to.take().toString(), schema: JSON.parse(decoder.schemaJson.toString()) as object}
      await decoder.pending
    }
  }
  return {records, decoded}
}
