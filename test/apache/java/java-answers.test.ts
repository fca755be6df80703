// Java's own answers (test/fixtures/JavaAnswers.java) against what stands in for it here.
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {
  hashOrder,
  hashOrderOfStrings,
  copyCapacity,
  topicPartitionHash,
} from '../../../src/lib/apache/java/hash-order.ts'
import {javaRegex, JavaRegexError} from '../../../src/lib/apache/java/regex.ts'
import {parseDateTime, parseDuration} from '../../../src/lib/apache/java/time.ts'
import {parseUuid} from '../../../src/lib/apache/java/uuid.ts'
import {helpAndVersion, parseOptions, type OptionTable} from '../../../src/lib/apache/command-line/options.ts'
import {re2Problem} from '../../../src/lib/apache/java/re2-syntax.ts'
import {checkTopicConfigs} from '../../../src/lib/apache/kafka-topics/log-config.ts'

interface Answer {
  readonly kind: string
  readonly input: unknown
  readonly answer: unknown
}
const answers = readFileSync(join(import.meta.dirname, '../../fixtures/java-answers.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Answer)

/** Every recorded question of a kind, with both answers where they differ. */
function wrong<T>(kind: string, ask: (input: T) => unknown): unknown[] {
  const asked = answers.filter((each) => each.kind === kind)
  expect(asked.length).toBeGreaterThan(0)
  return asked.flatMap(({input, answer}) => {
    const ours: unknown = JSON.parse(JSON.stringify(ask(input as T)))
    return JSON.stringify(ours) === JSON.stringify(answer) ? [] : [{input, java: answer, ours}]
  })
}

function outcome(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return {error: (error as Error).message}
  }
}

test('HashMap order', () => {
  const order = ({names, capacity}: {names: string[]; capacity?: number}) =>
    hashOrderOfStrings(names, capacity === undefined ? {} : {capacity})
  expect(wrong('order', order)).toEqual([])
})

test('the order of a copied HashMap', () => {
  const copy = (names: string[]) =>
    hashOrderOfStrings(hashOrderOfStrings(names, {capacity: names.length}), {capacity: copyCapacity(names.length)})
  expect(wrong('copy', copy)).toEqual([])
})

test('HashSet order of topic partitions', () => {
  const order = (names: string[]) => {
    const partitions = names.map((name) => ({topic: name.split(':')[0] ?? '', partition: Number(name.split(':')[1])}))
    return hashOrder(partitions, topicPartitionHash).map(({topic, partition}) => `${topic}:${partition}`)
  }
  expect(wrong('partitions', order)).toEqual([])
})

const names = [
  ...['', 'a', 'b', 'ab', 'aB', 'A', 'a.b', 'a-b', 'a_b', 'aaa', 'abab', '-', 'a1'],
  ...['fx-one', 'FX-ONE', '__consumer_offsets', ']', '&', '^a'],
]

test('regular expressions match the same names, and the same ones are refused', () => {
  const matches = (pattern: string) => {
    try {
      const regex = javaRegex(pattern)
      return names.filter((name) => regex.test(name))
    } catch (error) {
      if (error instanceof JavaRegexError) return 'invalid'
      throw error
    }
  }
  expect(wrong('regex', matches)).toEqual([])
})

test('what RE2 says of a regular expression', () => {
  expect(wrong('re2', (pattern: string) => re2Problem(pattern) ?? 'valid')).toEqual([])
})

test('durations', () => {
  expect(wrong('duration', (text: string) => outcome(() => parseDuration(text)))).toEqual([])
})

test('dates and times', () => {
  expect(wrong('dateTime', (text: string) => outcome(() => parseDateTime(text)))).toEqual([])
})

test('topic ids', () => {
  expect(wrong('uuid', (text: string) => outcome(() => parseUuid(text)))).toEqual([])
})

test('topic configs', () => {
  const check = (text: string) =>
    outcome(() => {
      const pairs = text.split(';').map((pair): [string, string] => {
        const at = pair.indexOf('=')
        return [pair.slice(0, at), pair.slice(at + 1)]
      })
      checkTopicConfigs(new Map(pairs))
      return 'ok'
    })
  expect(wrong('topicConfig', check)).toEqual([])
})

const table = {
  help: helpAndVersion.help,
  list: {help: ''},
  v: {help: ''},
  name: {argument: 'required', help: ''},
  n: {argument: 'required', help: ''},
  count: {argument: 'required', type: 'int', default: '7', help: ''},
  big: {argument: 'required', type: 'long', help: ''},
  maybe: {argument: 'optional', help: ''},
  number: {argument: 'optional', type: 'int', help: ''},
  only: {availableIf: ['list'], help: ''},
  other: {availableIf: ['list', 'name'], help: ''},
} satisfies OptionTable

test('the option grammar', () => {
  const read = (argv: string[]) =>
    outcome(() => {
      const options = parseOptions(table, argv)
      const given = (['help', 'list', 'v', 'only', 'other'] as const).filter((name) => options.has(name))
      const plain = (value: unknown) => (typeof value === 'bigint' ? Number(value) : value)
      const valued = (['name', 'n', 'count', 'big', 'maybe', 'number'] as const).map((name) => [
        name,
        [
          options.has(name),
          outcome(() => options.values(name).map(plain)),
          outcome(() => plain(options.value(name) ?? 'none')),
        ],
      ])
      const all = [...given.map((name) => [name, true]), ...valued] as [string, unknown][]
      return Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : 1)))
    })
  expect(wrong('options', read)).toEqual([])
})
