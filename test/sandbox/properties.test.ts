// The expected settings are those that real brokers were run with by hand.
import {describe, expect, test} from 'vitest'
import {
  brokerProperties,
  controllerProperties,
  propertiesText,
  zooKeeperProperties,
  type Topology,
} from '../../src/lib/sandbox/properties.ts'

const topology = (version: string, layout: Topology['layout'], brokers: number): Topology => ({
  version,
  layout,
  brokers: Array.from({length: brokers}, (_, i) => ({
    id: i + 1,
    rack: brokers > 1 ? `r${i + 1}` : null,
    listeners: [{name: 'PLAINTEXT', protocol: 'PLAINTEXT', host: '127.0.0.1', port: 19_091 + i}],
    controllerPort: layout === 'combined' ? 19_191 + i : 0,
  })),
  quorumPort: layout === 'combined' ? 0 : 19_100,
})
const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .toSorted((a, b) => a.localeCompare(b))
const broker = (of: Topology, id: number) => lines(propertiesText(brokerProperties(of, id)))

describe('settings of', () => {
  test('one broker of 4.3.1', () => {
    expect(broker(topology('4.3.1', 'combined', 1), 1)).toEqual(
      lines(`
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:19191
listeners=PLAINTEXT://127.0.0.1:19091,CONTROLLER://127.0.0.1:19191
advertised.listeners=PLAINTEXT://127.0.0.1:19091
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=4
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=2097152
num.network.threads=1
num.io.threads=2
background.threads=2
num.recovery.threads.per.data.dir=1
`),
    )
  })

  test('the second of three brokers, which notices failures fast', () => {
    expect(broker(topology('4.3.1', 'combined', 3), 2)).toEqual(
      lines(`
process.roles=broker,controller
node.id=2
controller.quorum.voters=1@127.0.0.1:19191,2@127.0.0.1:19192,3@127.0.0.1:19193
listeners=PLAINTEXT://127.0.0.1:19092,CONTROLLER://127.0.0.1:19192
advertised.listeners=PLAINTEXT://127.0.0.1:19092
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
broker.rack=r2
default.replication.factor=3
min.insync.replicas=2
offsets.topic.replication.factor=3
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=3
transaction.state.log.min.isr=2
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=3
share.coordinator.state.topic.min.isr=2
share.coordinator.state.topic.num.partitions=4
group.initial.rebalance.delay.ms=0
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=3000
replica.lag.time.max.ms=3000
auto.leader.rebalance.enable=false
controller.quorum.election.timeout.ms=500
controller.quorum.fetch.timeout.ms=1000
controller.quorum.election.backoff.max.ms=300
log.cleaner.dedupe.buffer.size=2097152
num.network.threads=1
num.io.threads=2
background.threads=2
num.recovery.threads.per.data.dir=1
`),
    )
  })

  test('a broker with ZooKeeper, which knows neither KRaft nor share groups', () => {
    expect(broker(topology('2.8.2', 'zookeeper', 1), 1)).toEqual(
      lines(`
broker.id=1
zookeeper.connect=127.0.0.1:19100
zookeeper.session.timeout.ms=3000
listeners=PLAINTEXT://127.0.0.1:19091
advertised.listeners=PLAINTEXT://127.0.0.1:19091
listener.security.protocol.map=PLAINTEXT:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=2097152
num.network.threads=1
num.io.threads=2
background.threads=2
num.recovery.threads.per.data.dir=1
`),
    )
  })

  test('ZooKeeper', () => {
    expect(propertiesText(zooKeeperProperties(19_100))).toBe(
      'clientPort=19100\nclientPortAddress=127.0.0.1\nmaxClientCnxns=0\nadmin.enableServer=false\ntickTime=500\n' +
        '4lw.commands.whitelist=dump\n',
    )
  })

  test('a dedicated controller and its broker', () => {
    const of = topology('4.3.1', 'controller', 1)
    expect(controllerProperties(of)).toMatchObject({
      'process.roles': 'controller',
      'node.id': 100,
      'controller.quorum.voters': '100@127.0.0.1:19100',
      listeners: 'CONTROLLER://127.0.0.1:19100',
    })
    expect(brokerProperties(of, 1)).toMatchObject({
      'process.roles': 'broker',
      'node.id': 1,
      'controller.quorum.voters': '100@127.0.0.1:19100',
      listeners: 'PLAINTEXT://127.0.0.1:19091',
    })
  })
})

// java.util.Properties.load: a backslash escapes, a line end ends the value, space at its beginning is dropped.
test.each([
  ['C:\\kafka', 'k=C:\\\\kafka\n'],
  ['a\nb', 'k=a\\nb\n'],
  ['a\r\nb', 'k=a\\r\\nb\n'],
  [' a ', 'k=\\ a \n'],
  ['org.X required user_a="b=c";', 'k=org.X required user_a="b=c";\n'],
  [false, 'k=false\n'],
])('the value %j is written as %j', (value, text) => {
  expect(propertiesText({k: value})).toBe(text)
})
