// Kafka's error codes: one row each, as in org.apache.kafka.common.protocol.Errors of 4.3.1.

export interface ErrorCode {
  /** Kafka's constant, for instance `TOPIC_ALREADY_EXISTS`. */
  readonly name: string
  /** Whether Apache's exception derives from RetriableException, so that a retry may help. */
  readonly retriable: boolean
  /** Apache's exception class with its package, which Apache's tools print; empty for NONE. */
  readonly exception: string
  /** Kafka's standard sentence, used if the broker sends none. */
  readonly text: string
}

type Row = readonly [code: number, retriable: 0 | 1, exception: string, text: string]

/**
 * By the constant in camel case: `TOPIC_ALREADY_EXISTS` is `topicAlreadyExists`. Exceptions without a package are of
 * org.apache.kafka.common.errors.
 */
// prettier-ignore
const rows = {
  unknownServerError: [-1, 0, 'UnknownServerException', 'The server experienced an unexpected error when processing the request.'],
  none: [0, 0, '', 'NONE'],
  offsetOutOfRange: [1, 0, 'OffsetOutOfRangeException', 'The requested offset is not within the range of offsets maintained by the server.'],
  corruptMessage: [2, 1, 'CorruptRecordException', 'This message has failed its CRC checksum, exceeds the valid size, has a null key for a compacted topic, or is otherwise corrupt.'],
  unknownTopicOrPartition: [3, 1, 'UnknownTopicOrPartitionException', 'This server does not host this topic-partition.'],
  invalidFetchSize: [4, 0, 'InvalidFetchSizeException', 'The requested fetch size is invalid.'],
  leaderNotAvailable: [5, 1, 'LeaderNotAvailableException', 'There is no leader for this topic-partition as we are in the middle of a leadership election.'],
  notLeaderOrFollower: [6, 1, 'NotLeaderOrFollowerException', 'For requests intended only for the leader, this error indicates that the broker is not the current leader. For requests intended for any replica, this error indicates that the broker is not a replica of the topic partition.'],
  requestTimedOut: [7, 1, 'TimeoutException', 'The request timed out.'],
  brokerNotAvailable: [8, 0, 'BrokerNotAvailableException', 'The broker is not available.'],
  replicaNotAvailable: [9, 1, 'ReplicaNotAvailableException', 'The replica is not available for the requested topic-partition. Produce/Fetch requests and other requests intended only for the leader or follower return NOT_LEADER_OR_FOLLOWER if the broker is not a replica of the topic-partition.'],
  messageTooLarge: [10, 0, 'RecordTooLargeException', 'The request included a message larger than the max message size the server will accept.'],
  staleControllerEpoch: [11, 0, 'ControllerMovedException', 'The controller moved to another broker.'],
  offsetMetadataTooLarge: [12, 0, 'OffsetMetadataTooLarge', 'The metadata field of the offset request was too large.'],
  networkException: [13, 1, 'NetworkException', 'The server disconnected before a response was received.'],
  coordinatorLoadInProgress: [14, 1, 'CoordinatorLoadInProgressException', "The coordinator is loading and hence can't process requests."],
  coordinatorNotAvailable: [15, 1, 'CoordinatorNotAvailableException', 'The coordinator is not available.'],
  notCoordinator: [16, 1, 'NotCoordinatorException', 'This is not the correct coordinator.'],
  invalidTopicException: [17, 0, 'InvalidTopicException', 'The request attempted to perform an operation on an invalid topic.'],
  recordListTooLarge: [18, 0, 'RecordBatchTooLargeException', 'The request included message batch larger than the configured segment size on the server.'],
  notEnoughReplicas: [19, 1, 'NotEnoughReplicasException', 'Messages are rejected since there are fewer in-sync replicas than required.'],
  notEnoughReplicasAfterAppend: [20, 1, 'NotEnoughReplicasAfterAppendException', 'Messages are written to the log, but to fewer in-sync replicas than required.'],
  invalidRequiredAcks: [21, 0, 'InvalidRequiredAcksException', 'Produce request specified an invalid value for required acks.'],
  illegalGeneration: [22, 0, 'IllegalGenerationException', 'Specified group generation id is not valid.'],
  inconsistentGroupProtocol: [23, 0, 'InconsistentGroupProtocolException', "The group member's supported protocols are incompatible with those of existing members or first group member tried to join with empty protocol type or empty protocol list."],
  invalidGroupId: [24, 0, 'InvalidGroupIdException', 'The group id is invalid.'],
  unknownMemberId: [25, 0, 'UnknownMemberIdException', 'The coordinator is not aware of this member.'],
  invalidSessionTimeout: [26, 0, 'InvalidSessionTimeoutException', 'The session timeout is not within the range allowed by the broker (as configured by group.min.session.timeout.ms and group.max.session.timeout.ms).'],
  rebalanceInProgress: [27, 0, 'RebalanceInProgressException', 'The group is rebalancing, so a rejoin is needed.'],
  invalidCommitOffsetSize: [28, 0, 'InvalidCommitOffsetSizeException', 'The committing offset data size is not valid.'],
  topicAuthorizationFailed: [29, 0, 'TopicAuthorizationException', 'Topic authorization failed.'],
  groupAuthorizationFailed: [30, 0, 'GroupAuthorizationException', 'Group authorization failed.'],
  clusterAuthorizationFailed: [31, 0, 'ClusterAuthorizationException', 'Cluster authorization failed.'],
  invalidTimestamp: [32, 0, 'InvalidTimestampException', 'The timestamp of the message is out of acceptable range.'],
  unsupportedSaslMechanism: [33, 0, 'UnsupportedSaslMechanismException', 'The broker does not support the requested SASL mechanism.'],
  illegalSaslState: [34, 0, 'IllegalSaslStateException', 'Request is not valid given the current SASL state.'],
  unsupportedVersion: [35, 0, 'UnsupportedVersionException', 'The version of API is not supported.'],
  topicAlreadyExists: [36, 0, 'TopicExistsException', 'Topic with this name already exists.'],
  invalidPartitions: [37, 0, 'InvalidPartitionsException', 'Number of partitions is below 1.'],
  invalidReplicationFactor: [38, 0, 'InvalidReplicationFactorException', 'Replication factor is below 1 or larger than the number of available brokers.'],
  invalidReplicaAssignment: [39, 0, 'InvalidReplicaAssignmentException', 'Replica assignment is invalid.'],
  invalidConfig: [40, 0, 'InvalidConfigurationException', 'Configuration is invalid.'],
  notController: [41, 1, 'NotControllerException', 'This is not the correct controller for this cluster.'],
  invalidRequest: [42, 0, 'InvalidRequestException', 'This most likely occurs because of a request being malformed by the client library or the message was sent to an incompatible broker. See the broker logs for more details.'],
  unsupportedForMessageFormat: [43, 0, 'UnsupportedForMessageFormatException', 'The message format version on the broker does not support the request.'],
  policyViolation: [44, 0, 'PolicyViolationException', 'Request parameters do not satisfy the configured policy.'],
  outOfOrderSequenceNumber: [45, 0, 'OutOfOrderSequenceException', 'The broker received an out of order sequence number.'],
  duplicateSequenceNumber: [46, 0, 'DuplicateSequenceException', 'The broker received a duplicate sequence number.'],
  invalidProducerEpoch: [47, 0, 'InvalidProducerEpochException', 'Producer attempted to produce with an old epoch.'],
  invalidTxnState: [48, 0, 'InvalidTxnStateException', 'The producer attempted a transactional operation in an invalid state.'],
  invalidProducerIdMapping: [49, 0, 'InvalidPidMappingException', 'The producer attempted to use a producer id which is not currently assigned to its transactional id.'],
  invalidTransactionTimeout: [50, 0, 'InvalidTxnTimeoutException', 'The transaction timeout is larger than the maximum value allowed by the broker (as configured by transaction.max.timeout.ms).'],
  concurrentTransactions: [51, 1, 'ConcurrentTransactionsException', 'The producer attempted to update a transaction while another concurrent operation on the same transaction was ongoing.'],
  transactionCoordinatorFenced: [52, 0, 'TransactionCoordinatorFencedException', 'Indicates that the transaction coordinator sending a WriteTxnMarker is no longer the current coordinator for a given producer.'],
  transactionalIdAuthorizationFailed: [53, 0, 'TransactionalIdAuthorizationException', 'Transactional Id authorization failed.'],
  securityDisabled: [54, 0, 'SecurityDisabledException', 'Security features are disabled.'],
  operationNotAttempted: [55, 0, 'OperationNotAttemptedException', 'The broker did not attempt to execute this operation. This may happen for batched RPCs where some operations in the batch failed, causing the broker to respond without trying the rest.'],
  kafkaStorageError: [56, 1, 'KafkaStorageException', 'Disk error when trying to access log file on the disk.'],
  logDirNotFound: [57, 0, 'LogDirNotFoundException', 'The user-specified log directory is not found in the broker config.'],
  saslAuthenticationFailed: [58, 0, 'SaslAuthenticationException', 'SASL Authentication failed.'],
  unknownProducerId: [59, 0, 'UnknownProducerIdException', "This exception is raised by the broker if it could not locate the producer metadata associated with the producerId in question. This could happen if, for instance, the producer's records were deleted because their retention time had elapsed. Once the last records of the producerId are removed, the producer's metadata is removed from the broker, and future appends by the producer will return this exception."],
  reassignmentInProgress: [60, 0, 'ReassignmentInProgressException', 'A partition reassignment is in progress.'],
  delegationTokenAuthDisabled: [61, 0, 'DelegationTokenDisabledException', 'Delegation Token feature is not enabled.'],
  delegationTokenNotFound: [62, 0, 'DelegationTokenNotFoundException', 'Delegation Token is not found on server.'],
  delegationTokenOwnerMismatch: [63, 0, 'DelegationTokenOwnerMismatchException', 'Specified Principal is not valid Owner/Renewer.'],
  delegationTokenRequestNotAllowed: [64, 0, 'UnsupportedByAuthenticationException', 'Delegation Token requests are not allowed on PLAINTEXT/1-way SSL channels and on delegation token authenticated channels.'],
  delegationTokenAuthorizationFailed: [65, 0, 'DelegationTokenAuthorizationException', 'Delegation Token authorization failed.'],
  delegationTokenExpired: [66, 0, 'DelegationTokenExpiredException', 'Delegation Token is expired.'],
  invalidPrincipalType: [67, 0, 'InvalidPrincipalTypeException', 'Supplied principalType is not supported.'],
  nonEmptyGroup: [68, 0, 'GroupNotEmptyException', 'The group is not empty.'],
  groupIdNotFound: [69, 0, 'GroupIdNotFoundException', 'The group id does not exist.'],
  fetchSessionIdNotFound: [70, 1, 'FetchSessionIdNotFoundException', 'The fetch session ID was not found.'],
  invalidFetchSessionEpoch: [71, 1, 'InvalidFetchSessionEpochException', 'The fetch session epoch is invalid.'],
  listenerNotFound: [72, 1, 'ListenerNotFoundException', 'There is no listener on the leader broker that matches the listener on which metadata request was processed.'],
  topicDeletionDisabled: [73, 0, 'TopicDeletionDisabledException', 'Topic deletion is disabled.'],
  fencedLeaderEpoch: [74, 1, 'FencedLeaderEpochException', 'The leader epoch in the request is older than the epoch on the broker.'],
  unknownLeaderEpoch: [75, 1, 'UnknownLeaderEpochException', 'The leader epoch in the request is newer than the epoch on the broker.'],
  unsupportedCompressionType: [76, 0, 'UnsupportedCompressionTypeException', 'The requesting client does not support the compression type of given partition.'],
  staleBrokerEpoch: [77, 0, 'StaleBrokerEpochException', 'Broker epoch has changed.'],
  offsetNotAvailable: [78, 1, 'OffsetNotAvailableException', 'The leader high watermark has not caught up from a recent leader election so the offsets cannot be guaranteed to be monotonically increasing.'],
  memberIdRequired: [79, 0, 'MemberIdRequiredException', 'The group member needs to have a valid member id before actually entering a consumer group.'],
  preferredLeaderNotAvailable: [80, 1, 'PreferredLeaderNotAvailableException', 'The preferred leader was not available.'],
  groupMaxSizeReached: [81, 0, 'GroupMaxSizeReachedException', 'The group has reached its maximum size.'],
  fencedInstanceId: [82, 0, 'FencedInstanceIdException', 'The broker rejected this static consumer since another consumer with the same group.instance.id has registered with a different member.id.'],
  eligibleLeadersNotAvailable: [83, 1, 'EligibleLeadersNotAvailableException', 'Eligible topic partition leaders are not available.'],
  electionNotNeeded: [84, 1, 'ElectionNotNeededException', 'Leader election not needed for topic partition.'],
  noReassignmentInProgress: [85, 0, 'NoReassignmentInProgressException', 'No partition reassignment is in progress.'],
  groupSubscribedToTopic: [86, 0, 'GroupSubscribedToTopicException', 'Deleting offsets of a topic is forbidden while the consumer group is actively subscribed to it.'],
  invalidRecord: [87, 0, 'org.apache.kafka.common.InvalidRecordException', 'This record has failed the validation on broker and hence will be rejected.'],
  unstableOffsetCommit: [88, 1, 'UnstableOffsetCommitException', 'There are unstable offsets that need to be cleared.'],
  throttlingQuotaExceeded: [89, 1, 'ThrottlingQuotaExceededException', 'The throttling quota has been exceeded.'],
  producerFenced: [90, 0, 'ProducerFencedException', 'There is a newer producer with the same transactionalId which fences the current one.'],
  resourceNotFound: [91, 0, 'ResourceNotFoundException', 'A request illegally referred to a resource that does not exist.'],
  duplicateResource: [92, 0, 'DuplicateResourceException', 'A request illegally referred to the same resource twice.'],
  unacceptableCredential: [93, 0, 'UnacceptableCredentialException', 'Requested credential would not meet criteria for acceptability.'],
  inconsistentVoterSet: [94, 0, 'InconsistentVoterSetException', 'Indicates that the either the sender or recipient of a voter-only request is not one of the expected voters.'],
  invalidUpdateVersion: [95, 0, 'InvalidUpdateVersionException', 'The given update version was invalid.'],
  featureUpdateFailed: [96, 0, 'FeatureUpdateFailedException', 'Unable to update finalized features due to an unexpected server error.'],
  principalDeserializationFailure: [97, 0, 'PrincipalDeserializationException', 'Request principal deserialization failed during forwarding. This indicates an internal error on the broker cluster security setup.'],
  snapshotNotFound: [98, 0, 'SnapshotNotFoundException', 'Requested snapshot was not found.'],
  positionOutOfRange: [99, 0, 'PositionOutOfRangeException', 'Requested position is not greater than or equal to zero, and less than the size of the snapshot.'],
  unknownTopicId: [100, 1, 'UnknownTopicIdException', 'This server does not host this topic ID.'],
  duplicateBrokerRegistration: [101, 0, 'DuplicateBrokerRegistrationException', 'This broker ID is already in use.'],
  brokerIdNotRegistered: [102, 0, 'BrokerIdNotRegisteredException', 'The given broker ID was not registered.'],
  inconsistentTopicId: [103, 1, 'InconsistentTopicIdException', "The log's topic ID did not match the topic ID in the request."],
  inconsistentClusterId: [104, 0, 'InconsistentClusterIdException', 'The clusterId in the request does not match that found on the server.'],
  transactionalIdNotFound: [105, 0, 'TransactionalIdNotFoundException', 'The transactionalId could not be found.'],
  fetchSessionTopicIdError: [106, 1, 'FetchSessionTopicIdException', 'The fetch session encountered inconsistent topic ID usage.'],
  ineligibleReplica: [107, 0, 'IneligibleReplicaException', 'The new ISR contains at least one ineligible replica.'],
  newLeaderElected: [108, 0, 'NewLeaderElectedException', 'The AlterPartition request successfully updated the partition state but the leader has changed.'],
  offsetMovedToTieredStorage: [109, 0, 'OffsetMovedToTieredStorageException', 'The requested offset is moved to tiered storage.'],
  fencedMemberEpoch: [110, 0, 'FencedMemberEpochException', 'The member epoch is fenced by the group coordinator. The member must abandon all its partitions and rejoin.'],
  unreleasedInstanceId: [111, 0, 'UnreleasedInstanceIdException', 'The instance ID is still used by another member in the consumer group. That member must leave first.'],
  unsupportedAssignor: [112, 0, 'UnsupportedAssignorException', 'The assignor or its version range is not supported by the consumer group.'],
  staleMemberEpoch: [113, 0, 'StaleMemberEpochException', 'The member epoch is stale. The member must retry after receiving its updated member epoch via the ConsumerGroupHeartbeat API.'],
  mismatchedEndpointType: [114, 0, 'MismatchedEndpointTypeException', 'The request was sent to an endpoint of the wrong type.'],
  unsupportedEndpointType: [115, 0, 'UnsupportedEndpointTypeException', 'This endpoint type is not supported yet.'],
  unknownControllerId: [116, 0, 'UnknownControllerIdException', 'This controller ID is not known.'],
  unknownSubscriptionId: [117, 0, 'UnknownSubscriptionIdException', 'Client sent a push telemetry request with an invalid or outdated subscription ID.'],
  telemetryTooLarge: [118, 0, 'TelemetryTooLargeException', 'Client sent a push telemetry request larger than the maximum size the broker will accept.'],
  invalidRegistration: [119, 0, 'InvalidRegistrationException', 'The controller has considered the broker registration to be invalid.'],
  transactionAbortable: [120, 0, 'TransactionAbortableException', 'The server encountered an error with the transaction. The client can abort the transaction to continue using this transactional ID.'],
  invalidRecordState: [121, 0, 'InvalidRecordStateException', 'The record state is invalid. The acknowledgement of delivery could not be completed.'],
  shareSessionNotFound: [122, 1, 'ShareSessionNotFoundException', 'The share session was not found.'],
  invalidShareSessionEpoch: [123, 1, 'InvalidShareSessionEpochException', 'The share session epoch is invalid.'],
  fencedStateEpoch: [124, 0, 'FencedStateEpochException', 'The share coordinator rejected the request because the share-group state epoch did not match.'],
  invalidVoterKey: [125, 0, 'InvalidVoterKeyException', "The voter key doesn't match the receiving replica's key."],
  duplicateVoter: [126, 0, 'DuplicateVoterException', 'The voter is already part of the set of voters.'],
  voterNotFound: [127, 0, 'VoterNotFoundException', 'The voter is not part of the set of voters.'],
  invalidRegularExpression: [128, 0, 'InvalidRegularExpression', 'The regular expression is not valid.'],
  rebootstrapRequired: [129, 0, 'RebootstrapRequiredException', 'Client metadata is stale. The client should rebootstrap to obtain new metadata.'],
  streamsInvalidTopology: [130, 0, 'StreamsInvalidTopologyException', 'The supplied topology is invalid.'],
  streamsInvalidTopologyEpoch: [131, 0, 'StreamsInvalidTopologyEpochException', 'The supplied topology epoch is invalid.'],
  streamsTopologyFenced: [132, 0, 'StreamsTopologyFencedException', 'The supplied topology epoch is outdated.'],
  shareSessionLimitReached: [133, 1, 'ShareSessionLimitReachedException', 'The limit of share sessions has been reached.'],
} as const satisfies Readonly<Record<string, Row>>

