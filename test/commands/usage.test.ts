import {readManifest} from '../../scripts/manifest.ts'
import {once} from 'node:events'
import {createServer, type AddressInfo, type Socket} from 'node:net'
import {describe, expect, test} from 'vitest'
import {ctrlC, kafkit, shown} from '../support/cli.ts'

/** The reason is the engine's own. */
const inJavaScriptCore = process.env['KAFKIT_BIN'] !== undefined

describe('a wrong command line', () => {
  test.each([
    ['topcs list', "there is no command 'topcs list'; did you mean topics list? (see kafkit --help)"],
    ['topics lsit', "there is no command 'topics lsit'; did you mean topics list? (see kafkit --help)"],
    ['frobnicate', "there is no command 'frobnicate' (see kafkit --help)"],
    ['help frobnicate', "there is no command 'frobnicate' (see kafkit --help)"],
    ['-b x:1 topics list', 'flags come after the command: kafkit topics list -b … (see kafkit --help)'],
    ['--profile prod groups list', 'flags come after the command: kafkit groups list --profile … (see kafkit --help)'],
    ['list topics', "there is no command 'list topics'; did you mean topics list? (see kafkit --help)"],
    ['create topic orders', "there is no command 'create topic'; did you mean topics create? (see kafkit --help)"],
    ['reset-offsets', "there is no command 'reset-offsets'; did you mean groups reset-offsets? (see kafkit --help)"],
    [
      'topics list --bootstrap a',
      'there is no flag --bootstrap; did you mean --bootstrap-server? (see kafkit topics list --help)',
    ],
    ['topics list --ouptut json', 'there is no flag --ouptut; did you mean --output? (see kafkit topics list --help)'],
    ['topics list -Z', 'there is no flag -Z (see kafkit topics list --help)'],
    [
      'topics list -o xml',
      "--output: 'xml' is not one of table, json, jsonl, yaml, csv, tsv, name, template=TEXT (see kafkit topics list --help)",
    ],
    ['topics list --output', '--output expects a value (see kafkit topics list --help)'],
    ['topics list -b', '--bootstrap-server expects a value (see kafkit topics list --help)'],
    ['topics list -b a -b b', '--bootstrap-server can only be specified once (see kafkit topics list --help)'],
    [
      'topics list --timeout 30',
      "--timeout: '30' is not a duration (for seconds write 30s): write for example 500ms, 30s, 5m, 1h30m, 7d or PT1H (see kafkit topics list --help)",
    ],
    [
      'topics list --match [',
      `--match: '[' is not a regular expression: ${inJavaScriptCore ? 'missing terminating ] for character class' : 'Unterminated character class'} (see kafkit topics list --help)`,
    ],
    ['topics create', 'TOPIC is missing (see kafkit topics create --help)'],
    [
      'topics create x --partitions three',
      "--partitions: 'three' is not a whole number (see kafkit topics create --help)",
    ],
    ['topics create x --partitions 0', '--partitions: 0 is less than 1 (see kafkit topics create --help)'],
    [
      'topics create x --config retention.ms',
      "--config: 'retention.ms' is not of the form NAME=VALUE (see kafkit topics create --help)",
    ],
    ['topics create x --config a=1 --config a=2', '--config sets a twice'],
    [
      'topics create x --partitions 3 --replica-assignment 1:2',
      '--partitions and --replica-assignment exclude each other (see kafkit topics create --help)',
    ],
    [
      'topics create x --replica-assignment 1:a',
      "--replica-assignment: replica assignment '1:a': 'a' is not a node id; write broker ids, for instance 1:2,2:3 for two partitions (see kafkit topics create --help)",
    ],
    [
      'topics create or/ders',
      "topic name 'or/ders' contains \"/\": only ASCII letters, digits, '.', '_' and '-' are allowed (see kafkit topics create --help)",
    ],
    ['topics create ..', "a topic cannot be called '..' (see kafkit topics create --help)"],
    [
      'topics alter x',
      'nothing to alter: use --partitions, --config or --delete-config (see kafkit topics alter --help)',
    ],
    [
      'topics alter x --replica-assignment 1:2',
      '--replica-assignment can be used with --partitions only (see kafkit topics alter --help)',
    ],
    ['topics delete', 'give either topic names or --match (see kafkit topics delete --help)'],
    ['topics delete x --match x', 'give either topic names or --match (see kafkit topics delete --help)'],
    ['groups describe', 'no groups given: name them or use --all-groups'],
    ['groups describe x --all-groups', 'give either names of groups or --all-groups, not both'],
    [
      'groups describe x --members --state',
      '--members and --state exclude each other (see kafkit groups describe --help)',
    ],
    ['groups delete-offsets x', '--topic is missing (see kafkit groups delete-offsets --help)'],
    ['lint package.json', "unexpected argument 'package.json'; give a file with --file (see kafkit lint --help)"],
    ['plan nosuch.yaml', "unexpected argument 'nosuch.yaml' (see kafkit plan --help)"],
    ['groups delete-offsets x y --topic t', "unexpected argument 'y' (see kafkit groups delete-offsets --help)"],
    [
      'groups delete-offsets x --topic t:1-x',
      "--topic: '1-x' is not a partition: write for instance 0,3 or 0-5 (see kafkit groups delete-offsets --help)",
    ],
    [
      'groups reset-offsets x --topic t',
      'one of --by-duration, --from-file, --shift-by, --skip-between, --to-current, --to-datetime, --to-earliest, --to-group, --to-latest or --to-offset is needed (see kafkit groups reset-offsets --help)',
    ],
    [
      'groups reset-offsets x --topic t --to-earliest --to-latest',
      '--to-earliest and --to-latest exclude each other (see kafkit groups reset-offsets --help)',
    ],
    [
      'groups reset-offsets x --to-earliest',
      'no topics given: use --topic TOPIC, --topic TOPIC:PARTITIONS or --all-topics (see kafkit groups reset-offsets --help)',
    ],
    [
      'groups reset-offsets x --topic t --to-datetime noon',
      "--to-datetime: 'noon' is not a time: write for example 2026-03-01T14:00:00Z, 2026-03-01, -2h (two hours ago), now, or milliseconds since 1970 (see kafkit groups reset-offsets --help)",
    ],
    [
      'groups reset-offsets x --topic t --to-offset 1 --execute --dry-run',
      '--dry-run and --execute exclude each other (see kafkit groups reset-offsets --help)',
    ],
    ['completion', 'SHELL is missing (see kafkit completion --help)'],
    ['completion tcsh', "'tcsh' is not one of bash, zsh, fish, powershell (see kafkit completion --help)"],
    [
      'topics list',
      'which cluster? Add --bootstrap-server HOST:9092, set KAFKIT_BOOTSTRAP_SERVERS, add a profile (kafkit profile add), or start one of your own: kafkit sandbox start',
    ],
  ])('kafkit %s ends with 2 and one sentence', async (line, sentence) => {
    expect(await kafkit(line.split(' '))).toEqual({out: '', err: `kafkit: ${sentence}\n`, code: 2})
  })
})

