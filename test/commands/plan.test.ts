// kafkit plan and apply against the practice broker, which answers as Kafka 4.3 does. Numbers are those of the scenarios.
import {spawn} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {kafkit, type CliOptions, type Ran} from '../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-plan-'))
let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker({brokers: 3})
})
afterAll(async () => {
  await broker.close()
  rmSync(folder, {recursive: true})
})

/** The first line of the audit log. */
interface Begin {
  readonly plan: {readonly undo: string}
}

let count = 0
const file = (text: string): string => {
  const path = join(folder, `${count++}.yaml`)
  writeFileSync(path, text)
  return path
}
/** A file with these topics; flags as they are typed. */
const declare = (topics: string): string => file(`{kafkit: 1, topics: {${topics}}}`)
const run = (line: string, options: CliOptions = {}): Promise<Ran> =>
  kafkit([...line.split(' '), '-b', broker.bootstrapServers], options)
const plan = (topics: string, flags = '', options?: CliOptions) => run(`plan -f ${declare(topics)}${flags}`, options)
const apply = (topics: string, flags = ' --yes') => run(`apply -f ${declare(topics)}${flags}`)
const items = async (topics: string, flags = '', options?: CliOptions) =>
  (JSON.parse((await plan(topics, ` -o json${flags}`, options)).out) as {items: Record<string, unknown>[]}).items

test('1: two topics are created, and then there is nothing to do', async () => {
  const path = declare('one-a: {partitions: 2, replicationFactor: 3}, one-b: {partitions: 1}')
  expect((await run(`plan -f ${path} --fail-on-changes`)).code).toBe(3)
  const {out, code} = await run(`apply -f ${path} --yes`)
  expect(out).toMatch(/^\+ topic one-a +done, 2 partitions, 3 replicas/m)
  expect(code).toBe(0)
  expect(await run(`apply -f ${path} --yes`)).toMatchObject({
    code: 0,
    out: expect.stringContaining('there is nothing to do; 2 topics are as they should be'),
  })
  expect((await run(`plan -f ${path} --fail-on-changes`)).code).toBe(0)
  expect((await run('topics list one-a -o csv --no-headers')).out).toMatch(/^one-a,2,3/)
})

test('2: more partitions need consent only where records have keys', async () => {
  await run('topics create two-keyed --partitions 6')
  await run('topics create two-plain --partitions 6')
  await run('produce two-keyed --key key --value value')
  await run('produce two-plain', {stdin: 'value\n'})
  const topics = 'two-keyed: {partitions: 12}, two-plain: {partitions: 12}'
  const found = await items(topics)
  expect(found.map(({name, consents}) => [name, consents])).toEqual([
    ['two-keyed', ['repartition']],
    ['two-plain', []],
  ])
  expect(await apply(topics, ' --yes --allow repartition')).toMatchObject({code: 0})
  expect((await run('topics list two-keyed two-plain -o csv --no-headers')).out).toMatch(
    /two-keyed,12,[\s\S]*two-plain,12,/,
  )
})

test('3: fewer partitions are an error for that topic alone; atLeast is content with more', async () => {
  await run('topics create three --partitions 12')
  const {out, err, code} = await apply(
    'three: {partitions: 6, configs: {retention.ms: 8d}}, three-new: {partitions: 1}',
  )
  expect(code).toBe(1)
  expect(err).toContain('topic three has 12 partitions and the file says 6: Kafka cannot remove partitions')
  expect(out).toMatch(/^x topic three /m)
  expect((await run('topics list three three-new -o csv --no-headers')).out).toMatch(/three,12,[\s\S]*three-new,1,/)
  // Nothing was sent for it, the config neither.
  expect((await run('configs describe topic/three -o csv')).out).not.toContain('retention.ms')
  expect((await plan('three: {partitions: {atLeast: 6}}', ' --fail-on-changes')).code).toBe(0)
})

test('13, 14: other ways to write the same are no drift', async () => {
  await run('topics create same --config retention.ms=604800000 --config cleanup.policy=delete,compact')
  for (const value of ['604800000', '7d', '"604800000"', '604800000.0'])
    expect(
      (await plan(`same: {configs: {retention.ms: ${value}, cleanup.policy: [compact, delete]}}`, ' --fail-on-changes'))
        .code,
    ).toBe(0)
})

test('15, 16: 64-bit numbers are exact, and no number has an exponent', async () => {
  const topics = 'exact: {configs: {max.compaction.lag.ms: 9223372036854775807, retention.bytes: 1073741824}}'
  const {out} = await apply(topics, ' --yes --allow data-loss')
  expect(out).toContain('9223372036854775807')
  expect(out).toContain('1073741824')
  expect(out).not.toMatch(/\de\+/)
  expect((await plan(topics, ' --fail-on-changes')).code).toBe(0)
  const back = topics.replace('9223372036854775807', '9223372036854775806').replace('1073741824', '2147483648')
  const saved = join(folder, 'exact.json')
  const shown = [(await plan(back, ` --out ${saved}`)).out, readFileSync(saved, 'utf8')]
  for (const format of ['json', 'jsonl', 'yaml', 'csv', 'tsv', 'markdown'])
    shown.push((await plan(back, ` -o ${format}`)).out)
  for (const text of [...shown, (await run(`diff -f ${declare(back)} -o json`)).out]) {
    expect(text).not.toMatch(/\d[eE]\+?\d+\b(?!-)/)
    expect(text).toContain('9223372036854775806')
    expect(text).toContain('2147483648')
  }
  expect((await run('export topics --match exact')).out).toMatch(/9223372036854775807[\s\S]*(?:1073741824|1GiB)/)
})

