// The cases of the benchmark. Placeholders: {B} bootstrap server, {T} topic, {N} records, {R} a name for this run
// only; {AVSC} and {PROTO} are files with the schemas of the topics avro and proto; {TLS} and {LOGIN} are listeners
// with TLS and with TLS and SCRAM, {CA} is the authority of their certificates, {LOGIN_FILE} a client.properties for
// the latter; {FLOOR} is share-floor.ts, bundled.

import {declaredTopics} from './data.ts'

export interface Tool {
  readonly name: string
  /** Split at blanks. */
  readonly command: string
  /** Peak memory, MiB. */
  readonly maxMiB?: number
  /** How many of the topics that the case creates must exist afterwards. */
  readonly creates?: number
  /** A program without which the tool is left out. */
  readonly needs?: 'kcat' | 'java'
  /** For `ask`: the tool prints the same in another layout, on this many lines (undefined: any number). */
  readonly ownLayout?: {readonly lines: number | undefined}
}
/** A goal of the project: at most this many times the wall time of another tool, plus this many ms. */
export interface Limit {
  /** The tool with this goal; kafkit unless given. */
  readonly of?: 'drop-in' | 'kafkit compiled' | 'drop-in compiled' | 'waiting'
  readonly than: string
  readonly times: number
  readonly plusMs?: number
  /**
   * What a cluster is filled with: 2,000 topics; 500 groups of 10 partitions; 500 more groups; one ACL; 9,999 more.
   * `three`: nothing, on three brokers; `many`: 5,000 topics there; `replicated`: 2,000 topics there with three
   * replicas.
   */
  readonly cpu?: boolean
}
/** What a cluster is filled with: one topic; 2,000 topics; 500 groups of 10 partitions; 500 more of them; one ACL; 9,999 more. `three`: nothing, on three brokers; `many`: 5,000 topics there; `replicated`: 2,000 topics there with three replicas. */
export type Filling =
  'three' | 'many' | 'replicated' | 'a-topic' | 'topics' | 'groups' | 'more-groups' | 'acl' | 'more-acls'
export interface Case {
  readonly name: string
  readonly about: string
  /**
   * ask: every tool must print the same lines; share: consume `shareRecords` as a share group {R}, which is new for
   * each run.
   */
  readonly does: 'start' | 'ask' | 'consume' | 'share' | 'produce'
  /** What the cluster is filled with beforehand, once. */
  readonly needs?: Filling
  /** 0 unless said otherwise. */
  readonly exitCode?: number
  /** For `ask`: kafkit prints another layout, on this many lines. */
  readonly lines?: number
  /** Peak memory of kafkit, MiB. */
  readonly maxMiB?: number
  /** For consume, a topic that is made once; for produce, a new one with this many partitions for each run. */
  readonly topic?: string
  readonly partitions: number
  readonly input?: 'values' | 'keyed'
  /** Multiplies the usual number of records. */
  readonly factor?: number
  readonly tools: readonly Tool[]
  readonly limits: readonly Limit[]
  /** Run only if it is named. */
  readonly extra?: boolean
}

const tunedConsumer =
  '-X fetch.wait.max.ms=10 -X queued.min.messages=1000000 -X queued.max.messages.kbytes=1000000 -X fetch.message.max.bytes=4194304'
const tunedProducer =
  '-X linger.ms=5 -X batch.size=1000000 -X batch.num.messages=100000 -X queue.buffering.max.messages=2000000'
const java = '{JAVA} org.apache.kafka.tools.'