test('an address where nothing listens: a sentence, and 1', async () => {
  // Port 1 of this machine: nothing of ours, and nothing that speaks Kafka.
  expect(await shown(['topics', 'list', '-b', '127.0.0.1:1'])).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:1 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
})

describe('a broker that never answers', () => {
  /** `asked` settles when it has received a request. */
  const silent = async (use: (address: string, asked: Promise<void>) => Promise<void>) => {
    const sockets = new Set<Socket>()
    const asked = Promise.withResolvers<void>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.once('data', () => asked.resolve())
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    await use(`127.0.0.1:${(server.address() as AddressInfo).port}`, asked.promise)
    for (const socket of sockets) socket.destroy()
    server.close()
  }

  test('--timeout ends the wait for a silent broker with a sentence', () =>
    silent(async (address) => {
      const {out, err, code} = await kafkit(['topics', 'list', '-b', address, '--timeout', '300ms'])
      expect({out, code}).toEqual({out: '', code: 1})
      expect(err).toMatch(/^kafkit: [^\n]*300 ms[^\n]*\n$/)
    }))

  test('Ctrl-C ends the wait for a silent broker at once, with 130 and without a word', () =>
    silent(async (address, asked) => {
      const {signal, press} = ctrlC()
      const running = kafkit(['topics', 'list', '-b', address], {interrupt: signal})
      await asked
      press()
      expect(await running).toEqual({out: '', err: '', code: 130})
    }))
})