test('17: a value equal to the default is pinned, and stays', async () => {
  await run('topics create pin')
  const topics = 'pin: {configs: {retention.ms: 7d}}'
  expect((await plan(topics)).out).toMatch(/retention\.ms +604800000 \(7d\) +pins the default/)
  expect((await apply(topics)).code).toBe(0)
  expect((await plan(topics, ' --fail-on-changes')).code).toBe(0)
})

test('17: what brokers have in their files, or all of them together, is no drift; declared it is pinned', async () => {
  const own = await startPracticeBroker({properties: {'log.retention.ms': 86_400_000}})
  const there = (line: string) => kafkit([...line.split(' '), '-b', own.bootstrapServers])
  try {
    await there('topics create quiet')
    expect((await there(`plan -f ${declare('quiet: {}')} --fail-on-changes`)).code).toBe(0)
    const declared = declare('quiet: {configs: {retention.ms: 1d}}')
    expect((await there(`plan -f ${declared}`)).out).toMatch(/retention\.ms +86400000 \(1d\) +pins the default/)
    expect((await there(`apply -f ${declared} --yes`)).code).toBe(0)
    expect((await there(`plan -f ${declared} --fail-on-changes`)).code).toBe(0)
    expect((await there('configs set broker-default log.segment.bytes=50000000 --yes')).code).toBe(0)
    const dynamic = declare('quiet: {configs: {retention.ms: 1d, segment.bytes: 50000000}}')
    expect((await there(`plan -f ${declared} --fail-on-changes`)).code).toBe(0)
    expect((await there(`plan -f ${dynamic}`)).out).toMatch(/segment\.bytes +50000000.*pins the default/)
  } finally {
    await own.close()
  }
})

test('18: an undeclared config is reported, kept or reset', async () => {
  await run('topics create extra --config segment.ms=3600000')
  const reported = await plan('extra: {}', ' --fail-on-changes')
  expect(reported).toMatchObject({
    code: 0,
    out: expect.stringContaining('segment.ms=3600000 (1h) is set but not declared; kept'),
  })
  expect((await plan('extra: {}', ' --undeclared-configs keep')).out).not.toContain('segment.ms')
  expect((await apply('extra: {}', ' --yes --undeclared-configs reset')).code).toBe(0)
  expect((await run('configs describe topic/extra -o csv')).out).not.toContain('segment.ms')
})

test('19: null unsets what is set, and is nothing otherwise', async () => {
  await run('topics create nulls --config max.message.bytes=8388608')
  const topics = 'nulls: {configs: {max.message.bytes: null, segment.ms: null}}'
  expect((await plan(topics)).out).toMatch(
    /max\.message\.bytes +8388608 \(8 MiB\) → unset +1048588 \(~1 MiB\) counts then/,
  )
  expect((await apply(topics)).code).toBe(0)
  expect((await plan(topics, ' --fail-on-changes')).code).toBe(0)
})

test('a folder of previous files without a file means that nothing was declared before, and is pointed out', async () => {
  const empty = mkdtempSync(join(folder, 'empty-'))
  const path = declare('first: {}')
  const {code, out} = await run(`plan -f ${path} --previous ${empty}`)
  expect(code).toBe(0)
  expect(out).toContain('+ topic first')
  expect(out).toMatch(/there is no file of the last run in it: nothing was declared before +\S*empty-/)
  // A path that is not there may be a mistake, and would hide what is to be deleted.
  expect(await run(`plan -f ${path} --previous ${empty}/topics`)).toMatchObject({
    code: 2,
    err: expect.stringContaining('there is no such file'),
  })
  expect((await run(`plan -f ${empty}`)).code).toBe(2)
})

test('20, 21: what has left the files is unset or deleted, and nothing of others', async () => {
  await run('topics create stays --config max.message.bytes=5000 --config retention.bytes=99999999')
  await run('topics create leaves')
  const before = declare('stays: {configs: {max.message.bytes: 5000}}, leaves: {}')
  const now = declare('stays: {}')
  const refused = await run(`apply -f ${now} --previous ${before} --yes`)
  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringContaining('this needs consent: delete (topic leaves)'),
  })
  expect((await run('topics list leaves')).code).toBe(0)
  expect((await run(`apply -f ${now} --previous ${before} --yes --allow delete`)).code).toBe(0)
  expect((await run('topics list leaves')).code).toBe(1)
  const {out} = await run('configs describe topic/stays -o csv')
  expect(out).not.toContain('max.message.bytes')
  expect(out).toContain('retention.bytes,99999999')
})

