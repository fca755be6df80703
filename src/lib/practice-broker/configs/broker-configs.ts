// The broker settings that have an effect in the practice broker; those that are defaults of topic configs come from
// that table.
import {atLeast, type Check, type ConfigDefinition, type ConfigType} from './definition.ts'
import {topicConfigs} from './topic-configs.ts'

export interface BrokerConfig extends ConfigDefinition {
  /** Whether it may be changed while the broker runs. */
  readonly dynamic: boolean
}

type Row = readonly [name: string, type: ConfigType, byDefault: string | null, check?: Check]

// prettier-ignore
const fixed: readonly Row[] = [
  ['advertised.listeners', 'LIST', null],
  ['auto.create.topics.enable', 'BOOLEAN', 'true'],
  ['broker.id', 'INT', '-1'],
  ['broker.rack', 'STRING', null],
  ['default.replication.factor', 'INT', '1'],
  ['delete.topic.enable', 'BOOLEAN', 'true'],
  ['fetch.max.bytes', 'INT', '57671680', atLeast(1024)],
  ['group.initial.rebalance.delay.ms', 'INT', '3000'],
  ['group.max.session.timeout.ms', 'INT', '1800000'],
  ['group.max.size', 'INT', '2147483647', atLeast(1)],
  ['group.min.session.timeout.ms', 'INT', '6000'],
  ['listeners', 'LIST', 'PLAINTEXT://:9092'],
  ['log.retention.check.interval.ms', 'LONG', '300000', atLeast(1)],
  ['log.retention.hours', 'INT', '168'],
  ['log.retention.minutes', 'INT', null],
  ['log.roll.hours', 'INT', '168', atLeast(1)],
  ['log.roll.jitter.hours', 'INT', '0', atLeast(0)],
  ['log.flush.scheduler.interval.ms', 'LONG', String(2n ** 63n - 1n)],
  ['node.id', 'INT', null],
  ['num.partitions', 'INT', '1', atLeast(1)],
  ['offset.metadata.max.bytes', 'INT', '4096'],
  ['offsets.topic.num.partitions', 'INT', '50', atLeast(1)],
  ['offsets.topic.replication.factor', 'SHORT', '3', atLeast(1)],
]

/** These have no default of their own, because the setting in the larger unit has it. */
const withoutDefault = new Set(['log.flush.interval.ms', 'log.retention.ms', 'log.roll.ms', 'log.roll.jitter.ms'])

function* all(): Generator<BrokerConfig> {
  for (const [name, type, byDefault, check] of fixed) {
    yield {name, type, default: byDefault, dynamic: false, ...(check && {check})}
  }
  yield {name: 'producer.id.expiration.ms', type: 'INT', default: '86400000', dynamic: true, check: atLeast(1)}
  for (const {type, default: byDefault, check, synonyms} of topicConfigs.values()) {
    const [first] = synonyms
    if (!first) continue
    const {name} = first
    yield {name, type, default: withoutDefault.has(name) ? null : byDefault, dynamic: true, ...(check && {check})}
  }
}

/** Sorted by name. */
export const brokerConfigs: ReadonlyMap<string, BrokerConfig> = new Map(
  [...all()].sort((a, b) => (a.name < b.name ? -1 : 1)).map((each) => [each.name, each]),
)
