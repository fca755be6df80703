// --output and its companions: what each format looks like, and how failures show in it.
import {parse} from 'yaml'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {exitCode} from '../../src/lib/cli/exit-codes.ts'
import {helpPages} from '../../src/lib/cli/help-pages.ts'
import {helpPageNames} from '../../src/lib/cli/names.ts'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {kafkit, shown, type CliOptions} from '../support/cli.ts'
import {fakeCluster, type FakeCluster} from '../support/fake-cluster.ts'
import {groupServices, logServices} from '../support/fake-groups.ts'

let cluster: FakeCluster
beforeEach(async () => {
  cluster = await fakeCluster(
    {nodes: 1, topics: {orders: 2, audit: 1, 'big-one': 1200}},
    ...groupServices(() => cluster.nodes, {
      'a "quoted", one\n': {state: 'Empty', committed: {'orders-0': 1_234_567, 'orders-1': 15}},
      'tab\tand\\slash': {members: {'m-1': ['orders-0']}, committed: {}},
    }),
    logServices({'orders-0': [10, 2_345_678], 'orders-1': [0, 20], 'audit-0': [8, 30]}),
  )
})
afterEach(() => cluster.close())

const run = (argv: readonly string[], options?: CliOptions) =>
  kafkit([...argv, '-b', cluster.bootstrapServers], options)
const out = async (...argv: string[]) => (await run(argv)).out
const lag = ['groups', 'describe', 'a "quoted", one\n']

describe('rows', () => {
  test('csv is RFC 4180: CR LF, quotes where they must be, digits only, nothing for null', async () => {
    expect(await out(...lag, '-o', 'csv', '--columns', 'group,partition,currentOffset,lag,host')).toBe(
      'group,partition,currentOffset,lag,host\r\n' +
        '"a ""quoted"", one\n",0,1234567,1111111,\r\n' +
        '"a ""quoted"", one\n",1,15,5,\r\n',
    )
  })

  test('tsv writes tabs, line ends and backslashes out', async () => {
    expect(await out('groups', 'list', '-o', 'tsv', '--columns', 'group,state')).toBe(
      'group\tstate\na "quoted", one\\n\tEmpty\ntab\\tand\\\\slash\tStable\n',
    )
  })

  test('jsonl: an object a row, with all columns, whatever the rows have to say', async () => {
    const rows = (await out('groups', 'describe', 'tab\tand\\slash', '-o', 'jsonl')).trimEnd().split('\n')
    expect(rows.map((row) => JSON.parse(row) as unknown)).toEqual([
      {
        group: 'tab\tand\\slash',
        topic: 'orders',
        partition: 0,
        leaderEpoch: null,
        currentOffset: null,
        logEndOffset: 2_345_678,
        lag: null,
        consumerId: 'm-1',
        host: '10.0.0.1',
        clientId: 'client-m-1',
        metadata: null,
        note: 'noCommit',
      },
    ])
  })

  test('a template: columns in braces, escapes, braces doubled', async () => {
    expect(await out('topics', 'list', '-o', 'template={{{topic}}}\\t{partitions}', '--match', '^orders$')).toBe(
      '{orders}\t2\n',
    )
  })

  test('what an escape stands for is text, in the template as in a value', async () => {
    expect(await out('topics', 'list', '-o', 'template=\\x7btopic\\x7d \\\\t{topic}', '--match', '^orders$')).toBe(
      '{topic} \\torders\n',
    )
    expect(await out('groups', 'list', '-o', 'template={group}|', '--match', 'tab')).toBe('tab\tand\\slash|\n')
  })

  test('--no-headers leaves the line of column names out', async () => {
    const argv = ['topics', 'list', 'orders', '--no-headers']
    expect(await out(...argv)).toBe('orders  2  1\n')
    expect(await out(...argv, '-o', 'csv', '--columns', 'topic,partitions')).toBe('orders,2\r\n')
    expect((await run(argv, {terminal: true})).out).toBe('orders  2  1\n')
  })

  test('on a terminal names cannot steer it, and lines end as lines do there', async () => {
    const escape = await fakeCluster({nodes: 1}, ...groupServices(() => escape.nodes, {'a\u001b[2Jb': {committed: {}}}))
    try {
      const argv = ['groups', 'list', '-o', 'csv', '--columns', 'group', '-b', escape.bootstrapServers]
      expect((await kafkit(argv, {terminal: true})).out).toBe('group\na\\x1b[2Jb\n')
      expect((await kafkit(argv)).out).toBe('group\r\na\u001b[2Jb\r\n')
    } finally {
      await escape.close()
    }
  })
})