describe('pruning', () => {
  test('22, 24: without a scope, or with nothing declared, it is refused', async () => {
    expect(await plan('one: {}', ' --prune')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no file has one: add scope'),
    })
    const empty = file('{kafkit: 1, scope: {topics: [zz.*]}, topics: {}}')
    expect(await run(`plan -f ${empty} --prune`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--max-deletes 0'),
    })
    const none = file('{kafkit: 1, scope: {topics: [zz.*]}}')
    await run('topics create zz.1')
    expect((await run(`plan -f ${none} --prune --fail-on-changes`)).code).toBe(0)
  })

  test('23, 25: undeclared topics in the scope are deleted, up to the limit, and internal ones never', async () => {
    for (const name of ['pr.a', 'pr.b', 'pr.c', 'other', 'pr.app-store-changelog']) await run(`topics create ${name}`)
    const path = file('{kafkit: 1, scope: {topics: [pr.*], protect: [pr.c]}, topics: {pr.declared: {}}}')
    const {out, err, code} = await run(`apply -f ${path} --prune --max-deletes 1 --yes --allow delete`)
    expect(code).toBe(1)
    expect(err).toContain('2 deletions of topics, but at most 1 are allowed at once')
    expect(out).toContain('topic pr.a')
    expect(out).not.toMatch(/other|changelog/)
    // Nothing at all was changed.
    expect((await run('topics list pr.declared')).code).toBe(1)
    // Nor with everything as the scope: Kafka's own, those of a registry, of Connect and of Streams.
    const own = [
      '_schemas',
      '__mine',
      'connect-configs',
      'connect-offsets',
      'connect-status',
      'app-KSTREAM-x-repartition',
    ]
    for (const name of own) await run(`topics create ${name}`)
    await run('groups reset-offsets joined --topic pr.a --to-earliest --execute')
    const all = await run(
      `plan -f ${file("{kafkit: 1, scope: {topics: ['*']}, topics: {pr.declared: {}}}")} --prune -o json`,
    )
    const going = (JSON.parse(all.out) as {items: {name: string; change: string}[]}).items.filter(
      ({change}) => change === 'delete',
    )
    expect(going.length).toBeGreaterThan(3)
    expect(going.map(({name}) => name).filter((name) => /^_|^connect-|changelog|repartition/.test(name))).toEqual([])
    await run(`apply -f ${path} --prune --yes --allow delete`)
    const left = (await run('topics list pr.* other -o name')).out.trim().split('\n').toSorted()
    expect(left).toEqual(['other', 'pr.app-store-changelog', 'pr.c', 'pr.declared'])
  })
})

describe('plans in a file', () => {
  test('37: something touched by hand makes it stale, something else does not', async () => {
    await run('topics create saved')
    await run('topics create beside')
    const out = join(folder, 'plan.json')
    const again = join(folder, 'again.json')
    const path = declare('saved: {configs: {retention.ms: 8d}}')
    await run(`plan -f ${path} --out ${out}`)
    await run(`plan -f ${path} --out ${again}`)
    expect(readFileSync(out, 'utf8')).toBe(readFileSync(again, 'utf8'))
    await run('configs set topic/beside retention.ms=1d --yes')
    await run('configs set topic/saved retention.ms=9d --yes')
    const stale = await run(`apply ${out} --yes`)
    expect(stale).toMatchObject({
      code: 4,
      err: expect.stringContaining('retention.ms of topic saved is now 777600000, but was 604800000'),
    })
    expect((await run('configs describe topic/saved -o csv')).out).toContain('retention.ms,777600000')
    await run('configs unset topic/saved retention.ms --yes')
    expect((await run(`apply ${out} --yes`)).code).toBe(0)
    expect((await run('configs describe topic/saved -o csv')).out).toContain('retention.ms,691200000')
    // What is done is done.
    expect(await run(`apply ${out} --yes`)).toMatchObject({
      code: 0,
      out: expect.stringContaining('there is nothing to do'),
    })
  })

  test('37: a topic that was deleted and made anew, and another cluster', async () => {
    await run('topics create doomed')
    const out = join(folder, 'doomed.json')
    await run(`plan -f ${declare('doomed: {state: absent}')} --out ${out}`)
    await run('topics delete doomed --yes')
    await run('topics create doomed')
    expect(await run(`apply ${out} --yes --allow delete`)).toMatchObject({
      code: 4,
      err: expect.stringContaining('topic doomed was deleted and created again in the meantime'),
    })
    const other = await startPracticeBroker({clusterId: 'another-cluster-id-000'})
    const {code, err} = await kafkit(['apply', out, '--yes', '--allow', 'delete', '-b', other.bootstrapServers])
    await other.close()
    expect(code).toBe(4)
    expect(err).toContain('and this is another-cluster-id-000')
  })

  test('38: a topic that appears meanwhile is fine if it is alike, and stale if it is not', async () => {
    const out = join(folder, 'appears.json')
    await run(`plan -f ${declare('appears: {partitions: 2, replicationFactor: 1}')} --out ${out}`)
    await run('topics create appears --partitions 3')
    expect((await run(`apply ${out} --yes`)).code).toBe(4)
    await run('topics delete appears --yes')
    await run('topics create appears --partitions 2 --replication-factor 1')
    expect((await run(`apply ${out} --yes`)).code).toBe(0)
  })

  test('a plan that was edited cannot leave out its consent, and what is no plan is said to be none', async () => {
    await run('topics create kept')
    const out = join(folder, 'edited.json')
    await run(`plan -f ${declare('kept: {state: absent}')} --out ${out}`)
    writeFileSync(out, readFileSync(out, 'utf8').replace(/"harms": \[\s*"delete"\s*\]/, '"harms": []'))
    expect(await run(`apply ${out} --yes`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('does not say that it needs --allow delete'),
    })
    expect(await run(`apply ${declare('kept: {}')} --yes`)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/is not a plan: .*files that declare what there should be are given with -f\n$/),
    })
    expect(await run(`plan -f ${out}`)).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        `this is a plan that kafkit plan --out has written: kafkit apply ${out} carries it out`,
      ),
    })
    expect((await run('topics list kept')).code).toBe(0)
  })
})

