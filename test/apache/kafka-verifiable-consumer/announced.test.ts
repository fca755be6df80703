// The events are those of Apache's tool, in form and order of fields.
import {expect, test} from 'vitest'
import {announced} from '../../../src/lib/apache/kafka-verifiable-consumer/announced.ts'
import {Polls} from '../../../src/lib/apache/kafka-verifiable-consumer/polls.ts'
import type {MemberIdentity} from '../../../src/lib/offsets/member-identity.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster} from '../../support/fake-cluster.ts'
import {open} from '../../support/open-cluster.ts'

const member: MemberIdentity = {groupId: 'g', memberId: 'm', generation: 1, instanceId: null, protocol: 'classic'}
const one = {topic: 't', partition: 0}

test('each change of the assignment is told, an assignment without partitions too', async () => {
  const {io, text} = testIo({now: 7})
  const cluster = open(await fakeCluster({}))
  const settings = {verbose: false, maxMessages: -1, maxPolled: 500, commits: false, finished: () => undefined}
  const reading = announced(
    {
      add: async () => undefined,
      remove: async () => io.out('flushed\n'),
      lose: () => undefined,
    },
    new Polls(cluster, settings, io),
    io,
  )
  reading.joined?.()
  await Promise.resolve()
  reading.joined?.()
  await reading.add([one, {topic: 't', partition: 1}], member)
  await reading.remove([one], member)
  reading.lose([{topic: 't', partition: 1}])
  expect(text().out.split('\n')).toEqual([
    '{"timestamp":7,"name":"partitions_assigned","partitions":[]}',
    '{"timestamp":7,"name":"partitions_assigned","partitions":[{"topic":"t","partition":0},{"topic":"t","partition":1}]}',
    'flushed',
    '{"timestamp":7,"name":"partitions_revoked","partitions":[{"topic":"t","partition":0}]}',
    '{"timestamp":7,"name":"partitions_revoked","partitions":[{"topic":"t","partition":1}]}',
    '',
  ])
})
