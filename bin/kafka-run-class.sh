#!/usr/bin/env node
':' /*
kafkit_file=${BASH_SOURCE:-$0} kafkit_runs=
case $0 in kafka-run-class.sh | *[/]kafka-run-class.sh | "${BASH_SOURCE:-}") kafkit_runs=exec ;; esac
case ${ZSH_EVAL_CONTEXT:-} in *:file*) kafkit_runs= ;; esac
if [ "$kafkit_runs" ]; then
  for name in HUP INT QUIT TERM; do
    kept=$name
    trap kept= $name
    kill -$name $$
    KAFKIT_IGNORED_SIGNALS="${KAFKIT_IGNORED_SIGNALS:+$KAFKIT_IGNORED_SIGNALS }$kept"
  done
  export KAFKIT_IGNORED_SIGNALS
elif [ -z "${BASH_SOURCE:-}" ] && [ -z "${ZSH_EVAL_CONTEXT:-}" ]; then
  kafkit_file=$(command -v kafka-run-class.sh) || kafkit_file=$0
fi
if ! command -v node >/dev/null && command -v bun >/dev/null; then
  $kafkit_runs bun "$kafkit_file" "$@"
else
  $kafkit_runs node "$kafkit_file" "$@"
fi
return $? 2>/dev/null || exit
*/

