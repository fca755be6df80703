// Every program that talks to a cluster, with command lines for the scene of `sceneOf`, and patterns of a complete
// answer. A new command must be entered here: tests run all of them with killed brokers, missing rights, and full
// outputs.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {dropInNames} from '../../scripts/drop-in-tools.ts'
import type {AclBinding} from '../../src/lib/acls/acl-binding.ts'
import {commandFiles} from '../../scripts/command-files.ts'

/** The things that the command lines name. */
export interface Scene {
  readonly bootstrapServers: string
  /** A topic with six partitions and a hundred records. */
  readonly topic: string
  /** As many replicas as there are brokers. */
  readonly replicas: number
  /** Three groups, each with another coordinator, which have read 60 of the records. */
  readonly groups: readonly [string, string, string]
  /** A group without members, to be deleted; a new one each time. */
  readonly doomedGroup: string
  /** A topic to be created or deleted; a new one each time. */
  readonly newTopic: string
  readonly doomedTopic: string
}

export interface CommandLine {
  readonly program: string
  readonly args: (scene: Scene) => readonly string[]
  readonly stdin?: string
  /** Patterns, all of which standard output matches if nothing is missing. */
  readonly whole: (scene: Scene) => readonly RegExp[]
  /** Apache's tool ends with 0 even if it failed, and reports that on standard output. */
  readonly failsWithZero?: true
  /** The line changes the scene, so it is not run beside others. */
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

let folder: string | undefined
/** A file with this text, which is deleted when the process ends. */
function fileOf(text: string): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'kafkit-lines-'))
    process.once('exit', () => rmSync(made, {recursive: true}))
    folder = made
  }
  const file = join(folder, `${Buffer.from(text).toString('base64url').slice(-60)}.json`)
  writeFileSync(file, text)
  return file
}
/** A plan for the first partitions of a topic, all of which get these replicas. */
const planOf = (topic: string, partitions: number, replicas: readonly number[]) =>
  fileOf(
    JSON.stringify({
      version: 1,
      partitions: Array.from({length: partitions}, (_, partition) => ({topic, partition, replicas})),
    }),
  )
const ids = (count: number) => Array.from({length: count}, (_, at) => at + 1)

/**
 * This user may read the topic of the scene, by an ACL for its name; so may a user with the name of the doomed topic.
 */
const reader = 'User:reader'

/** The ACLs that the command lines find; brokers need an authorizer (`sceneProperties`). */
export const sceneAcls = ({topic, doomedTopic}: Pick<Scene, 'topic' | 'doomedTopic'>): AclBinding[] =>
  [reader, `User:${doomedTopic}`].map((principal) => ({
    resourceType: 'TOPIC',
    resourceName: topic,
    patternType: 'LITERAL',
    principal,
    host: '*',
    operation: 'READ',
    permission: 'ALLOW',
  }))

/** Properties for the brokers of a scene without logins: every client is a super user. */
export const sceneProperties = {
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'super.users': 'User:ANONYMOUS',
}

/** Tokens cannot be requested without a login; test/real/credentials.test.ts has a cluster for them. */
const login = 'needs a login'

