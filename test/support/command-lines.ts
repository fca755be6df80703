// Every program that talks to a cluster, with command lines that do so on the scene of `sceneOf`, and what a whole answer
// holds. A new command has to be entered here: tests go over all of them with brokers killed, rights missing, outputs full.
import {dropInNames} from '../../scripts/drop-in-tools.ts'
import {commandFiles} from '../../scripts/command-files.ts'

/** What the command lines speak of. */
export interface Scene {
  readonly bootstrapServers: string
  /** Six partitions with three replicas, a hundred records. */
  readonly topic: string
  /** Three, each with another coordinator, which have read 60 of the records. */
  readonly groups: readonly [string, string, string]
  /** Without members, to be deleted; a new one each time. */
  readonly doomedGroup: string
  /** To be created or deleted; a new one each time. */
  readonly newTopic: string
  readonly doomedTopic: string
}

export interface CommandLine {
  readonly program: string
  readonly args: (scene: Scene) => readonly string[]
  readonly stdin?: string
  /** Patterns that standard output matches, all of them, if nothing is missing. */
  readonly whole: (scene: Scene) => readonly RegExp[]
  /** Apache's tool ends with 0 also where it failed, and says so on standard output. */
  readonly failsWithZero?: true
  /** It changes the scene, so it is not run beside others. */
  readonly changes?: true
}

const literally = (text: string) => text.replaceAll(/[\\^$.|+()[\]{}*?]/g, String.raw`\$&`)
const names = (texts: readonly string[]) => texts.map((text) => new RegExp(`^\\W*${literally(text)}\\b`, 'm'))
const lines = (count: number) => new RegExp(`^(?:[^\\n]*\\n){${count}}$`)
const words = (text: string) => text.split(' ')

const kafkit = (
  args: (scene: Scene) => string,
  whole: CommandLine['whole'],
  more: Pick<CommandLine, 'stdin' | 'changes'> = {},
): CommandLine => ({program: 'kafkit', args: (scene) => words(args(scene)), whole, ...more})

/** The brokers of the scene have none; test/real/acls.test.ts has a cluster for these. */
const authorizer = 'needs an authorizer'

/** Nobody without a login may ask for tokens; test/real/credentials.test.ts has a cluster for these. */
const login = 'needs a login'

