// A topic that the controller has made and that brokers have not heard of yet.
import {expect, test} from 'vitest'
import {CreatePartitions} from '../../../src/lib/apis/create-partitions.ts'
import {DeleteTopics} from '../../../src/lib/apis/delete-topics.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {Interrupted} from '../../../src/lib/cli/io.ts'
import {kafkit} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'

test('topics delete deletes what the controller knows, and nothing where one of the names is wrong', async () => {
  await using fake = await fakeCluster(
    {topics: {orders: 1}},
    on(CreatePartitions, ({topics}) => ({
      results: topics.map(({name}) => ({name, errorCode: name === 'late' ? 37 : 3})),
    })),
    on(DeleteTopics, ({topics}) => ({responses: topics.map(({name}) => ({name}))})),
  )
  const run = (...names: string[]) => kafkit(['topics', 'delete', ...names, '--yes', '-b', fake.bootstrapServers])
  expect(await run('late', 'typo')).toEqual({
    out: '',
    err: 'kafkit: delete topic typo: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)\nkafkit: nothing was deleted\n',
    code: 1,
  })
  expect(fake.asked(DeleteTopics)).toEqual([])
  expect(await run('late')).toEqual({out: 'late deleted\n', err: '', code: 0})
}, 60_000)

const id = 'AAAAAAAAAAAAAAAAAAAAAQ'

/** A broker that still names the topic `times` times after the controller has deleted it. */
async function slowToForget(times: number, onLook: (look: number) => void = () => undefined) {
  let looks: number | undefined
  const fake: FakeCluster = await fakeCluster(
    {topics: {orders: 1}},
    on(DeleteTopics, ({topics}) => {
      looks = 0
      return {responses: topics.map(({name}) => ({name, topicId: id}))}
    }),
    on(Metadata, ({topics}, {nodeId}) => {
      if (looks !== undefined) onLook(++looks)
      const gone = looks !== undefined && looks > times
      const partitions = [{partitionIndex: 0, leaderId: nodeId, replicaNodes: [nodeId], isrNodes: [nodeId]}]
      return {
        brokers: fake.nodes.map((node) => ({...node, rack: null})),
        controllerId: nodeId,
        topics: (topics ?? [{name: 'orders'}]).map(({name}) =>
          gone ? {name, errorCode: 3} : {name, topicId: id, partitions},
        ),
      }
    }),
  )
  return fake
}

test('after topics delete the next command does not find the topic any more', async () => {
  let seen = 0
  await using fake = await slowToForget(3, (look) => (seen = look))
  const deleted = await kafkit(['topics', 'delete', 'orders', '--yes', '-b', fake.bootstrapServers])
  expect(deleted).toEqual({out: 'orders deleted\n', err: expect.any(String) as string, code: 0})
  expect(seen).toBe(4)
})

test('--no-wait does not look again', async () => {
  let seen = 0
  await using fake = await slowToForget(3, (look) => (seen = look))
  const deleted = await kafkit(['topics', 'delete', 'orders', '--yes', '--no-wait', '-b', fake.bootstrapServers])
  expect({...deleted, seen}).toMatchObject({out: 'orders deleted\n', code: 0, seen: 0})
})

test('a broker that names a deleted topic to the end is a failure that says what was done', async () => {
  await using fake = await slowToForget(Infinity)
  const {out, err, code} = await kafkit(['topics', 'delete', 'orders', '--yes', '--timeout', '1s', '-b', fake.bootstrapServers]) // prettier-ignore
  expect({out, code}).toEqual({out: 'orders deleted\n', code: 1})
  expect(err).toMatch(/kafkit: deleted, but broker \d still names orders at the end of the time limit; a command that/)
})

test('Ctrl-C while brokers forget a topic ends with 130, and says that it was deleted', async () => {
  const ctrlC = new AbortController()
  await using fake = await slowToForget(Infinity, (look) => look === 2 && ctrlC.abort(new Interrupted('SIGINT')))
  const run = kafkit(['topics', 'delete', 'orders', '--yes', '-b', fake.bootstrapServers], {interrupt: ctrlC.signal})
  expect(await run).toMatchObject({out: 'orders deleted\n', code: 130})
})

test('Ctrl-C while a deletion is under way says that it may have been carried out', async () => {
  const ctrlC = new AbortController()
  await using fake = await fakeCluster(
    {topics: {orders: 1}},
    on(DeleteTopics, () => {
      ctrlC.abort(new Interrupted('SIGINT'))
      return new Promise<never>(() => undefined)
    }),
  )
  const run = kafkit(['topics', 'delete', 'orders', '--yes', '-b', fake.bootstrapServers], {interrupt: ctrlC.signal})
  const {out, err, code} = await run
  expect({out, code}).toEqual({out: '', code: 130})
  expect(err).toContain('kafkit: interrupted: what was already sent may have been carried out\n')
})