const consumers = (flags = '', kcatFlags = ''): Tool[] => [
  {name: 'kafkit', command: `{KAFKIT} consume {T} -b {B} -q --from-beginning --until-end${flags}`},
  {name: 'kcat', command: `kcat -C -q -e -b {B} -t {T} -o beginning${kcatFlags}`, needs: 'kcat'},
  {name: 'kcat tuned', command: `kcat -C -q -e -b {B} -t {T} -o beginning${kcatFlags} ${tunedConsumer}`, needs: 'kcat'},
]
const decoded = (schema: string): Tool[] => [
  {
    name: 'kafkit',
    command: `{KAFKIT} consume {T} -b {B} -q --from-beginning --until-end -o json --value-schema ${schema}`,
  },
  {name: 'undecoded', command: '{KAFKIT} consume {T} -b {B} -q --from-beginning --until-end -o json'},
]
const consoleConsumer = '--bootstrap-server {B} --topic {T} --from-beginning --max-messages {N}'
const consumerFaces: readonly Tool[] = [
  {name: 'drop-in', command: `{BIN}/kafka-console-consumer ${consoleConsumer}`},
  {name: 'Apache', command: `${java}consumer.ConsoleConsumer ${consoleConsumer}`, needs: 'java'},
]
const producers = (flags = '', kcatFlags = '', consoleFlags = '', tuned = tunedProducer): Tool[] => [
  {name: 'kafkit', command: `{KAFKIT} produce {T} -b {B} -q${flags}`},
  {name: 'drop-in', command: `{BIN}/kafka-console-producer --bootstrap-server {B} --topic {T}${consoleFlags}`},
  {name: 'kcat', command: `kcat -P -b {B} -t {T}${kcatFlags}`, needs: 'kcat'},
  ...(tuned
    ? [{name: 'kcat tuned', command: `kcat -P -b {B} -t {T}${kcatFlags} ${tuned}`, needs: 'kcat'} as const]
    : []),
  {name: 'Apache', command: `${java}ConsoleProducer --bootstrap-server {B} --topic {T}${consoleFlags}`, needs: 'java'},
]

/** Brokers hand out at most some hundred records of a share group at a time, so a million would take a while. */
export const shareRecords = 200_000

const emptyNode: Tool = {name: 'node -e 0', command: '{NODE} -e 0'}
const kcatTls = '-X security.protocol=ssl -X ssl.ca.location={CA}'

/** A drop-in and Apache's tool with the same arguments. */
const dropIn = (name: string, mainClass: string, words: string): Tool[] => [
  {name: 'drop-in', command: `{BIN}/${name} ${words}`},
  {name: 'Apache', command: `${java}${mainClass} ${words}`, needs: 'java'},
]
/** Apache's class is in another package than the other tools. */
const configs = (words: string): Tool[] => [
  {name: 'drop-in', command: `{BIN}/kafka-configs ${words}`},
  {name: 'Apache', command: `{JAVA} kafka.admin.ConfigCommand ${words}`, needs: 'java'},
]
const acls = (words: string): Tool[] => [
  {name: 'drop-in', command: `{BIN}/kafka-acls ${words}`},
  {name: 'Apache', command: `${java}AclCommand ${words}`, needs: 'java'},
]
const startLimits: readonly Limit[] = [
  {of: 'drop-in', than: 'node -e 0', times: 1, plusMs: 25},
  {of: 'drop-in', than: 'Apache', times: 0.08},
]
/** kafkit's own commands print another layout. */
const kafkit = (words: string, lines?: number): Tool => ({
  name: 'kafkit',
  command: `{KAFKIT} ${words}`,
  ownLayout: {lines},
})

/** Planning and applying on three brokers. */
const onThree = (
  name: string,
  about: string,
  needs: 'three' | 'many' | 'replicated',
  tools: readonly Tool[],
  limits: readonly Limit[],
): Case => ({
  name,
  about,
  does: 'ask',
  needs,
  partitions: 0,
  tools: tools.map((tool) => ({...tool, ownLayout: {lines: undefined}})),
  limits,
  extra: true,
})

const lagOf = (groups: number, needs: Filling): Case => ({
  name: `lag-${groups}`,
  about: `kafkit groups lag: ${groups} groups of 10 partitions`,
  does: 'ask',
  needs,
  partitions: 0,
  maxMiB: 100,
  lines: groups * 10,
  tools: [
    {name: 'kafkit', command: '{KAFKIT} groups lag -b {B} --by partition --output tsv --no-headers'},
    {name: 'describe', command: '{KAFKIT} groups describe -b {B} --all-groups --output tsv --no-headers'},
    {
      name: 'Apache',
      command: `${java}consumer.group.ConsumerGroupCommand --bootstrap-server {B} --describe --all-groups`,
      needs: 'java',
    },
  ],
  limits: [{than: 'Apache', times: 0.05}],
})

