import type {Cluster} from '../cluster/cluster.ts'
import {Failures} from '../cluster/outcome.ts'
import {describeTopics} from '../topics/describe.ts'
import type {SnapshotAssignment, SnapshotTopic} from './snapshot.ts'
import type {ReadSection} from './read-section.ts'

/** Topics and where their replicas are, by name; one look for both sections. */
export async function readTopics(
  cluster: Cluster,
): Promise<{readonly topics: ReadSection<SnapshotTopic>; readonly assignments: ReadSection<SnapshotAssignment>}> {
  // Each is a failure of its section below.
  const described = (await describeTopics(cluster, {reassignments: true})).open(new Failures())
  const topics = described.topics.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const failures = described.errors.map(({name, error}) => ({item: name, error}))
  // While a partition moves, its replicas are those of before and after: how many there are to be is not known then.
  const moving = described.reassignmentsError ? [{item: null, error: described.reassignmentsError}] : []
  return {
    topics: {
      items: topics.map((each) => ({
        topic: each.name,
        topicId: each.topicId,
        internal: each.isInternal,
        partitions: each.partitionCount,
        replicationFactor: each.replicationFactor,
      })),
      failures: [...failures, ...moving],
    },
    assignments: {
      items: topics.map(({name, partitions}) => ({
        topic: name,
        replicas: partitions.toSorted((a, b) => a.partition - b.partition).map(({replicas}) => replicas),
      })),
      failures,
    },
  }
}
