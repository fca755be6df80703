// The practice registry answers as Confluent's documentation says: statuses, error codes, fields, also where it says no.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Message} from 'protobufjs'
import descriptor from 'protobufjs/ext/descriptor.js'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {startPracticeRegistry, type PracticeRegistry} from '../../src/lib/practice-registry/start.ts'
import {call, record, register} from '../support/fake-registry.ts'

let registry: PracticeRegistry
beforeEach(async () => {
  registry = await startPracticeRegistry()
})
afterEach(() => registry.close())
const ask = (line: string, body?: object) => call(registry, line, body)
const code = async (line: string, body?: object) => ((await ask(line, body)).body as {error_code?: number}).error_code
const raw = async (path: string) => (await fetch(registry.url + path)).text()
/** A compiled file without its name, and without names of fields in JSON, which protoc always writes. */
function describeFile(base64: string): object {
  const type = descriptor.FileDescriptorProto as unknown as {
    decode(bytes: Uint8Array): Message
    toObject(message: Message, options: object): Record<string, unknown>
  }
  const file = type.toObject(type.decode(Buffer.from(base64, 'base64')), {enums: String})
  return JSON.parse(JSON.stringify({...file, name: ''}, (name, value: unknown) => (name === 'jsonName' ? undefined : value))) as object // prettier-ignore
}
const one = record('R', {a: 'int'})
const two = record('R', {a: 'int', b: 'string?'})
const bad = record('R', {a: 'string'})

test('a schema is found by subject and by id', async () => {
  expect(await ask('POST /subjects/s/versions', {schema: one})).toEqual({status: 200, body: {id: 1}})
  expect(await ask('POST /subjects/s/versions', {schema: one})).toEqual({status: 200, body: {id: 1}})
  expect(await ask('GET /subjects')).toEqual({status: 200, body: ['s']})
  expect(await ask('GET /subjects/s/versions')).toEqual({status: 200, body: [1]})
  expect((await ask('GET /subjects/s/versions/latest')).body).toMatchObject({
    subject: 's',
    version: 1,
    id: 1,
    schema: one,
  })
  expect((await ask('GET /schemas/ids/1')).body).toMatchObject({schema: one})
  expect((await ask('GET /schemas/ids/1/versions')).body).toEqual([{subject: 's', version: 1}])
  expect((await ask('POST /subjects/s', {schema: one})).body).toMatchObject({subject: 's', version: 1, id: 1})
})

test('the same schema has one id in all subjects, and a guid by which it is found', async () => {
  await register(registry, 'a', one)
  expect(await register(registry, 'b', one)).toBe(1)
  const {guid} = (await ask('GET /schemas/ids/1')).body as {guid: string}
  expect(guid).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
  expect((await ask(`GET /schemas/guids/${guid}`)).body).toMatchObject({schema: one})
})

describe('missing items are refused', () => {
  test.each([
    ['GET /subjects/x/versions', 40401],
    ['GET /subjects/s/versions/9', 40402],
    ['GET /subjects/s/versions/0', 42202],
    ['GET /subjects/s/versions/x', 42202],
    ['GET /schemas/ids/9', 40403],
    ['GET /config/s', 40408],
    ['GET /mode/s', 40409],
    ['DELETE /subjects/x', 40401],
    ['DELETE /subjects/s/versions/9', 40402],
    ['GET /nothing', 404],
    ['PUT /subjects', 405],
  ])('%s: %i', async (line, expected) => {
    await register(registry, 's', one)
    expect(await code(line)).toBe(expected)
  })

  test('a lookup fails for a missing subject or another schema', async () => {
    expect(await code('POST /subjects/s', {schema: one})).toBe(40401)
    await register(registry, 's', one)
    expect(await code('POST /subjects/s', {schema: two})).toBe(40403)
  })

  test.each([['{"type":"nothing"}'], ['not a schema'], ['']])('an invalid schema is refused: %s', async (schema) => {
    expect(await code('POST /subjects/s/versions', {schema})).toBe(42201)
  })
})