type Name = keyof typeof rows

/** Kafka's error codes by their constants in camel case: `errorCode.topicAlreadyExists` is 36. */
export const errorCode = numbers()

function numbers() {
  // A copy has its final shape at once; adding 130 properties one by one would create garbage at every start.
  const found: Record<string, Row | number> = {...rows}
  for (const name in found) found[name] = rows[name as Name][0]
  return found as {readonly [N in Name]: (typeof rows)[N][0]}
}

let table: Map<number, ErrorCode> | undefined

/** The row of a code. A code newer than this table is named by its number and not retried. */
export function kafkaErrors(code: number): ErrorCode {
  table ??= new Map(
    Object.entries(rows).map(([name, [number, retriable, exception, text]]) => [
      number,
      {name: constant(name), retriable: retriable === 1, exception: withPackage(exception), text},
    ]),
  )
  return (
    table.get(code) ?? {
      name: `ERROR_${code}`,
      retriable: false,
      exception: withPackage('UnknownServerException'),
      text: `The broker answered with error code ${code}, which this version does not know`,
    }
  )
}

const withPackage = (exception: string) =>
  exception === '' || exception.includes('.') ? exception : `org.apache.kafka.common.errors.${exception}`

const constant = (name: string) => name.replaceAll(/[A-Z]/g, '_$&').toUpperCase()
