import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test, vi} from 'vitest'
import kafkaProducerPerfTest from '../../../src/lib/apache/kafka-producer-perf-test/tool.ts'
import {Interrupted} from '../../../src/lib/cli/io.ts'
import {openCluster} from '../../../src/lib/cluster/cluster.ts'
import {FakeLeaders} from '../../records/support/fake-leaders.ts'
import {testIo, type CliOptions} from '../../support/cli.ts'

async function run(argv: readonly string[], options: CliOptions = {}) {
  const {io, text} = testIo(options)
  const code = await kafkaProducerPerfTest.run(argv, io, (settings) => openCluster({...settings, retryBackoffMs: 1}))
  return {...text(), code}
}

/** With a clock that stands still. */
async function produce(fake: FakeLeaders, argv: readonly string[], options: CliOptions = {}) {
  const server = ['--bootstrap-server', fake.server.bootstrapServers]
  const ran = await run([...server, '--topic', 't', ...argv], options)
  return {...ran, records: fake.logs.flatMap(({records}) => records)}
}
const unlimited = ['--throughput', '-1'] as const

/** What Java's SplittableRandom(0) draws. */
test('values of a size are the letters that Apache sends', async () => {
  const fake = await FakeLeaders.start()
  const ran = await produce(fake, ['--num-records', '4', '--record-size', '20', ...unlimited])
  expect(ran.records).toEqual([
    '-=YQHHNEBSEPDNSEIFGAMS',
    '-=UJXKOLTXSPLGHDIOYZJF',
    '-=NIDSPWHZMKVJAXDBZFCO',
    '-=XYKYRJOGYKDESSJMOIIO',
  ])
  expect(ran).toMatchObject({
    code: 0,
    err: '',
    out: '4 records sent, Infinity records/sec (Infinity MB/sec), 0.00 ms avg latency, 0.00 ms max latency, 0 ms 50th, 0 ms 95th, 0 ms 99th, 0 ms 99.9th.\n',
  })
})

test('numbers as values', async () => {
  const fake = await FakeLeaders.start()
  const {records} = await produce(fake, ['--num-records', '12', '--payload-monotonic', ...unlimited])
  expect(records).toEqual(Array.from({length: 12}, (_, number) => `-=${number}`))
})

/** What java.util.Scanner makes of a file, and SplittableRandom(0) of that; from JDK 17. */
const draws = [1, 1, 0, 0, 1, 1, 2, 0, 1]
test.each([
  ['a\nb\nc\n', [], ['a', 'b', 'c']],
  [',,b,\n', ['--payload-delimiter', ','], ['', 'b', '\n']],
  ['1a1b22c333', ['--payload-delimiter', String.raw`\d+`], ['a', 'b', 'c']],
  ['abc', ['--payload-delimiter', ''], ['a', 'b', 'c']],
  ['aXbxc', ['--payload-delimiter', '(?i)x'], ['a', 'b', 'c']],
  ['axxb1xc', ['--payload-delimiter', '1?x*'], ['a', 'b', 'c']],
])('values of a file: %j %j', async (text, delimiter, tokens) => {
  const folder = mkdtempSync(join(tmpdir(), 'perf-'))
  onTestFinished(() => rmSync(folder, {recursive: true}))
  const file = join(folder, 'payloads')
  writeFileSync(file, text)
  const fake = await FakeLeaders.start()
  const ran = await produce(fake, ['--num-records', '9', '--payload-file', file, ...delimiter, ...unlimited])
  expect(ran.records).toEqual(draws.map((draw) => `-=${tokens[draw]}`))
  expect(ran.out.split('\n').slice(0, 2)).toEqual([`Reading payloads from: ${file}`, 'Number of records read: 3'])
})

