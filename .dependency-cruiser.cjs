// The rooms of src/ and who may import whom, written once: scripts/check-arrows.ts (npm run arrows) checks it, and
// copies it into src/lib/README.md (--write). Types count as imports everywhere.

/** Subject → other subjects that it stands on. All stand on cluster, apis, wire and text besides. */
const subjects = {
  acls: ['configs'],
  activity: ['groups', 'log-dirs', 'offsets', 'records', 'serdes', 'topics'],
  brokers: ['configs', 'log-dirs', 'quorum', 'topics'],
  configs: [],
  doctor: ['acls', 'http', 'offsets', 'registry', 'transactions'],
  features: ['brokers'],
  groups: ['acls', 'offsets'],
  health: [
    'acls',
    'brokers',
    'configs',
    'doctor',
    'features',
    'groups',
    'log-dirs',
    'offsets',
    'partitions',
    'quorum',
    'topics',
    'transactions',
  ],
  'log-dirs': [],
  'log-files': [],
  offsets: [],
  partitions: ['configs', 'log-dirs', 'offsets', 'topics'],
  perf: ['groups', 'offsets', 'records', 'topics'],
  provisioning: [
    'brokers',
    'acls',
    'activity',
    'configs',
    'groups',
    'log-dirs',
    'offsets',
    'partitions',
    'quotas',
    'reassignments',
    'records',
    'topics',
    'users',
  ],
  quorum: [],
  quotas: [],
  reassignments: ['brokers', 'configs', 'log-dirs', 'partitions', 'topics'],
  records: ['groups', 'offsets', 'serdes'],
  registry: ['http', 'schemas', 'serdes'],
  snapshots: ['acls', 'brokers', 'configs', 'features', 'groups', 'offsets', 'quorum', 'quotas', 'topics', 'users'],
  streams: ['activity', 'groups', 'offsets', 'topics'],
  tokens: [],
  topics: ['acls', 'configs', 'offsets'],
  transactions: ['configs', 'offsets'],
  users: [],
}
const everySubject = Object.keys(subjects)

/**
 * Room → what it may import besides itself: rooms, or single files of a room (`cluster/errors`). Everything else is
 * forbidden. A file with a line of its own here is a ground floor: it may import no more than that line says.
 */
const arrows = {
  entry: ['main', 'cli/process'],
  'one-file': ['main', 'cli/process', 'apache', 'practice-broker', 'practice-registry'],
  main: ['cli', 'text', 'cluster/errors'],
  commands: [
    'cli',
    'command-parts',
    'views',
    'config',
    'sandbox',
    ...everySubject,
    'schemas',
    'serdes',
    'cluster',
    'text',
  ],
  // What commands about one subject share: flags turned into what the subject takes, columns, bases of commands.
  'command-parts': [
    'cli',
    'views',
    'config',
    'http',
    'acls',
    'brokers',
    'configs',
    'features',
    'groups',
    'health',
    'partitions',
    'perf',
    'provisioning',
    'quorum',
    'quotas',
    'reassignments',
    'records',
    'snapshots',
    'serdes',
    'registry',
    'streams',
    'tokens',
    'topics',
    'users',
    'cluster',
    'text',
  ],
  // The drop-ins have their own grammar, wording and exit codes; the process and the audit log are one for both faces.
  apache: [
    'cli/few-writes',
    'cli/io',
    'cli/process',
    'cli/audit',
    'config',
    ...everySubject,
    'http',
    'serdes',
    'cluster',
    'wire/random-uuid',
    'text',
  ],
  // What faces print and subjects must not: rows, findings in sentences, other programs' formats.
  views: [...everySubject, 'cluster', 'text'],
  // The audit log asks an API's table what to show of a request.
  cli: ['config', 'cluster', 'wire/api', 'text'],
  config: ['sandbox', 'http', 'cluster', 'text'],
  sandbox: ['practice-broker', 'practice-registry', 'groups', 'records', 'cluster', 'apis', 'wire', 'text'],
  'practice-registry': ['schemas', 'serdes', 'runtime'],
  'practice-broker': ['cluster/errors', 'cluster/error-codes', 'apis', 'wire', 'runtime'],
  ...Object.fromEntries(
    Object.entries(subjects).map(([name, others]) => [name, [...others, 'cluster', 'apis', 'wire', 'text']]),
  ),
  // Bytes of keys and values to JSON and back, by schemas. Where those come from is the registry's business.
  serdes: ['schemas', 'text'],
  // What can be said of schemas without a registry: Avro's rules, differences, lint.
  schemas: ['text'],
  // Services with a REST API. Sockets through proxies, TLS and tokens are those of the cluster's client.
  http: ['cluster', 'text'],
  'serdes/schema-source': [],
  cluster: ['apis', 'wire', 'text'],
  apis: ['wire'],
  wire: [],
  text: [],
  'cluster/errors': ['cluster/error-codes', 'cluster/connection-reasons'],
  'cluster/error-codes': [],
  // The ground floors: every room may import them, and they import nothing.
  errors: [],
  runtime: [],
}
const groundFloors = ['errors', 'runtime']

