// A command line that works and prints, of every command and every drop-in: for tests of what holds for all of them. The
// practice broker has a topic `orders` with ten records, and the group `billing` has committed offsets there. The broker at
// $ACLS lets User:alice read `orders`; it has the user alice with a quota and a delegation token. The one at $METRICS has
// configs of client metrics, and those at $OPERATIONS know disks, a quorum and features; at $MOVES replicas move (fakeMoves),
// and $MOVE_FILES has a plan and journals. $REGISTRY is a practice registry (fakeRegistry), $SCHEMAS a folder.

import {declaredTopics} from '../support/changing-commands.ts'

export interface CommandLine {
  /** Words of a shell, without the program's name. */
  readonly line: string
  /** A line for the shell that makes the next run possible once more. */
  readonly before?: string
  /** It prints nothing on standard output, for this reason: what cannot be written is no concern of it. */
  readonly silent?: string
  /** Ends when it is told to. */
  readonly endless?: true
  readonly stdin?: string
  /** When all is well; 0 unless given. */
  readonly code?: number
}

const grant = 'acls grant User:bob read topic/orders --yes -b $ACLS'
const revoke = 'acls revoke User:bob read topic/orders --yes -b $ACLS'
const subscribe = 'client-metrics set apps --metrics org.apache.kafka. --yes -b $METRICS'
const quota = (verb: string, user: string, value = '') =>
  `quotas ${verb} --user ${user} producer_byte_rate${value} --yes -b $ACLS`
const registry = '--registry $REGISTRY'
const sandbox = 'kafkit sandbox start --name s --engine memory'

