import {AlterConfigs} from '../../../src/lib/apis/alter-configs.ts'
import {DescribeConfigs} from '../../../src/lib/apis/describe-configs.ts'
import {IncrementalAlterConfigs} from '../../../src/lib/apis/incremental-alter-configs.ts'
import {eventually, topic} from './asked.ts'
import type {Interview} from './interview.ts'

const kind = {topic: 2, broker: 4} as const

/** Asks about configs of topics and brokers: sources of values, changes, and changes that are refused. */
export async function aboutConfigs(to: Interview): Promise<void> {
  await describing(to)
  await altering(to)
  await alteringBrokers(to)
}

async function describing(to: Interview) {
  await topic(to, 'k1', {configs: {'retention.ms': '5000', 'max.message.bytes': '2000000'}})
  const describe = (
    what: string,
    resourceType: number,
    resourceName: string,
    keys: string[] | null = null,
    version = 4,
  ) =>
    to.ask(what, DescribeConfigs, version, {
      resources: [{resourceType, resourceName, configurationKeys: keys}],
      includeSynonyms: true,
    })
  const resource = {resourceType: kind.topic, resourceName: 'k1', configurationKeys: topicKeys}
  await to.ask('everything', DescribeConfigs, 4, {resources: [resource], includeSynonyms: true}, {whole: true})
  await describe('an old version', kind.topic, 'k1', null, 1)
  await describe('one and a nonsense', kind.topic, 'k1', ['retention.ms', 'nope'])
  await describe('no keys', kind.topic, 'k1', [])
  for (const name of ['nope', 'n o', '']) await describe(`topic '${name}'`, kind.topic, name)
  for (const name of ['9', 'x']) await describe(`broker ${name}`, kind.broker, name)
  await describe('some of a broker', kind.broker, '1', [
    'node.id',
    'log.retention.ms',
    'message.max.bytes',
    'num.partitions',
    'group.initial.rebalance.delay.ms',
  ])
  for (const type of [0, 99]) await describe(`a resource of type ${type}`, type, '1')
}

/** All except min.insync.replicas, which a new Kafka cluster sets by itself (KIP-966). */
const topicKeys = [
  'cleanup.policy', 'compression.gzip.level', 'compression.lz4.level', 'compression.type', 'compression.zstd.level',
  'delete.retention.ms', 'file.delete.delay.ms', 'flush.messages', 'flush.ms', 'follower.replication.throttled.replicas',
  'index.interval.bytes', 'leader.replication.throttled.replicas', 'local.retention.bytes', 'local.retention.ms',
  'max.compaction.lag.ms', 'max.message.bytes', 'message.timestamp.after.max.ms', 'message.timestamp.before.max.ms',
  'message.timestamp.type', 'min.cleanable.dirty.ratio', 'min.compaction.lag.ms', 'preallocate',
  'remote.log.copy.disable', 'remote.log.delete.on.disable', 'remote.storage.enable', 'retention.bytes', 'retention.ms',
  'segment.bytes', 'segment.index.bytes', 'segment.jitter.ms', 'segment.ms', 'unclean.leader.election.enable',
] // prettier-ignore

const does = {set: 0, delete: 1, append: 2, subtract: 3} as const

async function alter(
  to: Interview,
  [operation, name, value]: readonly [number, string, string | null],
  {resourceType = 2, resourceName = 'l1', validateOnly = false} = {},
): Promise<void> {
  await to.ask(`${resourceType} '${resourceName}': ${operation} ${name}=${value}`, IncrementalAlterConfigs, 1, {
    resources: [{resourceType, resourceName, configs: [{name, configOperation: operation, value}]}],
    validateOnly,
  })
}

/** The values in effect, once the broker knows the change. */
async function inForce(to: Interview, resourceType: number, resourceName: string, name: string, expected: string) {
  const resources = [{resourceType, resourceName, configurationKeys: [name]}]
  await eventually(async () => {
    const {results} = await to.quietly(DescribeConfigs, 4, {resources})
    return results[0]?.configs[0]?.value === expected
  })
  await to.ask(`${name} in force`, DescribeConfigs, 4, {resources, includeSynonyms: true})
}

