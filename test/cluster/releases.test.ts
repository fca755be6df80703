import {readdir, readFile} from 'node:fs/promises'
import {expect, test} from 'vitest'
import {broughtBy, guessRelease} from '../../src/lib/cluster/releases.ts'
import type {Versions} from '../../src/lib/wire/api.ts'

const folder = new URL('../fixtures/api-versions/', import.meta.url)

/** What a real broker of that release answered. */
async function answerOf(file: string): Promise<Map<number, Versions>> {
  const {apis} = JSON.parse(await readFile(new URL(file, folder), 'utf8')) as {apis: Record<string, Versions>}
  return new Map(Object.entries(apis).map(([key, versions]) => [Number(key), versions]))
}

test.each([
  ['kafka-0.11.0.3-zk.json', '0.11', '0.11'],
  ['kafka-1.1.1-zk.json', '1.1', '1.1'],
  ['kafka-2.0.1-zk.json', '2.0', '2.0'],
  ['kafka-2.8.2-zk.json', '2.8', '2.8'],
  ['kafka-3.4.1-kraft.json', '3.3', '3.4'], // 3.4 brought nothing that clients of a KRaft broker see
  ['kafka-3.5.2-kraft.json', '3.5', '3.5'],
  ['kafka-3.5.2-zk.json', '3.5', '3.5'],
  ['kafka-3.9.1-kraft.json', '3.9', '3.9'],
  ['kafka-3.9.1-zk.json', '3.9', '3.9'],
  ['kafka-4.0.0.json', '4.0', '4.0'],
  ['kafka-4.1.1.json', '4.1', '4.1'],
  ['kafka-4.3.1.json', '4.3', '4.3'],
])('%s is recognised', async (file, from, to) => {
  expect(guessRelease(await answerOf(file))).toEqual({from, to, lacks: []})
})

test('every recorded broker is in the list above', async () => {
  expect((await readdir(folder)).length).toBe(12)
})

test('a broker that lacks an API of every Apache Kafka is another implementation', async () => {
  const answer = await answerOf('kafka-4.1.1.json')
  for (const key of [38, 55]) answer.delete(key)
  expect(guessRelease(answer)).toEqual({from: '4.1', to: '4.1', lacks: [38, 55]})
})

test('an empty list of APIs gives no release', () => {
  expect(guessRelease(new Map([[999, [0, 1]]]))).toBeUndefined()
})

test.each([
  [75, 0, '3.8'],
  [44, 0, '2.3'],
  [999, 0, undefined],
])('API %i version %i was introduced in %s', (key, version, release) => {
  expect(broughtBy(key, version)).toBe(release)
})

/** For each recorded broker and API: its newest version is not younger than the broker, the next one not older. */
test.each(await readdir(folder))('the table agrees with %s', async (file) => {
  const release = Number(/kafka-(\d+\.\d+)/.exec(file)?.[1])
  const number = (text: string | undefined) => (text === undefined ? Infinity : Number(text.replace('0.10.', '0.1')))
  const wrong: string[] = []
  for (const [key, [, max]] of await answerOf(file)) {
    const [has, lacks] = [broughtBy(key, max), broughtBy(key, max + 1)]
    if (has !== undefined && number(has) > release) wrong.push(`${key} v${max} is there, the table says ${has}`)
    if (number(lacks) <= release) wrong.push(`${key} v${max + 1} is missing, the table says ${lacks}`)
  }
  expect(wrong).toEqual([])
})