describe('compatibility', () => {
  test('BACKWARD is the default; 409 has reasons, and a check has messages', async () => {
    expect((await ask('GET /config')).body).toEqual({compatibilityLevel: 'BACKWARD'})
    await register(registry, 's', one)
    const refused = await ask('POST /subjects/s/versions', {schema: bad})
    expect(refused).toMatchObject({status: 409, body: {error_code: 409}})
    expect((refused.body as {message: string}).message).toContain("errorType:'TYPE_MISMATCH'")
    expect((await ask('POST /compatibility/subjects/s/versions/latest', {schema: bad})).body).toEqual({
      is_compatible: false,
    })
    const verbose = await ask('POST /compatibility/subjects/s/versions/latest?verbose=true', {schema: bad})
    expect(verbose.body).toMatchObject({
      is_compatible: false,
      messages: [expect.stringContaining("path '/fields/0/type'"), '{oldSchemaVersion: 1}', `{oldSchema: '${one}'}`, "{compatibility: 'BACKWARD'}"], // prettier-ignore
    })
  })

  test('only a transitive level checks versions before the last one', async () => {
    await register(registry, 's', record('R', {a: 'int', gone: 'int'}))
    await register(registry, 's', record('R', {a: 'int'}))
    const back = {schema: record('R', {a: 'int', gone: 'string?'})}
    expect((await ask('POST /compatibility/subjects/s/versions', back)).body).toEqual({is_compatible: true})
    await ask('PUT /config/s', {compatibility: 'BACKWARD_TRANSITIVE'})
    expect((await ask('POST /compatibility/subjects/s/versions', back)).body).toEqual({is_compatible: false})
  })

  test('PUT takes and answers `compatibility`, GET answers `compatibilityLevel`; a level may be of a subject', async () => {
    expect((await ask('PUT /config/s', {compatibility: 'full'})).body).toEqual({compatibility: 'FULL'})
    expect((await ask('GET /config/s')).body).toEqual({compatibilityLevel: 'FULL'})
    expect(await code('PUT /config', {compatibility: 'SIDEWAYS'})).toBe(42203)
    await ask('DELETE /config/s')
    expect(await code('GET /config/s')).toBe(40408)
    expect((await ask('GET /config/s?defaultToGlobal=true')).body).toEqual({compatibilityLevel: 'BACKWARD'})
  })

  test('rules that it does not know are never reported as compatible', async () => {
    const message = (fields: string) => `syntax = "proto3"; message M { ${fields} }`
    const proto = (fields: string) => ({schemaType: 'PROTOBUF', schema: message(fields)})
    await register(registry, 'p', message('int32 a = 1;'), {schemaType: 'PROTOBUF'})
    expect(await code('POST /subjects/p/versions', proto('string a = 1;'))).toBe(501)
    await ask('PUT /config/p', {compatibility: 'NONE'})
    expect((await ask('POST /subjects/p/versions', proto('string a = 1;'))).status).toBe(200)
  })
})

describe('deleting', () => {
  test('is soft first, then permanent, in this order only', async () => {
    await register(registry, 's', one)
    expect(await code('DELETE /subjects/s?permanent=true')).toBe(40405)
    expect((await ask('DELETE /subjects/s')).body).toEqual([1])
    expect(await code('DELETE /subjects/s')).toBe(40404)
    expect(await code('GET /subjects/s/versions')).toBe(40401)
    expect((await ask('GET /subjects/s/versions?deleted=true')).body).toEqual([1])
    expect((await ask('GET /schemas/ids/1')).status).toBe(200)
    expect((await ask('DELETE /subjects/s?permanent=true')).body).toEqual([1])
    expect(await code('GET /schemas/ids/1')).toBe(40403)
  })

  test('a version works in the same way', async () => {
    await register(registry, 's', one)
    await register(registry, 's', two)
    expect(await code('DELETE /subjects/s/versions/1?permanent=true')).toBe(40407)
    expect((await ask('DELETE /subjects/s/versions/1')).body).toBe(1)
    expect(await code('DELETE /subjects/s/versions/1')).toBe(40406)
    expect((await ask('GET /subjects/s/versions')).body).toEqual([2])
  })

  test('a subject registered again has its id and a new version, but no level', async () => {
    await register(registry, 's', one)
    await ask('PUT /config/s', {compatibility: 'FULL'})
    await ask('DELETE /subjects/s')
    expect(await register(registry, 's', one)).toBe(1)
    expect((await ask('GET /subjects/s/versions')).body).toEqual([2])
    expect(await code('GET /config/s')).toBe(40408)
  })

  test('keeps what is referred to', async () => {
    const inner = '{"type":"record","name":"In","fields":[]}'
    const outer = '{"type":"record","name":"Out","fields":[{"name":"in","type":"In"}]}'
    await register(registry, 'in', inner)
    const references = [{name: 'In', subject: 'in', version: 1}]
    const id = await register(registry, 'out', outer, {references})
    expect((await ask('GET /subjects/in/versions/1/referencedby')).body).toEqual([id])
    expect(await code('DELETE /subjects/in')).toBe(42206)
    expect(await code('POST /subjects/out2/versions', {schema: outer})).toBe(42201)
    expect(
      await code('POST /subjects/out2/versions', {schema: outer, references: [{...references[0], version: 9}]}),
    ).toBe(42201)
  })
})

