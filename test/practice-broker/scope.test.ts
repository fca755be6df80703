// What the practice broker answers and what it will never answer, compared with what Kafka 4.3.1 offers.
import {readdirSync, readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {serviceListText} from '../../scripts/service-list.ts'
import {practiceBrokerLacks} from '../../src/lib/practice-broker/lacks.ts'
import {PracticeCluster} from '../../src/lib/practice-broker/practice-cluster.ts'
import {Configs} from '../../src/lib/practice-broker/configs/configs.ts'
import {servicesOf} from '../../src/lib/practice-broker/services.ts'
import {allTables} from '../support/tables.ts'

const folder = `${root}/src/lib/practice-broker`
const readme = readFileSync(`${folder}/README.md`, 'utf8')
const {apis} = JSON.parse(readFileSync(`${root}/test/fixtures/api-versions/kafka-4.3.1.json`, 'utf8')) as {
  apis: Readonly<Record<string, readonly [number, number]>>
}
const brokers = [{id: 1, host: '127.0.0.1', port: 9092, rack: null}]
const cluster = new PracticeCluster({clusterId: 'c', brokers, configs: new Configs(new Map()), memoryLimit: 2 ** 20})
const services = servicesOf(cluster)

/** The items of a section: `- WHAT ("WORDS"): NAME KEY, NAME KEY`. */
function itemsOf(section: string) {
  const text = readme.split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? ''
  return [...text.replaceAll(/\n {2,}/g, ' ').matchAll(/^- .*? \("?(?<words>[^)"]+)"?\): (?<apis>.*)$/gm)].map(
    ({groups}) => ({
      words: groups?.['words'] ?? '',
      apis: (groups?.['apis'] ?? '').split(', ').map((api) => {
        const [name = '', key] = api.split(' ')
        return {name, key: Number(key)}
      }),
    }),
  )
}
const never = itemsOf('What it will never answer')
const later = itemsOf('What may come')
const excluded = [...never, ...later].flatMap(({apis}) => apis)

test('every API of Kafka 4.3.1 is listed exactly once: answered, never answered, or possible later', () => {
  const keys = [...services.keys(), ...excluded.map(({key}) => key)]
  expect(keys.toSorted((a, b) => a - b)).toEqual(Object.keys(apis).map(Number))
})

test('the README names the APIs as their tables do', async () => {
  const names = new Map((await allTables()).map(({api}) => [api.key, api.name]))
  const known = excluded.filter(({key}) => names.has(key))
  expect(known.length).toBeGreaterThan(10)
  expect(known).toEqual(known.map(({key}) => ({name: names.get(key), key})))
})

test('the user who starts it is told what it never answers', () => {
  expect(never.length).toBeGreaterThan(10)
  const text = practiceBrokerLacks.toLowerCase()
  expect(never.filter(({words}) => !text.includes(words.toLowerCase()))).toEqual([])
})

test('it offers no version that Kafka 4.3.1 does not have', () => {
  const beyond = [...services.values()].filter(({api, versions: [first, last]}) => {
    const [oldest = 0, newest = -1] = apis[api.key] ?? []
    return first < oldest || last > newest
  })
  expect(beyond.map(({api}) => api.name)).toEqual([])
})

test('services/all.ts lists the files beside it, as npm run build writes it', () => {
  expect(readFileSync(`${folder}/services/all.ts`, 'utf8')).toBe(serviceListText())
  expect(services.size).toBe(readdirSync(`${folder}/services`).length - 1)
})
