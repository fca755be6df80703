// Changes whose answers are lost or refused at first: what the first try has done is this command's, too; what is not possible
// yet is tried again.
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {CreatePartitions} from '../../src/lib/apis/create-partitions.ts'
import {CreateTopics} from '../../src/lib/apis/create-topics.ts'
import {DeleteTopics} from '../../src/lib/apis/delete-topics.ts'
import {Configs} from '../../src/lib/practice-broker/configs/configs.ts'
import {PracticeCluster} from '../../src/lib/practice-broker/practice-cluster.ts'
import {servicesOf} from '../../src/lib/practice-broker/services.ts'
import {kafkit} from '../support/cli.ts'
import {closeConnection, fakeCluster, type FakeCluster, type Service} from '../support/fake-cluster.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-lost-answers-'))
let fake: FakeCluster
let losing = false
/** Topics that are made are refused so often, because their namesakes are still being deleted. */
let going = 0
beforeAll(async () => {
  fake = await fakeCluster({})
  const brokers = fake.nodes.map(({nodeId, host, port}) => ({id: nodeId, host, port, rack: null}))
  const services = servicesOf(
    new PracticeCluster({clusterId: 'lossy', brokers, configs: new Configs(new Map()), memoryLimit: 2 ** 24}),
  )
  const lossy = [CreateTopics, CreatePartitions, DeleteTopics].map(({key}): Service => {
    const service = services.get(key)
    if (!service) throw new Error(`the practice broker lacks ${key}`)
    const handler: Service['handler'] = async (request, asker) => {
      if (key === CreateTopics.key && going > 0) {
        going--
        const {topics} = request as {topics: readonly {name: string}[]}
        return {topics: topics.map(({name}) => ({name, errorCode: 36}))}
      }
      const answer = await service.handler(request, asker)
      if (!losing || (request as {validateOnly?: boolean}).validateOnly) return answer
      losing = false
      return closeConnection
    }
    return {...service, handler}
  })
  fake.serve([...services.values(), ...lossy])
})
afterAll(async () => {
  await fake.close()
  rmSync(folder, {recursive: true})
})
const run = (line: string) =>
  kafkit([...line.split(' '), '-b', fake.bootstrapServers], {env: {KAFKIT_STATE_DIR: join(folder, 'state')}})

test('topics whose creation was answered only at the second try are said to be created, and can be undone', async () => {
  const path = join(folder, 'topics.yaml')
  writeFileSync(path, 'kafkit: 1\ntopics: {first: {partitions: 2}, second: {}}\n')
  losing = true
  const {code, out, err} = await run(`apply -f ${path} --yes`)
  expect(losing).toBe(false)
  expect({code, out}).toMatchObject({code: 0, out: expect.stringContaining('2 topics created')})
  const [, undo = ''] = /kafkit apply .*?(\S+\.json) --allow delete/.exec(err) ?? []
  expect(readFileSync(undo, 'utf8').match(/"type": "deleteTopic"/g)).toHaveLength(2)
  expect((await run(`apply ${undo} --yes --allow delete`)).code).toBe(0)
  expect((await run('topics list -o name')).out).toBe('')
})

test('topics create, whose answer was lost, does not blame somebody else', async () => {
  losing = true
  const {code, err} = await run('topics create third')
  expect(code).toBe(1)
  expect(err).toContain(
    'create topic third: it already exists; it may be from this command, which was sent again because the connection broke before its answer came',
  )
})

test.each([['topics alter fourth --partitions 4 --yes'], ['topics delete fourth --yes']])(
  '%s succeeds although its first answer was lost',
  async (line) => {
    await run('topics create fourth --if-not-exists')
    losing = true
    const {code, err} = await run(line)
    expect(err).not.toContain('fourth:')
    expect({code, losing}).toEqual({code: 0, losing: false})
  },
)

test('more partitions and a deletion in files are done although their first answers were lost', async () => {
  await run('topics create grows --partitions 1')
  await run('topics create goes')
  const path = join(folder, 'both.yaml')
  writeFileSync(path, 'kafkit: 1\ntopics: {grows: {partitions: 3}}\n')
  losing = true
  expect(await run(`apply -f ${path} --yes`)).toMatchObject({code: 0, out: expect.stringContaining('1 topic changed')})
  writeFileSync(path, 'kafkit: 1\ntopics: {grows: {partitions: 3}, goes: {state: absent}}\n')
  losing = true
  expect(await run(`apply -f ${path} --yes --allow delete`)).toMatchObject({
    code: 0,
    out: expect.stringContaining('1 topic deleted'),
  })
  expect(losing).toBe(false)
})

test('41: a topic is created as soon as the old one of its name, which no broker shows any more, is gone', async () => {
  const path = join(folder, 'phoenix.yaml')
  writeFileSync(path, 'kafkit: 1\ntopics: {phoenix: {partitions: 2}}\n')
  going = 2
  expect(await run(`apply -f ${path} --yes`)).toMatchObject({code: 0, out: expect.stringContaining('1 topic created')})
  expect(going).toBe(0)
  expect((await run('topics list phoenix -o csv --no-headers')).out).toMatch(/^phoenix,2,/)
})