test('39: two applies at once end well', async () => {
  const path = declare('race: {partitions: 3, configs: {retention.ms: 9d}}')
  const both = await Promise.all([1, 2].map(async () => run(`apply -f ${path} --yes -o json`)))
  expect(both.map(({code}) => code)).toEqual([0, 0])
  const outcomes = both.map(({out}) =>
    (JSON.parse(out) as {items: {status: string}[]}).items.map(({status}) => status).join(),
  )
  // The other has nothing to do if it has planned only after the first was done.
  expect(outcomes).toContain('done')
  expect(outcomes.filter((each) => each !== 'done')).toEqual([expect.stringMatching(/^(?:unchanged|)$/)])
  expect((await plan('race: {partitions: 3, configs: {retention.ms: 9d}}', ' --fail-on-changes')).code).toBe(0)
})

test('40: what the brokers would refuse is not begun, and the rest is done', async () => {
  const topics = 'ok-1: {}, ok-2: {}, refused: {replicationFactor: 5}, ok-3: {}, ok-4: {}'
  const {out, err, code} = await apply(topics)
  expect(code).toBe(1)
  expect(out.match(/^\+ topic ok-\d +done/gm)).toHaveLength(4)
  expect(err).toContain('create topic refused')
  expect((await run('topics list refused')).code).toBe(1)
  expect(await apply(topics.replace('5', '3'))).toMatchObject({
    code: 0,
    out: expect.stringContaining('\n1 topic created\n'),
  })
})

test('32: ACLs that the cluster cannot have are unknown, and topics are created all the same', async () => {
  // The practice broker has no authorizer.
  const path = file('{kafkit: 1, topics: {no-acls: {}}, access: {User:api: {produce: [no-acls]}}}')
  const {out, code} = await run(`apply -f ${path} --yes`)
  expect(code).toBe(1)
  expect(out).toMatch(/^\+ topic no-acls +done/m)
  expect(out).toMatch(/^\? acl /m)
})

test('41: absent, then present at once', async () => {
  await run('topics create phoenix --partitions 4')
  expect((await apply('phoenix: {state: absent}', ' --yes --allow delete')).code).toBe(0)
  expect((await apply('phoenix: {partitions: 2}')).code).toBe(0)
  expect((await run('topics list phoenix -o csv --no-headers')).out).toMatch(/^phoenix,2,/)
})

test('a misspelt config is an error of the file, with its place, and nothing is sent', async () => {
  await run('topics create there')
  const path = file('kafkit: 1\ntopics:\n  there:\n    configs: {retention.sm: 1d}\n  not-yet: {}\n')
  const {err, code} = await run(`apply -f ${path} --yes`)
  expect(code).toBe(2)
  expect(err).toMatch(/\.yaml:4:\d+: topic\/there has no config 'retention.sm'; did you mean retention\.ms\?/)
  expect((await run('topics list not-yet')).code).toBe(1)
})

test('49: without a terminal and --yes nothing happens; a no on a terminal changes nothing', async () => {
  const path = declare('asked: {}')
  expect(await run(`apply -f ${path}`)).toMatchObject({code: 2, err: expect.stringContaining('use --yes to confirm')})
  expect(await run(`apply -f ${path}`, {terminal: true, stdin: 'n\n'})).toMatchObject({code: 1})
  expect((await run('topics list asked')).code).toBe(1)
  expect(await run(`apply -f ${path}`, {terminal: true, stdin: 'y\n'})).toMatchObject({code: 0})
  expect((await run('topics list asked')).code).toBe(0)
})

test('55: Ctrl-C between batches leaves the rest for the next run', async () => {
  const stop = new AbortController()
  const many = Array.from({length: 1100}, (_, i) => `many-${i}: {}`).join(', ')
  const path = declare(many)
  const interrupted = await run(`apply -f ${path} --yes`, {
    interrupt: stop.signal,
    terminal: {stderr: true},
    onErr: (text) => {
      if (/\d+ of 1,100 done/.test(text)) stop.abort(new Error('interrupted'))
    },
  })
  expect(interrupted.code).toBe(130)
  expect(interrupted.err).toMatch(/actions? skipped: .* interrupted; run the same command again/)
  expect((await run(`apply -f ${path} --yes`)).code).toBe(0)
  expect((await plan(many, ' --fail-on-changes')).code).toBe(0)
}, 60_000)

test('the files are for another cluster', async () => {
  const path = file('{kafkit: 1, cluster: {id: X8b-3Efoye6eRQY1OnWzYg}, topics: {a: {}}}')
  expect(await run(`plan -f ${path}`)).toMatchObject({
    code: 2,
    err: expect.stringContaining('these files are for cluster X8b-3Efoye6eRQY1OnWzYg'),
  })
})

