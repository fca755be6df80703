// One broker with two topics and a group of each kind, with which the tests of the groups commands begin.
import {fakeCluster, type FakeCluster} from './fake-cluster.ts'
import {groupServices, logServices, type FakeGroup} from './fake-groups.ts'

/** `groups` may be changed: the broker answers with its present content. */
export async function groupsScene(): Promise<{cluster: FakeCluster; groups: Record<string, FakeGroup>}> {
  const groups: Record<string, FakeGroup> = {
    billing: {state: 'Empty', committed: {'orders-0': 90, 'orders-1': 15, 'audit-0': 5}},
    shipping: {members: {'m-1': ['orders-0'], 'm-2': ['orders-1']}, committed: {'orders-0': 80}},
    modern: {
      type: 'consumer',
      members: {'k-1': ['orders-0', 'orders-1']},
      committed: {'orders-0': 100, 'orders-1': 15},
    },
    connect: {protocolType: 'connect', members: {w: []}},
  }
  const cluster: FakeCluster = await fakeCluster(
    {nodes: 1, topics: {orders: 2, audit: 1}},
    ...groupServices(() => cluster.nodes, groups),
    logServices({'orders-0': [10, 100], 'orders-1': [0, 20], 'audit-0': [8, 30]}),
  )
  return {cluster, groups}
}
