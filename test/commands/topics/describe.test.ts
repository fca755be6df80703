// Against the practice broker, which answers as Kafka 4.3 does.
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {commandsAt} from '../../support/commands-at.ts'

let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker({brokers: 3})
})
afterAll(() => broker.close())
const {run, screen} = commandsAt(() => broker.bootstrapServers)
/** Topic ids are random. */
const withoutIds = (text: string) => text.replaceAll(/id \S{22}/g, 'id …')

beforeAll(async () => {
  await run('topics create by-hand --replica-assignment 3:1,1:2')
  await run('topics create shown --partitions 2 --replication-factor 3 --config cleanup.policy=compact')
})

test('topics describe draws a rule below the headings on a terminal', async () => {
  expect(withoutIds(await screen('topics describe shown', {terminal: true}))).toMatchInlineSnapshot(`
    "shown  2 partitions, 3 replicas each, id …
      cleanup.policy=compact  topic
      min.insync.replicas=2   server.properties
    PARTITION  LEADER  REPLICAS  ISR    STATE
    ─────────────────────────────────────────
            0       1  1,2,3     1,2,3  ok
            1       2  2,3,1     2,3,1  ok
    exit 0"
  `)
})

test('topics describe wraps its table on a narrow terminal', async () => {
  const {out} = await run('topics describe shown', {terminal: true, columns: 30})
  expect(out).toContain('1')
})

test('topics describe --all-configs shows defaults too', async () => {
  const {out} = await run('topics describe shown --all-configs')
  expect(out).toMatch(/^ {2}cleanup\.policy=compact +topic$/m)
  expect(out).toMatch(/^ {2}compression\.type=producer +default$/m)
})

test('topics describe shows the topics that exist and exits with 1 for one that does not', async () => {
  const {out, err, code} = await run('topics describe nowhere shown')
  expect(out).toMatch(/^shown {2}2 partitions, 3 replicas each/)
  expect(err).toBe('kafkit: describe topic nowhere: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)\n')
  expect(code).toBe(1)
  expect(await run('topics describe nowhere --if-exists')).toEqual({out: '', err: '', code: 0})
})

test('topics describe --topic-id finds a topic by its id', async () => {
  const {out} = await run('topics describe shown -o json')
  const id = (JSON.parse(out) as {topics: {topicId: string}[]}).topics[0]?.topicId ?? ''
  expect((await run(`topics describe --topic-id ${id}`)).out).toMatch(/^shown {2}/)
  expect((await run('topics describe --topic-id AAAAAAAAAAAAAAAAAAAAAQ')).code).toBe(1)
})

test('topics describe puts an empty line between two topics', async () => {
  const {out} = await run('topics describe shown by-hand --topics-with-overrides')
  expect(withoutIds(out)).toMatch(/^shown {2}[^\n]*\n( {2}[^\n]*\n)+$/)
})

test('topics describe says on stderr that no partition has the problem, and exits with 0', async () => {
  expect(await screen('topics describe --under-replicated --offline')).toMatchInlineSnapshot(`
    "! kafkit: no partition is under-replicated or without a live leader
    exit 0"
  `)
})
