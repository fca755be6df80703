// Written by npm run build from the files beside it: one an API, exporting its name and `Service`.
import {alterConfigsService} from './alter-configs.ts'
import {apiVersionsService} from './api-versions.ts'
import {consumerGroupDescribeService} from './consumer-group-describe.ts'
import {createPartitionsService} from './create-partitions.ts'
import {createTopicsService} from './create-topics.ts'
import {deleteGroupsService} from './delete-groups.ts'
import {deleteRecordsService} from './delete-records.ts'
import {deleteTopicsService} from './delete-topics.ts'
import {describeClusterService} from './describe-cluster.ts'
import {describeConfigsService} from './describe-configs.ts'
import {describeGroupsService} from './describe-groups.ts'
import {describeTopicPartitionsService} from './describe-topic-partitions.ts'
import {fetchService} from './fetch.ts'
import {findCoordinatorService} from './find-coordinator.ts'
import {heartbeatService} from './heartbeat.ts'
import {incrementalAlterConfigsService} from './incremental-alter-configs.ts'
import {initProducerIdService} from './init-producer-id.ts'
import {joinGroupService} from './join-group.ts'
import {leaveGroupService} from './leave-group.ts'
import {listGroupsService} from './list-groups.ts'
import {listOffsetsService} from './list-offsets.ts'
import {listPartitionReassignmentsService} from './list-partition-reassignments.ts'
import {metadataService} from './metadata.ts'
import {offsetCommitService} from './offset-commit.ts'
import {offsetDeleteService} from './offset-delete.ts'
import {offsetFetchService} from './offset-fetch.ts'
import {offsetForLeaderEpochService} from './offset-for-leader-epoch.ts'
import {produceService} from './produce.ts'
import {syncGroupService} from './sync-group.ts'

export const makeServices = [
  alterConfigsService,
  apiVersionsService,
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