describe('modes', () => {
  test('READONLY is enforced', async () => {
    await register(registry, 's', one)
    await ask('PUT /mode', {mode: 'READONLY'})
    expect(await code('POST /subjects/s/versions', {schema: two})).toBe(42205)
    expect(await code('DELETE /subjects/s')).toBe(42205)
    expect(await code('PUT /config', {compatibility: 'NONE'})).toBe(42205)
    expect(await code('PUT /mode', {mode: 'WHATEVER'})).toBe(42204)
  })

  test('IMPORT keeps ids and versions and requires an empty subject, and no other schema gets that id', async () => {
    expect(await code('POST /subjects/s/versions', {schema: one, id: 7, version: 3})).toBe(42205)
    await register(registry, 'full', one)
    expect(await code('PUT /mode/full', {mode: 'IMPORT'})).toBe(42205)
    expect((await ask('PUT /mode/full?force=true', {mode: 'IMPORT'})).status).toBe(200)
    await ask('PUT /mode/s', {mode: 'IMPORT'})
    expect((await ask('POST /subjects/s/versions', {schema: two, id: 7, version: 3})).body).toEqual({id: 7})
    expect((await ask('GET /subjects/s/versions/3')).body).toMatchObject({id: 7, version: 3})
    expect(await code('POST /subjects/s/versions', {schema: bad, id: 7, version: 4})).toBe(42205)
    expect(await code('POST /subjects/s/versions', {schema: bad})).toBe(42205)
    // Ids that come later are higher.
    expect(await register(registry, 'other', bad)).toBe(8)
  })
})

test('contexts have ids of their own', async () => {
  await register(registry, 's', one)
  expect(await register(registry, ':.eu:s', two)).toBe(1)
  expect((await ask('GET /contexts')).body).toEqual(['.', '.eu'])
  expect((await ask('GET /schemas/ids/1')).body).toMatchObject({schema: one})
  expect((await ask(`GET /schemas/ids/1?subject=${encodeURIComponent(':.eu:')}`)).body).toMatchObject({schema: two})
})

test('names may contain / : % and blanks', async () => {
  const name = 'a/b c:%41'
  await register(registry, name, one)
  expect((await ask('GET /subjects')).body).toEqual([name])
  expect((await ask(`GET /subjects/${encodeURIComponent(name)}/versions`)).body).toEqual([1])
  expect((await ask('GET /subjects/%/versions')).status).toBe(500)
})

const permuted = (text: string) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as object).toReversed())) // prettier-ignore
const post = async (subject: string, body: object, query = '') =>
  ((await ask(`POST /subjects/${subject}/versions${query}`, body)).body as {id: number}).id

test('blanks do not make another schema, but the order does, except with normalize', async () => {
  const id = await post('s', {schema: one})
  expect(await post('s', {schema: JSON.stringify(JSON.parse(one), null, 2)})).toBe(id)
  expect(await post('s', {schema: permuted(one)})).toBe(2)
  const normal = await post('n', {schema: one}, '?normalize=true')
  expect(await post('n', {schema: permuted(one)}, '?normalize=true')).toBe(normal)
  expect((await ask('POST /subjects/n?normalize=true', {schema: permuted(one)})).body).toMatchObject({id: normal})
  expect((await ask('POST /subjects/n', {schema: one})).status).toBe(404)
})

test('normalize: JSON Schema with all digits of its numbers, Protobuf without comments and with its imports in order', async () => {
  const json = {schemaType: 'JSON', schema: '{"type":"integer","maximum":9007199254740993}'}
  const id = await post('j', json, '?normalize=true')
  expect(await post('j', {...json, schema: '{"maximum": 9007199254740993, "type": "integer"}'}, '?normalize=true')).toBe(id) // prettier-ignore
  expect((await ask(`GET /schemas/ids/${id}`)).body).toMatchObject({schema: '{"maximum":9007199254740993,"type":"integer"}'}) // prettier-ignore
  const imports = ['import "google/protobuf/any.proto";', 'import "google/protobuf/empty.proto";']
  const proto = (...lines: string[]) => ({schemaType: 'PROTOBUF', schema: ['syntax = "proto3";', ...lines, 'message M { string a = 1; }'].join('\n')}) // prettier-ignore
  const first = await post('p', proto(...imports), '?normalize=true')
  expect(await post('p', proto('// a "word"', ...imports.toReversed()), '?normalize=true')).toBe(first)
})