/** By command (`groups list`); a text is the reason why there is none. */
export const kafkitLines: Readonly<Record<string, readonly CommandLine[] | string>> = {
  'acls check': authorizer,
  'acls export': authorizer,
  'acls grant': authorizer,
  'acls list': authorizer,
  'acls revoke': authorizer,
  'acls who': authorizer,
  'acls why': authorizer,
  completion: 'local',
  'config explain': 'local',
  consume: [
    kafkit(
      ({topic}) => `consume ${topic} --from-beginning --until-end`,
      () => [lines(100)],
    ),
  ],
  doctor: [
    kafkit(
      () => 'doctor --no-second-opinion',
      () => [/./],
    ),
  ],
  'drop-ins link': 'local',
  'drop-ins list': 'local',
  'groups delete': [
    kafkit(
      ({doomedGroup}) => `groups delete ${doomedGroup} --yes`,
      ({doomedGroup}) => names([doomedGroup]),
      {changes: true},
    ),
  ],
  'groups delete-offsets': [
    kafkit(
      ({doomedGroup, topic}) => `groups delete-offsets ${doomedGroup} --topic ${topic}:0 --yes`,
      () => [/deleted/],
      {changes: true},
    ),
  ],
  'groups describe': [
    kafkit(
      ({groups}) => `groups describe ${groups.join(' ')} -o csv`,
      ({groups}) => [...names(groups), lines(19)],
    ),
    kafkit(
      () => 'groups describe --all-groups --state -o csv',
      ({groups}) => names(groups),
    ),
  ],
  'groups export-metrics': 'serves until it is interrupted; its look is that of groups lag',
  'groups idle': [
    kafkit(
      () => 'groups idle --older-than 1ms -o csv',
      ({groups, topic}) => [
        ...groups.map((group) => new RegExp(`^group,${literally(group)}\\b`, 'm')),
        new RegExp(`^topic,${topic}\\b`, 'm'),
      ],
    ),
  ],
  'groups lag': [
    kafkit(
      () => 'groups lag --allow-uncommitted -o csv',
      ({groups}) => groups.map((group) => new RegExp(`^${literally(group)},Empty,0,[^\\n]*,6,40,`, 'm')),
    ),
    kafkit(
      ({groups}) => `groups lag ${groups[0]} --by partition -o csv`,
      ({groups}) => [new RegExp(`(?:^${literally(groups[0])},[^\\n]*\\n){6}`, 'm')],
    ),
  ],
  'groups list': [
    kafkit(
      () => 'groups list -o name',
      ({groups}) => names(groups),
    ),
  ],
  'groups peek': [
    kafkit(
      ({groups}) => `groups peek ${groups[0]} -o csv`,
      ({groups}) => [new RegExp(`^${literally(groups[0])},(?:[^\\n]*\\n)+`, 'm')],
    ),
  ],
  'groups reset-offsets': [
    kafkit(
      ({doomedGroup, topic}) =>
        `groups reset-offsets ${doomedGroup} --topic ${topic} --to-latest --execute --yes -o csv`,
      () => [lines(7)],
      {changes: true},
    ),
  ],
  'groups top': 'a screen; its look is that of groups lag',
  'groups wait': [
    kafkit(
      ({groups}) => `groups wait ${groups[0]} --lag 1000 --timeout 60s`,
      () => [/^$/],
    ),
  ],
  'groups watch': [
    kafkit(
      ({groups}) => `groups watch ${groups.join(' ')} --count 1`,
      ({groups}) => groups.map((group) => new RegExp(literally(group))),
    ),
  ],
  help: 'local',
  produce: [
    kafkit(
      ({topic}) => `produce ${topic}-sink`,
      () => [/^$/],
      {stdin: 'a\nb\n', changes: true},
    ),
  ],
  'profile add': 'local',
  'profile list': 'local',
  'profile remove': 'local',
  'profile show': 'local',
  'profile test': 'reads a profile first; it asks what topics list asks',
  'profile use': 'local',
  'sandbox demo': 'a sandbox of its own',
  'sandbox logs': 'local',
  'sandbox start': 'local',
  'sandbox status': 'local',
  'sandbox stop': 'local',
  schema: 'local',
  'topics alter': [
    kafkit(
      ({topic}) => `topics alter ${topic}-sink --config retention.ms=86400000`,
      () => [/retention\.ms=86400000/],
      {changes: true},
    ),
  ],
  'topics create': [
    kafkit(
      ({newTopic}) => `topics create ${newTopic} --partitions 3 --replication-factor 2`,
      ({newTopic}) => names([newTopic]),
      {changes: true},
    ),
  ],
  'topics delete': [
    kafkit(
      ({doomedTopic}) => `topics delete ${doomedTopic} --yes`,
      ({doomedTopic}) => names([doomedTopic]),
      {changes: true},
    ),
  ],
  'topics describe': [
    kafkit(
      ({topic}) => `topics describe ${topic} -o csv`,
      () => [lines(7)],
    ),
  ],
  'topics list': [
    kafkit(
      () => 'topics list -o name',
      ({topic}) => names([topic]),
    ),
  ],
}

const dropIn = (
  program: string,
  args: (scene: Scene) => string,
  whole: CommandLine['whole'],
  more: Pick<CommandLine, 'stdin' | 'changes' | 'failsWithZero'> = {},
): CommandLine => ({
  program,
  args: (scene) => ['--bootstrap-server', scene.bootstrapServers, ...words(args(scene))],
  whole,
  ...more,
})

const group = (args: (scene: Scene) => string, whole: CommandLine['whole'], more: Pick<CommandLine, 'changes'> = {}) =>
  dropIn('kafka-consumer-groups', args, whole, {...more, failsWithZero: true})