// Written by npm run build, from src/lib/apache/command-line/class-names.ts.
require('./run-class.js')({
  'org.apache.kafka.tools.AclCommand': ['kafka-acls', ['--add', '--remove', '--list']],
  'kafka.admin.AclCommand': ['kafka-acls', ['--add', '--remove', '--list']],
  'org.apache.kafka.tools.BrokerApiVersionsCommand': ['kafka-broker-api-versions', ['--bootstrap-server']],
  'kafka.admin.BrokerApiVersionsCommand': ['kafka-broker-api-versions', ['--bootstrap-server']],
  'org.apache.kafka.tools.ClientMetricsCommand': [
    'kafka-client-metrics',
    ['--alter', '--describe', '--delete', '--list'],
  ],
  'org.apache.kafka.tools.ClusterTool': ['kafka-cluster', ['cluster-id', 'unregister', 'list-endpoints']],
  'kafka.tools.ClusterTool': ['kafka-cluster', ['cluster-id', 'unregister', 'list-endpoints']],
  'kafka.admin.ConfigCommand': ['kafka-configs', ['--describe', '--alter']],
  'org.apache.kafka.tools.consumer.ConsoleConsumer': ['kafka-console-consumer', []],
  'kafka.tools.ConsoleConsumer': ['kafka-console-consumer', []],
  'org.apache.kafka.tools.ConsoleProducer': ['kafka-console-producer', []],
  'kafka.tools.ConsoleProducer': ['kafka-console-producer', []],
  'org.apache.kafka.tools.consumer.ConsoleShareConsumer': ['kafka-console-share-consumer', []],
  'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand': [
    'kafka-consumer-groups',
    ['--list', '--describe', '--delete', '--reset-offsets', '--delete-offsets', '--validate-regex'],
  ],
  'kafka.admin.ConsumerGroupCommand': [
    'kafka-consumer-groups',
    ['--list', '--describe', '--delete', '--reset-offsets', '--delete-offsets', '--validate-regex'],
  ],
  'org.apache.kafka.tools.ConsumerPerformance': ['kafka-consumer-perf-test', []],
  'kafka.tools.ConsumerPerformance': ['kafka-consumer-perf-test', []],
  'org.apache.kafka.tools.DelegationTokenCommand': [
    'kafka-delegation-tokens',
    ['--create', '--renew', '--expire', '--describe'],
  ],
  'kafka.admin.DelegationTokenCommand': ['kafka-delegation-tokens', ['--create', '--renew', '--expire', '--describe']],
  'org.apache.kafka.tools.DeleteRecordsCommand': ['kafka-delete-records', []],
  'kafka.admin.DeleteRecordsCommand': ['kafka-delete-records', []],
  'org.apache.kafka.tools.DumpLogSegments': [
    'kafka-dump-log',
    [
      '--print-data-log',
      '--offsets-decoder',
      '--transaction-log-decoder',
      '--cluster-metadata-decoder',
      '--share-group-state-decoder',
    ],
  ],
  'kafka.tools.DumpLogSegments': [
    'kafka-dump-log',
    [
      '--print-data-log',
      '--offsets-decoder',
      '--transaction-log-decoder',
      '--cluster-metadata-decoder',
      '--share-group-state-decoder',
    ],
  ],
  'org.apache.kafka.tools.EndToEndLatency': ['kafka-e2e-latency', []],
  'kafka.tools.EndToEndLatency': ['kafka-e2e-latency', []],
  'org.apache.kafka.tools.FeatureCommand': [
    'kafka-features',
    ['describe', 'upgrade', 'downgrade', 'disable', 'version-mapping', 'feature-dependencies'],
  ],
  'kafka.admin.FeatureCommand': [
    'kafka-features',
    ['describe', 'upgrade', 'downgrade', 'disable', 'version-mapping', 'feature-dependencies'],
  ],
  'org.apache.kafka.tools.GetOffsetShell': ['kafka-get-offsets', []],
  'kafka.tools.GetOffsetShell': ['kafka-get-offsets', []],
  'org.apache.kafka.tools.GroupsCommand': ['kafka-groups', ['--list']],
  'org.apache.kafka.tools.LeaderElectionCommand': [
    'kafka-leader-election',
    ['--all-topic-partitions', '--path-to-json-file'],
  ],
  'kafka.admin.LeaderElectionCommand': ['kafka-leader-election', ['--all-topic-partitions', '--path-to-json-file']],
  'org.apache.kafka.tools.LogDirsCommand': ['kafka-log-dirs', ['--describe']],
  'kafka.admin.LogDirsCommand': ['kafka-log-dirs', ['--describe']],
  'org.apache.kafka.tools.MetadataQuorumCommand': [
    'kafka-metadata-quorum',
    ['describe', 'add-controller', 'remove-controller'],
  ],
  'kafka.admin.MetadataQuorumCommand': ['kafka-metadata-quorum', ['describe', 'add-controller', 'remove-controller']],
  'org.apache.kafka.tools.ProducerPerformance': ['kafka-producer-perf-test', []],
  'org.apache.kafka.clients.tools.ProducerPerformance': ['kafka-producer-perf-test', []],
  'kafka.tools.ProducerPerformance': ['kafka-producer-perf-test', []],
  'org.apache.kafka.tools.reassign.ReassignPartitionsCommand': [
    'kafka-reassign-partitions',
    ['--generate', '--execute', '--verify', '--cancel', '--list'],
  ],
  'kafka.admin.ReassignPartitionsCommand': [
    'kafka-reassign-partitions',
    ['--generate', '--execute', '--verify', '--cancel', '--list'],
  ],
  'org.apache.kafka.tools.ReplicaVerificationTool': ['kafka-replica-verification', ['--broker-list']],
  'kafka.tools.ReplicaVerificationTool': ['kafka-replica-verification', ['--broker-list']],
  'org.apache.kafka.tools.ShareConsumerPerformance': ['kafka-share-consumer-perf-test', []],
  'org.apache.kafka.tools.consumer.group.ShareGroupCommand': [
    'kafka-share-groups',
    ['--list', '--describe', '--delete', '--reset-offsets', '--delete-offsets'],
  ],
  'kafka.tools.StorageTool': [
    'kafka-storage',
    ['info', 'format', 'version-mapping', 'feature-dependencies', 'random-uuid'],
  ],
  'org.apache.kafka.tools.StreamsResetter': ['kafka-streams-application-reset', []],
  'kafka.tools.StreamsResetter': ['kafka-streams-application-reset', []],
  'org.apache.kafka.tools.streams.StreamsGroupCommand': [
    'kafka-streams-groups',
    ['--list', '--describe', '--reset-offsets', '--delete', '--delete-offsets'],
  ],
  'org.apache.kafka.tools.TopicCommand': ['kafka-topics', ['--list', '--describe', '--create', '--alter', '--delete']],
  'kafka.admin.TopicCommand': ['kafka-topics', ['--list', '--describe', '--create', '--alter', '--delete']],
  'org.apache.kafka.tools.TransactionsCommand': [
    'kafka-transactions',
    ['list', 'describe', 'describe-producers', 'abort', 'find-hanging', 'forceTerminateTransaction'],
  ],
  'org.apache.kafka.tools.VerifiableConsumer': ['kafka-verifiable-consumer', []],
  'org.apache.kafka.tools.VerifiableProducer': ['kafka-verifiable-producer', []],
  'org.apache.kafka.tools.VerifiableShareConsumer': ['kafka-verifiable-share-consumer', []],
})
