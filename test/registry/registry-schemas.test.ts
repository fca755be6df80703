// What decoders ask a registry for: each schema once, whole, and failures not for every record.
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {HttpClient} from '../../src/lib/http/client.ts'
import {NoAnswer} from '../../src/lib/http/errors.ts'
import {startPracticeRegistry, type Fault, type PracticeRegistry} from '../../src/lib/practice-registry/start.ts'
import {CircularReference, RegistrySchemas} from '../../src/lib/registry/registry-schemas.ts'
import {Registry} from '../../src/lib/registry/registry.ts'
import {SchemaUnknown} from '../../src/lib/serdes/schema-source.ts'
import {record, register} from '../support/fake-registry.ts'

let server: PracticeRegistry
let asked: string[]
let fault: (url: string) => Fault | undefined
let registry: Registry
let now: number
let schemas: RegistrySchemas
beforeEach(async () => {
  asked = []
  fault = () => undefined
  server = await startPracticeRegistry({
    received: ({method, url}) => {
      if (method === 'GET') asked.push(url)
      return fault(url)
    },
  })
  const options = {service: 'the registry', urls: [new URL(server.url)], totalTimeoutMs: 200, beforeChange: () => {}}
  registry = new Registry(new HttpClient(options))
  now = 0
  schemas = new RegistrySchemas(registry, () => now)
})
afterEach(async () => {
  registry.close()
  await server.close()
})

const refer = (name: string, version = 1) => ({name, subject: name, version})

test('an id is requested once, however often it is needed, even at the same time', async () => {
  await register(server, 's', record('R', {a: 'int'}))
  const all = await Promise.all([schemas.byId(1), schemas.byId(1), schemas.byId(1, 'orders-value')])
  expect(all.map(({id, type}) => [id, type])).toEqual([
    [1, 'AVRO'],
    [1, 'AVRO'],
    [1, 'AVRO'],
  ])
  expect(asked).toEqual(['/schemas/ids/1'])
})

test('a missing id is requested once too', async () => {
  for (const _ of [1, 2, 3]) await expect(schemas.byId(9)).rejects.toThrow(SchemaUnknown)
  now = 1e9
  await expect(schemas.byId(9)).rejects.toThrow(`the registry at ${server.url} has no schema of id 9`)
  expect(asked).toEqual(['/schemas/ids/9'])
})

test('a registry that does not answer is not asked for a while, and then again', async () => {
  await register(server, 's', record('R', {a: 'int'}))
  fault = () => 'hang up'
  await expect(schemas.byId(1)).rejects.toThrow(NoAnswer)
  const tries = asked.length
  await expect(schemas.byId(1)).rejects.toThrow(NoAnswer)
  expect(asked).toHaveLength(tries)
  fault = () => undefined
  now = 10_001
  expect((await schemas.byId(1)).id).toBe(1)
})

test('the same id in another context is another schema', async () => {
  await register(server, 's', record('R', {a: 'int'}))
  await register(server, ':.eu:s', record('E', {a: 'int'}))
  expect((await schemas.byId(1)).text).toContain('"R"')
  expect((await schemas.byId(1, ':.eu:orders-value')).text).toContain('"E"')
})

describe('references', () => {
  test('two levels deep and in a diamond they are complete, and each version is requested once', async () => {
    await register(server, 'A', record('A', {x: 'int'}))
    await register(server, 'B', record('B', {a: 'A'}), {references: [refer('A')]})
    await register(server, 'C', record('C', {a: 'A'}), {references: [refer('A')]})
    const text = record('D', {b: 'B', c: 'C'})
    await register(server, 'D', text, {references: [refer('B'), refer('C'), refer('A')]})
    const found = await schemas.bySubject('D', 'latest')
    expect(found).toMatchObject({
      subject: 'D',
      version: 1,
      text,
      references: [
        {name: 'B', references: [{name: 'A', references: []}]},
        {name: 'C', references: [{name: 'A', references: []}]},
        {name: 'A', references: []},
      ],
    })
    expect(asked.filter((url) => url.startsWith('/subjects/A/'))).toHaveLength(1)
  })

  test('to a version that was soft-deleted later still work, as records may need it', async () => {
    await register(server, 'A', record('A', {x: 'int'}))
    await register(server, 'B', record('B', {a: 'A'}), {references: [refer('A')]})
    fault = (url) =>
      url.startsWith('/subjects/A/versions/1') && !url.includes('deleted=true') ? {status: 404, body: ''} : undefined
    expect((await schemas.bySubject('B', 1)).references).toMatchObject([{name: 'A'}])
  })

  test('in a circle, which a registry should not have, are an error, not an endless loop', async () => {
    await register(server, 'A', record('A', {x: 'int'}))
    const wire = {subject: 'A', version: 1, id: 1, schema: '{}', references: [refer('A')]}
    fault = (url) => (url.startsWith('/subjects/A/versions/1') ? {status: 200, body: JSON.stringify(wire)} : undefined)
    await expect(schemas.bySubject('A', 1)).rejects.toThrow(CircularReference)
  })
})