/** By drop-in. */
export const dropInLines: Readonly<Record<string, readonly CommandLine[] | string>> = {
  'kafka-acls': authorizer,
  'kafka-broker-api-versions': 'prints a line for a broker that does not answer and ends with 0, as Apache does',
  'kafka-client-metrics': 'the scene has no client metrics, and without any the tool prints nothing',
  'kafka-cluster': [
    {
      program: 'kafka-cluster',
      args: ({bootstrapServers}) => ['cluster-id', '--bootstrap-server', bootstrapServers],
      whole: () => [/^Cluster ID: \S+$/m],
    },
  ],
  'kafka-configs': [
    dropIn(
      'kafka-configs',
      ({topic}) => `--describe --entity-type topics --entity-name ${topic}`,
      ({topic}) => [new RegExp(`^Dynamic configs for topic ${literally(topic)} are:$`, 'm')],
    ),
  ],
  'kafka-console-consumer': [
    dropIn(
      'kafka-console-consumer',
      ({topic}) => `--topic ${topic} --from-beginning --max-messages 100 --timeout-ms 60000`,
      () => [lines(100)],
    ),
  ],
  'kafka-console-producer': [
    dropIn(
      'kafka-console-producer',
      ({topic}) => `--topic ${topic}-sink`,
      () => [/^>*$/],
      {stdin: 'a\n', changes: true},
    ),
  ],
  'kafka-consumer-groups': [
    group(
      () => '--list',
      ({groups}) => names(groups),
    ),
    group(
      ({groups}) => `--describe --group ${groups[0]}`,
      ({groups}) => [new RegExp(`(?:^${literally(groups[0])} [^\\n]*\\n){6}`, 'm')],
    ),
    group(
      () => '--describe --all-groups --state',
      ({groups}) => groups.map((each) => new RegExp(`^${literally(each)} .* Empty `, 'm')),
    ),
    group(
      ({doomedGroup, topic}) => `--reset-offsets --group ${doomedGroup} --topic ${topic} --to-earliest --execute`,
      ({doomedGroup}) => [new RegExp(`(?:^${literally(doomedGroup)} [^\\n]*\\n){6}`, 'm')],
      {changes: true},
    ),
    group(
      ({doomedGroup, topic}) => `--delete-offsets --group ${doomedGroup} --topic ${topic}`,
      ({topic}) => [new RegExp(`(?:^${topic} [^\\n]*Successful[^\\n]*\\n){6}`, 'm')],
      {changes: true},
    ),
    group(
      ({doomedGroup}) => `--delete --group ${doomedGroup}`,
      () => [/was successful/],
      {changes: true},
    ),
  ],
  'kafka-delete-records': 'it reads a file; test/apache/kafka-delete-records has brokers that fail',
  'kafka-get-offsets': [
    dropIn(
      'kafka-get-offsets',
      ({topic}) => `--topic ${topic}`,
      () => [lines(6)],
      {failsWithZero: true},
    ),
  ],
  'kafka-groups': [
    dropIn(
      'kafka-groups',
      () => '--list',
      ({groups}) => groups.map((each) => new RegExp(`^${literally(each)} `, 'm')),
    ),
  ],
  'kafka-share-groups': 'the scene has no share groups, and without any the tool prints nothing',
  'kafka-features': [
    dropIn(
      'kafka-features',
      () => 'describe',
      () => [/^Feature: metadata\.version .* Epoch: \d+$/m],
    ),
  ],
  'kafka-leader-election': [
    dropIn(
      'kafka-leader-election',
      ({topic}) => `--election-type unclean --topic ${topic} --partition 0`,
      ({topic}) => [new RegExp(`^(?:Successfully|Valid) .* for partitions ${literally(topic)}-0$`, 'm')],
      {changes: true},
    ),
  ],
  'kafka-log-dirs': [
    dropIn(
      'kafka-log-dirs',
      ({topic}) => `--describe --topic-list ${topic}`,
      ({topic}) => [new RegExp(`(?:"${literally(topic)}-\\d"[^]*){18}`)],
    ),
  ],
  'kafka-metadata-quorum': [
    dropIn(
      'kafka-metadata-quorum',
      () => 'describe --status',
      () => [/^LeaderId: +\d+$/m, /^CurrentVoters: +\[\{/m],
    ),
  ],
  'kafka-reassign-partitions': [
    dropIn(
      'kafka-reassign-partitions',
      () => '--list',
      () => [/^No partition reassignments found\.$/m],
    ),
  ],
  'kafka-transactions': [
    dropIn(
      'kafka-transactions',
      () => 'list',
      () => [/^TransactionalId\s+Coordinator\s+ProducerId\s+TransactionState\s*$/m],
    ),
  ],
  'kafka-delegation-tokens': login,
  'kafka-topics': [
    dropIn(
      'kafka-topics',
      () => '--list',
      ({topic}) => names([topic]),
    ),
    dropIn(
      'kafka-topics',
      ({topic}) => `--describe --topic ${topic}`,
      () => [lines(7)],
    ),
    dropIn(
      'kafka-topics',
      ({newTopic}) => `--create --topic ${newTopic} --partitions 3 --replication-factor 2`,
      () => [/^Created topic /m],
      {changes: true},
    ),
    dropIn(
      'kafka-topics',
      ({doomedTopic}) => `--delete --topic ${doomedTopic}`,
      () => [/^$/],
      {changes: true},
    ),
  ],
}

/** All command lines. An error if a command or a drop-in is not entered above. */
export function commandLines(): CommandLine[] {
  const commands = commandFiles().map(({id}) => ({name: id, entry: kafkitLines[id]}))
  const dropIns = dropInNames().map((name) => ({name, entry: dropInLines[name]}))
  return [...commands, ...dropIns].flatMap(({name, entry}) => {
    if (entry === undefined) throw new Error(`${name} has no line in test/support/command-lines.ts`)
    return typeof entry === 'string' ? [] : entry
  })
}

/** For the names of tests. */
export const lineText = ({program, args}: CommandLine): string => {
  const scene: Scene = {
    bootstrapServers: 'SERVERS',
    topic: 'orders',
    groups: ['g-1', 'g-2', 'g-3'],
    doomedGroup: 'doomed',
    newTopic: 'new',
    doomedTopic: 'old',
  }
  return [program, ...args(scene)].join(' ')
}
