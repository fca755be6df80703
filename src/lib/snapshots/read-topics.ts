import type {Cluster} from '../cluster/cluster.ts'
import {Failures} from '../cluster/outcome.ts'
import {describeTopics} from '../topics/describe.ts'
import type {SnapshotAssignment, SnapshotTopic} from './snapshot.ts'
import type {ReadSection} from './read-section.ts'

/** Topics and their replicas, by name, read once for both sections. */
export async function readTopics(
  cluster: Cluster,
): Promise<{readonly topics: ReadSection<SnapshotTopic>; readonly assignments: ReadSection<SnapshotAssignment>}> {
  // Each of these is reported as a failure of its section below.
  const described = (await describeTopics(cluster, {reassignments: true})).open(new Failures())
  const topics = described.topics.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const failures = described.errors.map(({name, error}) => ({item: name, error}))
  // During a reassignment the replicas include both old and new ones, so the intended number is unknown.
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
