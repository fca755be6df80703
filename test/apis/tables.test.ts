import {readdir, readFile} from 'node:fs/promises'
import {describe, expect, test} from 'vitest'
import {consumerProtocolAssignment, consumerProtocolSubscription} from '../../src/lib/apis/consumer-protocol.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {pick, type Api, type Versions} from '../../src/lib/wire/api.ts'
import type {Field, Fields} from '../../src/lib/wire/schema.ts'
import {definitionsIn, range, type Definition, type Definitions} from '../support/apache-definitions.ts'
import {differences, firstDifference} from '../support/compare-with-apache.ts'
import {kafkaClientsJar} from '../support/kafka-clients-jar.ts'
import {allTables} from '../support/tables.ts'

const tables = await allTables()

describe('tables as files', () => {
  test.each(tables)('$file contains the table of its name', ({file, name, api}) => {
    const kebab = api.name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
    expect([file, name]).toEqual([`${kebab}.ts`, api.name])
  })

  test('no API occurs twice', () => {
    expect(new Set(tables.map(({api}) => api.key)).size).toBe(tables.length)
    expect(tables.length).toBeGreaterThan(30)
  })
})

/** What live brokers of that version said. */
const brokers = await readdir(new URL('../fixtures/api-versions/', import.meta.url))
test.each(brokers)('with %s kafkit can speak every API that it has', async (file) => {
  const text = await readFile(new URL(`../fixtures/api-versions/${file}`, import.meta.url), 'utf8')
  const {apis} = JSON.parse(text) as {apis: Record<string, Versions>}
  const strangers = tables.filter(({api}) => apis[api.key] && pick(api.versions, apis[api.key]) === undefined)
  expect(strangers.map(({name}) => name)).toEqual([])
})

const definitions = await Promise.all(
  (['4.3.1', '3.9.1'] as const).map(async (version) => definitionsIn(await kafkaClientsJar(version))),
).catch((error: unknown) => {
  console.warn(`SKIPPED: comparing the API tables with Apache's definitions: ${String(error)}`)
  return []
})

describe.skipIf(definitions.length === 0)("Apache's definitions", () => {
  test.each(tables)("$name equals Apache's in every version", ({api}) => {
    expect(differences(api, definitions)).toEqual([])
  })

  test.each([
    ['ConsumerProtocolSubscription', consumerProtocolSubscription],
    ['ConsumerProtocolAssignment', consumerProtocolAssignment],
  ] as const)('%s is theirs in every version', (name, {fields, versions}) => {
    const definition = definitions[0]?.get(name) as Definition
    expect(range(definition.validVersions)).toEqual(versions)
    for (let version = versions[0]; version <= versions[1]; version++) {
      expect(firstDifference(fields, version, undefined, definition, 'request', versions)).toBeUndefined()
    }
  })

  test('a wrong table is detected, with version and field', () => {
    const wrong = withFields(Metadata, 'response', (fields) => ({
      ...fields,
      controllerId: fields['clusterId'] as Field,
    }))
    expect(differences(wrong, definitions)).toContain(
      "Metadata response: v2: Apache has 'controllerId: int32', the table 'controllerId: string or null'",
    )
    expect(differences({...Metadata, flexible: 10}, definitions)[0]).toBe('Metadata request: v9: is flexible')
    expect(differences({...Metadata, versions: [0, 12]}, definitions)[0]).toBe(
      'Metadata request: the newest version is 13',
    )
    expect(differences({...Metadata, name: 'Nothing'}, definitions)).toEqual([
      'Nothing request: Apache has no such message',
      'Nothing response: Apache has no such message',
    ])
  })

  test('any changed field of any table is detected', () => {
    const unnoticed: string[] = []
    let count = 0
    for (const {api} of tables) {
      for (const [what, changed] of mutations(api)) {
        count++
        if (differences(changed, definitions as Definitions[]).length === 0) unnoticed.push(`${api.name} ${what}`)
      }
    }
    expect(unnoticed).toEqual([])
    expect(count).toBeGreaterThan(1000)
  })
})

function withFields(api: Api, side: 'request' | 'response', change: (fields: Fields) => Fields): Api {
  return {...api, [side]: change(api[side])}
}

/** Each field of the table changed in one way that matters on the wire, or left out. */
function* mutations(api: Api): Generator<[what: string, changed: Api]> {
  for (const side of ['request', 'response'] as const) {
    for (const [what, changed] of mutatedFields(api[side])) yield [`${side} ${what}`, {...api, [side]: changed}]
  }
}

function* mutatedFields(fields: Fields): Generator<[what: string, changed: Fields]> {
  for (const [name, field] of Object.entries(fields)) {
    const {[name]: _, ...rest} = fields
    if (field.tag === undefined) yield [`without ${name}`, rest]
    for (const [what, changed] of mutated(field)) yield [`${name} ${what}`, {...fields, [name]: changed}]
    const inner = field.items?.fields ?? field.fields
    for (const [what, changed] of inner ? mutatedFields(inner) : []) {
      const outer = field.items ? {...field, items: {...field.items, fields: changed}} : {...field, fields: changed}
      yield [`${name}.${what}`, {...fields, [name]: outer}]
    }
  }
}

function* mutated(field: Field): Generator<[what: string, changed: Field]> {
  if (field.since !== undefined && field.tag === undefined)
    yield ['a version later', {...field, since: field.since + 1}]
  if (field.until !== undefined) yield ['a version longer', {...field, until: field.until + 1}]
  if (field.kind === 'int32') yield ['as int64', {...field, kind: 'int64'}]
  if (field.kind === 'string') yield ['as bytes', {...field, kind: 'bytes', default: ''}]
  if (field.kind === 'bool') yield ['as int8', {...field, kind: 'int8', default: 0}]
  if (field.nullableSince === undefined) yield ['nullable', {...field, nullableSince: 0}]
  else yield ['never null', {...field, nullableSince: Infinity}]
  if (field.ignorable) yield ['not ignorable', {...field, ignorable: false}]
  if (field.since !== undefined && field.kind === 'int32') yield ['another default', {...field, default: 77}]
  if (field.tag !== undefined) yield ['another tag', {...field, tag: field.tag + 5}]
}
