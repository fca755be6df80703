import {afterEach, beforeEach, expect, test} from 'vitest'
import {kafkit} from '../../support/cli.ts'
import {commandsAt} from '../../support/commands-at.ts'
import {fakeCluster, type FakeCluster} from '../../support/fake-cluster.ts'
import {groupServices, type FakeGroup} from '../../support/fake-groups.ts'
import {groupsScene} from '../../support/groups-scene.ts'

let cluster: FakeCluster
let groups: Record<string, FakeGroup>
beforeEach(async () => {
  ;({cluster, groups} = await groupsScene())
})
afterEach(() => cluster.close())
const {run, screen} = commandsAt(() => cluster.bootstrapServers)

test('groups list shows type, protocol and state of every group', async () => {
  expect(await screen('groups list')).toMatchInlineSnapshot(`
    "GROUP     TYPE      PROTOCOL  STATE   COORDINATOR
    billing   classic   consumer  Empty             1
    connect   classic   connect   Stable            1
    modern    consumer  consumer  Stable            1
    shipping  classic   consumer  Stable            1
    exit 0"
  `)
})

test.each([
  ['--state empty', 'billing\n'],
  ['--state stable,empty --type classic', 'billing\nconnect\nshipping\n'],
  ['--match ^b', 'billing\n'],
  ['modern shipping', 'modern\nshipping\n'],
])('groups list %s prints %j', async (flags, names) =>
  expect((await run(`groups list ${flags} -o name`)).out).toBe(names),
)

test('groups list names a broker that cannot be asked, lists the groups of the others and exits with 1', async () => {
  const down = await fakeCluster({nodes: 2, topics: {}}, ...groupServices(() => down.nodes, groups))
  try {
    await down.stop(2)
    const {out, err, code} = await kafkit([
      'groups',
      'list',
      '-o',
      'name',
      '--timeout',
      '2s',
      '-b',
      `127.0.0.1:${down.ports[0]}`,
    ])
    expect(out).toContain('billing')
    expect(err).toContain('warning: groups of broker 2 are missing because it could not be reached')
    expect(code).toBe(1)
  } finally {
    await down.close()
  }
})