const pattern = (place) => {
  if (['entry', 'one-file', 'main'].includes(place)) return `^src/${place}\\.ts$`
  if (place === 'commands') return '^src/commands/'
  return place.includes('/') ? `^src/lib/${place}\\.ts$` : `^src/lib/${place}/`
}

const roomRules = Object.entries(arrows).map(([room, targets]) => ({
  name: `${room.replace('/', '-')}-arrows`,
  comment: `${room} may import from ${[...groundFloors, ...targets].join(', ')} only`,
  severity: 'error',
  from: {path: pattern(room)},
  to: {path: '^src/', pathNot: [pattern(room), ...[...groundFloors, ...targets].map(pattern)]},
}))

/** The floors of src/lib/apache: folder → folders that it may import from, besides itself. */
const apacheFloors = {
  java: [],
  'command-line': ['java'],
  client: ['java', 'command-line'],
  shared: ['java', 'command-line', 'client'],
  'kafka-[^/]+': ['java', 'command-line', 'client', 'shared'],
}
const apache = (floor) => `^src/lib/apache/${floor}/`
const apacheRules = [
  ...Object.entries(apacheFloors).map(([floor, targets]) => ({
    name: `apache-floors-${floor.replace('-[^/]+', '')}`,
    comment: `src/lib/apache/${floor} may import from ${targets.join(', ') || 'nothing'} only`,
    severity: 'error',
    from: {path: apache(floor)},
    to: {path: '^src/lib/apache/', pathNot: [floor, ...targets].map(apache)},
  })),
  {
    name: 'tools-stand-alone',
    comment: 'what two drop-ins share belongs in java, client, command-line or shared',
    severity: 'error',
    from: {path: '^src/lib/apache/(kafka-[^/]+)/'},
    to: {path: apache('kafka-[^/]+'), pathNot: '^src/lib/apache/$1/'},
  },
  {
    name: 'every-file-of-apache-has-a-floor',
    comment: 'a new folder of src/lib/apache needs its line in the floors above',
    severity: 'error',
    from: {path: '^src/lib/apache/', pathNot: Object.keys(apacheFloors).map(apache)},
    to: {},
  },
]

/** Packages that one file (or room) alone may import. */
const only = (name, packages, allowed) => ({
  name,
  comment: `${packages} belong(s) in ${allowed.join(', ')} only`,
  severity: 'error',
  from: {path: '^src/', pathNot: allowed},
  to: {path: `node_modules/(${packages})/`},
})

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'every-file-has-a-room',
      comment: 'a new folder of src/lib needs its line in the arrows above',
      severity: 'error',
      from: {path: '^src/', pathNot: Object.keys(arrows).map(pattern)},
      to: {},
    },
    {
      name: 'commands-stand-alone',
      comment: 'what two commands need moves down into cli or the subject',
      severity: 'error',
      from: {path: '^src/commands/'},
      to: {path: '^src/commands/'},
    },
    ...apacheRules,
    {
      name: 'groups-know-no-records',
      comment: 'the data plane runs memberships and stands on groups; what needs both belongs in activity',
      severity: 'error',
      from: {path: '^src/lib/groups/'},
      to: {path: '^src/lib/records/'},
    },
    {
      name: 'no-circle-in-the-data-plane',
      comment: 'here not even types go round: a type that two files need has a file of its own',
      severity: 'error',
      from: {path: '^src/lib/(records|offsets|activity|groups/membership)/'},
      to: {circular: true},
    },
    {
      name: 'no-cycles',
      comment: 'a type that two files need from each other has a home of its own',
      severity: 'error',
      from: {},
      to: {circular: true},
    },
    {
      name: 'no-unresolved',
      comment: 'the build writes the virtual modules',
      severity: 'error',
      from: {},
      to: {couldNotResolve: true, pathNot: '^virtual:.*$'},
    },
    only('socks-is-for-proxies', 'socks', ['^src/lib/cluster/proxy\\.ts$']),
    only('kafkajs-is-not-on-the-default-path', 'kafkajs', ['^src/lib/cluster/kafkajs\\.ts$', '^src/lib/sandbox/']),
    only('tables-in-one-file', 'cli-table3', ['^src/lib/cli/table\\.ts$']),
    only('prompts-in-one-file', '@inquirer', ['^src/lib/cli/confirm\\.ts$']),
    only('colours-in-one-file', 'chalk', ['^src/lib/cli/colour\\.ts$']),
    only('yaml-where-it-is-read-and-printed', 'yaml', [
      '^src/lib/config/profile-(yaml|edit)\\.ts$',
      '^src/lib/cli/yaml\\.ts$',
      '^src/lib/provisioning/parse\\.ts$',
    ]),
    only('oclif-in-the-faces', '@oclif', [
      '^src/lib/cli/',
      '^src/lib/command-parts/',
      '^src/commands/',
      '^src/main\\.ts$',
    ]),
  ],
  options: {
    doNotFollow: {path: 'node_modules'},
    tsPreCompilationDeps: true,
    tsConfig: {fileName: 'tsconfig.json'},
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}

// For scripts/room-arrows.ts. Not enumerable, because dependency-cruiser refuses properties that it does not know.
Object.defineProperties(module.exports, {arrows: {value: arrows}, everySubject: {value: everySubject}})