test('54: a comment for a pull request is never too long, and no name breaks its table', async () => {
  const many = Array.from({length: 3000}, (_, i) => `markdown-with-a-long-name-${i}: {}`).join(', ')
  const {out, code} = await plan(many, ' --format markdown --no-server-side')
  expect(code).toBe(0)
  expect(out.length).toBeLessThan(65_536)
  expect(out).toMatch(/^<!-- kafkit-plan .* -->\n### kafkit plan: .* — 3,000 to create\n/)
  expect(out).toMatch(/…and [\d,]+ more changes, which do not fit into a comment\./)
}, 60_000)

test('annotations of a workflow name file and line', async () => {
  await run('topics create annotated --partitions 2')
  const path = file('kafkit: 1\ntopics:\n  annotated:\n    partitions: 1\n')
  const {err} = await run(`plan -f ${path} --annotations github`)
  expect(err).toContain(`::error file=${path},line=4,col=`)
  const broken = file('kafkit: 1\ntopics:\n  annotated: {partition: 1}\n')
  expect((await run(`plan -f ${broken} --annotations github`)).err).toContain(`::error file=${broken},line=3,col=`)
})

test('52: the records that a shorter retention takes are counted', async () => {
  await run('topics create old-records --partitions 1')
  const now = Date.UTC(2026, 2, 1, 12)
  const day = 86_400_000
  const stamps = [10, 5, 2, 0.5].map((days) => JSON.stringify({value: 'x', timestamp: now - days * day}))
  const produced = await run('produce old-records --input json', {stdin: `${stamps.join('\n')}\n`})
  expect(produced.code).toBe(0)
  const [item] = await items('old-records: {configs: {retention.ms: 1d}}', '', {now})
  // Those of 10, 5 and 2 days ago.
  expect(item).toMatchObject({consents: ['data-loss'], records: 3})
  // As many as are to be read from the beginning until a day ago.
  const until = new Date(now - day).toISOString()
  const read = await run(`consume old-records --from beginning --until ${until}`)
  expect(read.out.trim().split('\n')).toHaveLength(3)
})

test('diff -f ends with 3 where something differs, and says what', async () => {
  await run('topics create differs --partitions 2')
  const path = declare('differs: {partitions: 3, configs: {retention.ms: 1d}}')
  const {out, code} = await run(`diff -f ${path} -o csv`)
  expect(code).toBe(3)
  expect(out).toContain('topic,differs,partitions,2,3')
  expect(await run(`diff -f ${declare('differs: {partitions: 2}')}`)).toMatchObject({
    code: 0,
    err: expect.stringContaining('no difference'),
  })
})

test('nothing is written for a plan that is not whole', async () => {
  await run('topics create partial --partitions 2')
  const out = join(folder, 'partial.json')
  expect((await run(`plan -f ${declare('partial: {partitions: 1}')} --out ${out}`)).code).toBe(1)
  expect(existsSync(out)).toBe(false)
})

test('the command that carries a plan out leads to the same cluster', async () => {
  const path = declare('led: {partitions: 1}')
  const command = `kafkit apply --bootstrap-server ${broker.bootstrapServers} `
  expect((await run(`plan -f ${path}`)).err).toContain(`to carry it out: ${command}-f ${path}\n`)
  expect((await run(`plan -f ${path} -o markdown`)).out).toContain(`To carry it out: \`${command}-f ${path}\``)
  const out = join(folder, 'led.json')
  expect((await run(`plan -f ${path} --out ${out}`)).err).toContain(`to carry it out: ${command}${out}\n`)
})

test('what --only and --match leave out is said, and never taken for what is as it should be', async () => {
  await run('topics create left-a')
  const path = file(`kafkit: 1
topics: {left-a: {}, left-b: {}}
acls: [{principal: 'User:a', allow: [Read, Describe], topic: left-a}]
`)
  const misspelt = await run(`plan -f ${path} --match lefd-*`)
  expect(misspelt.code).toBe(0)
  expect(misspelt.out).toContain('there is nothing to do; 2 topics and 2 ACLs were left out (--only, --match)')
  expect((await run(`plan -f ${path} --only topics --match left-a`)).out).toContain(
    '1 topic is as it should be; 1 topic and 2 ACLs were left out',
  )
  expect((await run(`plan -f ${path} --only topics --match left-a -o markdown`)).out).toContain(
    'nothing to do, 3 left out',
  )
  const document = JSON.parse((await run(`plan -f ${path} --only topics -o json`)).out) as {leftOut: unknown}
  expect(document.leftOut).toEqual({acl: 2})
  expect((await run(`diff -f ${path} --only topics --match left-a`)).err).toContain('1 topic and 2 ACLs were left out')
  const applied = await run(`apply -f ${path} --only topics --match left-b --yes`)
  expect(applied.out).toContain('1 topic created; 1 topic and 2 ACLs were left out')
})

test('-o markdown is the same comment as --format markdown', async () => {
  const path = declare('marked: {partitions: 1}')
  const [one, other] = [await run(`plan -f ${path} -o markdown`), await run(`plan -f ${path} --format markdown`)]
  expect(one.out).toMatch(/^<!-- kafkit-plan .* -->\n### kafkit plan: /)
  expect(one).toEqual(other)
  expect(await run(`plan -f ${path} -o markdown --columns name`)).toMatchObject({
    code: 2,
    err: expect.stringContaining('--columns is for tables and rows, and not for markdown'),
  })
})

test('49: --pin refuses any other cluster, for files and for a saved plan', async () => {
  const path = declare('pinned: {partitions: 1}')
  const out = join(folder, 'pinned.json')
  expect((await run(`plan -f ${path} --pin ${broker.clusterId} --out ${out}`)).code).toBe(0)
  for (const line of [`plan -f ${path}`, `apply -f ${path} --yes`, `diff -f ${path}`, `apply ${out} --yes`])
    expect(await run(`${line} --pin another-cluster`), line).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining(
        `--pin is another-cluster, but this cluster is ${broker.clusterId}; nothing was sent`,
      ),
    })
  expect((await run('topics list pinned')).code).toBe(1)
})