test('records before the steady state do not count in its summary', async () => {
  const fake = await FakeLeaders.start()
  let clock = 0
  const {out} = await produce(
    fake,
    ['--num-records', '10', '--warmup-records', '4', '--record-size', '1048576', '--reporting-interval', '100000', ...unlimited, '--command-property', 'max.request.size=2000000'], // prettier-ignore
    {now: () => (clock += 1)},
  )
  const lines = out.split('\n')
  expect(lines[0]).toBe('Warmup first 4 records. Steady state results will print after the complete test summary.')
  expect(lines[1]).toMatch(/^10 records sent, \d+\.\d{6} records\/sec \(\d+\.\d\d MB\/sec\), \d+\.\d\d ms avg latency/)
  expect(lines[2]).toMatch(/^6 steady state records sent, \d+\.\d{6} records\/sec \(\d+\.\d\d MB\/sec\)/)
  const [whole, steady] = lines.slice(1, 3).map((line) => Number(/\((\S+) MB/.exec(line)?.[1]))
  expect(whole).toBeGreaterThan(0)
  expect(steady).toBeGreaterThan(0)
})

test('records that are refused are told and not counted, and the exit code is 0', async () => {
  const fake = await FakeLeaders.start()
  fake.interfere = () => 87
  const ran = await produce(fake, ['--num-records', '3', '--record-size', '5', '--print-metrics', ...unlimited])
  expect(ran).toMatchInlineSnapshot(`
    {
      "code": 0,
      "err": "ERROR 3 records were not sent: org.apache.kafka.common.InvalidRecordException: the broker does not accept such records (a compacted topic needs keys, for example)
    ",
      "out": "0 records sent, NaN records/sec (NaN MB/sec), NaN ms avg latency, 0.00 ms max latency, 0 ms 50th, 0 ms 95th, 0 ms 99th, 0 ms 99.9th.

    Metric Name                                                            Value
    producer-metrics:record-error-total:{client-id=perf-producer-client} : 3.000
    producer-metrics:record-send-total:{client-id=perf-producer-client}  : 3.000
    ",
      "records": [],
    }
  `)
})

test('a record larger than max.request.size is refused at once', async () => {
  const fake = await FakeLeaders.start()
  const large = ['--record-size', '200', '--command-property', 'max.request.size=150']
  const {err, out, code} = await produce(fake, ['--num-records', '2', ...large, ...unlimited])
  expect(err.split('\n')[0]).toBe(
    'ERROR a record was not sent: org.apache.kafka.common.errors.RecordTooLargeException: The message is 286 bytes when serialized which is larger than 150, which is the value of the max.request.size configuration.',
  )
  expect({out: out.slice(0, 16), code}).toEqual({out: '0 records sent, ', code: 0})
})

test('after a connection that was lost, records go on and keep their numbers', async () => {
  const fake = await FakeLeaders.start()
  fake.interfere = ({request}) => (request === 2 ? 'cut' : undefined)
  const settings = ['--command-property', 'retries=0', 'enable.idempotence=false', 'linger.ms=0', 'acks=1']
  const {out, err, code} = await produce(fake, ['--num-records', '6', '--payload-monotonic', '--throughput', '100', ...settings]) // prettier-ignore
  const sent = Number(/^(\d+) records sent/.exec(out)?.[1])
  const told = err.matchAll(/(?:a record was|(\d+) records were) not sent/g)
  const failed = [...told].reduce((sum, [, count]) => sum + Number(count ?? 1), 0)
  expect({total: sent + failed, code}).toEqual({total: 6, code: 0})
  expect(failed).toBeGreaterThan(0)
})

test('--throughput 0 sends one record, and the run ends at Ctrl-C only', async () => {
  const fake = await FakeLeaders.start()
  const interrupt = new AbortController()
  const settings = [
    '--num-records',
    '9',
    '--payload-monotonic',
    '--throughput',
    '0',
    '--command-property',
    'linger.ms=0',
  ]
  const running = produce(fake, settings, {interrupt: interrupt.signal})
  await vi.waitFor(() => expect(fake.logs.flatMap(({records: arrived}) => arrived)).toHaveLength(1), {timeout: 20_000})
  interrupt.abort(new Interrupted('SIGINT'))
  const {code, out, records} = await running
  expect({code, out, records}).toEqual({code: 130, out: '', records: ['-=0']})
})

test('without a word it prints the help to stdout with exit code 0, with --help 1', async () => {
  const [bare, help] = await Promise.all([run([]), run(['--help'])])
  expect({...bare, out: ''}).toEqual({out: '', err: '', code: 0})
  expect({...help, out: ''}).toEqual({out: '', err: '', code: 1})
  expect(bare.out).toBe(help.out)
  expect(bare.out).toMatch(
    /^usage: kafka-producer-perf-test\n {7}\[-h\] \[--bootstrap-server BOOTSTRAP-SERVER\] --topic TOPIC\n/,
  )
})
