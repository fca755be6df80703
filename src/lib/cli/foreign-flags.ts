// Flags as users of other tools type them (Apache's, kcat, older releases), and their names in kafkit.

/**
 * The flags that a word may mean; the first one that the command has is suggested. Words are in lower case, with
 * dashes.
 */
export const foreignFlags: Readonly<Record<string, readonly string[]>> = {
  'bootstrap-controller': ['bootstrap-server'],
  kafka: ['bootstrap-server'],
  url: ['bootstrap-server'],
  zk: ['bootstrap-server'],
  zookeeper: ['bootstrap-server'],
  properties: ['command-config'],
  'properties-file': ['command-config'],
  f: ['file', 'output', 'command-config'],
  rf: ['replication-factor'],
  property: ['command-property'],
  x: ['command-property'],
  env: ['profile'],
  context: ['profile'],
  cluster: ['profile'],
  json: ['output'],
  yaml: ['output'],
  csv: ['output'],
  format: ['output'],
  force: ['yes', 'execute'],
  'assume-yes': ['yes'],
  'non-interactive': ['yes'],
  plan: ['dry-run'],
  'validate-only': ['dry-run'],
  check: ['dry-run'],
  replicas: ['replication-factor'],
  'entity-name': ['topic'],
  'add-config': ['config'],
  filter: ['match', 'where', 'grep'],
  pattern: ['match'],
  regex: ['match'],
  whitelist: ['match'],
  exclude: ['exclude-internal'],
  'exclude-internal-topics': ['exclude-internal'],
  'all-topic-partitions': ['all-topics'],
  'topics-to-move-json-file': ['topics'],
  to: ['before-offset', 'until'],
  g: ['group'],
  t: ['topic'],
  consumer: ['group'],
  'consumer-group': ['group'],
  'group-id': ['group'],
  beginning: ['from-beginning', 'to-earliest'],
  earliest: ['from-beginning', 'to-earliest'],
  'from-earliest': ['from-beginning'],
  'from-start': ['from-beginning'],
  latest: ['to-latest'],
  'from-offset': ['offset', 'to-offset', 'from-file'],
  'start-offset': ['offset'],
  'offset-from': ['offset'],
  'partition-offset': ['offset'],
  begin: ['from-beginning', 'to-earliest'],
  'end-offset': ['until'],
  offset: ['to-offset'],
  'from-time': ['from', 'to-datetime'],
  'from-timestamp': ['from', 'to-datetime'],
  since: ['from', 'to-datetime'],
  'to-time': ['until', 'to-datetime'],
  'to-timestamp': ['to-datetime'],
  datetime: ['to-datetime'],
  c: ['max-messages'],
  count: ['max-messages', 'records'],
  limit: ['max-messages', 'records'],
  messages: ['max-messages'],
  num: ['max-messages', 'records'],
  follow: ['last'],
  tail: ['last'],
  exit: ['until-end'],
  'consumer-timeout-ms': ['timeout-ms'],
  headers: ['print-headers', 'header'],
  'request-timeout': ['timeout'],
  'command-timeout': ['timeout'],
  'compression-type': ['compression'],
  codec: ['compression'],
  delimiter: ['key-separator'],
  d: ['line-separator'],
  k: ['key-separator'],
  user: ['username', 'command-property'],
  username: ['command-property'],
  password: ['password-stdin'],
  'security-protocol': ['command-property'],
  'sasl-mechanism': ['mechanism', 'command-property'],
}

/** The same for words of the same form. */
export const foreignFamilies: readonly (readonly [words: RegExp, flags: readonly string[]])[] = [
  [/broker|bootstrap|(^|-)(servers?|hosts?|hostname)$/, ['bootstrap-server']],
  [/(^|-)(config|config-file|conf|conf-file|command-properties)$/, ['command-config']],
  [/^(consumer|producer|client|formatter|reader|admin)-(property|properties|prop)$/, ['command-property']],
]

/** The value that the flag needs: `--json` is `--output json`. */
export const foreignValues: Readonly<Record<string, string>> = {json: 'json', yaml: 'yaml', csv: 'csv'}

const ofConfigs = (words: readonly string[], command: string, example: string) =>
  Object.fromEntries(
    words.map((word) => [
      `configs ${command} ${word}`,
      `resources are arguments: kafkit configs ${command} ${example}`,
    ]),
  )
const entities = ['entity-type', 'entity-name', 'entity-default', 'broker', 'broker-defaults', 'topic', 'resource']
const allGroups = 'without names, all groups are meant'
const printedSnapshot = 'the snapshot is printed: kafkit cluster snapshot > FILE'

/** Words that are not flags of these commands, each after the command's name, and what to write instead. */
export const elsewhere: Readonly<Record<string, string>> = {
  ...ofConfigs(entities, 'list', 'topic'),
  ...ofConfigs(entities, 'describe', 'topic/NAME'),
  ...ofConfigs([...entities, 'add-config', 'config', 'alter'], 'set', 'topic/NAME CONFIG=VALUE'),
  ...ofConfigs([...entities, 'delete-config', 'config', 'alter'], 'unset', 'topic/NAME CONFIG'),
  'groups lag all': allGroups,
  'groups lag all-groups': allGroups,
  'groups list all-groups': allGroups,
  'cluster snapshot o': printedSnapshot,
  'cluster snapshot out': printedSnapshot,
  'cluster snapshot output': printedSnapshot,
  'log-dirs list broker-list': 'brokers are chosen by --broker, once for each',
  'log-dirs describe broker-list': 'brokers are chosen by --broker, once for each',
  'schemas register subject': 'the subject comes first: kafkit schemas register SUBJECT FILE',
  'topics alter replication-factor':
    'the number of replicas is changed by moving them: kafkit reassign plan --topics TOPIC --rf N',
}
