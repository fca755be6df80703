import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {IncrementalAlterConfigs} from '../../../src/lib/apis/incremental-alter-configs.ts'
import {kafkit, shown, type CliOptions} from '../../support/cli.ts'
import {fakeCluster} from '../../support/fake-cluster.ts'
import {fakeConfigs} from '../../support/fake-configs.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-configs-'))
afterAll(() => rmSync(folder, {recursive: true}))

/** What is shown, what is set afterwards, and how many requests only asked for a judgement and how many changed something. */
async function change(line: string | string[], before: string[] = [], options: CliOptions = {}): Promise<string> {
  const configs = fakeConfigs(before)
  await using fake = await fakeCluster({nodes: 2, topics: {orders: 1, 'orders-eu': 1}}, ...configs.services)
  const text = await shown(
    [...(typeof line === 'string' ? line.split(' ') : line), '-b', fake.bootstrapServers],
    options,
  )
  const sent = fake.asked(IncrementalAlterConfigs)
  const judged = sent.filter(({validateOnly}) => validateOnly).length
  const after = [...configs.set].flatMap(([key, values]) =>
    [...values].map(([name, value]) => `${key}: ${name}=${value}`),
  )
  return `${text}\n${judged} judged, ${sent.length - judged} changed; afterwards:\n${after.join('\n')}`
}

test('configs set is validated first, then read back, and prints the undo command', async () => {
  expect(await change('configs set topic/orders retention.ms=7d cleanup.policy+=compact max.message.bytes=2MiB --yes', ['topic orders retention.ms=1'])).toMatchInlineSnapshot(`
    "RESOURCE      CONFIG             BEFORE                     AFTER            STATUS
    topic/orders  retention.ms       1                          604800000 (7d)   changed
    topic/orders  cleanup.policy     delete, default            delete,compact   changed
    topic/orders  max.message.bytes  1048588 (~1 MiB), default  2097152 (2 MiB)  changed
    ! kafkit: to undo this: kafkit configs set topic/orders retention.ms=1 && kafkit configs unset topic/orders cleanup.policy max.message.bytes
    exit 0
    1 judged, 1 changed; afterwards:
    2 orders: retention.ms=604800000
    2 orders: max.message.bytes=2097152
    2 orders: cleanup.policy=delete,compact"
  `) // prettier-ignore
})

test('configs unset makes the inherited value apply again', async () => {
  const before = ['topic orders retention.ms=1', 'topic orders cleanup.policy=compact', 'brokers log.cleanup.policy=delete', 'file 1 log.retention.hours=24'] // prettier-ignore
  expect(await change('configs unset topic/orders retention.ms cleanup.policy --yes', before)).toMatchInlineSnapshot(`
    "RESOURCE      CONFIG          BEFORE   AFTER                                 STATUS
    topic/orders  retention.ms    1        86400000 (1d), default                changed
    topic/orders  cleanup.policy  compact  delete, all brokers, set at run time  changed
    ! kafkit: to undo this: kafkit configs set topic/orders retention.ms=1 cleanup.policy=compact
    exit 0
    1 judged, 1 changed; afterwards:
    4 : log.cleanup.policy=delete
    file 1: log.retention.hours=24"
  `)
})

test('--dry-run validates on the broker and changes nothing', async () => {
  expect(await change('configs set broker-default log.cleaner.threads=2 --dry-run')).toMatchInlineSnapshot(`
    "RESOURCE        CONFIG               BEFORE   AFTER  STATUS
    broker-default  log.cleaner.threads  not set  2      planned
    exit 0
    1 judged, 0 changed; afterwards:
    "
  `)
})

test('one entry can be removed from a list; unchanged configs are not sent', async () => {
  const before = ['topic orders cleanup.policy=delete,compact', 'topic orders retention.ms=604800000']
  expect(await change('configs set topic/orders cleanup.policy-=compact retention.ms=7d --yes', before)).toMatchInlineSnapshot(`
    "RESOURCE      CONFIG          BEFORE          AFTER           STATUS
    topic/orders  cleanup.policy  delete,compact  delete          changed
    topic/orders  retention.ms    604800000 (7d)  604800000 (7d)  unchanged
    ! kafkit: to undo this: kafkit configs set topic/orders cleanup.policy=delete,compact
    exit 0
    1 judged, 1 changed; afterwards:
    2 orders: cleanup.policy=delete
    2 orders: retention.ms=604800000"
  `) // prettier-ignore
  expect(await change('configs set topic/orders retention.ms=7d --yes', before)).toContain(
    '! kafkit: there is nothing to change: everything is already set that way\nexit 0\n0 judged, 0 changed',
  )
})