export const cases: readonly Case[] = [
  {
    name: 'start',
    about: 'kafkit topics list against an empty Node program',
    does: 'start',
    needs: 'a-topic',
    partitions: 0,
    tools: [
      {name: 'kafkit', command: '{KAFKIT} topics list -b {B}'},
      {name: 'node -e 0', command: '{NODE} -e 0'},
    ],
    limits: [{than: 'node -e 0', times: 4}],
  },
  {
    name: 'topics-list',
    about: 'kafka-topics --list, the whole round',
    does: 'ask',
    needs: 'a-topic',
    partitions: 0,
    tools: [
      kafkit('topics list -b {B}'),
      ...dropIn('kafka-topics', 'TopicCommand', '--bootstrap-server {B} --list'),
      emptyNode,
    ],
    limits: [
      ...startLimits,
      {of: 'drop-in compiled', than: 'node -e 0', times: 0.8},
      {of: 'kafkit compiled', than: 'node -e 0', times: 1},
    ],
  },
  {
    name: 'topics-help',
    about: 'kafka-topics --help',
    does: 'start',
    exitCode: 1,
    partitions: 0,
    tools: [...dropIn('kafka-topics', 'TopicCommand', '--help'), emptyNode],
    limits: [...startLimits, {of: 'drop-in compiled', than: 'node -e 0', times: 0.6}],
  },
  {
    name: 'topics-usage',
    about: 'kafka-topics with a mistake',
    does: 'start',
    exitCode: 1,
    partitions: 0,
    tools: [...dropIn('kafka-topics', 'TopicCommand', '--bootstrap-server {B} --list --create'), emptyNode],
    limits: startLimits,
  },
  {
    name: 'describe-2000',
    about: 'kafka-topics --describe of 2,000 topics',
    does: 'ask',
    needs: 'topics',
    partitions: 0,
    tools: [
      kafkit('topics describe -b {B}'),
      ...dropIn('kafka-topics', 'TopicCommand', '--bootstrap-server {B} --describe'),
    ],
    limits: [
      {of: 'drop-in', than: 'Apache', times: 0.1},
      {of: 'drop-in compiled', than: 'Apache', times: 0.1},
    ],
  },
  {
    name: 'offsets-2000',
    about: 'kafka-get-offsets of 2,000 topics',
    does: 'ask',
    needs: 'topics',
    partitions: 0,
    tools: dropIn('kafka-get-offsets', 'GetOffsetShell', '--bootstrap-server {B}'),
    limits: [{of: 'drop-in', than: 'Apache', times: 0.12}],
  },
  {
    name: 'plan-2000',
    about: 'kafkit plan of 2,000 topics that are as declared, beside topics describe',
    does: 'ask',
    needs: 'topics',
    partitions: 0,
    tools: [
      kafkit(`plan -f ${declaredTopics} -b {B}`),
      {name: 'describe', command: '{KAFKIT} topics describe -b {B}', ownLayout: {lines: undefined}},
    ],
    limits: [{than: 'describe', times: 5}],
  },
  onThree(
    'plan-5000',
    'kafkit plan of 5,000 topics that are as declared, in files of 100 and in one, beside topics describe',
    'many',
    [
      {name: 'kafkit', command: '{KAFKIT} plan -f {MANY_FOLDER} -b {B}', maxMiB: 200},
      {name: 'one file', command: '{KAFKIT} plan -f {MANY_FILE} -b {B}', maxMiB: 400},
      {name: 'describe', command: '{KAFKIT} topics describe -b {B}'},
    ],
    [{than: 'describe', times: 3}],
  ),
  onThree(
    'plan-10-of-many',
    'kafkit plan of 10 declared topics where there are 5,000, beside topics describe of the 10',
    'many',
    [
      {name: 'kafkit', command: '{KAFKIT} plan -f {TEN_FILE} -b {B}'},
      {name: 'describe', command: '{KAFKIT} topics describe {TEN_NAMES} -b {B}'},
    ],
    [{than: 'describe', times: 1.5}],
  ),
  onThree(
    'apply-1000',
    'kafkit apply of 1,000 new topics, beside topics create of the same',
    'three',
    [
      {name: 'kafkit', command: '{KAFKIT} apply -f {NEW_FILE} --yes --wait none -b {B}', creates: 1000},
      {
        name: 'create',
        command: '{KAFKIT} topics create {NEW_NAMES} --partitions 1 --replication-factor 1 --no-wait -b {B}',
        creates: 1000,
      },
      {name: 'waiting', command: '{KAFKIT} apply -f {NEW_FILE} --yes -b {B}', creates: 1000},
      {
        name: 'create and wait',
        command: '{KAFKIT} topics create {NEW_NAMES} --partitions 1 --replication-factor 1 -b {B}',
        creates: 1000,
      },
    ],
    [
      {than: 'create', times: 1.2},
      {of: 'waiting', than: 'create and wait', times: 1.2},
    ],
  ),
  onThree(
    'loop-200',
    "kafkit apply of 200 new topics, beside Apache's tool in a loop over 10 of them",
    'three',
    [
      {name: 'kafkit', command: '{KAFKIT} apply -f {NEW_200} --yes -b {B}', creates: 200},
      {name: 'Apache', command: 'sh {LOOP}', needs: 'java', creates: 10},
    ],
    // 0.02 times a loop over 200, which takes 20 times as long as the measured one.
    [{than: 'Apache', times: 0.4}],
  ),
  onThree(
    'health-2000',
    "kafkit health of three brokers with 2,000 topics, beside Apache's tools that answer the same questions, one after the other",
    'replicated',
    [
      // The exit code would depend on how full the disk of this machine is.
      {name: 'kafkit', command: '{KAFKIT} health --limit disk=101 -b {B}'},
      {name: 'Apache', command: 'sh {TOOLS_OF_HEALTH}', needs: 'java'},
    ],
    [{than: 'Apache', times: 0.15}],
  ),
  {
    name: 'configs-1',
    about: 'kafka-configs --describe of one topic, the whole round',
    does: 'ask',
    needs: 'topics',
    partitions: 0,
    tools: [...configs('--bootstrap-server {B} --describe --entity-type topics --entity-name bench-many-0'), emptyNode],
    limits: [
      {of: 'drop-in', than: 'node -e 0', times: 1, plusMs: 30},
      {of: 'drop-in', than: 'Apache', times: 0.08},
    ],
  },
  {
    name: 'configs-2000',
    about: 'kafka-configs --describe of 2,000 topics',
    does: 'ask',
    needs: 'topics',
    partitions: 0,
    tools: configs('--bootstrap-server {B} --describe --entity-type topics'),
    limits: [{of: 'drop-in', than: 'Apache', times: 0.15}],
  },
  {
    name: 'acls-1',
    about: 'kafka-acls --list of one ACL, the whole round',
    does: 'ask',
    needs: 'acl',
    partitions: 0,
    tools: [...acls('--bootstrap-server {B} --list'), emptyNode],
    limits: [
      {of: 'drop-in', than: 'node -e 0', times: 1, plusMs: 30},
      {of: 'drop-in', than: 'Apache', times: 0.08},
    ],
  },
  {
    name: 'acls-10000',
    about: 'kafka-acls --list of 10,000 ACLs',
    does: 'ask',
    needs: 'more-acls',
    partitions: 0,
    tools: acls('--bootstrap-server {B} --list'),
    limits: [{of: 'drop-in', than: 'Apache', times: 0.15}],
  },
  {
    name: 'groups-500',
    about: 'kafka-consumer-groups --describe --all-groups: 500 groups of 10 partitions',
    does: 'ask',
    needs: 'groups',
    partitions: 0,
    maxMiB: 100,
    tools: [
      kafkit('groups describe -b {B} --all-groups --output tsv --no-headers', 5000),
      ...dropIn(
        'kafka-consumer-groups',
        'consumer.group.ConsumerGroupCommand',
        '--bootstrap-server {B} --describe --all-groups',
      ),
    ],
    limits: [
      {of: 'drop-in', than: 'Apache', times: 0.04},
      {of: 'drop-in compiled', than: 'Apache', times: 0.03},
    ],
  },
  lagOf(500, 'groups'),
  lagOf(1000, 'more-groups'),
  {
    name: 'consume',
    about: 'one partition to a file',
    does: 'consume',
    topic: 'one',
    partitions: 1,
    tools: [...consumers(), ...consumerFaces],
    limits: [
      {than: 'kcat tuned', times: 0.5},
      {than: 'Apache', times: 0.15},
      {of: 'drop-in', than: 'kafkit', times: 1.2},
      {of: 'drop-in', than: 'Apache', times: 0.15},
      {of: 'kafkit compiled', than: 'kafkit', times: 1.1},
    ],
  },
  {
    name: 'consume-4',
    about: 'four partitions to a file',
    does: 'consume',
    topic: 'four',
    partitions: 4,
    tools: [...consumers(), ...consumerFaces],
    limits: [
      {than: 'kcat tuned', times: 0.9},
      {of: 'drop-in', than: 'kafkit', times: 1.2},
    ],
  },
  {
    name: 'consume-lz4',
    about: 'one partition, lz4, to a file',
    does: 'consume',
    topic: 'lz4',
    partitions: 1,
    tools: [...consumers(), ...consumerFaces],
    limits: [
      {than: 'kcat tuned', times: 0.9},
      {of: 'drop-in', than: 'kafkit', times: 1.2},
    ],
  },
  {
    name: 'consume-zstd',
    about: 'one partition, zstd, to a file',
    does: 'consume',
    topic: 'zstd',
    partitions: 1,
    tools: [...consumers(), ...consumerFaces],
    limits: [
      {than: 'kcat tuned', times: 0.9},
      {of: 'drop-in', than: 'kafkit', times: 1.2},
    ],
  },
  {
    name: 'consume-json',
    about: 'one partition as JSON lines (only counted)',
    does: 'consume',
    topic: 'one',
    partitions: 1,
    tools: consumers(' -o json', ' -J'),
    limits: [{than: 'kcat', times: 1}],
  },
  {
    name: 'consume-avro',
    about: 'Avro of seven fields as JSON lines, by a schema (beside the undecoded bytes as JSON lines)',
    does: 'consume',
    topic: 'avro',
    partitions: 1,
    tools: decoded('{AVSC}'),
    limits: [{than: 'undecoded', times: 2, cpu: true}],
  },
  {
    name: 'consume-proto',
    about: 'Protobuf of eleven fields as JSON lines, by a schema (beside the undecoded bytes as JSON lines)',
    does: 'consume',
    topic: 'proto',
    partitions: 1,
    tools: decoded('{PROTO}'),
    limits: [{than: 'undecoded', times: 3, cpu: true}],
  },
  {
    name: 'consume-10',
    about: 'ten times as many records: memory must stay flat',
    does: 'consume',
    topic: 'ten',
    partitions: 1,
    factor: 10,
    maxMiB: 150,
    tools: consumers(),
    limits: [{than: 'kcat', times: 0.6}],
    extra: true,
  },
  {
    name: 'consume-tls',
    about: 'one partition over TLS to a file',
    does: 'consume',
    topic: 'one',
    partitions: 1,
    tools: [
      {
        name: 'kafkit',
        command:
          '{KAFKIT} consume {T} -b {TLS} --command-property security.protocol=SSL --command-property ssl.truststore.location={CA} -q --from-beginning --until-end',
      },
      {name: 'kafkit without', command: '{KAFKIT} consume {T} -b {B} -q --from-beginning --until-end'},
      {name: 'kcat', command: `kcat -C -q -e -b {TLS} ${kcatTls} -t {T} -o beginning`, needs: 'kcat'},
      {
        name: 'kcat tuned',
        command: `kcat -C -q -e -b {TLS} ${kcatTls} -t {T} -o beginning ${tunedConsumer}`,
        needs: 'kcat',
      },
    ],
    limits: [
      {than: 'kafkit without', times: 2},
      {than: 'kcat', times: 0.5},
      {than: 'kcat tuned', times: 0.9},
    ],
  },
  {
    name: 'start-login',
    about: 'kafkit topics list through TLS and SCRAM-SHA-512',
    does: 'start',
    needs: 'a-topic',
    partitions: 0,
    tools: [
      {name: 'kafkit', command: '{KAFKIT} topics list -b {LOGIN} --command-config {LOGIN_FILE}'},
      {name: 'kafkit without', command: '{KAFKIT} topics list -b {B}'},
    ],
    limits: [],
  },
  {
    name: 'consume-group',
    about: 'one partition as the only member of a new group',
    does: 'consume',
    topic: 'one',
    partitions: 1,
    tools: [
      {name: 'kafkit', command: '{KAFKIT} consume {T} -b {B} -q --from-beginning --group {R} -n {N}'},
      {name: 'alone', command: '{KAFKIT} consume {T} -b {B} -q --from-beginning -n {N}'},
    ],
    limits: [{than: 'alone', times: 1.2}],
  },
  {
    name: 'share',
    about: `${shareRecords} records as the only member of a new share group`,
    does: 'share',
    topic: 'share',
    partitions: 1,
    tools: [
      {name: 'kafkit', command: '{KAFKIT} share consume {T} -b {B} -q --group {R} -n {N}'},
      ...dropIn(
        'kafka-console-share-consumer',
        'consumer.ConsoleShareConsumer',
        '--bootstrap-server {B} --topic {T} --group {R} --max-messages {N}',
      ),
      {name: 'floor', command: '{NODE} {FLOOR} {B} {T} {R} {N}'},
    ],
    limits: [
      {of: 'drop-in', than: 'Apache', times: 0.4},
      {of: 'drop-in', than: 'Apache', times: 0.3, cpu: true},
      {of: 'drop-in', than: 'floor', times: 1.2},
    ],
  },
  {
    name: 'produce',
    about: 'lines of a file to one partition, acks=all',
    does: 'produce',
    partitions: 1,
    input: 'values',
    tools: producers(),
    limits: [
      {than: 'kcat', times: 1.1},
      {than: 'Apache', times: 0.15},
      {of: 'drop-in', than: 'kafkit', times: 1.2},
      {of: 'drop-in', than: 'kcat', times: 1.1},
      {of: 'kafkit compiled', than: 'kafkit', times: 1.1},
    ],
  },
  {
    name: 'produce-16k',
    about: 'the same in batches of 16 KiB, as a batch size of that asks for',
    does: 'produce',
    partitions: 1,
    input: 'values',
    tools: producers(' --batch-size 16384', ' -X batch.size=16384', ' --batch-size 16384', ''),
    limits: [
      {of: 'drop-in', than: 'kafkit', times: 1.1},
      {of: 'drop-in', than: 'Apache', times: 0.45},
    ],
  },
  {
    name: 'produce-lz4',
    about: 'the same, lz4',
    does: 'produce',
    partitions: 1,
    input: 'values',
    tools: producers(' --compression lz4', ' -z lz4', ' --compression-codec lz4'),
    limits: [
      {than: 'kcat', times: 0.85},
      {of: 'drop-in', than: 'kafkit', times: 1.2},
      {of: 'drop-in', than: 'kcat', times: 0.85},
    ],
  },
  {
    name: 'produce-keyed',
    about: 'keyed lines to twelve partitions, murmur2',
    does: 'produce',
    partitions: 12,
    input: 'keyed',
    tools: producers(
      ' --key-separator {TAB}',
      ' -K{TAB} -X partitioner=murmur2_random',
      ' --reader-property parse.key=true',
    ),
    limits: [
      {than: 'kcat', times: 1.1},
      {of: 'drop-in', than: 'kafkit', times: 1.2},
      {of: 'drop-in', than: 'kcat', times: 1.1},
    ],
  },
]