test('flags that only go with files are refused where there are none', async () => {
  const out = join(folder, 'flags.json')
  await run(`plan -f ${declare('flagged: {}')} --out ${out}`)
  expect(await run(`apply ${out} --yes --prune`)).toMatchObject({
    code: 2,
    err: expect.stringContaining('--prune goes with files (-f), and not with a plan in a file'),
  })
  expect(await run(`apply ${out} --yes --match a`)).toMatchObject({code: 2, err: expect.stringContaining('--match')})
  expect(await run('diff prod staging --only topics')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--only goes with files (-f), and not with two profiles'),
  })
})

test('--wait in-sync ends when all replicas are in sync', async () => {
  const {code, err} = await apply('insync: {partitions: 2, replicationFactor: 3}', ' --yes --wait in-sync')
  expect(code, err).toBe(0)
})

test('R5: other topics that the same group reads with as many partitions are named', async () => {
  for (const name of ['join-a', 'join-b', 'join-c']) await run(`topics create ${name} --partitions 2`)
  await run('topics create join-other --partitions 3')
  for (const name of ['join-a', 'join-b', 'join-c', 'join-other']) {
    await run(`produce ${name} --key k --value v`)
    expect((await run(`groups reset-offsets joiner --topic ${name} --to-earliest --execute`)).code).toBe(0)
  }
  const [item] = await items('join-a: {partitions: 4}')
  expect(item).toMatchObject({readers: ['joiner'], alike: ['join-b', 'join-c']})
  expect((await plan('join-a: {partitions: 4}')).out).toContain(
    'unlike join-b and join-c, which the same groups read with as many partitions now',
  )
  // All of them together stay alike.
  const all = await items('join-a: {partitions: 4}, join-b: {partitions: 4}, join-c: {partitions: 4}')
  expect(all.map(({alike}) => alike)).toEqual([[], [], []])
})

test('to compact a topic whose records have no keys is said', async () => {
  await run('topics create keyless')
  await run('produce keyless', {stdin: 'a\nb\n'})
  expect((await plan('keyless: {configs: {cleanup.policy: compact}}')).out).toContain(
    'its last records have no key, and such records would be refused from then on',
  )
  await run('topics create withkeys')
  await run('produce withkeys --key k --value v')
  expect((await plan('withkeys: {configs: {cleanup.policy: compact}}')).out).not.toContain('have no key')
})