/** By what is typed after `kafkit`. */
export const commandLines: Readonly<Record<string, CommandLine>> = {
  'acls check': {line: 'acls check User:alice read topic/orders -b $ACLS'},
  'acls export': {line: 'acls export -b $ACLS'},
  'acls grant': {line: grant, before: `kafkit ${revoke}`},
  'acls list': {line: 'acls list -b $ACLS'},
  'acls revoke': {line: revoke, before: `kafkit ${grant}`},
  'acls who': {line: 'acls who topic/orders -b $ACLS'},
  'acls why': {line: 'acls why User:alice consume topic/orders -b $ACLS'},
  apply: {line: `apply -f ${declaredTopics} --yes`, before: 'kafkit topics delete declared --yes; true'},
  // The practice broker does not know what lies on disks.
  'brokers can-stop': {line: 'brokers can-stop 3 -b $OPERATIONS'},
  'brokers describe': {line: 'brokers describe -b $OPERATIONS'},
  'brokers drain': {line: 'brokers drain 2 --topics orders --dry-run -b $MOVES'},
  'brokers list': {line: 'brokers list -b $OPERATIONS'},
  'cluster describe': {line: 'cluster describe -b $OPERATIONS'},
  'cluster diff': {line: 'cluster diff now now --only topics,configs,groups -o json'},
  'cluster snapshot': {line: 'cluster snapshot --only topics,configs,groups,offsets'},
  'client-metrics delete': {line: 'client-metrics delete apps --yes -b $METRICS', before: `kafkit ${subscribe}`},
  'client-metrics describe': {line: 'client-metrics describe apps -b $METRICS', before: `kafkit ${subscribe}`},
  'client-metrics list': {line: 'client-metrics list -b $METRICS'},
  'client-metrics set': {line: `${subscribe}`, before: 'kafkit client-metrics delete apps --yes -b $METRICS'},
  complete: {line: 'complete topics kafkit', silent: 'serves the TAB key, where a message would be in the way'},
  completion: {line: 'completion bash'},
  'config explain': {line: 'config explain'},
  'configs describe': {line: 'configs describe topic/orders --all'},
  'configs diff': {line: 'configs diff topic/orders topic/orders --all'},
  'configs explain': {line: 'configs explain topic/orders retention.ms'},
  'configs list': {line: 'configs list topic'},
  'configs set': {
    line: 'configs set topic/orders retention.ms=1d --yes',
    before: 'kafkit configs unset topic/orders retention.ms --yes',
  },
  'configs unset': {
    line: 'configs unset topic/orders retention.ms --yes',
    before: 'kafkit configs set topic/orders retention.ms=1d --yes',
  },
  consume: {line: 'consume orders --from-beginning --until-end'},
  diff: {line: `diff -f ${declaredTopics}`, code: 3, before: 'kafkit topics delete declared --yes; true'},
  doctor: {line: 'doctor'},
  'drop-ins link': {line: 'drop-ins link ./links'},
  'drop-ins list': {line: 'drop-ins list'},
  'elect preferred': {line: 'elect preferred --topic orders --dry-run -b $OPERATIONS -o json'},
  'elect unclean': {line: 'elect unclean --topic orders --dry-run -b $OPERATIONS -o json'},
  export: {line: 'export topics'},
  'features downgrade': {line: 'features downgrade metadata.version=28 --dry-run -b $OPERATIONS'},
  'features list': {line: 'features list -b $OPERATIONS'},
  'features upgrade': {line: 'features upgrade metadata.version=29 --dry-run -b $OPERATIONS'},
  'dump-log': {line: 'dump-log --check 00000000000000000000.log', before: ': > 00000000000000000000.log'},
  'groups delete': {line: 'groups delete old --yes', before: 'commit old'},
  'groups delete-offsets': {line: 'groups delete-offsets old --topic orders --yes', before: 'commit old'},
  'groups describe': {line: 'groups describe billing'},
  'groups export-metrics': {
    line: 'groups export-metrics --listen 127.0.0.1:0',
    silent: 'answers over HTTP',
    endless: true,
  },
  // The practice broker does not know how large topics are.
  'groups idle': {line: 'groups idle', code: 1},
  'groups lag': {line: 'groups lag billing'},
  'groups list': {line: 'groups list'},
  'groups peek': {line: 'groups peek billing'},
  'groups reset-offsets': {line: 'groups reset-offsets billing --topic orders --to-earliest'},
  'groups top': {line: 'groups top --count 1'},
  'groups wait': {line: 'groups wait billing --lag 100', silent: 'says on standard error that the wait is over'},
  'groups watch': {line: 'groups watch billing --count 1'},
  health: {line: 'health --check fenced,log-dirs,versions -b $OPERATIONS'},
  help: {line: 'help'},
  lint: {line: 'lint --schema'},
  'log-dirs describe': {line: 'log-dirs describe -b $OPERATIONS'},
  'log-dirs list': {line: 'log-dirs list -b $OPERATIONS'},
  'log-dirs move': {line: 'log-dirs move orders:0 --broker 1 --to /data --dry-run -b $OPERATIONS'},
  offsets: {line: 'offsets orders'},
  'output-schema': {line: 'output-schema'},
  'partitions list': {line: 'partitions list'},
  plan: {line: `plan -f ${declaredTopics}`, before: 'kafkit topics delete declared --yes; true'},
  produce: {line: 'produce orders --output json', stdin: 'one more\n'},
  'perf consume': {line: 'perf consume -n 10'},
  'perf e2e': {line: 'perf e2e -n 1 --warmup 0'},
  'perf produce': {line: 'perf produce -n 10'},
  'perf share': {line: 'perf share --topic orders -n 1 -b $OPERATIONS'},
  'records count': {line: 'records count orders'},
  // The practice broker does not know what lies on disks, which is no reason to keep records.
  'records trim': {line: 'records trim orders --keep 10 --dry-run -o json'},
  'profile add': {line: 'profile add other -b localhost:9', before: 'kafkit profile remove other --yes'},
  'profile list': {line: 'profile list'},
  'profile remove': {line: 'profile remove other --yes', before: 'kafkit profile add other -b localhost:9'},
  'profile show': {line: 'profile show dev'},
  'profile test': {line: 'profile test dev'},
  'profile use': {line: 'profile use dev'},
  record: {line: "record -- sh -c 'kafka-topics --create --topic a'"},
  'sandbox demo': {line: 'sandbox demo --name s --for 10ms', before: sandbox},
  'sandbox logs': {line: 'sandbox logs --name s', before: sandbox},
  'sandbox start': {line: 'sandbox start --name s --engine memory', before: 'kafkit sandbox stop --name s'},
  'sandbox status': {line: 'sandbox status --name s', before: sandbox},
  'sandbox stop': {line: 'sandbox stop --name s', before: sandbox},
  'quorum add-controller': {line: 'quorum add-controller 4 --endpoint c4:9093 --dry-run -b $OPERATIONS'},
  'quorum describe': {line: 'quorum describe -b $OPERATIONS'},
  'quorum remove-controller': {line: 'quorum remove-controller 3 --dry-run -b $OPERATIONS'},
  'quotas effective': {line: 'quotas effective --user alice -b $ACLS'},
  'quotas list': {line: 'quotas list -b $ACLS'},
  'quotas set': {line: quota('set', 'alice', '=2048'), before: `kafkit ${quota('set', 'alice', '=1024')}`},
  'quotas unset': {line: quota('unset', 'bob'), before: `kafkit ${quota('set', 'bob', '=1024')}`},
  'reassign cancel': {line: 'reassign cancel --journal $MOVE_FILES/moving.json --dry-run -b $MOVES'},
  'reassign clean-throttles': {line: 'reassign clean-throttles --dry-run -b $MOVES'},
  'reassign plan': {line: 'reassign plan --drain 2 --topics orders -b $MOVES'},
  'reassign resume': {line: 'reassign resume --journal $MOVE_FILES/running.json --dry-run -b $MOVES'},
  'reassign start': {line: 'reassign start $MOVE_FILES/plan.json --dry-run -b $MOVES'},
  'reassign status': {line: 'reassign status --sample 0s -b $MOVES'},
  'reassign throttle': {line: 'reassign throttle 1MB/s --journal $MOVE_FILES/running.json --dry-run -b $MOVES'},
  'reassign undo': {line: 'reassign undo --journal $MOVE_FILES/over.json --dry-run -b $MOVES'},
  'reassign wait': {line: 'reassign wait'},
  'schemas check': {line: `schemas check orders-value $SCHEMAS/order.avsc ${registry}`},
  'schemas contexts': {line: `schemas contexts ${registry}`},
  'schemas copy': {line: 'schemas copy --from-registry $REGISTRY --registry $OTHER_REGISTRY --yes'},
  'schemas delete': {
    line: `schemas delete doomed-value --yes ${registry}`,
    before: `kafkit schemas restore doomed-value --yes ${registry}`,
  },
  'schemas diff': {line: `schemas diff orders-value ${registry}`, code: 3},
  'schemas export': {line: `schemas export ${registry}`},
  'schemas get': {line: `schemas get orders-value ${registry}`},
  'schemas import': {line: 'schemas import $SCHEMAS/exported.json --registry $OTHER_REGISTRY --yes'},
  'schemas info': {line: `schemas info ${registry}`},
  'schemas level': {line: `schemas level ${registry}`},
  'schemas lint': {line: 'schemas lint $SCHEMAS/flat.avsc'},
  'schemas list': {line: `schemas list ${registry}`},
  'schemas mode': {line: `schemas mode ${registry}`},
  'schemas references': {line: `schemas references orders-value -o csv ${registry}`},
  'schemas register': {line: `schemas register orders-value $SCHEMAS/order.avsc ${registry}`},
  'schemas restore': {
    line: `schemas restore gone-value --yes ${registry}`,
    before: `kafkit schemas delete gone-value --yes ${registry}`,
  },
  'schemas types': {line: `schemas types ${registry}`},
  'schemas used-by-topic': {line: `schemas used-by-topic orders ${registry}`},
  'schemas uses': {line: `schemas uses orders-value ${registry}`},
  'schemas validate': {line: `schemas validate orders ${registry}`},
  'schemas versions': {line: `schemas versions orders-value ${registry}`},
  'share consume': {line: 'share consume orders --group queue -n 1 -b $OPERATIONS'},
  'share delete': {line: 'share delete queue --dry-run -b $OPERATIONS'},
  'share describe': {line: 'share describe queue -b $OPERATIONS'},
  'share reset': {line: 'share reset queue --all-topics --to-latest -b $OPERATIONS'},
  'streams describe': {line: 'streams describe billing'},
  'streams reset': {line: 'streams reset billing --topic orders --to-earliest'},
  'streams topics': {line: 'streams topics -b $OPERATIONS'},
  'tokens create': {line: 'tokens create --show --yes -b $ACLS'},
  'tokens expire': {line: 'tokens expire one --in 1h --dry-run -b $ACLS'},
  'tokens list': {line: 'tokens list -b $ACLS'},
  'tokens renew': {line: 'tokens renew one --yes -b $ACLS'},
  'topics alter': {line: 'topics alter orders --config retention.ms=60000'},
  'topics create': {line: 'topics create made', before: 'kafkit topics delete made --yes'},
  'topics delete': {line: 'topics delete made --yes', before: 'kafkit topics create made'},
  'topics describe': {line: 'topics describe orders'},
  'topics diff': {line: 'topics diff orders __consumer_offsets --all', code: 3},
  'topics list': {line: 'topics list'},
  'topics wait': {line: 'topics wait orders', silent: 'says on standard error that the wait is over'},
  'transactions abort': {line: 'transactions abort orders:0 --dry-run -b $OPERATIONS'},
  'transactions describe': {line: 'transactions describe billing -b $OPERATIONS'},
  'transactions fence': {line: 'transactions fence billing --dry-run -b $OPERATIONS'},
  'transactions hanging': {line: 'transactions hanging -o json -b $OPERATIONS', code: 3},
  'transactions list': {line: 'transactions list -b $OPERATIONS'},
  'transactions producers': {line: 'transactions producers orders -b $OPERATIONS'},
  'users create': {
    line: 'users create bob --new-password-stdin --yes -b $ACLS',
    stdin: 'secret\n',
    before: 'kafkit users delete bob --yes -b $ACLS',
  },
  'users delete': {
    line: 'users delete bob --yes -b $ACLS',
    before: 'echo secret | kafkit users create bob --new-password-stdin --yes -b $ACLS',
  },
  'users list': {line: 'users list -b $ACLS'},
  'users rotate': {line: 'users rotate alice --new-password-stdin --yes -b $ACLS', stdin: 'secret\n'},
}

