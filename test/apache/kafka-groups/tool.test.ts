import {expect, test} from 'vitest'
import kafkaGroups from '../../../src/lib/apache/kafka-groups/tool.ts'
import {ListGroups} from '../../../src/lib/apis/list-groups.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'

async function run(fake: FakeCluster, ...argv: string[]) {
  const {io, text} = testIo()
  const code = await kafkaGroups.run(['--bootstrap-server', fake.bootstrapServers, '--list', ...argv], io)
  return {...text(), code}
}

const group = (groupId: string, groupType: string, protocolType: string) => ({groupId, groupType, protocolType})
const listing = on(ListGroups, () => ({
  groups: [group('c', 'classic', 'connect'), group('s', 'share', 'share'), group('o', 'classic', ''), group('k', 'consumer', 'consumer'), group('t', 'streams', 'streams')], // prettier-ignore
}))

test.each([
  ['--consumer', ['k', 'o']],
  ['--share', ['s']],
  ['--streams', ['t']],
  ['--protocol=connect', ['c']],
  ['--group-type=CLASSIC', ['c', 'o']],
])('%s selects', async (filter, ids) => {
  await using fake = await fakeCluster(listing)
  const {out, err, code} = await run(fake, filter)
  const found = out
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split(' ')[0])
  expect({found: found.toSorted(), err, code}).toEqual({found: ids, err: '', code: 0})
})

test('lines of groups are one space longer than the header', async () => {
  await using fake = await fakeCluster(listing)
  const {out} = await run(fake, '--share')
  expect(out).toBe(
    `${'GROUP'.padEnd(20)} ${'TYPE'.padEnd(20)} ${'PROTOCOL'.padEnd(20)}\n${'s'.padEnd(20)} ${'Share'.padEnd(20)} ${'share'.padEnd(20)} \n`,
  )
})

test('a broker that refuses is told on stdout, and the exit code is 1', async () => {
  await using fake = await fakeCluster(on(ListGroups, () => ({errorCode: 31, groups: []})))
  const {out, err, code} = await run(fake)
  expect({out, code}).toEqual({out: 'Error while executing groups command : Cluster authorization failed.\n', code: 1})
  expect(err).toMatch(/^ERROR org\.apache\.kafka\.common\.errors\.ClusterAuthorizationException: /)
})
