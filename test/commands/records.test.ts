// produce and consume against the practice broker: flags to what is written and read.
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {PassThrough} from 'node:stream'
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {ctrlC, kafkit, shown, type CliOptions} from '../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-records-'))
let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker()
})
afterAll(async () => {
  await broker.close()
  rmSync(folder, {recursive: true})
})
const args = (line: string | readonly string[]) => [
  ...(typeof line === 'string' ? line.split(' ') : line),
  '-b',
  broker.bootstrapServers,
]
const run = (line: string | readonly string[], options?: CliOptions) => kafkit(args(line), options)
const screen = (line: string | readonly string[], options?: CliOptions) => shown(args(line), options)
/** Keeps records of 2023, however long the tests take: retention deletes them at the broker's next look otherwise. */
const topic = async (name: string, partitions = 1) => {
  await run(`topics create ${name} --partitions ${partitions} --config retention.ms=-1`)
  return name
}
/** All of it, as JSON lines. */
const records = async (name: string) =>
  (await run(`consume ${name} --from-beginning --until-end -o json -q`)).out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('produce', () => {
  test('produce sends the lines of stdin, and says on stderr how many', async () => {
    await topic('lines')
    expect(await screen('produce lines', {stdin: 'one\ntwo\n\nlast without an end'})).toMatchInlineSnapshot(`
      "! kafkit: lines: 4 records acknowledged (25 B)
      exit 0"
    `)
    expect((await records('lines')).map(({value}) => value)).toEqual(['one', 'two', '', 'last without an end'])
  })

  test('produce sends the lines of a file; --output json prints the counts', async () => {
    await topic('file')
    writeFileSync(join(folder, 'in.txt'), 'a\nb\n')
    const {out, err} = await run(['produce', 'file', join(folder, 'in.txt'), '-o', 'json'])
    expect(err).toBe('')
    expect(JSON.parse(out)).toMatchObject({records: 2, bytes: 2, acknowledged: 2, failed: 0, stoppedBy: 'end'})
  })

  test('a line has headers, a key and null where flags say so', async () => {
    await topic('parts')
    const flags = ['--parse-headers', '--key-separator', '|', '--null-marker', 'NULL', '--header', 'by=test']
    await run(['produce', 'parts', ...flags], {stdin: 'h1:v1,h2:v2\tk|v\nNULL\tNULL|NULL\n'})
    expect(await records('parts')).toMatchObject([
      {
        key: 'k',
        value: 'v',
        headers: [
          {key: 'h1', value: 'v1'},
          {key: 'h2', value: 'v2'},
          {key: 'by', value: 'test'},
        ],
      },
      {key: null, value: null, headers: [{key: 'by', value: 'test'}]},
    ])
  })

  test('records go to one partition, or to the one in each line', async () => {
    await topic('placed', 3)
    await run('produce placed --partition 2', {stdin: 'a\nb\n'})
    await run('produce placed --partition-separator :', {stdin: '0:c\n1:d\n'})
    const found = (await records('placed')).map(({partition, value}) => `${String(partition)}${String(value)}`)
    expect(found.toSorted()).toEqual(['0c', '1d', '2a', '2b'])
    expect((await run('produce placed --partition 3', {stdin: 'x\n'})).code).toBe(2)
  })

  test.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'])('records compressed with %s are read again', async (codec) => {
    const name = await topic(`codec-${codec}`)
    const lines = Array.from({length: 100}, (_, i) => `value ${i}`)
    expect((await run(`produce ${name} -z ${codec} -q`, {stdin: lines.join('\n')})).code).toBe(0)
    expect((await records(name)).map(({value}) => value)).toEqual(lines)
  })

  test('a copy by JSON lines keeps keys, headers, bytes and times', async () => {
    await topic('original')
    await topic('copy')
    const original = [
      '{"key":"k","value":"/w==","valueEncoding":"base64","timestamp":1700000000000,"headers":[{"key":"a","value":"1"}]}',
      '{"key":null,"value":null,"timestamp":1700000000001}',
    ]
    await run('produce original --input json', {stdin: original.join('\n')})
    const {out} = await run('consume original --from-beginning --until-end -o json -q')
    await run('produce copy --input json', {stdin: out})
    const same = (list: Record<string, unknown>[]) => list.map(({topic: _, ...rest}) => rest)
    expect(same(await records('copy'))).toEqual(same(await records('original')))
    expect((await records('copy'))[0]).toMatchObject({value: '/w==', valueEncoding: 'base64', timestamp: 1700000000000})
  })

  test('a line without its separator: its number, what to do, and what was written before it', async () => {
    await topic('malformed')
    expect(await screen('produce malformed --key-separator ,', {stdin: 'a,1\nb,2\nc3\nd,4\n'})).toMatchInlineSnapshot(`
      "! kafkit: malformed: 2 records acknowledged (4 B)
      ! kafkit: line 3: no key separator "," in it: write key, "," and value, or choose another separator ("c3")
      exit 1"
    `)
    expect(await records('malformed')).toHaveLength(2)
  })

  test.each([
    ['--key-separator :', 'a:1\nnokey\n'],
    ['--input json', '{"value":"a"}\nno json\n'],
    ['--input csv', 'a,b\n1,2\n1\n'],
    ['--client kafkajs --key-separator :', 'a:1\nnokey\n'],
  ])(
    'produce %s with a wrong line behind good ones: exit 1, for 2 says that nothing was sent',
    async (flags, stdin) => {
      await topic('partly')
      expect((await run(`produce partly ${flags}`, {stdin})).code).toBe(1)
      expect((await run(`produce partly --key-separator :`, {stdin: 'nokey\n'})).code).toBe(2)
    },
  )

  test.each([
    ['produce nowhere', 1, 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['produce lines /nowhere/in.txt', 2, 'cannot read /nowhere/in.txt: there is no such file'],
    ['produce lines --acks 2', 2, "--acks: '2' is not one of all, -1, 1, 0"],
    ['produce lines --compression brotli', 2, "--compression: 'brotli' is not one of"],
    ['produce lines --key-separator \\q', 2, "--key-separator: unknown escape '\\q'"],
    ['produce or/ders', 2, 'only ASCII letters'],
  ])('%s ends with %d', async (line, exit, sentence) => {
    const {err, code} = await run(line, {stdin: 'x\n'})
    expect(err).toContain(sentence)
    expect(code).toBe(exit)
  })

  test('produce -o json prints the document with counts and error also when it fails', async () => {
    await topic('counted')
    const flags = '--key-separator : -o json'
    const wrong = await run(`produce counted ${flags}`, {stdin: 'a:1\nnokey\n'})
    expect(JSON.parse(wrong.out)).toMatchObject({
      records: 1,
      acknowledged: 1,
      stoppedBy: 'error',
      error: expect.stringMatching(/^line 2: no key separator/) as string,
    })
    const missing = await run(`produce not-there ${flags}`, {stdin: 'a:1\n'})
    expect([JSON.parse(missing.out), missing.code]).toMatchObject([
      {records: 0, acknowledged: 0, stoppedBy: 'error'},
      1,
    ])
  })

  test('CSV rows become JSON objects, a column their key', async () => {
    await topic('csv')
    const flags = ['--input', 'csv', '--key-column', 'id', '--header-column', 'source']
    expect(await screen(['produce', 'csv', ...flags], {stdin: 'id,source,name\n7,web,"Lee, Bo"\n'}))
      .toMatchInlineSnapshot(`
      "! kafkit: csv: 1 record acknowledged (19 B)
      exit 0"
    `)
    expect(await records('csv')).toMatchObject([
      {key: '7', value: '{"name":"Lee, Bo"}', headers: [{key: 'source', value: 'web'}]},
    ])
  })

  test('the files of a folder become records, their paths the keys', async () => {
    await topic('files')
    mkdirSync(join(folder, 'drop'))
    writeFileSync(join(folder, 'drop/a.json'), '{\n}\n')
    writeFileSync(join(folder, 'drop/b.bin'), Buffer.from([0xff, 0]))
    await run(['produce', 'files', join(folder, 'drop'), '--input', 'files', '--path-key'])
    expect(await records('files')).toMatchObject([
      {key: join(folder, 'drop/a.json'), value: '{\n}\n'},
      {key: join(folder, 'drop/b.bin'), value: '/wA=', valueEncoding: 'base64'},
    ])
  })

  test('produce reads values with their lengths in front', async () => {
    await topic('lengths')
    await run('produce lengths --input lengths --length-key', {stdin: '\0\0\0\x01k\0\0\0\x02v\n'})
    expect(await records('lengths')).toMatchObject([{key: 'k', value: 'v\n'}])
  })

  test('produce prints a report on standard output, the count on stderr', async () => {
    await topic('reported', 2)
    const {out, err} = await run('produce reported --partition-separator : --report -', {stdin: '0:a\n1:b\n0:c\n'})
    expect(out.split('\n').slice(0, -1).toSorted()).toEqual([
      '{"line":1,"partition":0,"offset":0}',
      '{"line":2,"partition":1,"offset":0}',
      '{"line":3,"partition":0,"offset":1}',
    ])
    expect(err).toBe('kafkit: reported: 3 records acknowledged (3 B)\n')
  })

  test('records that are too large are left out, reported by line, and kept in a file from which they can be sent', async () => {
    await topic('small')
    await run('topics alter small --config max.message.bytes=1000')
    const file = join(folder, 'rejected.jsonl')
    const stdin = `a\n${'x'.repeat(2000)}\nb\n`
    expect(await screen(['produce', 'small', '--on-error', 'skip', '--rejected', file], {stdin}))
      .toMatchInlineSnapshot(`
      "! left out: line 2: produce record 2 to small-0: the record (2070 bytes) is larger than the topic's max.message.bytes: raise that, or leave the record out (MESSAGE_TOO_LARGE); --compression zstd may make it small enough
      ! kafkit: small: 2 records acknowledged, 1 refused (2.0 KiB)
      exit 1"
    `)
    expect((await records('small')).map(({value}) => value)).toEqual(['a', 'b'])
    await run('topics alter small --config max.message.bytes=10000')
    const {err} = await run(['produce', 'small', file, '--input', 'json'])
    expect(err).toBe('kafkit: small: 1 record acknowledged (2.0 KiB)\n')
    expect((await records('small'))[2]).toMatchObject({value: 'x'.repeat(2000)})
  })

  test('a too large record ends produce without --on-error: which line, what to do', async () => {
    await topic('strict')
    await run('topics alter strict --config max.message.bytes=1000')
    const stdin = `a,b\n1,${'x'.repeat(2000)}\n`
    expect(await screen('produce strict --input csv', {stdin})).toMatchInlineSnapshot(`
      "! kafkit: strict: 0 records acknowledged, 1 refused (2.0 KiB)
      ! kafkit: produce record 1 (line 2) to strict-0: the record (2086 bytes) is larger than the topic's max.message.bytes: raise that, or leave the record out (MESSAGE_TOO_LARGE); --compression zstd may make it small enough
      exit 1"
    `)
  })

  test('--resume goes on in an input that grew, and does not take another one for it', async () => {
    await topic('resumed')
    const [file, place] = [join(folder, 'grows.txt'), join(folder, 'grows.resume')]
    writeFileSync(file, 'a\nb\n')
    const command = ['produce', 'resumed', file, '--resume', place]
    await run(command)
    writeFileSync(file, 'a\nb\nc\n')
    expect(await screen(command)).toMatchInlineSnapshot(`
      "! kafkit: resumed: 1 record acknowledged (1 B), from line 3 on
      exit 0"
    `)
    expect((await records('resumed')).map(({value}) => value)).toEqual(['a', 'b', 'c'])
    writeFileSync(file, 'x\nb\nc\n')
    expect(await screen(command)).toMatchInlineSnapshot(`
      "! kafkit: this is not the input that was being sent: it begins differently
      exit 2"
    `)
  })

  test('--rate holds produce back', async () => {
    await topic('slow')
    const started = performance.now()
    await run('produce slow --rate 50', {stdin: 'x\n'.repeat(20)})
    expect(performance.now() - started).toBeGreaterThan(300)
    expect(await records('slow')).toHaveLength(20)
  })

  test.each([
    ['--key-column id', '--key-column is for --input csv, not for text'],
    ['--input json --key-separator :', '--key-separator is for --input text, not for json'],
    ['--rejected x', '--rejected needs --on-error skip'],
    ['--report - -o json', 'both write to standard output'],
    ['--transactional --on-error skip', 'a transaction is all or nothing: it cannot be combined with --on-error skip'],
    ['--input json --commit-source g --resume f', '--commit-source and --resume exclude each other'],
    ['--client kafkajs --rate 1', '--client kafkajs does not support --rate: leave one of them out'],
    ['--input json --null-marker N', '--null-marker is for --input text or csv, not for json'],
    ['--transactional --acks 1', 'transactions need idempotence and acks=all'],
    ['--transaction-timeout 5s', '--transaction-timeout needs --transactional'],
    ['--compression-level 3', 'a compression level needs a compression'],
    ['--compression gzip --compression-level 10', 'gzip has levels 1 to 9, not 10'],
    ['--report /nowhere/report', 'cannot write /nowhere/report'],
    ['--resume /nowhere/place', 'cannot write /nowhere/place'],
    ['/', 'cannot read /: it is a folder; --input files sends the files in it'],
    ['/nowhere/folder --input files', 'cannot read /nowhere/folder: there is no such file'],
    ['--input csv --csv-delimiter ||', 'must be one ASCII character'],
  ])('produce %s is refused', async (flags, sentence) => {
    const {err, code} = await run(`produce lines ${flags}`, {stdin: 'x\n'})
    expect(err).toContain(sentence)
    expect(code).toBe(2)
  })

  test('a file of refused records is not written over the input', async () => {
    const file = join(folder, 'precious')
    writeFileSync(file, 'a\n')
    const {err, code} = await run(['produce', 'lines', file, '--on-error', 'skip', '--rejected', file])
    expect(err).toBe(`kafkit: --rejected would overwrite the input ${file}: give it another file\n`)
    expect(code).toBe(2)
    expect(readFileSync(file, 'utf8')).toBe('a\n')
  })

  test('Ctrl-C in produce sends what was read, says so, and ends with 130', async () => {
    await topic('stopped')
    const {signal, press} = ctrlC()
    const coming = new PassThrough()
    const running = run('produce stopped', {interrupt: signal, coming})
    coming.write('a\n') // and more may come
    await vi.waitFor(async () => expect(await records('stopped')).toHaveLength(1), 10_000)
    press()
    const {err, code} = await running
    expect(err).toContain('1 record acknowledged')
    expect(code).toBe(130)
  })

  test('Ctrl-C before produce has begun to read ends it, too', async () => {
    await topic('stopped-early')
    const {signal, press} = ctrlC()
    press()
    const {code} = await run('produce stopped-early', {terminal: {stdin: true}, interrupt: signal})
    expect(code).toBe(130)
  })

  test('produce says on a terminal what to type', async () => {
    const {signal, press} = ctrlC()
    const onErr = (text: string) => text.includes('Ctrl-D') && press()
    const {err} = await run('produce lines', {terminal: true, interrupt: signal, onErr})
    expect(err).toContain('end with Ctrl-D')
  })
})

