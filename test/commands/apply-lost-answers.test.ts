// The answer to a creation is lost and the request is sent again: what the first try made is this command's, too.
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {CreateTopics} from '../../src/lib/apis/create-topics.ts'
import {Configs} from '../../src/lib/practice-broker/configs/configs.ts'
import {PracticeCluster} from '../../src/lib/practice-broker/practice-cluster.ts'
import {servicesOf} from '../../src/lib/practice-broker/services.ts'
import {kafkit} from '../support/cli.ts'
import {closeConnection, fakeCluster, type FakeCluster} from '../support/fake-cluster.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-lost-answers-'))
let fake: FakeCluster
let losing = false
beforeAll(async () => {
  fake = await fakeCluster({})
  const brokers = fake.nodes.map(({nodeId, host, port}) => ({id: nodeId, host, port, rack: null}))
  const services = servicesOf(
    new PracticeCluster({clusterId: 'lossy', brokers, configs: new Configs(new Map()), memoryLimit: 2 ** 24}),
  )
  const create = services.get(CreateTopics.key)
  if (!create) throw new Error('the practice broker creates no topics')
  fake.serve([
    ...services.values(),
    {
      ...create,
      handler: async (request, asker) => {
        const answer = await create.handler(request, asker)
        const {validateOnly} = request as {validateOnly: boolean}
        if (!losing || validateOnly) return answer
        losing = false
        return closeConnection
      },
    },
  ])
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