async function altering(to: Interview) {
  await topic(to, 'l1')
  const check = (name: string, expected: string) => inForce(to, kind.topic, 'l1', name, expected)
  await alter(to, [does.set, 'retention.ms', '77'])
  await check('retention.ms', '77')
  await alter(to, [does.set, 'retention.ms', '78'], {validateOnly: true})
  await check('retention.ms', '77')
  await alter(to, [does.delete, 'retention.ms', null])
  await check('retention.ms', '604800000')
  await alter(to, [does.delete, 'retention.ms', '5'])
  await alter(to, [does.append, 'cleanup.policy', 'compact'])
  await check('cleanup.policy', 'delete,compact')
  await alter(to, [does.append, 'cleanup.policy', 'compact'])
  await alter(to, [does.subtract, 'cleanup.policy', 'delete'])
  await check('cleanup.policy', 'compact')
  await alter(to, [does.subtract, 'cleanup.policy', 'delete'])
  await alter(to, [does.subtract, 'cleanup.policy', 'compact'])
  await check('cleanup.policy', '')
  await alter(to, [does.append, 'retention.ms', '5'])
  await alter(to, [does.subtract, 'retention.ms', '5'])
  await alter(to, [9, 'retention.ms', '5'])
  await alter(to, [does.set, 'retention.ms', null])
  await alter(to, [does.set, 'retention.ms', 'x'])
  await alter(to, [does.set, 'nope', 'x'])
  await alter(to, [does.delete, 'nope', null])
  await alter(to, [does.append, 'nope', 'x'])
  for (const resourceName of ['nope', '', 'n o']) await alter(to, [does.set, 'retention.ms', '5'], {resourceName})
  for (const resourceType of [0, 99]) await alter(to, [does.set, 'retention.ms', '5'], {resourceType})
  const set = (name: string, value: string) => ({name, value, configOperation: does.set})
  const l1 = (...configs: ReturnType<typeof set>[]) => ({resourceType: kind.topic, resourceName: 'l1', configs})
  const ask = (what: string, ...resources: ReturnType<typeof l1>[]) =>
    to.ask(what, IncrementalAlterConfigs, 1, {resources, validateOnly: false})
  await ask('a key twice', l1(set('retention.ms', '1'), set('retention.ms', '2')))
  await ask('a resource twice', l1(set('retention.ms', '1')), l1(set('retention.ms', '2')))
  await ask('a good and a bad one', l1(set('retention.ms', '123'), set('segment.ms', 'x')))
  await ask('nothing', l1())
  const replace = (what: string, resourceName: string, configs: {name: string; value: string | null}[]) =>
    to.ask(what, AlterConfigs, 2, {resources: [{resourceType: kind.topic, resourceName, configs}], validateOnly: false})
  await replace('all', 'l1', [{name: 'retention.bytes', value: '123'}])
  await check('retention.bytes', '123')
  await check('cleanup.policy', 'delete')
  await replace('with a bad value', 'l1', [{name: 'retention.bytes', value: 'x'}])
  await replace('with null', 'l1', [{name: 'retention.bytes', value: null}])
  await replace('of an unknown topic', 'nope', [])
}

async function alteringBrokers(to: Interview) {
  const broker = (resourceName: string) => ({resourceType: kind.broker, resourceName})
  const name = 'message.max.bytes'
  await topic(to, 'l2')
  await alter(to, [does.set, name, '2000000'], broker('1'))
  await inForce(to, kind.broker, '1', name, '2000000')
  await inForce(to, kind.topic, 'l2', 'max.message.bytes', '2000000')
  await alter(to, [does.set, name, '3000000'], broker(''))
  await inForce(to, kind.broker, '', name, '3000000')
  await inForce(to, kind.broker, '1', name, '2000000')
  await alter(to, [does.delete, name, null], broker('1'))
  await inForce(to, kind.broker, '1', name, '3000000')
  await inForce(to, kind.topic, 'l2', 'max.message.bytes', '3000000')
  await alter(to, [does.delete, name, null], broker(''))
  await inForce(to, kind.topic, 'l2', 'max.message.bytes', '1048588')
  await alter(to, [does.set, 'log.retention.ms', '5000'], broker('1'))
  await inForce(to, kind.topic, 'l2', 'retention.ms', '5000')
  await alter(to, [does.delete, 'log.retention.ms', null], broker('1'))
  for (const fixed of ['num.partitions', 'node.id']) await alter(to, [does.set, fixed, '5'], broker('1'))
  await alter(to, [does.set, 'foo.bar', '5'], broker('1'))
  await alter(to, [does.set, name, 'x'], broker('1'))
  for (const wrong of ['9', 'x']) await alter(to, [does.set, name, '5000000'], broker(wrong))
}