test('a pattern changes several resources, and each undo has its own old value', async () => {
  expect(await change('configs set topic/orders* min.insync.replicas=2 --yes', ['topic orders-eu min.insync.replicas=3'])).toMatchInlineSnapshot(`
    "RESOURCE         CONFIG               BEFORE      AFTER  STATUS
    topic/orders     min.insync.replicas  1, default  2      changed
    topic/orders-eu  min.insync.replicas  3           2      changed
    ! kafkit: to undo this: kafkit configs set topic/orders-eu min.insync.replicas=3 && kafkit configs unset topic/orders min.insync.replicas
    exit 0
    1 judged, 1 changed; afterwards:
    2 orders-eu: min.insync.replicas=2
    2 orders: min.insync.replicas=2"
  `) // prettier-ignore
})

test('if one broker refuses, no resource is changed', async () => {
  expect(await change('configs set topic/orders broker/1 unknown.text=refused --unlisted-ok --yes')).toMatchInlineSnapshot(`
    "RESOURCE      CONFIG        BEFORE   AFTER    STATUS  ERROR
    topic/orders  unknown.text  not set  refused  failed  alter configs of topic orders: Invalid value refused for unknown.text (INVALID_CONFIG)
    broker/1      unknown.text  not set  refused  failed  alter configs of broker 1: Invalid value refused for unknown.text (INVALID_CONFIG)
    ! kafkit: alter configs of topic orders: Invalid value refused for unknown.text (INVALID_CONFIG)
    ! kafkit: alter configs of broker 1: Invalid value refused for unknown.text (INVALID_CONFIG)
    ! kafkit: nothing was changed
    exit 1
    2 judged, 0 changed; afterwards:
    "
  `) // prettier-ignore
})

test('configs set warns that the value is already inherited', async () => {
  expect(
    await change('configs set topic/orders min.insync.replicas=2 --yes', ['brokers min.insync.replicas=2']),
  ).toContain(
    '! kafkit: warning: topic/orders already has min.insync.replicas=2 from another level (see kafkit configs explain): set here, it stays even if that level changes\n',
  )
})

test('--expect changes nothing if the value is no longer the expected one', async () => {
  const line = 'configs set topic/orders retention.ms=14d --expect retention.ms=7d --yes'
  expect(await change(line, ['topic orders retention.ms=1'])).toContain(
    '! kafkit: retention.ms of topic/orders is 1, not 7d as expected\nexit 1\n0 judged, 0 changed',
  )
  expect(await change(line)).toContain('1 judged, 1 changed')
})

test('secrets are read from standard input and shown nowhere', async () => {
  const line = 'configs set broker/1 listener.name.internal.ssl.keystore.password=- --yes'
  const said = await change(line, [], {stdin: 'hush\n'})
  expect(said).toContain('broker/1  listener.name.internal.ssl.keystore.password  (none)  (secret)  changed')
  expect(said.split('afterwards:')[0]).not.toContain('hush')
  expect(said).toContain('listener.name.internal.ssl.keystore.password=hush')
  expect(await change(line, [], {stdin: ''})).toContain('standard input is empty')
  const typed = await change('configs set broker/1 listener.name.internal.ssl.keystore.password=hush --yes')
  expect(typed).toContain('is secret: other users can see a command line')
  expect(typed).toContain('exit 2\n0 judged, 0 changed')
  expect(typed).not.toContain('hush')
})

test('what was set for a listener, or for a plug-in, can be removed', async () => {
  const before = ['broker 1 listener.name.internal.ssl.keystore.password=hush', 'broker 1 plug.in=1']
  const line = 'configs unset broker/1 listener.name.internal.ssl.keystore.password plug.in --yes'
  expect(await change(line, before)).toContain(
    '! kafkit: to undo this: kafkit configs set broker/1 listener.name.internal.ssl.keystore.password=- plug.in=1\nexit 0\n1 judged, 1 changed',
  )
})

test('--from-file sets what a properties file says', async () => {
  const file = join(folder, 'changes.properties')
  writeFileSync(file, '# of the shop\nretention.ms=2d\nssl.keystore.password=hush\n')
  const said = await change(['configs', 'set', 'broker/1', '--from-file', file, '--unlisted-ok', '--yes'])
  expect(said).toContain('4 1: ssl.keystore.password=hush')
  expect(said.split('afterwards:')[0]).not.toContain('hush')
  expect(await change(['configs', 'set', 'topic/orders', '--from-file', join(folder, 'none')])).toContain(
    'there is no such file\nexit 2\n',
  )
  expect(await change(['configs', 'set', 'topic/orders', 'retention.ms=1', '--from-file', file])).toContain(
    'retention.ms is given twice',
  )
})

