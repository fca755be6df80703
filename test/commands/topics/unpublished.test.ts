// A topic that the controller has made and that brokers have not heard of yet.
import {expect, test} from 'vitest'
import {CreatePartitions} from '../../../src/lib/apis/create-partitions.ts'
import {DeleteTopics} from '../../../src/lib/apis/delete-topics.ts'
import {kafkit} from '../../support/cli.ts'
import {fakeCluster, on} from '../../support/fake-cluster.ts'

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
