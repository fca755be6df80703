import {expect, test} from 'vitest'
import {DeleteGroups} from '../../src/lib/apis/delete-groups.ts'
import {deleteGroups} from '../../src/lib/groups/delete.ts'
import {fakeCluster, type FakeCluster} from '../support/fake-cluster.ts'
import {groupServices, type FakeGroup} from '../support/fake-groups.ts'
import {open} from '../support/open-cluster.ts'

test.each(['4.3.1', '2.8.2-zk', '1.1.1-zk'])(
  'Kafka %s: each coordinator is asked once, an outcome per group',
  async (release) => {
    const groups: Record<string, FakeGroup> = {
      a: {coordinator: 1},
      b: {coordinator: 2},
      c: {coordinator: 2},
      busy: {coordinator: 1, members: {m: []}},
    }
    const fake: FakeCluster = await fakeCluster({release, nodes: 2}, ...groupServices(() => fake.nodes, groups))
    await using _ = fake
    const outcomes = await deleteGroups(open(fake), ['c', 'busy', 'a', 'nope', 'b', 'a'])
    expect(outcomes.map((each) => (each.status === 'failed' ? [each.groupId, each.error.message] : each))).toEqual([
      {groupId: 'c', status: 'deleted'},
      ['busy', 'delete group busy: the group has active members; stop them first (NON_EMPTY_GROUP)'],
      {groupId: 'a', status: 'deleted'},
      ['nope', 'delete group nope: there is no such group (GROUP_ID_NOT_FOUND)'],
      {groupId: 'b', status: 'deleted'},
    ])
    expect([1, 2].map((node) => fake.asked(DeleteGroups, node).length)).toEqual([1, 1])
    expect(Object.keys(groups)).toEqual(['busy'])
  },
)
