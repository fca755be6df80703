import {expect, test} from 'vitest'
import {parseDocuments} from '../../src/lib/provisioning/parse.ts'
import {plainDocuments} from '../../src/lib/text/plain-yaml.ts'
import {yamlByChance} from './yaml-by-chance.ts'

/** With the full parser; templates in quotes are problems here. */
function fully(text: string, file: string) {
  const {documents, problems, templates = []} = parseDocuments(text, file)
  return {documents, problems: [...problems, ...templates.flat()]}
}

test('the fast parser gives the values and places of the full parser for a file of topics', () => {
  const text = `# The topics of team orders
kafkit: 1
topics:   # all of them
  orders.created:
    partitions: 12
    configs: {retention.ms: 7d, cleanup.policy: [compact, delete], min.cleanable.dirty.ratio: 0.50}
    about:
      owner: "team: orders"

      description: one record an order
  orders.state: {partitions: -1}
access:
  User:orders-api: {produce: ['orders.*']}
acls:
- principal: User:ops
  allow:
    - Describe
    -   Read
  topic: "*"
`
  const found = plainDocuments(text, 'f.yaml')
  expect(found).toBeDefined()
  expect({documents: found, problems: []}).toStrictEqual(fully(text, 'f.yaml'))
})

test('the documents of a stream are read one by one', () => {
  const text = '---\nkind: KafkaTopic\nspec: {partitions: 3}\n---\n# the second\nkind: KafkaTopic\n'
  expect(plainDocuments(text, 'f')).toHaveLength(2)
  expect({documents: plainDocuments(text, 'f'), problems: []}).toStrictEqual(fully(text, 'f'))
})

test.each([
  ['nothing', ''],
  ['a key twice', 'a: 1\na: 2\n'],
  ['a key twice in brackets', '{a: 1, a: 2}\n'],
  ['a text that goes on in the next line', 'a: one\n  two\n'],
  ['no value', 'a:\n'],
  ['no value before another key', 'a:\nb: 1\n'],
  ['a number that no double holds', 'a: 9223372036854775807\n'],
  ['a number in another way of writing', 'a: 0x1F\n'],
  ['a number with a sign', 'a: +1\n'],
  ['a date', 'a: 2024-01-01\n'],
  ['a number that begins like a text with a unit', 'a: 0xF\n'],
  ...['null', 'Null', 'NULL', '~', 'True', 'TRUE', 'False', 'FALSE'].map((word): [string, string] => [
    word,
    `a: ${word}\n`,
  ]),
  ['an alias', 'a: &x 1\nb: *x\n'],
  ['a merge', 'a: {b: 1}\nc: {<<: {b: 1}}\n'],
  ['a tag', 'a: !!str 1\n'],
  ['a block of text', 'a: |\n  b: c\n'],
  ['brackets over several lines', 'a: {b: 1,\n  c: 2}\n'],
  ['brackets that are not closed', 'a: {b: 1\n'],
  ['a comma at the end', 'a: [1, 2,]\n'],
  ['a pair in a list', 'a: [b: 1]\n'],
  ['an escape', 'a: "b\\n"\n'],
  ['a doubled quotation mark', "a: 'it''s'\n"],
  ['a template', 'a: "{{ .Values.a }}"\n'],
  ['a variable', 'a: "${A}"\n'],
  ['less indentation than any line above', '  a: 1\nb: 2\n'],
  ['indentation between two levels', 'a:\n    b: 1\n  c: 2\n'],
  ['a map where a list goes on', 'a:\n- b\nc\n'],
  ['a tab', 'a:\t1\n'],
  ['lines that end as on Windows', 'a: 1\r\nb: 2\r\n'],
  ['a mark of the encoding', '\ufeffa: 1\n'],
  ['a colon in a text', 'a: b: c\n'],
  ['a comment without a blank before it', 'a: "b"#c\n'],
  ['a directive', '%YAML 1.1\n---\na: yes\n'],
  ['a document without content', 'a: 1\n---\n'],
  ['the end of a document', 'a: 1\n...\n'],
])('%s is left to the full parser', (_, text) => {
  expect(plainDocuments(text, 'f')).toBeUndefined()
})

test("whatever the fast parser reads of random files is the same as the full parser's result", () => {
  let plain = 0
  const different: string[] = []
  for (let seed = 1; seed <= 4000; seed++) {
    const text = yamlByChance(seed)
    const documents = plainDocuments(text, 'f')
    if (!documents) continue
    plain++
    const full = fully(text, 'f')
    if (JSON.stringify({documents, problems: []}, withMaps) !== JSON.stringify(full, withMaps)) different.push(text)
  }
  expect(different.slice(0, 3)).toEqual([])
  // Otherwise it compares nothing.
  expect(plain).toBeGreaterThan(300)
})

const withMaps = (_: string, value: unknown) =>
  value instanceof Map
    ? [...(value as Map<unknown, unknown>)]
    : typeof value === 'bigint'
      ? `${value}n`
      : Object.is(value, -0)
        ? '-0'
        : value
