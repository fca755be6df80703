// The class names with which scripts start Apache's tools through kafka-run-class; the build writes them into
// bin/kafka-run-class.

/** For each drop-in: its class in Kafka 4.3.1, then the names of that class in older releases. */
export const classNames: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'kafka-acls': ['org.apache.kafka.tools.AclCommand', 'kafka.admin.AclCommand'],
  'kafka-broker-api-versions': [
    'org.apache.kafka.tools.BrokerApiVersionsCommand',
    'kafka.admin.BrokerApiVersionsCommand',
  ],
  'kafka-client-metrics': ['org.apache.kafka.tools.ClientMetricsCommand'],
  'kafka-cluster': ['org.apache.kafka.tools.ClusterTool', 'kafka.tools.ClusterTool'],
  'kafka-configs': ['kafka.admin.ConfigCommand'],
  'kafka-console-consumer': ['org.apache.kafka.tools.consumer.ConsoleConsumer', 'kafka.tools.ConsoleConsumer'],
  'kafka-console-producer': ['org.apache.kafka.tools.ConsoleProducer', 'kafka.tools.ConsoleProducer'],
  'kafka-console-share-consumer': ['org.apache.kafka.tools.consumer.ConsoleShareConsumer'],
  'kafka-consumer-groups': [
    'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
    'kafka.admin.ConsumerGroupCommand',
  ],
  'kafka-consumer-perf-test': ['org.apache.kafka.tools.ConsumerPerformance', 'kafka.tools.ConsumerPerformance'],
  'kafka-delegation-tokens': ['org.apache.kafka.tools.DelegationTokenCommand', 'kafka.admin.DelegationTokenCommand'],
  'kafka-delete-records': ['org.apache.kafka.tools.DeleteRecordsCommand', 'kafka.admin.DeleteRecordsCommand'],
  'kafka-dump-log': ['org.apache.kafka.tools.DumpLogSegments', 'kafka.tools.DumpLogSegments'],
  'kafka-e2e-latency': ['org.apache.kafka.tools.EndToEndLatency', 'kafka.tools.EndToEndLatency'],
  'kafka-features': ['org.apache.kafka.tools.FeatureCommand', 'kafka.admin.FeatureCommand'],
  'kafka-get-offsets': ['org.apache.kafka.tools.GetOffsetShell', 'kafka.tools.GetOffsetShell'],
  'kafka-groups': ['org.apache.kafka.tools.GroupsCommand'],
  'kafka-leader-election': ['org.apache.kafka.tools.LeaderElectionCommand', 'kafka.admin.LeaderElectionCommand'],
  'kafka-log-dirs': ['org.apache.kafka.tools.LogDirsCommand', 'kafka.admin.LogDirsCommand'],
  'kafka-metadata-quorum': ['org.apache.kafka.tools.MetadataQuorumCommand', 'kafka.admin.MetadataQuorumCommand'],
  'kafka-producer-perf-test': [
    'org.apache.kafka.tools.ProducerPerformance',
    'org.apache.kafka.clients.tools.ProducerPerformance',
    'kafka.tools.ProducerPerformance',
  ],
  'kafka-reassign-partitions': [
    'org.apache.kafka.tools.reassign.ReassignPartitionsCommand',
    'kafka.admin.ReassignPartitionsCommand',
  ],
  'kafka-replica-verification': [
    'org.apache.kafka.tools.ReplicaVerificationTool',
    'kafka.tools.ReplicaVerificationTool',
  ],
  'kafka-share-consumer-perf-test': ['org.apache.kafka.tools.ShareConsumerPerformance'],
  'kafka-share-groups': ['org.apache.kafka.tools.consumer.group.ShareGroupCommand'],
  'kafka-storage': ['kafka.tools.StorageTool'],
  'kafka-streams-application-reset': ['org.apache.kafka.tools.StreamsResetter', 'kafka.tools.StreamsResetter'],
  'kafka-streams-groups': ['org.apache.kafka.tools.streams.StreamsGroupCommand'],
  'kafka-topics': ['org.apache.kafka.tools.TopicCommand', 'kafka.admin.TopicCommand'],
  'kafka-transactions': ['org.apache.kafka.tools.TransactionsCommand'],
  'kafka-verifiable-consumer': ['org.apache.kafka.tools.VerifiableConsumer'],
  'kafka-verifiable-producer': ['org.apache.kafka.tools.VerifiableProducer'],
  'kafka-verifiable-share-consumer': ['org.apache.kafka.tools.VerifiableShareConsumer'],
}
