import {expect, test} from 'vitest'
import {DescribeConfigs} from '../../../src/lib/apis/describe-configs.ts'
import {kafkit, shown} from '../../support/cli.ts'
import {fakeCluster, on} from '../../support/fake-cluster.ts'
import {fakeConfigs} from '../../support/fake-configs.ts'

const scene = [
  'topic orders cleanup.policy=compact',
  'topic orders-eu retention.ms=-1',
  'brokers min.insync.replicas=2',
  'broker 2 log.cleaner.threads=4',
  'broker 2 ssl.keystore.password=hush',
  'file 1 node.id=1',
  'file 2 node.id=2',
  'file 1 log.retention.hours=48',
  'file 2 log.retention.hours=48',
  'group billing consumer.session.timeout.ms=60000',
  'metrics apps interval.ms=30000',
]

async function look(line: string, before: readonly string[] = scene): Promise<string> {
  const {services} = fakeConfigs(before)
  await using fake = await fakeCluster({nodes: 2, topics: {orders: 1, 'orders-eu': 1}, release: '4.3.1'}, ...services)
  const text = await shown([...line.split(' '), '-b', fake.bootstrapServers], {columns: 160})
  return text
}

test('explain shows every level, and a unit that Kafka hides', async () => {
  expect(await look('configs explain topic/orders retention.ms')).toMatchInlineSnapshot(`
    "topic/orders  retention.ms = 172800000 (2d)  long
    LEVEL                         CONFIG               VALUE     COUNTS
    topic                         retention.ms         not set   -
    broker, set at run time       log.retention.ms     not set   -
    all brokers, set at run time  log.retention.ms     not set   -
    server.properties             log.retention.hours  48 (2d)   counts
    default                       log.retention.hours  168 (7d)  -
    exit 0"
  `)
})

test('explain of a topic that has a value of its own', async () => {
  expect(await look('configs explain topic/orders cleanup.policy --doc')).toMatchInlineSnapshot(`
    "topic/orders  cleanup.policy = compact  list
    LEVEL                         CONFIG              VALUE    COUNTS
    topic                         cleanup.policy      compact  counts
    broker, set at run time       log.cleanup.policy  not set  -
    all brokers, set at run time  log.cleanup.policy  not set  -
    server.properties             log.cleanup.policy  not set  -
    default                       log.cleanup.policy  delete   -

    What cleanup.policy is for.
    exit 0"
  `)
})

test('explain says that brokers disagree', async () => {
  expect(await look('configs explain broker/* log.cleaner.threads')).toMatchInlineSnapshot(`
    "broker/*  log.cleaner.threads = 1 or 4  int
    LEVEL                         CONFIG               VALUE    COUNTS       BROKERS
    broker, set at run time       log.cleaner.threads  4        counts on 2  2
    all brokers, set at run time  log.cleaner.threads  not set  -            -
    server.properties             log.cleaner.threads  not set  -            -
    default                       log.cleaner.threads  1        counts on 1  -
    ! kafkit: warning: brokers disagree: 1 on 1, 4 on 2
    exit 0"
  `)
})

test('explain of what only server.properties can say, of groups and of client metrics', async () => {
  expect(await look('configs explain broker/1 node.id')).toMatchInlineSnapshot(`
    "broker/1  node.id = 1  int, read only when a broker starts
    LEVEL              CONFIG   VALUE  COUNTS
    server.properties  node.id  1      counts
    exit 0"
  `)
  expect(await look('configs explain group/billing consumer.session.timeout.ms')).toMatchInlineSnapshot(`
    "group/billing  consumer.session.timeout.ms = 60000 (1m)  int
    LEVEL                         CONFIG                             VALUE        COUNTS
    group                         consumer.session.timeout.ms        60000 (1m)   counts
    broker, set at run time       group.consumer.session.timeout.ms  not set      -
    all brokers, set at run time  group.consumer.session.timeout.ms  not set      -
    server.properties             group.consumer.session.timeout.ms  not set      -
    default                       group.consumer.session.timeout.ms  45000 (45s)  -
    exit 0"
  `)
  expect(await look('configs explain topic/orders remote.storage.enable')).toMatchInlineSnapshot(`
    "topic/orders  remote.storage.enable = false  boolean
    LEVEL    CONFIG                 VALUE    COUNTS
    topic    remote.storage.enable  not set  -
    default  remote.storage.enable  false    counts
    exit 0"
  `)
})

test('explain of a secret does not show it', async () => {
  const said = await look('configs explain broker/2 ssl.keystore.password')
  expect(said).toContain('(secret)')
  expect(said).not.toContain('hush')
})

test.each([
  ['topic/orders retention.m', "topic/orders has no config 'retention.m'; did you mean retention.ms?", 2],
  ['topic/missing retention.ms', 'there is no such topic', 1],
  ['topic/orders-* retention.ms', 'stands for many resources', 2],
  ['broker/9 node.id', 'broker 9 is not in the cluster', 1],
] as const)('explain %s', async (args, said, code) => {
  const text = await look(`configs explain ${args}`)
  expect(text).toContain(said)
  expect(text).toContain(`exit ${code}`)
})