test.each([
  ['topic/orders retention.m=1', "topic/orders has no config 'retention.m'; did you mean retention.ms?"],
  ['topic/orders log.retention.ms=1', 'did you mean retention.ms?'],
  ['broker/1 retention.ms=1', 'did you mean log.retention.ms?'],
  ['topic/orders RETENTION_MS=1', 'did you mean retention.ms?'],
  ['topic/orders retention.ms=10GiB', 'retention.ms is in milliseconds: write for example 604800000 or 7d'],
  ['topic/orders min.insync.replicas=two', "min.insync.replicas must be a whole number, not 'two'"],
  ['topic/orders max.message.bytes=3GiB', 'not 3221225472'],
  ['topic/orders unclean.leader.election.enable=yes', 'must be true or false'],
  ['topic/orders retention.ms+=1', 'retention.ms is not a list, so values cannot be appended or subtracted'],
  ['broker-logger/1 kafka.server=loud', "'loud' is not a level for the logger kafka.server"],
  ['broker-logger/1 kafka.serve=info', "broker-logger/1 has no logger 'kafka.serve'; did you mean kafka.server?"],
  ['topic/orders retention.ms', "'retention.ms' is not a change: write retention.ms=VALUE"],
  ['topic/orders', 'nothing to set: write NAME=VALUE'],
  ['retention.ms=1', 'of which resource? Name one'],
  ['orders retention.ms=1', "'orders' is not a resource"],
  ['topic/orders retention.ms=1 retention.ms=2', 'retention.ms is given twice'],
  ['topic/orders =1', 'the name of the config is missing'],
  ['topic/orders a=- b=-', 'standard input can give one value only'],
])('configs set %s is refused, and nothing is sent', async (line, said) => {
  const text = await change(`configs set ${line} --yes`, ['logger 1 kafka.server=INFO'])
  expect(text).toContain(said)
  expect(text).toContain('exit 2\n0 judged, 0 changed')
  expect(text.match(/^! kafkit/gm)).toHaveLength(1)
})

test.each([
  ['broker/1 log.retention.hours=24', 'is read-only: a broker reads it from server.properties when it starts; change it there and restart, or set log.retention.ms, which can be changed at run time'], // prettier-ignore
  ['broker-default node.id=2', 'node.id of broker-default is read-only'],
  ['topic/missing retention.ms=1', 'there is no such topic'],
  ['broker/9 log.cleaner.threads=2', 'broker 9 is not in the cluster'],
  ['topic/bills-* retention.ms=1', 'topic/bills-*: no topic matches'],
])('configs set %s fails, and nothing is sent', async (line, said) => {
  const text = await change(`configs set ${line} --yes`)
  expect(text).toContain(said)
  expect(text).toContain('exit 1\n0 judged, 0 changed')
})

test('without a terminal, --yes is required', async () => {
  expect(await change('configs set topic/orders retention.ms=1d')).toContain(
    '! kafkit: Change 1 config of topic/orders? There is no terminal to ask on; use --yes to confirm\nexit 2',
  )
})

test('answering no changes nothing', async () => {
  const said = await change('configs set topic/orders retention.ms=1d', [], {terminal: true, stdin: 'n\n'})
  expect(said).toContain('nothing was changed')
  expect(said).toContain('1 judged, 0 changed')
})

test('a user without the right to see configs is shown the command that explains it', async () => {
  const said = await change('configs set topic/forbidden retention.ms=1d --yes')
  expect(said).toContain('TOPIC_AUTHORIZATION_FAILED')
  expect(said).toContain('kafkit acls why User:ANONYMOUS -- kafkit configs set topic/forbidden retention.ms=1d')
})

test('the document of a change has the sources of values and no secrets', async () => {
  await using fake = await fakeCluster(...fakeConfigs(['topic orders retention.ms=1']).services)
  const {out} = await kafkit('configs set topic/orders retention.ms=2 --yes -o json -b'.split(' ').concat(fake.bootstrapServers)) // prettier-ignore
  expect(JSON.parse(out)).toEqual([
    {
      resource: 'topic/orders',
      config: 'retention.ms',
      before: '1',
      beforeSource: 'DYNAMIC_TOPIC_CONFIG',
      after: '2',
      afterSource: 'DYNAMIC_TOPIC_CONFIG',
      isSensitive: false,
      status: 'changed',
      error: null,
    },
  ])
})