describe('what undoes an apply', () => {
  const undoOf = (err: string) =>
    /to undo this: kafkit (apply .*)$/m.exec(err)?.[1]?.replace(/--bootstrap-server \S+ /, '')

  test('configs are restored, and what was created is deleted', async () => {
    await run('topics create back-a --config retention.ms=86400000')
    const env = {KAFKIT_STATE_DIR: join(folder, 'undo-state')}
    const path = declare('back-a: {configs: {retention.ms: 8d, segment.ms: 1h}}, back-new: {partitions: 2}')
    const applied = await run(`apply -f ${path} --yes`, {env})
    const undo = undoOf(applied.err)
    expect(undo).toMatch(/^apply .*\.json --allow delete,data-loss$/)
    const undone = await run(`${undo} --yes`, {env})
    expect(undone, undone.err).toMatchObject({code: 0})
    expect((await run('topics list back-new')).code).toBe(1)
    const {out} = await run('configs describe topic/back-a -o csv')
    expect(out).toContain('retention.ms,86400000')
    expect(out).not.toContain('segment.ms')
    // The undoing can be undone itself.
    expect(undoOf(undone.err)).toMatch(/^apply /)
  })

  test('undo does nothing if somebody else has changed the resource meanwhile', async () => {
    await run('topics create back-b')
    const env = {KAFKIT_STATE_DIR: join(folder, 'undo-state')}
    const undo = undoOf((await run(`apply -f ${declare('back-b: {configs: {retention.ms: 8d}}')} --yes`, {env})).err)
    await run('configs set topic/back-b retention.ms=9d --yes')
    expect(await run(`${undo} --yes`, {env})).toMatchObject({code: 4})
  })

  test('partitions and deletions stay, and that is said; what changed nothing has no undoing', async () => {
    await run('topics create back-c')
    await run('topics create back-d')
    const env = {KAFKIT_STATE_DIR: join(folder, 'undo-state')}
    const path = declare('back-c: {partitions: 3}, back-d: {state: absent}')
    const {err} = await run(`apply -f ${path} --yes --allow delete`, {env})
    expect(err).toContain('what cannot be undone: topic back-d and its records cannot be restored; and 1 more')
    expect(err).not.toContain('to undo this')
    expect((await run(`apply -f ${path} --yes --allow delete`, {env})).err).toBe('')
  })

  test('an apply that was killed in the middle has left behind how to take it back, and the audit log says where', async () => {
    await run('topics create killed-a --config segment.ms=3600000')
    const before = await run('topics list killed-* -o csv')
    const env = {KAFKIT_STATE_DIR: join(folder, 'killed-state'), KAFKIT_AUDIT_LOG: join(folder, 'killed.jsonl')}
    const many = Array.from({length: 500}, (_, i) => `killed-many-${i}: {partitions: 1}`).join(', ')
    const path = declare(`killed-a: {configs: {retention.ms: 8d, segment.ms: null}}, ${many}`)
    const words = ['apply', '-f', path, '--yes', '-b', broker.bootstrapServers]
    const child = spawn(process.execPath, [join(root, 'bin', 'dev.js'), ...words], {
      env: {...process.env, ...env},
      stdio: 'ignore',
    })
    const begun = async () => (await run('topics list killed-many-* -o name')).code === 0
    const seen = async () => child.exitCode !== null || (await begun())
    await expect.poll(seen, {timeout: 50_000, interval: 20}).toBe(true)
    child.kill('SIGKILL')
    const {undo} = (JSON.parse(readFileSync(env.KAFKIT_AUDIT_LOG, 'utf8').split('\n', 1)[0] ?? '') as Begin).plan
    const undone = await run(`apply ${undo} --yes --allow delete,data-loss --max-deletes 0`, {env})
    expect(undone, undone.err).toMatchObject({code: 0})
    expect((await run('topics list killed-* -o csv')).out).toBe(before.out)
    expect((await run('configs describe topic/killed-a -o csv')).out).toMatch(/segment\.ms,3600000/)
  }, 60_000)

  test('Ctrl-C says at once how to take back what is done', async () => {
    const stop = new AbortController()
    const env = {KAFKIT_STATE_DIR: join(folder, 'stopped-state')}
    const ran = await run(
      `apply -f ${declare(Array.from({length: 1100}, (_, i) => `stopped-${i}: {}`).join(', '))} --yes`,
      {
        env,
        interrupt: stop.signal,
        terminal: {stderr: true},
        onErr: (text) => {
          if (/\d+ of 1,100 done/.test(text)) stop.abort(new Error('interrupted'))
        },
      },
    )
    expect(ran.code).toBe(130)
    const [, file] = /to undo what is done by then: kafkit apply .*?(\/\S+\.json) --allow delete/.exec(ran.err) ?? []
    expect(ran.err).toContain(`to undo this: kafkit apply ${file} --allow delete`)
    expect((await run(`apply ${file} --yes --allow delete`, {env})).code).toBe(0)
    expect((await run('topics list stopped-* -o name')).out).toBe('')
  }, 60_000)

  test('brokers that are gone in the middle: one reason, nothing called unchanged, and what was begun can be taken back', async () => {
    const own = await startPracticeBroker()
    const env = {KAFKIT_STATE_DIR: join(folder, 'gone-state')}
    const many = declare(Array.from({length: 2100}, (_, i) => `gone-${i}: {}`).join(', '))
    let closed: Promise<void> | undefined
    const ran = await kafkit(['apply', '-f', many, '--yes', '-b', own.bootstrapServers, '--timeout', '2s'], {
      env,
      terminal: {stderr: true},
      onErr: (text) => {
        if (/1,000 of 2,100 done/.test(text)) closed ??= own.close()
      },
    })
    await closed
    expect(ran.code).toBe(1)
    expect(ran.out).toMatch(/1,000 topics created; 1,000 failed, 100 skipped\n$/)
    expect(ran.err).toContain('100 actions skipped: this was not started because the brokers stopped answering')
    expect(ran.err.match(/refused the connection|broke off|could be reached/g)?.length).toBe(1)
    const [, undo = ''] = /to undo this: kafkit apply .*?(\/\S+\.json)/.exec(ran.err) ?? []
    expect((JSON.parse(readFileSync(undo, 'utf8')) as {actions: unknown[]}).actions).toHaveLength(2100)
  }, 60_000)

  test('a state directory that cannot be written does not make the apply a failure', async () => {
    const env = {KAFKIT_STATE_DIR: '/dev/null/no'}
    const {err, code} = await run(`apply -f ${declare('back-e: {}')} --yes`, {env})
    expect({err, code}).toMatchObject({
      code: 0,
      err: expect.stringContaining('the plan that would undo this was not written'),
    })
  })
})