describe('consume', () => {
  beforeAll(async () => {
    await topic('orders', 2)
    const line = (i: number) =>
      JSON.stringify({
        key: `k${i}`,
        value: `v${i}`,
        partition: i % 2,
        timestamp: 1_700_000_000_000 + i * 1000,
        headers: [{key: 'n', value: String(i)}],
      })
    await run('produce orders --input json --keep-partitions', {stdin: [0, 1, 2, 3, 4, 5].map(line).join('\n')})
  })
  const lines = async (flags: string) =>
    (await run(`consume orders ${flags}${flags.includes('--until') ? '' : ' --until-end'} -q`)).out
      .split('\n')
      .slice(0, -1)
      .toSorted()

  test.each([
    ['--from-beginning', ['v0', 'v1', 'v2', 'v3', 'v4', 'v5']],
    ['--from-beginning --partition 1', ['v1', 'v3', 'v5']],
    ['--offset 2', ['v4', 'v5']],
    ['--offset 1 --until-offset 2', ['v2', 'v3']],
    ['--from-beginning --until-offset 1', ['v0', 'v1']],
    ['--offset 2 --until-offset 100', ['v4', 'v5']],
    ['--from 1700000002000 --partition 0 --until-offset 2', ['v2']],
    ['--offset latest --until-offset 1', []],
    ['--latest-per-key --until-offset 1', ['v0', 'v1']],
    ['--offset earliest --partition 0', ['v0', 'v2', 'v4']],
    ['--from earliest --until latest --partition 0', ['v0', 'v2', 'v4']],
    ['--from latest --until end', []],
    ['--last 1', ['v4', 'v5']],
    ['--from 2023-11-14T22:13:23Z', ['v3', 'v4', 'v5']],
    ['--from 1700000004000', ['v4', 'v5']],
    ['--from 2023-11-14T22:13:24', ['v4', 'v5']],
    ['--from 2023-11-14T23:13:24 --time-zone Europe/Berlin', ['v4', 'v5']],
    ['--from-beginning --where timestamp>=2023-11-14T23:13:24 --time-zone +01:00', ['v4', 'v5']],
    [
      '--last 1 --print-timestamp --time-zone Asia/Tokyo',
      ['CreateTime:2023-11-15T07:13:24.000+09:00\tv4', 'CreateTime:2023-11-15T07:13:25.000+09:00\tv5'],
    ],
    [
      '--last 1 --time-zone Asia/Tokyo --format %T{iso}\\n',
      ['2023-11-15T07:13:24.000+09:00', '2023-11-15T07:13:25.000+09:00'],
    ],
    ['--offset latest', []],
    ['--from-beginning --grep [35]', ['v3', 'v5']],
    ['--from-beginning --grep-key ^k4$', ['v4']],
    ['--from-beginning --grep V[35] --ignore-case', ['v3', 'v5']],
    ['--from-beginning -v -i --grep V[35]', ['v0', 'v1', 'v2', 'v4']],
    ['--from-beginning --grep-header n=[05]', ['v0', 'v5']],
    ['--from-beginning --key k3 --partitioner any', ['v3']],
    ['--from-beginning --key k3 --partition 0', []],
    ['--newest 3', ['v3', 'v4', 'v5']],
    ['--last 3 -n 6', ['v0', 'v1', 'v2', 'v3', 'v4', 'v5']],
    ['--newest 4 --first --partition 1', ['v1']],
    ['--from-beginning --max-per-partition 1', ['v0', 'v1']],
    ['--latest-per-key --partition 0', ['v0', 'v2', 'v4']],
    [
      '--from-beginning --partition 0 --print-key --print-partition --print-offset',
      ['Partition:0\tOffset:0\tk0\tv0', 'Partition:0\tOffset:1\tk2\tv2', 'Partition:0\tOffset:2\tk4\tv4'],
    ],
    [
      '--from-beginning --partition 1 --print-headers --print-topic --key-separator |',
      ['orders|n:1|v1', 'orders|n:3|v3', 'orders|n:5|v5'],
    ],
  ])('consume %s prints these records', async (flags, expected) => expect(await lines(flags)).toEqual(expected))

  test('consume reads from one time until another', async () => {
    const found = await run('consume orders --from 1700000001000 --until 1700000004000 -q')
    expect(found.out.split('\n').toSorted()).toEqual(['', 'v1', 'v2', 'v3'])
    expect((await run('consume orders --from -2h --until now -q')).out).toBe('')
  })

  test.each(['--until-end', '--until now', '--until-offset 9', '--from end --until-end'])(
    'consume %s without a start says why it prints nothing',
    async (flags) => {
      const {out, err} = await run(`consume orders ${flags}`)
      expect(out).toBe('')
      expect(err).toContain(
        'kafkit: reading starts at the end, so that no record that is there now is printed; --from-beginning, --from or --last starts before it\n',
      )
    },
  )

  test('consume --until-offset says that no partition is that long', async () => {
    expect(await screen('consume orders --partition 0 --offset 2 --until-offset 9')).toMatchInlineSnapshot(`
      "v4
      ! kafkit: no partition reaches offset 9: the furthest ends at 3
      exit 0"
    `)
  })

  test('a time without a zone is in UTC wherever it is read, or in --time-zone', async () => {
    await topic('zones')
    const csv = 'at,v\n2026-03-01T12:00:00,a\n2026-03-01,b\n2026-03-01T12:00:00+01:00,c\n'
    const columns = ['--input', 'csv', '--timestamp-column', 'at', '--value-column', 'v']
    await run(['produce', 'zones', ...columns], {stdin: csv})
    await run(['produce', 'zones', ...columns, '--time-zone', 'Asia/Tokyo'], {stdin: csv})
    await run('produce zones --value d --timestamp 2026-03-01T12:00 --time-zone Asia/Tokyo')
    const {out} = await run(['consume', 'zones', '--from-beginning', '-e', '--format', '%v %T{iso}\\n'])
    expect(out).toMatchInlineSnapshot(`
      "a 2026-03-01T12:00:00.000Z
      b 2026-03-01T00:00:00.000Z
      c 2026-03-01T11:00:00.000Z
      a 2026-03-01T03:00:00.000Z
      b 2026-02-28T15:00:00.000Z
      c 2026-03-01T11:00:00.000Z
      d 2026-03-01T03:00:00.000Z
      "
    `)
  })

  test('consume looks for a key in its partition only', async () => {
    await topic('keys', 6)
    const keys = Array.from({length: 40}, (_, at) => `key-${at}\tvalue-${at}\n`).join('')
    await run(['produce', 'keys', '--key-separator', '\t'], {stdin: keys})
    expect((await run('consume keys --from-beginning --key key-7 --first -q')).out).toBe('value-7\n')
    // Sent by another partitioner: not where Java's clients would look.
    await run('produce keys --key lost --partition 0', {stdin: 'v\n'})
    await run('produce keys --key lost --partition 1', {stdin: 'v\n'})
    const any = 'consume keys --from-beginning --key lost --until-end --partitioner any -q'
    expect((await run(any)).out).toBe('v\nv\n')
    expect(await screen('consume keys --from-beginning --key nobody --until-end')).toMatchInlineSnapshot(`
      "! kafkit: no record with this key was found in its partition; --partitioner any reads all partitions
      exit 0"
    `)
  })

  test('consume prints values alone, or with their lengths in front', async () => {
    const one = 'consume orders --partition 0 --from-beginning -n 2 -q'
    expect((await run(`${one} -o raw`)).out).toBe('v0v2')
    expect((await run(`${one} -o lengths --print-key`)).out).toBe('\0\0\0\x02k0\0\0\0\x02v0\0\0\0\x02k2\0\0\0\x02v2')
  })

  test('consume --where reads fields of JSON values, and says how many values are not JSON', async () => {
    await topic('json')
    const stdin = '{"customer":{"id":9007199254740993}}\n{"customer":{"id":9007199254740992}}\nplain\n'
    await run('produce json', {stdin})
    const where = (condition: string) => screen(['consume', 'json', '--from-beginning', '-e', '--where', condition])
    expect(await where('value.customer.id=9007199254740993')).toMatchInlineSnapshot(`
      "{"customer":{"id":9007199254740993}}
      ! kafkit: --where left out 1 record because the value is not JSON
      exit 0"
    `)
    expect(await where('offset>=2')).toMatchInlineSnapshot(`
      "plain
      exit 0"
    `)
    expect(await where('value.customer.id')).toMatchInlineSnapshot(`
      "! kafkit: --where: 'value.customer.id' compares with nothing: write for example 'value.customer.id=42', in quotation marks where a shell would take < and > for itself (see kafkit consume --help)
      exit 2"
    `)
  })

  test('consume says that a broker lacks the new group protocol', async () => {
    const {code, err} = await run('consume orders --group modern --group-protocol consumer -q')
    expect(err).toMatch(/^kafkit: ConsumerGroupHeartbeat: the broker .* does not support it/)
    expect(code).toBe(1)
  })

  test.each([
    ['--first -n 3', '--first and --max-messages exclude each other: each says how many records to read'],
    ['--until-offset 3 --until-end', '--until-end and --until-offset exclude each other: each says where to stop'],
    ['--until-offset 3 --last 2', '--until-offset and --last exclude each other'],
    [
      '--offset 3 --until-offset 3',
      'there is nothing to read between --offset and --until-offset, because reading stops before --until-offset',
    ],
    [
      '--from -1h --until -2h',
      'there is nothing to read between --from and --until, because --until (-2h) is not after --from',
    ],
    ['--group g --until-offset 3', '--until-offset cannot be used with --group'],
    ['--until end --until-end', '--until and --until-end exclude each other: each says where to stop'],
    [
      '--until 2999-01-01T00:00:00Z',
      '--until: 2999-01-01T00:00:00Z is in the future; leave --until out to follow the topic',
    ],
    [
      '--control-records',
      '--control-records needs --output json, which distinguishes transaction markers from records',
    ],
    [
      '--time-zone Mars',
      "--time-zone: 'Mars' is not a time zone: write for example Europe/Berlin, +02:00, UTC or local",
    ],
    [
      '-o json --control-characters raw',
      '--control-characters is for --output text: with --output json, bytes are printed unchanged',
    ],
    ['--counts --print-key', '--counts prints no records: leave --print-key out'],
    ['--counts -o raw', '--counts prints lines of text, or with --output json objects'],
    ['--value-format json', '--value-format needs --output json'],
    ['--commit-first', '--commit-first is for members of a group: give --group too'],
    ['--group g --commit-first --no-commit', '--no-commit and --commit-first contradict each other'],
    ['--partitioner crc32', '--partitioner is for --key: give --key too'],
    ['-i', '--ignore-case is for --grep, --grep-key, --grep-header and --where: give one of them too'],
    ['-v', '--invert is for --grep, --grep-key and --grep-header: give one of them too'],
    ['--client kafkajs --on-corrupt skip', '--client kafkajs does not support --on-corrupt: leave one of them out'],
    ['--client kafkajs --newest 2', '--client kafkajs does not support --newest: leave one of them out'],
    ['--newest 3 --last 2', '--last and --newest exclude each other: each says where to start'],
    ['--from-group g --newest 2', '--from-group and --newest exclude each other: each says where to start'],
    ['--commit-interval 1s', '--commit-interval is for members of a group: give --group too'],
    ['--grep-header n=(', "--grep-header: '(' is not a regular expression: "],
    ['--format %v -o raw', '--format and --output raw exclude each other'],
    [
      '--group g --latest-per-key',
      '--latest-per-key cannot be used with --group: other members read too; use --until-end, --idle 5s or --max-messages instead',
    ],
    [
      '--group g --group-protocol consumer --assignor range',
      '--assignor is for classic groups: with --group-protocol consumer the broker decides',
    ],
    ['--group g --no-commit --commit-interval 1s', '--no-commit and --commit-interval contradict each other'],
  ])('consume %s is refused', async (flags, sentence) => {
    const {code, err} = await run(`consume orders ${flags}`)
    expect(err).toContain(sentence)
    expect(code).toBe(2)
  })

  test('consume -o json has JSON values in its lines with --value-format json', async () => {
    await topic('nested')
    await run('produce nested', {stdin: '{"id":9007199254740993}\nplain\n'})
    const {out, err} = await run('consume nested --from-beginning -e -o json --value-format json')
    expect(out.split('\n').map((line) => /"value":(.*),"headers"/.exec(line)?.[1])).toEqual([
      '{"id":9007199254740993}',
      '"plain"',
      undefined,
    ])
    expect(err).toBe('kafkit: not JSON, written as text: 1 value\n')
  })

  test('consume --counts prints how many records each partition has, --fail-if-empty ends with 3', async () => {
    const flags = '--from-beginning -e --grep v[0134]'
    expect(await screen(`consume orders ${flags} --counts`)).toMatchInlineSnapshot(`
      "orders-0	2
      orders-1	2
      exit 0"
    `)
    expect((await run(`consume orders ${flags} --counts -o json`)).out).toBe(
      '{"topic":"orders","partition":0,"records":2,"nextOffset":3}\n{"topic":"orders","partition":1,"records":2,"nextOffset":3}\n',
    )
    expect((await run(`consume orders ${flags} --counts --client kafkajs -q`)).out).toBe('orders-0\t2\norders-1\t2\n')
    expect((await run(`consume orders --group counters --from-beginning -e --counts -q`)).out).toBe(
      'orders-0\t3\norders-1\t3\n',
    )
    expect((await run(`consume orders ${flags} --fail-if-empty`)).code).toBe(0)
    expect((await run('consume orders --from-beginning -e --grep nothing --fail-if-empty --counts')).out).toBe(
      'orders-0\t0\norders-1\t0\n',
    )
    expect((await run('consume orders --from-beginning -e --grep nothing --fail-if-empty')).code).toBe(3)
  })

  test('on a terminal consume says that it waits at the end; in a pipe, with -q or --idle it does not', async () => {
    const {signal, press} = ctrlC()
    const terminal = run('consume orders --last 1', {terminal: true, interrupt: signal, onErr: (text) => {
      if (text.includes('waiting')) press()
    }}) // prettier-ignore
    expect(await terminal).toMatchObject({
      err: 'kafkit: at the end of orders, 2 partitions; waiting for new records, Ctrl-C ends\nkafkit: 2 records, 8 B\n',
      code: 130,
    })
    for (const flags of ['-q', '--idle 3s']) {
      const {err} = await run(`consume orders --idle 3s ${flags}`, {terminal: true})
      expect(err).not.toContain('waiting')
    }
  }, 30_000)

  test('consume --key --first, and there is no such key: it says that it waits', async () => {
    const {signal, press} = ctrlC()
    const {err, code} = await run('consume orders --key nobody --first --from-beginning', {
      interrupt: signal,
      onErr: (text) => text.includes('waiting') && press(),
    })
    expect(err).toContain(
      'no record with this key so far; waiting for one, --until-end stops where the partition ends\n',
    )
    expect(code).toBe(130)
  })

  test('records cannot steer a terminal; in a pipe they are as they are', async () => {
    await topic('rude')
    const record = '{"key":"k\\u0007","value":"\\u001b[2Jgone\\r","headers":[{"key":"h\\u001b","value":"\\u009b31m"}]}'
    await run('produce rude --input json', {stdin: record})
    const raw = 'h\u001b:\u009b31m\tk\u0007\t\u001b[2Jgone\r\n'
    const shownText = 'h\\x1b:\\x9b31m\tk\\x07\t\\x1b[2Jgone\\x0d\n'
    const print = 'consume rude --from-beginning -e -q --print-key --print-headers'
    expect((await run(print)).out).toBe(raw)
    expect((await run(print, {terminal: true})).out).toBe(shownText)
    expect((await run(`${print} --control-characters raw`, {terminal: true})).out).toBe(raw)
    expect((await run(`${print} --control-characters visible`)).out).toBe(shownText)
    const template = [
      'consume',
      'rude',
      '--from-beginning',
      '-e',
      '-q',
      '--format',
      '\\x1b[1m%k\\x1b[0m %v %h %h{h\u001b}\\n',
    ]
    expect((await run(template, {terminal: true})).out).toBe(
      '\u001b[1mk\\x07\u001b[0m \\x1b[2Jgone\\x0d h\\x1b=\\x9b31m \\x9b31m\n',
    )
  })

  test('a template prints records in its own form', async () => {
    const {out} = await run([
      'consume',
      'orders',
      '--partition',
      '0',
      '--from-beginning',
      '-n',
      '2',
      '-q',
      '--format',
      '%t-%p@%o %k=%v %T\\n',
    ])
    expect(out).toBe('orders-0@0 k0=v0 1700000000000\norders-0@1 k2=v2 1700000002000\n')
  })

  test('a JSON line has everything about its record', async () => {
    const {out} = await run('consume orders --partition 1 --from-beginning -n 1 -o json')
    expect(JSON.parse(out)).toEqual({
      topic: 'orders',
      partition: 1,
      offset: 0,
      timestamp: 1_700_000_001_000,
      timestampType: 'CreateTime',
      key: 'k1',
      value: 'v1',
      headers: [{key: 'n', value: '1'}],
    })
  })

  test('consume reads several topics, or those whose whole names match', async () => {
    await topic('orders-eu')
    await run('produce orders-eu', {stdin: 'eu\n'})
    expect((await run('consume orders orders-eu --last 1 --until-end -q')).out.split('\n').toSorted()).toEqual([
      '',
      'eu',
      'v4',
      'v5',
    ])
    expect((await run('consume --match orders-.* --from-beginning --until-end -q')).out).toBe('eu\n')
  })

  test.each(['--until-end', '--until now', '--latest-per-key', '--idle 100ms', '--until-end --client kafkajs'])(
    'consume --match with a pattern that matches nothing, and an end (%s): a sentence and exit 1',
    async (end) => {
      const start = end.startsWith('--latest') ? '' : '--from-beginning '
      expect(await run(`consume --match rders ${start}${end} -q`)).toMatchObject({
        out: '',
        err: expect.stringContaining('read topics that match rders: no topic matches') as string,
        code: 1,
      })
    },
  )

  test('consume --match with a pattern that matches nothing and no end says that it waits', async () => {
    const {signal, press} = ctrlC()
    const onErr = (text: string) => text.includes('waiting') && press()
    expect((await run('consume --match rders', {interrupt: signal, onErr})).err).toContain(
      'no topic matches rders yet: waiting for one',
    )
  })

  test('consume stops after exactly N records, and when no record arrives', async () => {
    expect((await run('consume orders --from-beginning -n 4')).out.split('\n')).toHaveLength(5)
    expect((await run('consume orders --from-beginning -n 0')).out).toBe('')
    expect((await run('consume orders --from-beginning --idle 300ms')).code).toBe(0)
    expect((await run('consume orders --timeout-ms 300')).out).toBe('')
  })

  test.each(['--idle 500ms --timeout 2s', '--timeout 2s', '--idle 500ms --timeout 2s --group g'])(
    'consume %s while the broker goes away for good: exit 1 soon after the time limit',
    async (flags) => {
      const other = await startPracticeBroker()
      const at = ['-b', other.bootstrapServers]
      await kafkit(['topics', 'create', 'gone', ...at])
      await kafkit(['produce', 'gone', ...at], {stdin: 'v\n'})
      let closed: Promise<void> | undefined
      const started = performance.now()
      const {err, code} = await kafkit(['consume', 'gone', '--from-beginning', ...flags.split(' '), ...at], {
        onOut: () => void (closed ??= other.close()),
      })
      await closed
      expect(err).toMatch(/kafkit: .*gone-0|cannot|refused|connect/)
      expect(code).toBe(1)
      expect(performance.now() - started).toBeLessThan(60_000)
    },
    90_000,
  )

  test.each(['-e', '-e --client kafkajs', '--until-offset 9'])(
    'consume --from %s prints what is not older, also where times are out of order',
    async (end) => {
      await topic('unordered')
      const line = (value: string, second: number) => JSON.stringify({value, timestamp: 1_700_000_000_000 + second})
      const lines = [line('old', 1), line('late', 5), line('older', 0), line('new', 6), line('same', 5)]
      await run('produce unordered --input json', {stdin: lines.join('\n')})
      const {out, err} = await run(`consume unordered --from 1700000000005 -q --max-messages 3 ${end}`)
      expect([out, err]).toEqual(['late\nnew\nsame\n', ''])
    },
  )

  test('Ctrl-C ends consume with 130', async () => {
    const {signal, press} = ctrlC()
    const onOut = (text: string) => text.split('\n').length === 7 && press()
    const {out, code} = await run('consume orders --from-beginning', {interrupt: signal, onOut})
    expect(out.split('\n')).toHaveLength(7)
    expect(code).toBe(130)
  })

  test('a group continues where it stopped, and its lag is the rest', async () => {
    const first = await run('consume orders --group readers --from-beginning -n 4 -q')
    const second = await run('consume orders --group readers --idle 2s -q')
    expect([...first.out.split('\n'), ...second.out.split('\n')].toSorted()).toEqual([
      '',
      '',
      'v0',
      'v1',
      'v2',
      'v3',
      'v4',
      'v5',
    ])
    expect((await run('groups describe readers')).out).toMatch(/^readers {2}Empty, classic group, 0 members, lag 0\n/)
    // From there on, without joining it.
    const later = await run('consume orders --from-group readers --until-end')
    expect([later.out, later.code]).toEqual(['', 0])
    const other = await run('consume orders --from-group others --from-beginning --until-end')
    expect([other.out.split('\n').length, other.err, other.code]).toEqual([7, '', 0])
  })

  test('a group is drained: it reads what is there, commits, and leaves', async () => {
    await topic('jobs', 3)
    await run('produce jobs', {stdin: 'a\nb\nc\n'})
    const drain = (flags = '') => run(`consume jobs --group workers --from-beginning --until-end -q${flags}`)
    const first = await drain()
    expect([first.out.split('\n').toSorted(), first.code]).toEqual([['', 'a', 'b', 'c'], 0])
    expect(await drain()).toEqual({out: '', err: '', code: 0})
    await run('produce jobs', {stdin: 'd\n'})
    expect((await drain(' --client kafkajs')).out).toBe('d\n')
    expect((await drain(' --until end')).code).toBe(2)
    expect((await run('consume jobs --group workers --until end -q')).code).toBe(0)
    expect((await run('groups describe workers')).out).toMatch(/lag 0\n/)
  })

  test.each([
    ['nothing-.*', '--idle 500ms', 'no topic matches'],
    ['nothing-.*', '--until-end', 'no topic matches'],
  ])('consume --group --match %s %s: no topic is an error', async (pattern, end, sentence) => {
    const {err, code} = await run(`consume --match ${pattern} --group none ${end} -q`)
    expect([err, code]).toEqual([expect.stringContaining(sentence), 1])
  })

  test('a look at a topic does not join the group that properties name', async () => {
    const ofFile = '--command-property group.id=application --until-end'
    const look = await run(`consume orders --from-group others --from-beginning ${ofFile}`)
    expect(look.err).toBe(
      'kafkit: reading alone because of --from-beginning, although group.id (--command-property) is application\n',
    )
    const other = await run(`consume orders --from-group others ${ofFile.replace(' --until-end', ' --idle 300ms')}`)
    expect(other.err).toContain('reading alone because of --from-group')
    expect(other.code).toBe(0)
  })

  test('tombstones can be seen', async () => {
    await topic('tombs')
    await run('produce tombs --key-separator : --null-marker N', {stdin: 'a:1\na:N\n'})
    expect((await run('consume tombs --from-beginning --until-end --print-key -q')).out).toBe('a\t1\na\tnull\n')
    expect((await run(['consume', 'tombs', '--from-beginning', '--until-end', '-q', '--null-literal', '∅'])).out).toBe(
      '1\n∅\n',
    )
  })

  test.each([
    ['consume nowhere --from-beginning', 1, 'there is no such topic'],
    ['consume', 2, 'name a topic to read'],
    ['consume orders --match x', 2, 'name the topics or give --match, not both'],
    [
      'consume orders --from-beginning --last 3',
      2,
      '--from-beginning and --last exclude each other: each says where to start',
    ],
    ['consume orders --partition 7 --from-beginning', 2, 'topic orders has partitions 0 to 1, not 7'],
    ['consume orders --offset x', 2, "--offset: 'x' is not an offset: write a number, earliest or latest"],
    ['consume orders --from noon', 2, "--from: 'noon' is not a time"],
    ['consume orders --format %q', 2, '%q'],
    ['consume orders --group g --partition 0', 2, '--partition cannot be used with --group'],
    ['consume orders --assignor range', 2, '--assignor is for members of a group'],
  ])('%s ends with %d', async (line, exit, sentence) => {
    const {out, err, code} = await run(line)
    expect(err).toContain(sentence)
    expect({out, code}).toEqual({out: '', code: exit})
  })
})
