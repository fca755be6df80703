// The rooms of src/ and who may import whom, written once. Checked by scripts/check-arrows.ts (npm run arrows).

/** Room → rooms that it may import from, besides itself. Everything else is forbidden. */
const arrows = {
  main: ['cli', 'cluster', 'text'],
  commands: ['cli', 'views', 'config', 'cluster', 'sandbox', 'SUBJECTS', 'text'],
  apache: ['cli', 'config', 'cluster', 'SUBJECTS', 'text'],
  // What faces print and subjects must not: rows, findings in sentences, other programs' formats.
  views: ['cluster', 'SUBJECTS', 'text'],
  cli: ['config', 'cluster', 'text'],
  config: ['cluster', 'sandbox', 'text'],
  sandbox: ['practice-broker', 'cluster', 'SUBJECTS', 'apis', 'wire', 'text'],
  'practice-broker': ['cluster', 'apis', 'wire', 'text'],
  // The data plane runs memberships, a lag reads offsets: subjects may stand on each other, without cycles.
  SUBJECTS: ['cluster', 'apis', 'wire', 'SUBJECTS', 'text'],
  cluster: ['apis', 'wire', 'text'],
  apis: ['wire'],
  wire: [],
  text: ['cluster'],
}
const subjects = ['acls', 'activity', 'configs', 'doctor', 'groups', 'offsets', 'records', 'topics']

const folder = (room) => {
  if (room === 'main') return '^src/main\\.ts$'
  if (room === 'commands') return '^src/commands/'
  if (room === 'SUBJECTS') return `^src/lib/(${subjects.join('|')})/`
  return `^src/lib/${room}/`
}

const roomRules = Object.entries(arrows).map(([room, targets]) => ({
  name: `${room.toLowerCase()}-arrows`,
  comment: `${room} may import from ${targets.join(', ') || 'nothing'} only`,
  severity: 'error',
  from: {path: folder(room)},
  to: {path: '^src/', pathNot: [folder(room), ...targets.map(folder)]},
}))

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
      from: {path: '^src/', pathNot: Object.keys(arrows).map(folder)},
      to: {},
    },
    {
      name: 'commands-stand-alone',
      comment: 'what two commands need moves down into cli or the subject',
      severity: 'error',
      from: {path: '^src/commands/([^/]+)'},
      to: {path: '^src/commands/', pathNot: '^src/commands/$1'},
    },
    {
      name: 'apache-takes-only-io-of-cli',
      comment: 'the drop-ins have their own grammar, wording and exit codes; the audit log is one for both faces',
      severity: 'error',
      from: {path: '^src/lib/apache/'},
      to: {path: '^src/lib/cli/', pathNot: '^src/lib/cli/(io|process|audit)\\.ts$'},
    },
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
      comment: 'types alone may go round: nothing of them is left at run time',
      severity: 'error',
      from: {},
      to: {circular: true, viaOnly: {dependencyTypesNot: ['type-only']}},
    },
    {
      name: 'no-unresolved',
      comment: 'snappy and lz4-napi are used where a user has them',
      severity: 'error',
      from: {},
      to: {couldNotResolve: true, pathNot: '^(snappy|lz4-napi)$'},
    },
    only('socks-is-for-proxies', 'socks', ['^src/lib/cluster/proxy\\.ts$']),
    only('kafkajs-is-not-on-the-default-path', 'kafkajs', ['^src/lib/cluster/kafkajs\\.ts$', '^src/lib/sandbox/']),
    only('tables-in-one-file', 'cli-table3', ['^src/lib/cli/table\\.ts$']),
    only('prompts-in-one-file', '@inquirer', ['^src/lib/cli/confirm\\.ts$']),
    only('colours-in-one-file', 'chalk', ['^src/lib/cli/colour\\.ts$']),
    only('yaml-where-it-is-read-and-printed', 'yaml', [
      '^src/lib/config/profile-(yaml|edit)\\.ts$',
      '^src/lib/cli/yaml\\.ts$',
    ]),
    only('oclif-in-the-faces', '@oclif', ['^src/lib/cli/', '^src/commands/', '^src/main\\.ts$']),
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
