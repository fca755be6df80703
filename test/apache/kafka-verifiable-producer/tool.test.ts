// The events are those of Apache's tool, in form and order of fields.
import {expect, test} from 'vitest'
import kafkaVerifiableProducer from '../../../src/lib/apache/kafka-verifiable-producer/tool.ts'
import {Interrupted} from '../../../src/lib/cli/io.ts'
import {openCluster} from '../../../src/lib/cluster/cluster.ts'
import {FakeLeaders} from '../../records/support/fake-leaders.ts'
import {testIo, type CliOptions} from '../../support/cli.ts'

/** With a clock that stands still. */
async function run(fake: FakeLeaders, argv: readonly string[], options: CliOptions = {}) {
  const {io, text} = testIo({now: 1000, ...options})
  const server = ['--bootstrap-server', fake.server.bootstrapServers, '--topic', 't']
  const open = (settings: Parameters<typeof openCluster>[0]) => openCluster({...settings, retryBackoffMs: 1})
  const code = await kafkaVerifiableProducer.run([...server, ...argv], io, open)
  const {out, err} = text()
  return {lines: out.trimEnd().split('\n'), err, code, records: fake.logs.flatMap(({records}) => records)}
}

test('a line for each record, with its offset; a double is one also where it is whole, or no number', async () => {
  const fake = await FakeLeaders.start()
  const ran = await run(fake, ['--max-messages', '3', '--repeating-keys', '2', '--value-prefix', '7'])
  expect(ran).toEqual({
    lines: [
      '{"timestamp":1000,"name":"startup_complete"}',
      '{"timestamp":1000,"name":"producer_send_success","key":"0","value":"7.0","offset":0,"topic":"t","partition":0}',
      '{"timestamp":1000,"name":"producer_send_success","key":"1","value":"7.1","offset":1,"topic":"t","partition":0}',
      '{"timestamp":1000,"name":"producer_send_success","key":"0","value":"7.2","offset":2,"topic":"t","partition":0}',
      '{"timestamp":1000,"name":"shutdown_complete"}',
      '{"timestamp":1000,"name":"tool_data","sent":3,"acked":3,"target_throughput":-1,"avg_throughput":"Infinity"}',
    ],
    err: '',
    code: 0,
    records: ['0=7.0', '1=7.1', '0=7.2'],
  })
})

test('a record that is refused is told with the exception of Java, is not sent again, and the exit code is 0', async () => {
  const fake = await FakeLeaders.start()
  fake.interfere = () => 19
  const {lines, code} = await run(fake, ['--max-messages', '1'])
  expect(lines[1]).toBe(
    '{"timestamp":1000,"name":"producer_send_error","topic":"t","key":null,"value":"0",' +
      '"exception":"class org.apache.kafka.common.errors.NotEnoughReplicasException",' +
      '"message":"Messages are rejected since there are fewer in-sync replicas than required."}',
  )
  expect({requests: fake.requests, sent: lines.at(-1)}).toEqual({
    requests: 1,
    sent: '{"timestamp":1000,"name":"tool_data","sent":1,"acked":0,"target_throughput":-1,"avg_throughput":"NaN"}',
  })
  expect(code).toBe(0)
})

test('at SIGTERM what was sent is waited for, and the last events come', async () => {
  const fake = await FakeLeaders.start()
  const interrupt = new AbortController()
  fake.interfere = () => {
    interrupt.abort(new Interrupted('SIGTERM'))
    return undefined
  }
  const {lines, code, records} = await run(fake, ['--throughput', '10'], {interrupt: interrupt.signal})
  const names = lines.map((line) => (JSON.parse(line) as {name: string}).name)
  expect(names.filter((name) => name === 'producer_send_success')).toHaveLength(records.length)
  expect(records.length).toBeGreaterThan(0)
  expect(names.slice(-2)).toEqual(['shutdown_complete', 'tool_data'])
  expect(code).toBe(143)
})