test('--version prints the version, of Node too', async () => {
  expect((await kafkit(['--version'])).out).toMatch(/^kafkit \d+\.\d+\.\d+ \((?:Node v|bun )\d+\S+, \S+\)\n$/)
})

describe('help', () => {
  test('an example is one command: two would be joined by a backslash, and a copy of it would run neither', async () => {
    const {commands} = await readManifest('./dist/commands')
    const examples = Object.values(commands).flatMap(({id, examples = []}) =>
      examples.map((each) => [id, each] as const),
    )
    expect(examples.length).toBeGreaterThan(100)
    const commandOf = (each: (typeof examples)[number][1]) => (typeof each === 'string' ? each : each.command)
    expect(examples.filter(([, each]) => commandOf(each).trim().includes('\n'))).toEqual([])
  })

  test.each([[], ['--help'], ['-h'], ['help']])('kafkit %s shows help of everything', async (...argv) => {
    const {out, code} = await kafkit(argv.filter((word) => typeof word === 'string'))
    expect(code).toBe(0)
    expect(out).toContain('FIRST STEPS')
    expect(out).toContain('$ kafkit groups lag ')
    expect(out).toContain('$ kafkit groups --help')
  })

  test.each([['topics'], ['topics', '--help'], ['help', 'topics'], ['topic', '-h']])(
    'kafkit %s %s shows help of a topic',
    async (...argv) => {
      const {out, code} = await kafkit(argv.filter((word) => typeof word === 'string'))
      expect(code).toBe(0)
      expect(out).toContain('topics describe  show leaders')
    },
  )

  test('--help of a command shows everything about it', async () => {
    expect(await shown(['groups', 'delete-offsets', '--help'])).toMatchInlineSnapshot(`
      "delete committed offsets of a group

      USAGE
        $ kafkit groups delete-offsets GROUP --topic TOPIC[:PARTITIONS] [FLAGS]

      ARGUMENTS
        GROUP  group name

      DESCRIPTION
        Afterwards the group reads these partitions as if for the first time, starting where
        auto.offset.reset says. Asks for confirmation on a terminal; without a terminal, --yes is
        required. Brokers refuse topics that a member of the group is subscribed to.

      FLAGS
            --topic=TOPIC[:PARTITIONS]...  (required) a topic, some of its partitions (orders:0,3-5), or a
                                           pattern for topics of the group (orders-*); repeatable
        -y, --yes                          do not ask for confirmation

      EXAMPLES
        $ kafkit groups delete-offsets billing --topic orders

        Only some partitions, in a script

          $ kafkit groups delete-offsets billing --topic orders:0,3 --yes

      OUTPUT FLAGS
        -o, --output=FORMAT   table, json, jsonl, yaml, csv, tsv, name or template=TEXT (see kafkit help
                              output; default: table)
            --columns=NAME,…  only these columns, in this order
            --sort=NAME,…     sort by these columns; -NAME sorts in descending order
            --no-headers      leave out the line of column names in tables, csv and tsv
            --[no-]color      always use colour, or never (FORCE_COLOR, NO_COLOR); by default only on a
                              terminal

      CONNECTION FLAGS
        -p, --profile=NAME                    the profile to use, or none (KAFKIT_PROFILE; see kafkit
                                              profile)
        -b, --bootstrap-server=HOST:PORT,…    brokers to connect to first (KAFKIT_BOOTSTRAP_SERVERS;
                                              defaults to the profile, then a running sandbox)
            --command-config=FILE             client.properties of Apache's tools or librdkafka, or a
                                              kafkajs config (KAFKIT_COMMAND_CONFIG)
            --command-property=NAME=VALUE...  a client property, such as security.protocol=SSL; repeatable
            --resolve=HOST:PORT=HOST:PORT...  connect to another address than the one a broker advertises;
                                              repeatable (KAFKIT_RESOLVE)
            --proxy=URL                       connect through this proxy: http://host:port (CONNECT) or
                                              socks5://host:port (KAFKIT_PROXY)
            --password-stdin                  read the SASL password from the first line of standard
                                              input, or ask for it on a terminal
            --timeout=DURATION                time limit for one request including retries: 10s, 2m
                                              (default: one minute, or what a file sets)
            --confirm-cluster=PROFILE         confirm a change to the protected profile of this name
                                              without being asked

      exit 0"
    `)
  })

  test.each(['consume', 'produce'])(
    '--help of %s begins with a page of ten flags and the examples',
    async (command) => {
      const {out} = await kafkit([command, '--help'])
      const headings = out.match(/^[A-Z ]+$/gm) ?? []
      expect(headings.slice(0, 5)).toEqual(['USAGE', 'ARGUMENTS', 'DESCRIPTION', 'FLAGS', 'EXAMPLES'])
      expect(headings.slice(-2)).toEqual(['CONNECTION FLAGS', 'FLAG DESCRIPTIONS'])
      const [, first = ''] = /^FLAGS\n(.*?)\n\n/ms.exec(out) ?? []
      expect(first.match(/^ {2,6}(-\w, )?--/gm)).toHaveLength(10)
      expect(first).not.toContain('--confirm-cluster')
    },
  )

  test.each([
    ['apply', 'MOVE FLAGS'],
    ['groups reset-offsets', 'NEW OFFSET FLAGS'],
    ['groups lag', undefined],
  ])('--help of %s shows the examples, then its own flags, then those of the connection', async (words, own) => {
    const {out} = await kafkit([...words.split(' '), '--help'])
    const headings = out.match(/^[A-Z ]+$/gm) ?? []
    expect(headings.slice(0, 5)).toEqual(['USAGE', 'ARGUMENTS', 'DESCRIPTION', 'FLAGS', 'EXAMPLES'])
    if (own !== undefined) expect(headings[5]).toBe(own)
    expect(headings).toContain('CONNECTION FLAGS')
    expect(headings.filter((each) => each !== 'FLAG DESCRIPTIONS').at(-1)).toBe('CONNECTION FLAGS')
  })

  test('--help of apply marks a list with one ellipsis, and shows the few values of a flag once', async () => {
    const {out} = await kafkit(['apply', '--help'])
    expect(out).toContain('--allow=HARM,… ')
    expect(out).toContain('--file=PATH... ')
    expect(out).toContain('--wait=ready|in-sync|none ')
    expect(out).not.toMatch(/…\.\.\.|<option/)
  })

  test('--help of consume offers --confirm-cluster among the flags of groups', async () => {
    const {out} = await kafkit(['consume', '--help'])
    const [, group] = /^GROUP FLAGS\n(.*?)\n\n/ms.exec(out) ?? []
    expect(group).toMatch(/--confirm-cluster=PROFILE +with --group/)
  })

  test('--help behind -- is an argument', async () => {
    const {err} = await kafkit(['topics', 'list', '-b', '127.0.0.1:1', '--', '--help'])
    expect(err).toContain('127.0.0.1:1 refused the connection')
  })
})

test("Apache's names lead to the same commands", async () => {
  for (const [first, same] of [
    ['consumer-groups', 'groups'],
    ['console-producer', 'produce'],
    ['console-consumer', 'consume'],
  ] as const) {
    expect((await kafkit([first, '--help'])).out).toBe((await kafkit([same, '--help'])).out)
  }
})