test('explain says what it could not see', async () => {
  const {services} = fakeConfigs(scene)
  await using fake = await fakeCluster(...services)
  fake.serve(
    on(DescribeConfigs, ({resources}) => ({
      results: resources.map(({resourceType, resourceName}) =>
        resourceType === 4
          ? {resourceType, resourceName, errorCode: 31, errorMessage: 'Cluster authorization failed.'}
          : {resourceType, resourceName, configs: [{name: 'retention.ms', value: '5', configSource: 5, configType: 5}]},
      ),
    })),
  )
  const said = await shown(['configs', 'explain', 'topic/orders', 'retention.ms', '-b', fake.bootstrapServers])
  expect(said).toMatch(/^unknown +retention\.ms +5 +counts$/m)
  expect(said).toContain('CLUSTER_AUTHORIZATION_FAILED')
  expect(said).toContain('exit 1')
})

test('describe shows what differs from the defaults, wherever it is set', async () => {
  expect(await look('configs describe topic/orders')).toMatchInlineSnapshot(`
    "CONFIG               VALUE           SOURCE
    cleanup.policy       compact         topic
    min.insync.replicas  2               all brokers, set at run time
    retention.ms         172800000 (2d)  server.properties
    exit 0"
  `)
  expect(await look('configs describe topic/orders --overridden -o csv')).toMatchInlineSnapshot(`
    "resource,config,value,source,brokers,default,type,readOnly,documentation
    topic/orders,cleanup.policy,compact,DYNAMIC_TOPIC_CONFIG,,delete,LIST,false,
    exit 0"
  `)
  expect(await look('configs describe topic/orders topic/orders-eu retention.* --verbose')).toMatchInlineSnapshot(`
    "RESOURCE         CONFIG        VALUE           SOURCE             DEFAULT  TYPE  READ-ONLY
    topic/orders     retention.ms  172800000 (2d)  server.properties  -        LONG  no
    topic/orders-eu  retention.ms  -1 (no limit)   topic              -        LONG  no
    exit 0"
  `)
})

test('describe folds brokers that have the same', async () => {
  expect(await look('configs describe broker/*')).toMatchInlineSnapshot(`
    "CONFIG                 VALUE     SOURCE                        BROKERS
    log.cleaner.threads    4         broker, set at run time       2
    log.retention.hours    48 (2d)   server.properties             1,2
    min.insync.replicas    2         all brokers, set at run time  1,2
    node.id                1         server.properties             1
    node.id                2         server.properties             2
    ssl.keystore.password  (secret)  broker, set at run time       2
    exit 0"
  `)
})

test('describe says if all is default, and what is wrong with a name', async () => {
  expect(await look('configs describe topic/orders', [])).toContain('every config has its default; --all shows them')
  expect(await look('configs describe topic/orders retention.m')).toContain('did you mean retention.ms?')
  expect(await look('configs describe topic/missing topic/orders')).toMatch(
    /cleanup\.policy[\s\S]*no such topic[\s\S]*exit 1/,
  )
})

test('list shows what is set at run time', async () => {
  expect(await look('configs list topic broker group/billing client-metrics')).toMatchInlineSnapshot(`
    "RESOURCE             CONFIG                       VALUE
    topic/orders         cleanup.policy               compact
    topic/orders-eu      retention.ms                 -1 (no limit)
    broker-default       min.insync.replicas          2
    broker/2             log.cleaner.threads          4
    broker/2             ssl.keystore.password        (secret)
    group/billing        consumer.session.timeout.ms  60000 (1m)
    client-metrics/apps  interval.ms                  30000 (30s)
    exit 0"
  `)
  expect(await look('configs list topic/orders-* -o name')).toBe('topic/orders-eu\nexit 0')
})

test('diff ends with 3 where something differs, with 0 where nothing does, with 1 where that is unknown', async () => {
  expect(await look('configs diff topic/orders topic/orders-eu')).toMatchInlineSnapshot(`
    "CONFIG          A                        B                     STATUS
    cleanup.policy  compact, topic           delete, default       different
    retention.ms    172800000 (2d), default  -1 (no limit), topic  different
    exit 3"
  `)
  expect(await look('configs diff topic/orders topic/orders')).toContain('no difference in 6 configs\nexit 0')
  expect(await look('configs diff broker/1 broker/2 --ignore node.id,log.*,ssl.*')).toContain('exit 0')
  const secret = ['broker 1 ssl.keystore.password=a', 'broker 2 ssl.keystore.password=a']
  expect(await look('configs diff broker/1 broker/2', secret)).toMatchInlineSnapshot(`
    "CONFIG                 A                                  B                                  STATUS
    ssl.keystore.password  (secret), broker, set at run time  (secret), broker, set at run time  unknown
    ! kafkit: warning: 1 secret set on both cannot be compared, because brokers do not show them
    exit 1"
  `)
  expect(await look('configs diff topic/orders broker/1')).toContain('name two resources of one type')
  expect(await look('configs diff topic/orders')).toContain('--profile-b')
})

test('a row of jsonl is what the schema says', async () => {
  const {services} = fakeConfigs(scene)
  await using fake = await fakeCluster({topics: {orders: 1}}, ...services)
  for (const line of [
    'configs list topic -o jsonl',
    'configs describe topic/orders -o jsonl --all --doc',
    'configs explain topic/orders retention.ms -o jsonl',
    'configs diff topic/orders topic/orders-eu -o jsonl',
    'configs list topic -o json',
    'configs describe topic/orders -o json',
    'configs explain topic/orders retention.ms -o json',
    'configs diff topic/orders topic/orders-eu -o json',
  ]) {
    const {out} = await kafkit([...line.split(' '), '-b', fake.bootstrapServers])
    expect(out.length).toBeGreaterThan(10)
  }
})