test('a config that normalizes applies to clients that do not ask for it', async () => {
  expect((await ask('PUT /config/c', {normalize: true})).body).toEqual({normalize: true})
  expect((await ask('GET /config/c')).body).toEqual({normalize: true})
  expect((await ask('GET /config/c?defaultToGlobal=true')).body).toEqual({
    compatibilityLevel: 'BACKWARD',
    normalize: true,
  })
  const id = await post('c', {schema: one})
  expect(await post('c', {schema: permuted(one)}, '?normalize=false')).toBe(id)
})

describe('Protobuf in its compiled form, as clients for Go, Python, .NET and JavaScript send and request it', () => {
  const text = 'syntax = "proto3";\npackage p;\nimport "other.proto";\nmessage M { string a = 1; p.O o = 2; }\n'
  /** Of the text above, by protoc. */
  const compiled = 'Cghtby5wcm90bxIBcBoLb3RoZXIucHJvdG8iJQoBTRIMCgFhGAEgASgJUgFhEhIKAW8YAiABKAsyBC5wLk9SAW9iBnByb3RvMw==' // prettier-ignore
  const references = [{name: 'other.proto', subject: 'o', version: 1}]
  beforeEach(async () => {
    await ask('POST /subjects/o/versions', {schemaType: 'PROTOBUF', schema: 'syntax = "proto3"; package p; message O {}'}) // prettier-ignore
  })

  test('is stored as text, and returned in compiled form on request', async () => {
    const id = await post('s', {schemaType: 'PROTOBUF', schema: compiled, references})
    const {schema} = (await ask(`GET /schemas/ids/${id}`)).body as {schema: string}
    expect(schema).toContain('message M {')
    expect((await ask('GET /subjects/s/versions/1')).body).toMatchObject({schema, references})
    for (const path of [`schemas/ids/${id}`, 'subjects/s/versions/latest'])
      expect(describeFile(((await ask(`GET /${path}?format=serialized`)).body as {schema: string}).schema)).toEqual(
        // Whoever asks by id does not know the file's name.
        describeFile(compiled),
      )
    expect(describeFile(await raw(`/schemas/ids/${id}/schema?format=serialized`))).toEqual(describeFile(compiled))
    // Both forms are the same schema.
    expect((await ask('POST /subjects/s', {schemaType: 'PROTOBUF', schema: compiled, references})).body).toMatchObject({id}) // prettier-ignore
    expect(await post('s', {schemaType: 'PROTOBUF', schema, references})).toBe(id)
  })

  test('is made from text that was registered as text', async () => {
    const id = await post('t', {schemaType: 'PROTOBUF', schema: text, references})
    const {schema} = (await ask(`GET /schemas/ids/${id}?format=serialized`)).body as {schema: string}
    expect(describeFile(schema)).toEqual(describeFile(compiled))
    expect((await ask(`GET /schemas/ids/${id}`)).body).toMatchObject({schema: text})
    // Who sends the compiled form of it means the same, though the text would be another.
    expect((await ask('POST /subjects/t', {schemaType: 'PROTOBUF', schema: compiled, references})).body).toMatchObject({id, schema: text}) // prettier-ignore
    expect(await post('t', {schemaType: 'PROTOBUF', schema: compiled, references})).toBe(id)
    expect((await ask('GET /subjects/t/versions')).body).toEqual([1])
  })

  test('is refused if it is neither; Avro has no such form', async () => {
    expect(await code('POST /subjects/s/versions', {schemaType: 'PROTOBUF', schema: 'Cv8='})).toBe(42201)
    const id = await post('a', {schema: one})
    expect((await ask(`GET /schemas/ids/${id}?format=serialized`)).body).toMatchObject({schema: one})
  })
})

test('with a file the state is the same after a restart; a file with other content is refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-registry-'))
  try {
    const file = join(folder, 'schemas.json')
    const first = await startPracticeRegistry({file})
    await register(first, 's', one)
    await call(first, 'PUT /config/s', {compatibility: 'FULL'})
    await first.close()
    const second = await startPracticeRegistry({file})
    expect((await call(second, 'GET /schemas/ids/1')).body).toMatchObject({schema: one})
    expect((await call(second, 'GET /config/s')).body).toEqual({compatibilityLevel: 'FULL'})
    expect(await register(second, 's', two)).toBe(2)
    await second.close()
    writeFileSync(file, '{}')
    await expect(startPracticeRegistry({file})).rejects.toThrow('does not hold the state of a practice registry')
  } finally {
    rmSync(folder, {recursive: true})
  }
})
