// The schema of the format: what it takes is what the reader takes.
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Ajv2020} from 'ajv/dist/2020.js'
import {expect, test} from 'vitest'
import {parse} from 'yaml'
import {root} from '../../scripts/command-files.ts'
import {native} from '../../src/lib/provisioning/native/native.ts'
import {parseDocuments} from '../../src/lib/provisioning/parse.ts'
import {ProblemCollector} from '../../src/lib/provisioning/reader.ts'

const schema = JSON.parse(readFileSync(join(root, 'schemas', 'provisioning.schema.json'), 'utf8')) as object
const valid = new Ajv2020({allowUnionTypes: true, strictRequired: false}).compile(schema)

function read(text: string): string[] {
  const collector = new ProblemCollector()
  const {documents, problems} = parseDocuments(text, 'f')
  for (const document of documents) native.read(document, collector)
  return [...problems, ...collector.problems].map((each) => each.text)
}

const page = readFileSync(join(root, 'docs', 'provisioning.md'), 'utf8')
const sample = /```yaml\n(# yaml-language-server[\s\S]*?)```/.exec(page)?.[1] ?? ''

test('the file of docs/provisioning.md, which has every field, is valid for schema and reader', () => {
  expect(read(sample)).toEqual([])
  expect(valid(parse(sample)), JSON.stringify(valid.errors)).toBe(true)
  // Every field of the schema's first level is in it.
  const {properties} = schema as {properties: object}
  const shown = Object.keys(parse(sample) as object)
  expect(Object.keys(properties).filter((each) => !shown.includes(each))).toEqual(['policy'])
})

test.each([
  '{topics: {}}',
  '{kafkit: 2}',
  '{kafkit: 1, topic: {}}',
  '{kafkit: 1, topics: {a b: {}}}',
  '{kafkit: 1, topics: {a: {partitions: many}}}',
  '{kafkit: 1, topics: {a: {partitions: {least: 3}}}}',
  '{kafkit: 1, topics: {a: {config: {}}}}',
  '{kafkit: 1, topics: {a: {state: gone}}}',
  '{kafkit: 1, topics: {a: {assignment: [1, 2]}}}',
  '{kafkit: 1, topics: {a: {configs: {x: {y: 1}}}}}',
  '{kafkit: 1, access: {api: {produce: [a]}}}',
  '{kafkit: 1, access: {User:api: {consume: [{topics: [a]}]}}}',
  '{kafkit: 1, acls: [{principal: User:a, topic: a}]}',
  '{kafkit: 1, acls: [{principal: User:a, allow: [Read], deny: [Read], topic: a}]}',
  '{kafkit: 1, acls: [{principal: User:a, allow: [Read]}]}',
  '{kafkit: 1, users: {a: {scram: {SCRAM-SHA-1: {}}}}}',
  '{kafkit: 1, users: {a: {scram: {SCRAM-SHA-256: {iterations: 1}}}}}',
  '{kafkit: 1, users: {a: {scram: {SCRAM-SHA-256: {password: x}}}}}',
  '{kafkit: 1, quotas: [{user: a, producer_rate: 1}]}',
  '{kafkit: 1, brokers: {"1": {config: {}}}}',
])('schema and reader both refuse: %s', (text) => {
  const found = text.includes('kafkit') ? read(text) : ['recognised by kafkit: 1']
  expect(found).not.toEqual([])
  expect(valid(parse(text))).toBe(false)
})
