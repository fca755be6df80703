import type {Service} from '../server.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {apiVersionsService} from './api-versions.ts'
import {alterConfigsService, describeConfigsService, incrementalAlterConfigsService} from './configs.ts'
import {createPartitionsService} from './create-partitions.ts'
import {createTopicsService} from './create-topics.ts'
import {deleteRecordsService} from './delete-records.ts'
import {deleteTopicsService} from './delete-topics.ts'
import {describeClusterService} from './describe-cluster.ts'
import {describeTopicPartitionsService} from './describe-topic-partitions.ts'
import {fetchService} from './fetch.ts'
import {findCoordinatorService} from './find-coordinator.ts'
import {
  consumerGroupDescribeService,
  deleteGroupsService,
  describeGroupsService,
  listGroupsService,
} from './group-admin.ts'
import {heartbeatService, joinGroupService, leaveGroupService, syncGroupService} from './group-membership.ts'
import {offsetCommitService, offsetDeleteService, offsetFetchService} from './group-offsets.ts'
import {initProducerIdService} from './init-producer-id.ts'
import {listOffsetsService} from './list-offsets.ts'
import {listPartitionReassignmentsService} from './list-partition-reassignments.ts'
import {metadataService} from './metadata.ts'
import {offsetForLeaderEpochService} from './offset-for-leader-epoch.ts'
import {produceService} from './produce.ts'

const all: readonly ((cluster: PracticeCluster) => Service)[] = [
  alterConfigsService,
  consumerGroupDescribeService,
  createPartitionsService,
  createTopicsService,
  deleteGroupsService,
  deleteRecordsService,
  deleteTopicsService,
  describeClusterService,
  describeConfigsService,
  describeGroupsService,
  describeTopicPartitionsService,
  fetchService,
  findCoordinatorService,
  heartbeatService,
  incrementalAlterConfigsService,
  initProducerIdService,
  joinGroupService,
  leaveGroupService,
  listGroupsService,
  listOffsetsService,
  listPartitionReassignmentsService,
  metadataService,
  offsetCommitService,
  offsetDeleteService,
  offsetFetchService,
  offsetForLeaderEpochService,
  produceService,
  syncGroupService,
]

/** Kafka 4.0 took the oldest versions back (KIP-896): the first one left, where that is not what the table begins with. */
const oldest: Readonly<Record<string, number>> = {
  Produce: 3,
  Fetch: 4,
  ListOffsets: 1,
  OffsetCommit: 2,
  OffsetFetch: 1,
  CreateTopics: 2,
  DeleteTopics: 1,
  OffsetForLeaderEpoch: 2,
  DescribeConfigs: 1,
}

/** Everything that the practice brokers answer, by API key. */
export function allServices(cluster: PracticeCluster): ReadonlyMap<number, Service> {
  const services = all.map((make): Service => {
    const service = make(cluster)
    const [first, last] = service.versions
    return {...service, versions: [Math.max(first, oldest[service.api.name] ?? 0), last]}
  })
  return new Map([...services, apiVersionsService(services)].map((service) => [service.api.key, service]))
}
