import {expect, test} from 'vitest'
import {IncrementalAlterConfigs} from '../../../src/lib/apis/incremental-alter-configs.ts'
import {shown} from '../../support/cli.ts'
import {fakeCluster} from '../../support/fake-cluster.ts'
import {fakeConfigs} from '../../support/fake-configs.ts'

const scene = [
  'metrics apps interval.ms=30000',
  'metrics apps metrics=org.apache.kafka.producer.,*',
  'metrics all metrics=*',
]

async function run(args: string[], before: readonly string[] = scene): Promise<string> {
  const {services} = fakeConfigs(before)
  await using fake = await fakeCluster(...services)
  const text = await shown([...args, '-b', fake.bootstrapServers])
  return `${text}\n${fake.asked(IncrementalAlterConfigs).filter(({validateOnly}) => !validateOnly).length} changed`
}

test('list and describe', async () => {
  expect(await run(['client-metrics', 'list'])).toMatchInlineSnapshot(`
    "NAME  INTERVAL  METRICS  MATCH
    all   5m        (all)    (all clients)
    apps  30s       (all)    (all clients)
    exit 0
    0 changed"
  `)
  expect(await run(['client-metrics', 'describe', 'apps', 'app'])).toMatchInlineSnapshot(`
    "RESOURCE             CONFIG       VALUE                         SOURCE
    client-metrics/apps  interval.ms  30000 (30s)                   client metrics
    client-metrics/apps  match        (empty)                       default
    client-metrics/apps  metrics      org.apache.kafka.producer.,*  client metrics
    ! kafkit: there is no client metrics subscription 'app'; did you mean apps?
    exit 1
    0 changed"
  `)
})

test('set makes a subscription, and an empty value goes back to the default', async () => {
  const line = [
    'client-metrics',
    'set',
    'new',
    '--metrics',
    'a.,b.',
    '--interval',
    '1m',
    '--match',
    'client_id=x.*',
    '--yes',
  ]
  expect(await run(line)).toMatchInlineSnapshot(`
    "RESOURCE            CONFIG       BEFORE                AFTER          STATUS
    client-metrics/new  interval.ms  300000 (5m), default  60000 (1m)     changed
    client-metrics/new  metrics      (empty), default      a.,b.          changed
    client-metrics/new  match        (empty), default      client_id=x.*  changed
    ! kafkit: warning: no broker has a plug-in that receives metrics (metric.reporters with a ClientTelemetry), so that no client pushes any
    ! kafkit: to undo this: kafkit configs unset client-metrics/new interval.ms metrics match
    exit 0
    1 changed"
  `)
  expect(await run(['client-metrics', 'set', 'apps', '--interval', '', '--yes'])).toMatchInlineSnapshot(`
    "RESOURCE             CONFIG       BEFORE       AFTER                 STATUS
    client-metrics/apps  interval.ms  30000 (30s)  300000 (5m), default  changed
    ! kafkit: warning: no broker has a plug-in that receives metrics (metric.reporters with a ClientTelemetry), so that no client pushes any
    ! kafkit: to undo this: kafkit configs set client-metrics/apps interval.ms=30000
    exit 0
    1 changed"
  `)
})

test('delete removes all configs', async () => {
  expect(await run(['client-metrics', 'delete', 'a*', '--yes'])).toMatchInlineSnapshot(`
    "RESOURCE             CONFIG       BEFORE                        AFTER                 STATUS
    client-metrics/all   interval.ms  300000 (5m), default          300000 (5m), default  unchanged
    client-metrics/all   metrics      *                             (empty), default      changed
    client-metrics/all   match        (empty), default              (empty), default      unchanged
    client-metrics/apps  interval.ms  30000 (30s)                   300000 (5m), default  changed
    client-metrics/apps  metrics      org.apache.kafka.producer.,*  (empty), default      changed
    client-metrics/apps  match        (empty), default              (empty), default      unchanged
    ! kafkit: to undo this: kafkit configs set client-metrics/all 'metrics=*' && kafkit configs set client-metrics/apps interval.ms=30000 'metrics=org.apache.kafka.producer.,*'
    exit 0
    2 changed"
  `)
  expect(await run(['client-metrics', 'delete', 'none', '--yes'])).toContain(
    "there is no client metrics subscription 'none'\nexit 1\n0 changed",
  )
})

test.each([
  [['--interval', '2h'], 'an interval must be from 100ms to 1h, and 2h is not'],
  [['--interval', 'often'], 'write for example'],
  [['--match', 'client=x'], "clients cannot be matched by 'client', but by client_id, "],
  [['--match', 'client_id'], "'client_id' is not of the form NAME=REGEX"],
  [[], 'nothing to set'],
])('client-metrics set apps %j is refused', async (flags, said) => {
  const text = await run(['client-metrics', 'set', 'apps', ...flags, '--yes'])
  expect(text).toContain(said)
  expect(text).toContain('exit 2\n0 changed')
})
