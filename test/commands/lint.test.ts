import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {kafkit, shown} from '../support/cli.ts'

const dir = mkdtempSync(join(tmpdir(), 'kafkit-lint-'))
afterAll(() => rmSync(dir, {recursive: true}))
function file(name: string, text: string): string {
  const path = join(dir, name)
  writeFileSync(path, text)
  return path
}
const screen = async (...argv: string[]) => (await shown(['lint', ...argv])).replaceAll(`${dir}/`, '')

const topics = file(
  'topics.yaml',
  `kafkit: 1
topics:
  orders: {partitions: 12, replicationFactor: 3, configs: {min.insync.replicas: 4}}
  payments: {partitions: 3, replicationFactor: 1}
`,
)

test('lint says what is wrong, where, by which rule, and ends with 3', async () => {
  expect(await screen('-f', topics)).toMatchInlineSnapshot(`
    "topics.yaml:3 error topic orders: min.insync.replicas=4 with 3 replicas: no write with acks=all would ever succeed (min.insync.replicas)
    topics.yaml:4 warn topic payments: 1 of at least 3 replicas (replicationFactor.min)
    exit 3"
  `)
  expect(await screen('-f', topics, '--annotations', 'github')).toMatchInlineSnapshot(`
    "::error file=topics.yaml,line=3,col=60::topic orders: min.insync.replicas=4 with 3 replicas: no write with acks=all would ever succeed (min.insync.replicas)
    ::warning file=topics.yaml,line=4,col=29::topic payments: 1 of at least 3 replicas (replicationFactor.min)
    exit 3"
  `)
})

test('lint of a good file ends with 0 and says what it looked at', async () => {
  const good = file('good.yaml', 'kafkit: 1\ntopics: {orders: {partitions: 12, replicationFactor: 3}}\n')
  expect(await screen('-f', good)).toMatchInlineSnapshot(`
    "! kafkit: no findings in 1 topic
    exit 0"
  `)
})

test('a policy file changes levels; --fail-on error lets warnings pass', async () => {
  const policy = file('policy.yaml', 'policy: {min.insync.replicas: warn, replicationFactor.min: off}\n')
  const lax = await kafkit(['lint', '-f', topics, '--policy', policy, '--fail-on', 'error', '-o', 'json'])
  expect(lax.code).toBe(0)
  expect(JSON.parse(lax.out)).toMatchObject({
    topics: 2,
    findings: [{level: 'warn', rule: 'min.insync.replicas', place: {line: 3}}],
  })
  expect((await kafkit(['lint', '-f', topics, '--policy', policy])).code).toBe(3)
})

test('what cannot be read is 2, also in a policy', async () => {
  const wrong = file('wrong.yaml', 'policy: {partitions.maxx: 3}\n')
  expect(await screen('-f', topics, '--policy', wrong)).toContain('did you mean partitions.max?')
  expect((await kafkit(['lint', '-f', topics, '--policy', topics])).code).toBe(2)
  expect((await kafkit(['lint', '-f', join(dir, 'nothing.yaml')])).code).toBe(2)
  expect((await kafkit(['lint'])).code).toBe(2)
  const typo = file('typo.yaml', 'kafkit: 1\ntopic: {}\n')
  expect(await screen('-f', typo)).toContain('typo.yaml:2')
})

test('foreign formats and CSV are checked as well', async () => {
  const csv = file('topics.csv', 'topic,partitions,replicationFactor\norders,12,1\n')
  const {code, out} = await kafkit(['lint', '-f', csv])
  expect(code).toBe(3)
  expect(out).toContain('topics.csv:2')
  const compose = file('docker-compose.yml', 'services: {k: {image: k, environment: {KAFKA_CREATE_TOPICS: "a:1:1"}}}\n')
  expect((await kafkit(['lint', '-f', compose, '--fail-on', 'error'])).code).toBe(0)
})

test('lint --schema prints the JSON Schema of the files', async () => {
  const {code, out} = await kafkit(['lint', '--schema'])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({type: 'object', required: ['kafkit']})
})