/** By the name of the executable; $KAFKIT_BOOTSTRAP_SERVERS is the broker. */
const schemas = {
  avro: `'{"type":"record","name":"Lost","fields":[{"name":"a","type":"int"}]}'`,
  protobuf: `'syntax = "proto3"; message Lost { int32 a = 1; }'`,
  'json-schema': `'{"type":"object"}'`,
} as const

/** Confluent's two tools for a kind of schemas. Without a terminal the producer prints nothing else than its version. */
function ofConfluent(kind: keyof typeof schemas): Record<string, CommandLine> {
  const there = `--bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS --topic lost-${kind} --property schema.registry.url=$REGISTRY`
  return {
    [`kafka-${kind}-console-consumer`]: {
      line: `${there} --from-beginning --max-messages 1`,
      before: `echo '{"a":1}' | kafka-${kind}-console-producer ${there} --property value.schema=${schemas[kind]}`,
    },
    [`kafka-${kind}-console-producer`]: {line: '--version'},
  }
}

export const dropInLines: Readonly<Record<string, CommandLine>> = {
  ...ofConfluent('avro'),
  ...ofConfluent('protobuf'),
  ...ofConfluent('json-schema'),
  'kafka-acls': {line: '--bootstrap-server $ACLS --list'},
  'kafka-broker-api-versions': {line: '--bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS'},
  // The practice broker has no client metrics.
  'kafka-client-metrics': {line: '--version'},
  'kafka-configs': {line: '--bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS --describe --topic orders'},
  'kafka-cluster': {line: 'cluster-id --bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS'},
  'kafka-console-consumer': {
    line: '--bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS --topic orders --from-beginning --max-messages 5',
  },
  // Without a terminal it prints nothing else.
  'kafka-console-producer': {line: '--version'},
  'kafka-consumer-perf-test': {
    line: '--bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS --topic orders --num-records 5 --timeout 20000',
  },
  'kafka-console-share-consumer': {
    line: '--bootstrap-server $OPERATIONS --topic orders --group queue --max-messages 1',
  },
  'kafka-share-consumer-perf-test': {
    line: '--bootstrap-server $OPERATIONS --topic orders --group queue --num-records 1 --timeout 20000',
  },
  'kafka-verifiable-share-consumer': {
    line: '--bootstrap-server $OPERATIONS --topic orders --group-id queue --max-messages 1',
  },
  'kafka-e2e-latency': {
    line: '--bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS --topic orders --num-records 2 --producer-acks 1 --record-size 20',
  },
  'kafka-producer-perf-test': {
    line: '--bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS --topic orders --num-records 5 --record-size 10 --throughput -1',
  },
  'kafka-verifiable-consumer': {
    line: '--bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS --topic orders --group-id verifier --reset-policy earliest --max-messages 1',
    before: 'kafkit groups delete verifier --yes || true',
  },
  'kafka-verifiable-producer': {
    line: '--bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS --topic orders --max-messages 3',
  },
  'kafka-consumer-groups': {line: '--bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS --list'},
  // A practice broker has no features.
  // Nor has it what these ask for.
  'kafka-replica-verification': {line: '--version'},
  'kafka-metadata-quorum': {line: '--help'},
  'kafka-delete-records': {
    line: '--bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS --offset-json-file offsets.json',
    before: `echo '{"partitions": [{"topic": "orders", "partition": 0, "offset": 0}]}' > offsets.json`,
  },
  'kafka-get-offsets': {line: '--bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS --topic orders'},
  'kafka-groups': {line: '--bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS --list'},
  // The practice broker has no share groups and no Streams groups.
  'kafka-share-groups': {line: '--version'},
  'kafka-streams-groups': {line: '--version'},
  'kafka-streams-application-reset': {
    line: '--application-id app --bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS --dry-run',
  },
  // A practice broker has no features.
  'kafka-features': {line: 'version-mapping'},
  'kafka-dump-log': {line: '--files 00000000000000000000.log', before: ': > 00000000000000000000.log'},
  'kafka-storage': {line: 'version-mapping'},
  // Nor has it what these ask for.
  'kafka-leader-election': {line: '--version'},
  'kafka-log-dirs': {line: '--version'},
  'kafka-reassign-partitions': {line: '--version'},
  // The practice broker lists no transactions.
  'kafka-transactions': {line: '--version'},
  'kafka-delegation-tokens': {
    line: '--bootstrap-server $ACLS --command-config /dev/null --describe --owner-principal User:alice',
  },
  'kafka-topics': {line: '--bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS --list'},
}
