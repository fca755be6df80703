import {expect, test} from 'vitest'
import kafkaE2eLatency from '../../../src/lib/apache/kafka-e2e-latency/tool.ts'
import {testIo} from '../../support/cli.ts'

async function run(...argv: string[]) {
  const {io, text} = testIo()
  const code = await kafkaE2eLatency.run(argv, io)
  return {...text(), code}
}

test('words alone are the old command line, which is told to be going', async () => {
  const {out, err, code} = await run('127.0.0.1:1', 't', '0', 'all', '5')
  expect({out, code}).toEqual({
    out: 'WARNING: Positional argument usage is deprecated and will be removed in Apache Kafka 5.0. Please use named arguments instead: --bootstrap-server, --topic, --num-records, --producer-acks, --record-size, --command-config\n',
    code: 1,
  })
  expect(err).toMatch(/^Value for --num-records must be a positive integer\.\n/)
})

test.each([[['--help']], [['a', 'b']], [['1', '2', '3', '4', '5', '6', '7']]])(
  '%j is neither the old command line nor the new one',
  async (argv) => {
    expect(await run(...argv)).toEqual({
      out: '',
      err: `Invalid number of arguments. Expected 5 or 6 positional arguments, but got ${argv.length}. Usage: bootstrap-server topic num-records producer-acks record-size [optional] command-config\n`,
      code: 1,
    })
  },
)

test('with one of the required options, --help prints the help', async () => {
  const {out, err, code} = await run('--topic', 't', '--help')
  expect({out, code}).toEqual({out: '', code: 1})
  expect(err).toMatch(
    /^This tool measures end-to-end latency in Kafka by sending messages and timing their reception\.\n/,
  )
})
