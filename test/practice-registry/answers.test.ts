// The practice registry answers as Confluent's documentation says: statuses, error codes, fields, also where it says no.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
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
const one = record('R', {a: 'int'})
const two = record('R', {a: 'int', b: 'string?'})
const bad = record('R', {a: 'string'})

test('a schema, by subject and by id', async () => {
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

describe('what is not there', () => {
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

  test('a lookup: no such subject, or not this schema', async () => {
    expect(await code('POST /subjects/s', {schema: one})).toBe(40401)
    await register(registry, 's', one)
    expect(await code('POST /subjects/s', {schema: two})).toBe(40403)
  })

  test.each([['{"type":"nothing"}'], ['not a schema'], ['']])('a schema that is none: %s', async (schema) => {
    expect(await code('POST /subjects/s/versions', {schema})).toBe(42201)
  })
})

describe('compatibility', () => {
  test('BACKWARD unless said otherwise; 409 with reasons, and a check with messages', async () => {
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

  test('only a transitive level looks behind the last version', async () => {
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

  test('rules that it does not know are never passed off as compatible', async () => {
    const message = (fields: string) => `syntax = "proto3"; message M { ${fields} }`
    const proto = (fields: string) => ({schemaType: 'PROTOBUF', schema: message(fields)})
    await register(registry, 'p', message('int32 a = 1;'), {schemaType: 'PROTOBUF'})
    expect(await code('POST /subjects/p/versions', proto('string a = 1;'))).toBe(501)
    await ask('PUT /config/p', {compatibility: 'NONE'})
    expect((await ask('POST /subjects/p/versions', proto('string a = 1;'))).status).toBe(200)
  })
})

describe('deleting', () => {
  test('soft, then for good; in this order only', async () => {
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

  test('of a version the same', async () => {
    await register(registry, 's', one)
    await register(registry, 's', two)
    expect(await code('DELETE /subjects/s/versions/1?permanent=true')).toBe(40407)
    expect((await ask('DELETE /subjects/s/versions/1')).body).toBe(1)
    expect(await code('DELETE /subjects/s/versions/1')).toBe(40406)
    expect((await ask('GET /subjects/s/versions')).body).toEqual([2])
  })

  test('registered again it has its id and a new version; its level is gone', async () => {
    await register(registry, 's', one)
    await ask('PUT /config/s', {compatibility: 'FULL'})
    await ask('DELETE /subjects/s')
    expect(await register(registry, 's', one)).toBe(1)
    expect((await ask('GET /subjects/s/versions')).body).toEqual([2])
    expect(await code('GET /config/s')).toBe(40408)
  })

  test('what is referred to stays', async () => {
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

  test('IMPORT keeps ids and versions, wants an empty subject, and nothing else gets that id', async () => {
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

test('names with / : % and blanks', async () => {
  const name = 'a/b c:%41'
  await register(registry, name, one)
  expect((await ask('GET /subjects')).body).toEqual([name])
  expect((await ask(`GET /subjects/${encodeURIComponent(name)}/versions`)).body).toEqual([1])
  expect((await ask('GET /subjects/%/versions')).status).toBe(500)
})

test('normalize: order and blanks make no other schema', async () => {
  const spaced = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(one) as object).toReversed()), null, 2)
  const id = ((await ask('POST /subjects/s/versions?normalize=true', {schema: one})).body as {id: number}).id
  expect((await ask('POST /subjects/s/versions?normalize=true', {schema: spaced})).body).toEqual({id})
})

test('with a file it is the same after a restart; a file that is something else is refused', async () => {
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