test('ESC and BEL in a group name: groups delete shows them in its plan, its question and its errors', async () => {
  const name = 'a\u001b[31mb\u0007'
  const escape = await fakeCluster({nodes: 1}, ...groupServices(() => escape.nodes, {[name]: {committed: {}}}))
  try {
    const at = ['-b', escape.bootstrapServers]
    // oxlint-disable-next-line no-control-regex -- what must not get to a terminal
    const steering = /\u001b\[31mb|\u0007/
    const asked = await kafkit(['groups', 'delete', name, ...at], {terminal: true, stdin: 'n\n'})
    expect(asked.out + asked.err).toContain('a\\x1b[31mb\\x07')
    expect(asked.out + asked.err).not.toMatch(steering)
    const missing = await kafkit(['groups', 'describe', `${name}!`, ...at], {env: {NO_COLOR: '', FORCE_COLOR: '1'}})
    expect(missing.err).toContain('a\\x1b[31mb\\x07!')
    expect(missing.err).not.toMatch(steering)
  } finally {
    await escape.close()
  }
})

describe('sorting', () => {
  const sorted = (...sort: string[]) => out('topics', 'list', '-o', 'name', ...sort)
  test('--sort puts numbers in order of size, with a minus from the largest', async () => {
    expect(await sorted('--sort', 'partitions')).toBe('audit\norders\nbig-one\n')
    expect(await sorted('--sort', '-partitions')).toBe('big-one\norders\naudit\n')
    expect(await sorted('--sort=-partitions')).toBe('big-one\norders\naudit\n')
    expect(await sorted('--sort=replicas,-topic')).toBe('orders\nbig-one\naudit\n')
  })

  test('unknown values are sorted last, in both directions', async () => {
    const argv = ['groups', 'describe', '--all-groups', '-o', 'template={lag}', '--sort']
    expect(await out(...argv, 'lag')).toBe('5\n1111111\n\n')
    expect(await out(...argv, '-lag')).toBe('1111111\n5\n\n')
  })

  test('a sorted or chosen table is one table, not one a group', async () => {
    expect(
      await shown(
        ['groups', 'describe', '--all-groups', '--sort', '-lag', '--columns', 'topic,PARTITION,lag'].concat(
          '-b',
          cluster.bootstrapServers,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "TOPIC   PARTITION      LAG
      orders          0  1111111
      orders          1        5
      orders          0        -
      exit 0"
    `)
  })
})

describe('documents', () => {
  test('yaml is the same document as json', async () => {
    const argv = ['topics', 'list', 'orders', 'nowhere']
    const yaml = await out(...argv, '-o', 'yaml')
    expect(parse(yaml)).toEqual(JSON.parse(await out(...argv, '-o', 'json')))
    expect(yaml).toContain('error: UNKNOWN_TOPIC_OR_PARTITION')
  })

  test('text that older YAML takes for something else is quoted', async () => {
    const odd = await fakeCluster({topics: {no: 1, '1e3': 1, '0x10': 1}})
    try {
      const {out: yaml} = await kafkit(['topics', 'list', '-o', 'yaml', '-b', odd.bootstrapServers])
      for (const name of ['"no"', '"1e3"', '"0x10"']) expect(yaml).toContain(`name: ${name}`)
    } finally {
      await odd.close()
    }
  })
})

describe('a failure beside what worked: 1, a sentence on stderr, and', () => {
  const sentence = 'kafkit: list topic nowhere: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)\n'
  test.each([
    ['table', 'TOPIC   PARTITIONS  REPLICAS\norders           2         1\n'],
    ['csv', 'topic,partitions,replicas,internal,topicId,size,records,retention,problems\r\norders,2,1,false,'],
    [
      'tsv',
      'topic\tpartitions\treplicas\tinternal\ttopicId\tsize\trecords\tretention\tproblems\norders\t2\t1\tfalse\t',
    ],
    ['jsonl', '{"topic":"orders","partitions":2,'],
    ['name', 'orders\n'],
    ['template={topic}', 'orders\n'],
    ['json', '{"topics":[{"name":"orders",'],
    ['yaml', 'topics:\n  - name: orders\n'],
  ])('%s', async (format, begins) => {
    const ran = await run(['topics', 'list', 'orders', 'nowhere', '-o', format])
    expect(ran.out.startsWith(begins)).toBe(true)
    expect(ran.out.includes('nowhere')).toBe(format === 'json' || format === 'yaml')
    expect(ran).toMatchObject({err: sentence, code: 1})
  })
})

describe('of real topics', () => {
  let broker: PracticeBroker
  beforeEach(async () => {
    broker = await startPracticeBroker({brokers: 1})
  })
  afterEach(() => broker.close())
  const ask = (...argv: string[]) => kafkit([...argv, '-b', broker.bootstrapServers])

  test('names each once, lists with commas, truth values as true and false', async () => {
    await ask('topics', 'create', 'orders', 'audit', '--partitions', '2')
    expect((await ask('topics', 'describe', 'orders', 'audit', '-o', 'name')).out).toBe('orders\naudit\n')
    const csv = await ask('topics', 'describe', 'audit', '-o', 'csv', '--columns', 'topic,partition,replicas,elr')
    expect(csv.out).toBe('topic,partition,replicas,elr\r\naudit,0,1,\r\naudit,1,1,\r\n')
    expect((await ask('topics', 'list', 'audit', '-o', 'template={topic} {internal}')).out).toBe('audit false\n')
    const json = await ask('topics', 'describe', 'audit', '-o', 'jsonl', '--columns', 'replicas,leader')
    expect(json.out).toBe('{"replicas":[1],"leader":1}\n{"replicas":[1],"leader":1}\n')
  })

  test('what was asked to happen has a row with its status, failed ones too', async () => {
    await ask('topics', 'create', 'orders')
    const ran = await ask('topics', 'create', 'orders', 'fresh', '-o', 'csv', '--columns', 'topic,status,error')
    expect(ran.out).toBe(
      'topic,status,error\r\n' +
        "orders,failed,create topic orders: Topic 'orders' already exists. (TOPIC_ALREADY_EXISTS)\r\n" +
        'fresh,created,\r\n',
    )
    expect(ran.code).toBe(1)
    const gone = await ask('topics', 'delete', 'orders', 'nowhere', '--yes', '-o', 'json')
    expect(JSON.parse(gone.out)).toMatchObject([{name: 'nowhere', status: 'failed', error: {code: 3}}])
    expect(gone.code).toBe(1)
  })
})

describe('mistakes are told before anything is sent', () => {
  test.each([
    [
      ['-o', 'csv', '--columns', 'topic,nmae'],
      "--columns: there is no column 'nmae'; the columns are topic, partitions, replicas, internal, topicId, size, records, retention and problems",
    ],
    [
      ['--sort', '-sise'],
      "--sort: there is no column 'sise'; the columns are topic, partitions, replicas, internal, topicId, size, records, retention and problems",
    ],
    [
      ['-o', 'template={name}'],
      "--output: there is no field '{name}'; there are {topic}, {partitions}, {replicas}, {internal}, {topicId}, {size}, {records}, {retention} and {problems}",
    ],
    [['-o', 'template={topic'], "--output: '{' stands alone in the template; write {{ for the character"],
    [
      ['-o', 'template={{.topic}}'],
      '--output: fields of a template are written {name}; there are {topic}, {partitions}, {replicas}, {internal}, {topicId}, {size}, {records}, {retention} and {problems}',
    ],
    [
      ['-o', 'template={to\\x70ic}'],
      "--output: there is no field '{to\\x70ic}'; there are {topic}, {partitions}, {replicas}, {internal}, {topicId}, {size}, {records}, {retention} and {problems}",
    ],
    [['-o', 'template={{topic}'], "--output: '}' stands alone in the template; write }} for the character"],
    [['-o', 'template=\\q{topic}'], "unknown escape '\\q'; there are \\t \\n \\r \\0 \\\\ and \\xNN"],
    [
      ['-o', 'json', '--columns', 'topic'],
      '--columns cannot be used with json, which prints the whole document; jsonl, csv and tsv print rows',
    ],
    [
      ['-o', 'template'],
      "--output: the template is missing: write --output 'template={name}' (see kafkit topics delete --help)",
    ],
    [
      ['-o', 'jsno'],
      "--output: 'jsno' is not one of table, json, jsonl, yaml, csv, tsv, name, template=TEXT; did you mean json? (see kafkit topics delete --help)",
    ],
  ])('%j', async (flags, sentence) => {
    // topics delete has not all of these columns; list has.
    const argv = sentence.includes('--help') ? ['topics', 'delete', 'orders', '--yes'] : ['topics', 'list']
    expect(await run([...argv, ...flags])).toEqual({out: '', err: `kafkit: ${sentence}\n`, code: 2})
    expect(cluster.requests).toEqual([])
  })
})

describe('schema', () => {
  test('kafkit schema prints that of the document, and with --rows that of a row', async () => {
    const document = JSON.parse((await kafkit(['schema', 'groups', 'list'])).out) as {title: string; properties: object}
    expect(document.title).toBe('kafkit groups list')
    expect(Object.keys(document.properties).toSorted()).toEqual(['errors', 'groups'])
    const row = JSON.parse((await kafkit(['schema', 'consumer-groups', 'list', '--rows'])).out) as {properties: object}
    expect(Object.keys(row.properties)).toEqual(['group', 'type', 'protocol', 'state', 'coordinator'])
  })

  test('kafkit schema has those of records, which have no document around them, and of what produce says', async () => {
    const lines = JSON.parse((await kafkit(['schema', 'consume'])).out) as {
      $defs: {JsonRecord: {properties: object; required: string[]}}
    }
    const {JsonRecord: record} = lines.$defs
    expect(Object.keys(record.properties)).toContain('valueEncoding')
    expect(record.required).not.toContain('valueEncoding')
    const produced = JSON.parse((await kafkit(['schema', 'console-producer'])).out) as {required: string[]}
    expect(produced.required).toContain('acknowledged')
  })

  test('kafkit schema lists all of them, and guesses at one that does not exist', async () => {
    const all = (await kafkit(['schema'])).out.split('\n')
    expect(all).toEqual(expect.arrayContaining(['groups delete-offsets', 'consume', 'produce', 'topics list']))
    expect(new Set(all).size).toBe(all.length)
    expect(await kafkit(['schema', 'topics', 'lst'])).toEqual({
      out: '',
      err: "kafkit: there is no schema of 'topics lst'; did you mean topics list? (kafkit output-schema lists all)\n",
      code: 2,
    })
  })
})

describe('help', () => {
  test('kafkit help exit-codes has all exit codes', async () => {
    const {out: text} = await kafkit(['help', 'exit-codes'])
    for (const code of Object.values(exitCode)) expect(text).toMatch(new RegExp(`^ +${code}  [A-Z]`, 'm'))
  })

  test('every page of help has a text', () => expect(Object.keys(helpPages)).toEqual(helpPageNames))
  test('formats', async () => expect((await kafkit(['help', 'output'])).out).toContain('-o template=TEXT'))
})