describe('policy', () => {
  const policy = file(`policy:
  partitions.max: [{value: 4, level: error}]
  partitions.even: warn
  replicas.perBroker: 100000
  message.size: warn
  configs: {retention.ms: {max: 30d}}
`)

  test('what the policy forbids is not begun, and the rest is done', async () => {
    const path = declare('pol-big: {partitions: 5}, pol-ok: {partitions: 1}, pol-long: {configs: {retention.ms: 60d}}')
    const {err, code} = await run(`apply -f ${path} --policy ${policy} --yes`)
    expect(code).toBe(1)
    expect(err).toContain(
      'topic pol-big: 5 partitions, but at most 4 are allowed (partitions.max): the policy forbids it',
    )
    expect(err).toContain(
      'topic pol-long: retention.ms=5184000000 is above 2592000000 (configs): the policy forbids it',
    )
    expect((await run('topics list pol-* -o name')).out).toBe('pol-ok\n')
  })

  test('rules that need the cluster: replicas that cannot lie evenly, what cannot be read is said', async () => {
    const {out, code} = await plan(
      'pol-odd: {partitions: 4, replicationFactor: 1, configs: {max.message.bytes: 20MiB}}',
      ` --policy ${policy}`,
    )
    expect(code).toBe(0)
    expect(out).toContain('4 replicas cannot be spread evenly over 3 brokers (partitions.even)')
    // The practice broker has no such config, and what is not known is said.
    expect(out).toContain('replica.fetch.max.bytes of the brokers could not be read (message.size)')
    const strict = file('policy: {replicas.perBroker: 1, replicas.racks: error}')
    expect((await plan('pol-much: {partitions: 4}', ` --policy ${strict}`)).err).toMatch(
      /each broker would have \d+ replicas on average, but at most 1 are allowed/,
    )
  })

  test('the policy of the profile counts in every run with it', async () => {
    mkdirSync(join(folder, 'xdg', 'kafkit'), {recursive: true})
    const config = join(folder, 'xdg', 'kafkit', 'config.yaml')
    writeFileSync(
      config,
      `profiles:\n  local:\n    bootstrap-servers: ${broker.bootstrapServers}\n    policy: ${policy}\n`,
      {mode: 0o600},
    )
    const env = {XDG_CONFIG_HOME: join(folder, 'xdg')}
    const path = declare('pol-profile: {partitions: 5}')
    expect(await kafkit(['plan', '-f', path, '--profile', 'local'], {env})).toMatchObject({
      code: 1,
      err: expect.stringContaining('the policy forbids it'),
    })
    writeFileSync(config, readFileSync(config, 'utf8').replace(policy, '/no/such/policy.yaml'))
    expect(await kafkit(['plan', '-f', path, '--profile', 'local'], {env})).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot read /no/such/policy.yaml'),
    })
  })

  test('a saved plan is checked by the policy that applies when it is carried out', async () => {
    await run('topics create pol-saved --partitions 4 --config retention.ms=1000000')
    const saved = join(folder, 'pol-saved.json')
    const path = declare('pol-saved: {configs: {segment.ms: 1h}}, pol-fresh: {partitions: 5}')
    expect((await run(`plan -f ${path} --out ${saved}`)).code).toBe(0)
    const refused = await run(`apply ${saved} --policy ${policy} --yes`)
    expect(refused).toMatchObject({code: 1, out: expect.stringMatching(/^x topic pol-fresh/m)})
    expect(refused.err).toContain('5 partitions, but at most 4 are allowed (partitions.max): the policy forbids it')
    expect(refused.err).toContain('nothing was changed')
    // Also what stays as it is counts: a limit on a config that the plan does not touch.
    const strict = file('policy: {configs: {retention.ms: {min: 1h}}}')
    expect((await run(`apply ${saved} --policy ${strict} --yes`)).err).toContain(
      'retention.ms=1000000 is below 3600000',
    )
    expect((await run('topics list pol-fresh')).code).toBe(1)
    expect((await run(`apply ${saved} --yes`)).code).toBe(0)
  })

  test('without a policy lint has no say, but for what no write would survive', async () => {
    expect((await plan('pol-free: {partitions: 200, replicationFactor: 1}')).code).toBe(0)
    expect(await plan('pol-min: {replicationFactor: 1, configs: {min.insync.replicas: 2}}')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no write with acks=all would ever succeed (min.insync.replicas)'),
    })
  })
})

test("R18: two teams have a scope each and no state between them: neither prunes what is the other's", async () => {
  for (const name of ['team-a.old', 'team-b.old', 'team-b.kept']) await run(`topics create ${name}`)
  const a = file('{kafkit: 1, scope: {topics: [team-a.*]}, topics: {team-a.new: {}}}')
  const b = file('{kafkit: 1, scope: {topics: [team-b.*]}, topics: {team-b.kept: {}}}')
  const on = (machine: string) => ({env: {KAFKIT_STATE_DIR: join(folder, machine)}})
  expect((await run(`apply -f ${a} --prune --yes --allow delete`, on('one'))).code).toBe(0)
  expect((await run('topics list team-* -o name')).out).toBe('team-a.new\nteam-b.kept\nteam-b.old\n')
  // What another machine sees is the cluster, and nothing of the first run.
  expect((await run(`plan -f ${a} --prune --fail-on-changes`, on('two'))).code).toBe(0)
  expect((await run(`apply -f ${b} --prune --yes --allow delete`, on('two'))).code).toBe(0)
  expect((await run('topics list team-* -o name')).out).toBe('team-a.new\nteam-b.kept\n')
  // The job that checks the files of both.
  const overlapping = file('{kafkit: 1, scope: {topics: [team-a.new]}, topics: {}}')
  expect((await kafkit(['lint', '-f', a, '-f', b])).code).not.toBe(2)
  expect(await kafkit(['lint', '-f', a, '-f', b, '-f', overlapping])).toMatchObject({
    code: 2,
    err: expect.stringContaining("overlaps 'team-a.*'"),
  })
})

test('R27: a deleted topic and a new one of the same shape look like a rename, which Kafka does not have', async () => {
  await run('topics create was-called --partitions 3')
  const {out} = await plan('was-called: {state: absent}, is-called: {partitions: 3}')
  expect(out).toContain(
    'topic was-called is deleted and is-called is created with as many partitions: if you mean a rename, Kafka has none',
  )
})