/** By command (`groups list`); a text is the reason why there are no lines. */
export const kafkitLines: Readonly<Record<string, readonly CommandLine[] | string>> = {
  'acls check': [
    kafkit(
      ({topic}) => `acls check ${reader} read topic/${topic} -o csv`,
      () => [/,READ,[^\n]*,true,/],
    ),
  ],
  'acls export': [
    kafkit(
      () => 'acls export',
      () => [new RegExp(literally(reader))],
    ),
  ],
  'acls grant': [
    kafkit(
      ({newTopic, topic}) => `acls grant User:${newTopic} read topic/${topic} --yes -o csv`,
      ({newTopic}) => [new RegExp(`^User:${literally(newTopic)},[^\\n]*,granted,`, 'm')],
      {changes: true},
    ),
  ],
  'acls list': [
    kafkit(
      ({topic}) => `acls list topic/${topic} -o csv`,
      () => names([reader]),
    ),
  ],
  'acls revoke': [
    kafkit(
      ({doomedTopic, topic}) => `acls revoke User:${doomedTopic} read topic/${topic} --yes -o csv`,
      ({doomedTopic}) => [new RegExp(`^User:${literally(doomedTopic)},[^\\n]*,revoked,`, 'm')],
      {changes: true},
    ),
  ],
  'acls who': [
    kafkit(
      ({topic}) => `acls who topic/${topic} -o csv`,
      () => names([reader]),
    ),
  ],
  'acls why': [
    kafkit(
      ({topic}) => `acls why ${reader} -o csv -- kafkit topics describe ${topic}`,
      ({topic}) => [new RegExp(`^DESCRIBE,topic/${literally(topic)},true,`, 'm')],
    ),
  ],
  'brokers drain': [
    kafkit(
      ({topic}) => `brokers drain 3 --topics ${topic} --leaders-only --dry-run -o json`,
      () => [/"partitions":\[/],
    ),
  ],
  apply: 'asks what plan asks, and then what topics create, acls grant and the others ask',
  'brokers can-stop': [
    kafkit(
      () => 'brokers can-stop 1 -o json',
      () => [/"verdict":"(?:yes|no)"/],
    ),
  ],
  // Sizes grow while others write.
  'brokers describe': [
    kafkit(
      () => 'brokers describe -o csv --columns broker,leaders,replicas',
      ({replicas}) => [lines(1 + replicas)],
    ),
  ],
  'brokers list': [
    kafkit(
      () => 'brokers list -o csv --columns broker,leaders,replicas',
      ({replicas}) => [lines(1 + replicas)],
    ),
  ],
  'cluster describe': [
    kafkit(
      () => 'cluster describe -o csv --columns topics,partitions,replicas',
      () => [lines(2)],
    ),
  ],
  'cluster diff': [
    kafkit(
      () => 'cluster diff now now --only topics,configs,acls,groups -o json',
      () => [/"differences":\[\]/],
    ),
  ],
  'cluster snapshot': [
    kafkit(
      () => 'cluster snapshot',
      ({topic}) => [new RegExp(`"topics":\\{"items":\\[.*"topic":"${literally(topic)}",`), /"acls":\{"items":\[\{/],
    ),
  ],
  'client-metrics delete': 'the scene has no client metrics; it sends what configs unset sends',
  'client-metrics describe': 'the scene has no client metrics; it asks what client-metrics list asks',
  'client-metrics list': 'the scene has no client metrics, and without any the command prints a heading',
  'client-metrics set': 'the scene has no client metrics; it sends what configs set sends',
  complete: 'silent by design: it serves the TAB key',
  completion: 'local',
  'config explain': 'local',
  'configs describe': [
    kafkit(
      ({topic}) => `configs describe topic/${topic} retention.ms cleanup.policy -o csv`,
      () => [lines(3)],
    ),
    kafkit(
      () => 'configs describe broker/* node.id -o csv',
      ({replicas}) => [lines(replicas + 1)],
    ),
  ],
  'configs diff': [
    kafkit(
      ({topic}) => `configs diff topic/${topic} topic/${topic} --all -o csv`,
      () => [/^retention\.ms,.*,same$/m],
    ),
  ],
  'configs explain': [
    kafkit(
      ({topic}) => `configs explain topic/${topic} retention.ms -o csv`,
      // A broker that is down for a while is no longer in the cluster.
      () => [/^DEFAULT_CONFIG,log\.retention\.hours,168,(?:true|false),"?\d[,\d]*"?\r?$/m],
    ),
  ],
  'configs list': [
    kafkit(
      () => 'configs list topic -o csv',
      () => [/^topic\/__consumer_offsets,cleanup\.policy,compact$/m],
    ),
  ],
  'configs set': [
    kafkit(
      ({doomedTopic}) => `configs set topic/${doomedTopic} segment.ms=1d --yes -o csv`,
      () => [/^topic\/[^,]*,segment\.ms,.*,changed,/m],
      {changes: true},
    ),
  ],
  'configs unset': [
    kafkit(
      ({doomedTopic}) => `configs unset topic/${doomedTopic} segment.ms --yes -o csv`,
      () => [/^topic\/[^,]*,segment\.ms,/m],
      {changes: true},
    ),
  ],
  consume: [
    kafkit(
      ({topic}) => `consume ${topic} --from-beginning --until-end`,
      () => [lines(100)],
    ),
  ],
  diff: 'asks what plan asks',
  doctor: [
    kafkit(
      () => 'doctor --no-second-opinion',
      () => [/./],
    ),
  ],
  'drop-ins link': 'local',
  'drop-ins list': 'local',
  'elect preferred': [
    kafkit(
      ({topic}) => `elect preferred --topic ${topic} --dry-run -o csv`,
      () => [lines(7)],
    ),
  ],
  'elect unclean': [
    kafkit(
      ({topic}) => `elect unclean --topic ${topic} --dry-run -o csv`,
      () => [lines(7)],
    ),
  ],
  export: [
    kafkit(
      ({topic}) => `export topics acls --match ${topic}`,
      ({topic}) => [new RegExp(`^  ${topic}:$`, 'm'), /partitions: 6/],
    ),
  ],
  'features downgrade': 'the levels of the scene stay; it asks what features list asks',
  'features list': [
    kafkit(
      () => 'features list -o csv',
      () => [/^metadata\.version,\d+,/m],
    ),
  ],
  'features upgrade': 'the levels of the scene stay; it asks what features list asks',
  'dump-log': 'local',
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
  health: [
    kafkit(
      () => 'health --check offline,log-dirs,quorum -o csv',
      () => [lines(4)],
    ),
  ],
  help: 'local',
  lint: 'local',
  'log-dirs describe': [
    kafkit(
      ({topic}) => `log-dirs describe ${topic} -o csv`,
      ({replicas}) => [lines(1 + 6 * replicas)],
    ),
  ],
  'log-dirs list': [
    kafkit(
      () => 'log-dirs list -o csv --columns broker,logDir,state',
      ({replicas}) => [lines(1 + replicas)],
    ),
  ],
  'log-dirs move': 'the brokers of the scene have one directory each; it asks what log-dirs describe asks',
  offsets: [
    kafkit(
      ({topic}) => `offsets ${topic} -o csv`,
      ({topic}) => [new RegExp(`(?:^${literally(topic)},\\d+,\\d+,[^\\n]*\\n){6}`, 'm')],
    ),
  ],
  'output-schema': 'local',
  'partitions list': [
    kafkit(
      ({topic}) => `partitions list ${topic} --sizes --offsets -o csv`,
      () => [lines(7)],
    ),
  ],

  plan: [
    kafkit(
      () => 'plan -f - -o csv',
      () => [/^planned,topic,declared-by-plan,create,/m],
      {stdin: '{kafkit: 1, topics: {declared-by-plan: {partitions: 1, replicationFactor: 1}}}'},
    ),
  ],
  produce: [
    kafkit(
      ({topic}) => `produce ${topic}-sink`,
      () => [/^$/],
      {stdin: 'a\nb\n', changes: true},
    ),
  ],
  'perf consume': [
    kafkit(
      ({topic}) => `perf consume --topic ${topic}`,
      () => [/"records":100,/],
      {changes: true},
    ),
  ],
  'perf e2e': [
    kafkit(
      ({doomedTopic}) => `perf e2e --topic ${doomedTopic} -n 5 --warmup 0`,
      () => [/"records":5,"failed":0,/],
      {changes: true},
    ),
  ],
  'perf produce': [
    kafkit(
      ({doomedTopic}) => `perf produce --topic ${doomedTopic} -n 50`,
      () => [/"records":50,"failed":0,/],
      {changes: true},
    ),
  ],
  'perf share': 'the scene has no share groups',
  'records count': [
    kafkit(
      ({topic}) => `records count ${topic} -o csv`,
      () => [/^[^,]*,,6,,,100$/m],
    ),
  ],
  'records trim': [
    kafkit(
      ({topic}) => `records trim ${topic} --all --dry-run -o json`,
      // The leader reports the bytes; if it is down, a warning says so.
      ({groups}) => groups.map((group) => new RegExp(`"group":"${literally(group)}"`)),
    ),
  ],
  'profile add': 'local',
  'profile list': 'local',
  'profile remove': 'local',
  'profile show': 'local',
  'profile test': 'reads a profile first; it asks what topics list asks',
  'profile use': 'local',
  'quorum add-controller': 'the voters of the scene stay; it asks what quorum describe asks',
  'quorum describe': [
    kafkit(
      () => 'quorum describe -o csv',
      () => [/,leader,true,/],
    ),
  ],
  'quorum remove-controller': 'the voters of the scene stay; it asks what quorum describe asks',
  'quotas effective': [
    kafkit(
      () => 'quotas effective --user alice --client app --ip 10.0.0.7 -o csv',
      () => [lines(6)],
    ),
  ],
  'quotas list': [
    kafkit(
      () => 'quotas list -o csv',
      () => [/^user,client,ip,quota,value\r?\n/],
    ),
  ],
  'quotas set': [
    kafkit(
      ({newTopic}) => `quotas set --user ${newTopic} producer_byte_rate=1MiB --yes`,
      () => [/changed/],
      {changes: true},
    ),
  ],
  'quotas unset': 'asks what quotas set asks',
  'sandbox demo': 'a sandbox of its own',
  'sandbox logs': 'local',
  'sandbox start': 'local',
  'sandbox status': 'local',
  'sandbox stop': 'local',
  'reassign cancel': 'needs a run in a journal; it asks what reassign status asks',
  'reassign clean-throttles': 'the scene has no throttles, and without any the command prints nothing',
  'reassign plan': [
    kafkit(
      ({topic}) => `reassign plan --rf 1 --topics ${topic} --rack-aware off -o csv`,
      // With one broker there is nothing to move.
      ({topic, replicas}) => (replicas === 1 ? [] : [new RegExp(`(?:^${literally(topic)},[^\\n]*\\n){6}`, 'm')]),
    ),
  ],
  'reassign resume': 'needs a run in a journal; test/real/reassign.test.ts has them',
  'reassign start': [
    kafkit(
      ({topic}) => `reassign start ${planOf(topic, 6, [1])} --no-throttle --dry-run -o csv`,
      // With one broker there is nothing to move.
      ({topic, replicas}) => (replicas === 1 ? [] : [new RegExp(`(?:^${topic},\\d,planned,[^\\n]*\\n){6}`, 'm')]),
    ),
    kafkit(
      ({doomedTopic, replicas}) =>
        `reassign start ${planOf(doomedTopic, replicas === 1 ? 1 : 3, ids(replicas))} --no-throttle --detach --yes -o csv`,
      ({doomedTopic, replicas}) =>
        replicas === 1 ? [] : [new RegExp(`(?:^${literally(doomedTopic)},\\d,mov(?:ed|ing),[^\\n]*\\n){3}`, 'm')],
      {changes: true},
    ),
  ],
  'reassign status': [
    kafkit(
      () => 'reassign status --sample 0s -o json',
      () => [/^\{"moving":\[\],"leftOver":\[\],"unfinished":\[\]\}$/m],
    ),
  ],
  'reassign throttle': 'needs a run in a journal; test/real/reassign.test.ts has them',
  'reassign undo': 'needs a run in a journal; test/real/reassign.test.ts has them',
  'reassign wait': [
    kafkit(
      () => 'reassign wait',
      () => [/^nothing is moving$/m],
    ),
  ],
  'schemas check': 'asks a Schema Registry, not brokers',
  'schemas contexts': 'asks a Schema Registry, not brokers',
  'schemas copy': 'asks a Schema Registry, not brokers',
  'schemas delete': 'asks a Schema Registry, not brokers',
  'schemas diff': 'asks a Schema Registry, not brokers',
  'schemas export': 'asks a Schema Registry, not brokers',
  'schemas get': 'asks a Schema Registry, not brokers',
  'schemas import': 'asks a Schema Registry, not brokers',
  'schemas info': 'asks a Schema Registry, not brokers',
  'schemas level': 'asks a Schema Registry, not brokers',
  'schemas lint': 'asks a Schema Registry, not brokers',
  'schemas list': 'asks a Schema Registry, not brokers',
  'schemas mode': 'asks a Schema Registry, not brokers',
  'schemas references': 'asks a Schema Registry, not brokers',
  'schemas register': 'asks a Schema Registry, not brokers',
  'schemas restore': 'asks a Schema Registry, not brokers',
  'schemas types': 'asks a Schema Registry, not brokers',
  'schemas used-by-topic': 'asks a Schema Registry besides; it reads as consume does',
  'schemas uses': 'asks a Schema Registry, not brokers',
  'schemas validate': 'asks a Schema Registry besides; it reads as consume does',
  'schemas versions': 'asks a Schema Registry, not brokers',
  record: 'local',
  'share consume': 'the scene has no share groups',
  'share delete': 'the scene has no share groups',
  'share describe': 'the scene has no share groups',
  'share reset': 'the scene has no share groups',
  'streams describe': [
    kafkit(
      ({groups: [group]}) => `streams describe ${group} -o csv --columns topic,partition,lag`,
      ({topic}) => [new RegExp(`^(?:[^\n]*\n)(?:${literally(topic)},\\d,\\d+\r\n){6}$`)],
    ),
  ],
  'streams reset': [
    kafkit(
      ({doomedGroup, topic}) => `streams reset ${doomedGroup} --topic ${topic} --to-latest --execute --yes -o csv`,
      () => [/(?:set offset,[^\n]*,done[^\n]*\n){6}$/],
      {changes: true},
    ),
  ],
  'streams topics': 'the scene has no applications; a broker that dies: test/commands/streams.test.ts',
  'tokens create': login,
  'tokens expire': login,
  'tokens list': login,
  'tokens renew': login,
  'topics alter': [
    kafkit(
      ({doomedTopic}) => `topics alter ${doomedTopic} --config retention.ms=86400000`,
      () => [/retention\.ms=86400000/],
      {changes: true},
    ),
  ],
  'topics create': [
    kafkit(
      ({newTopic, replicas}) =>
        `topics create ${newTopic} --partitions 3 --replication-factor ${Math.min(2, replicas)}`,
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
  'topics diff': [
    kafkit(
      ({topic}) => `topics diff ${topic} ${topic}-sink --all -o csv`,
      () => [/^partitions,6,/m, /^retention\.ms,/m],
    ),
  ],
  'topics list': [
    kafkit(
      () => 'topics list -o name',
      ({topic}) => names([topic]),
    ),
  ],
  'topics wait': [
    kafkit(
      ({topic}) => `topics wait ${topic} --timeout 60s`,
      () => [/^$/],
    ),
  ],
  'transactions abort': 'needs a transaction that hangs, which brokers no longer let happen',
  'transactions describe': 'asks what kafka-transactions describe asks; the scene has no transactional ids',
  'transactions fence': 'the scene has no transactional ids',
  'transactions hanging': [
    kafkit(
      ({topic}) => `transactions hanging ${topic} -o json`,
      () => [/^\{"transactions":\[\],"errors":\[\]\}$/m],
    ),
  ],
  'transactions list': [
    kafkit(
      () => 'transactions list -o json',
      () => [/^\{"transactions":\[[^\n]*\],"errors":\[\]\}$/m],
    ),
  ],
  'transactions producers': [
    kafkit(
      ({topic}) => `transactions producers ${topic} -o csv`,
      () => [/^topic,partition,producerId,/],
    ),
  ],
  'users create': [
    kafkit(
      ({newTopic}) => `users create ${newTopic} --new-password-stdin --yes`,
      () => [/created/],
      {stdin: 'a password\n', changes: true},
    ),
  ],
  'users delete': 'asks what users create asks',
  'users list': [
    kafkit(
      () => 'users list -o csv',
      () => [/^user,mechanisms,iterations,acls,quotas\r?\n/],
    ),
  ],
  'users rotate': 'asks what users create asks',
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
  ...Object.fromEntries(
    ['avro', 'protobuf', 'json-schema'].flatMap((kind) =>
      ['consumer', 'producer'].map((what) => [
        `kafka-${kind}-console-${what}`,
        `it is kafka-console-${what}, whose lines are here, with a registry beside it: test/real/confluent.test.ts`,
      ]),
    ),
  ),
  'kafka-acls': [
    dropIn(
      'kafka-acls',
      ({topic}) => `--list --topic ${topic}`,
      () => [new RegExp(`principal=${literally(reader)}, `)],
    ),
    dropIn(
      'kafka-acls',
      ({newTopic, topic}) => `--add --allow-principal User:${newTopic} --operation Read --topic ${topic}`,
      ({newTopic}) => [new RegExp(`principal=User:${literally(newTopic)}, `)],
      {changes: true},
    ),
    dropIn(
      'kafka-acls',
      ({doomedTopic, topic}) =>
        `--remove --force --allow-principal User:${doomedTopic} --operation Read --topic ${topic}`,
      () => [/^$/],
      {changes: true},
    ),
  ],
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
  'kafka-consumer-perf-test': [
    dropIn(
      'kafka-consumer-perf-test',
      ({topic}) => `--topic ${topic} --num-records 100 --timeout 60000`,
      // The number of records that were read, in the sixth column.
      () => [/^\S+ \S+, \S+ \S+, \S+, \S+, 100, /m],
    ),
  ],
  'kafka-e2e-latency': [
    dropIn(
      'kafka-e2e-latency',
      ({doomedTopic}) => `--topic ${doomedTopic} --num-records 3 --producer-acks 1 --record-size 20`,
      () => [/^Avg latency: /m],
      {changes: true},
    ),
  ],
  'kafka-producer-perf-test': [
    dropIn(
      'kafka-producer-perf-test',
      ({topic}) => `--topic ${topic}-sink --num-records 100 --record-size 10 --throughput -1`,
      () => [/^100 records sent, /m],
      {changes: true},
    ),
  ],
  'kafka-verifiable-share-consumer': 'the scene has no share groups; their leaders dying: test/real/share.test.ts',
  'kafka-verifiable-consumer': [
    dropIn(
      'kafka-verifiable-consumer',
      // A new group each time, because one that has read the records would wait for a hundred more.
      ({topic, newTopic}) => `--topic ${topic} --group-id verifier-of-${newTopic} --max-messages 100`,
      () => [/"name":"records_consumed"/, /"name":"shutdown_complete"/],
      {changes: true},
    ),
  ],
  'kafka-verifiable-producer': [
    dropIn(
      'kafka-verifiable-producer',
      ({topic}) => `--topic ${topic}-sink --max-messages 3`,
      () => [/"sent":3,"acked":3,|"producer_send_error"/],
      {changes: true},
    ),
  ],
  'kafka-console-share-consumer': 'the scene has no share groups; their leaders dying: test/real/share.test.ts',
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
  'kafka-dump-log': 'it reads files, not a cluster',
  'kafka-storage': 'it reads and writes files, not a cluster',
  'kafka-share-consumer-perf-test': 'the scene has no share groups; their leaders dying: test/real/share.test.ts',
  'kafka-share-groups': 'the scene has no share groups, and without any the tool prints nothing',
  'kafka-streams-application-reset': [
    dropIn(
      'kafka-streams-application-reset',
      ({topic}) => `--application-id nothing --input-topics ${topic} --dry-run`,
      () => [/^Topic: \S+ Partition: 5 Offset: \d+$/m, /^Deleting inferred internal topics \[\]$/m],
    ),
  ],
  'kafka-streams-groups': 'the scene has no Streams groups, and without any the tool prints nothing',
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
      ({topic, replicas}) => [new RegExp(`(?:"${literally(topic)}-\\d"[^]*){${6 * replicas}}`)],
    ),
  ],
  'kafka-metadata-quorum': [
    dropIn(
      'kafka-metadata-quorum',
      () => 'describe --status',
      () => [/^LeaderId: +\d+$/m, /^CurrentVoters: +\[\{/m],
    ),
  ],
  'kafka-replica-verification': 'runs until a signal ends it',
  'kafka-reassign-partitions': [
    dropIn(
      'kafka-reassign-partitions',
      () => '--list',
      () => [/^No partition reassignments found\.$/m],
    ),
    dropIn(
      'kafka-reassign-partitions',
      ({topic, replicas}) =>
        `--generate --broker-list ${ids(replicas).join(',')} --topics-to-move-json-file ${fileOf(JSON.stringify({version: 1, topics: [{topic}]}))}`,
      ({topic}) => [new RegExp(`^Proposed .*\\n.*(?:"topic":"${topic}".*){6}$`, 'm')],
    ),
    dropIn(
      'kafka-reassign-partitions',
      ({topic, replicas}) =>
        `--verify --preserve-throttles --reassignment-json-file ${planOf(topic, 6, ids(replicas))}`,
      ({topic}) => [new RegExp(`(?:[Rr]eassignment of partition ${topic}-\\d\\b[^]*){6}`)],
    ),
    dropIn(
      'kafka-reassign-partitions',
      ({doomedTopic, replicas}) =>
        `--execute --reassignment-json-file ${planOf(doomedTopic, replicas === 1 ? 1 : 3, ids(replicas))}`,
      () => [/^Successfully started partition reassignment/m],
      {changes: true},
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
      ({newTopic, replicas}) =>
        `--create --topic ${newTopic} --partitions 3 --replication-factor ${Math.min(2, replicas)}`,
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

/** All command lines. Throws if a command or a drop-in is not entered above. */
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
    replicas: 3,
    groups: ['g-1', 'g-2', 'g-3'],
    doomedGroup: 'doomed',
    newTopic: 'new',
    doomedTopic: 'old',
  }
  return [program, ...args(scene)].join(' ')
}
