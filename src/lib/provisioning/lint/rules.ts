// The rules of kafkit lint, in the order of the documentation. Each checks a topic as the files declare it. A rule that
// needs a value declares that, and has a default only if there is a sensible one.
import {nearest} from '../../text/nearest.ts'
import {listed} from '../../text/listed.ts'
import {durationText} from '../../text/duration.ts'
import type {DesiredConfig, DesiredTopic} from '../declared.ts'
import type {PlacedText} from '../placed-text.ts'
import type {Place} from '../../text/place.ts'
import {deprecatedTopicConfigs, isForeignConfig, topicConfigNames} from './topic-configs.ts'

export type Level = 'off' | 'warn' | 'error'
export type RuleValue = number | string | readonly string[]

export interface TopicRule {
  /** The kind of value that a policy gives the rule; null: it takes none. */
  readonly takes: 'number' | 'pattern' | 'words' | null
  readonly level: Level
  readonly value?: RuleValue
  /** The description in the documentation. */
  readonly about: string
  judge(topic: DesiredTopic, value: RuleValue | undefined): readonly PlacedText[]
}

const configOf = ({configs}: DesiredTopic, name: string): DesiredConfig | undefined =>
  configs.find((config) => config.name === name && config.value !== null)

/** The config's value if it is a whole number. */
function numberOf(config: DesiredConfig | undefined): number | undefined {
  const {value} = config ?? {}
  return value != null && /^-?\d{1,19}$/.test(value) ? Number(value) : undefined
}

const policies = (topic: DesiredTopic): readonly string[] => configOf(topic, 'cleanup.policy')?.value?.split(',') ?? []
const factorOf = ({replicationFactor, assignment}: DesiredTopic): number | undefined =>
  replicationFactor?.value ?? assignment?.value[0]?.length
const one = (place: Place | undefined, text: string): PlacedText[] => (place ? [{place, text}] : [])

export const topicRules: Readonly<Record<string, TopicRule>> = {
  'name.pattern': {
    takes: 'pattern',
    level: 'error',
    about: 'names match a regular expression',
    judge: ({name, place}, value) =>
      typeof value !== 'string' || new RegExp(value, 'u').test(name)
        ? []
        : one(place, `the name does not match ${value}`),
  },
  'name.maxLength': {
    takes: 'number',
    level: 'error',
    about: 'names have at most this many characters',
    judge: ({name, place}, value) =>
      typeof value !== 'number' || name.length <= value
        ? []
        : one(place, `the name has ${name.length} characters, but at most ${value} are allowed`),
  },
  'replicationFactor.min': {
    takes: 'number',
    level: 'warn',
    value: 3,
    about: 'a topic has at least this many replicas',
    judge: (topic, value) => {
      const factor = factorOf(topic)
      return typeof value !== 'number' || factor === undefined || factor >= value
        ? []
        : one(topic.replicationFactor?.place ?? topic.assignment?.place, `${factor} of at least ${value} replicas`)
    },
  },
  'partitions.max': {
    takes: 'number',
    level: 'warn',
    value: 100,
    about: 'a topic has at most this many partitions',
    judge: ({partitions, assignment}, value) => {
      const count = partitions?.value ?? assignment?.value.length
      return typeof value !== 'number' || count === undefined || count <= value
        ? []
        : one((partitions ?? assignment)?.place, `${count} partitions, but at most ${value} are allowed`)
    },
  },
  'min.insync.replicas': {
    takes: null,
    level: 'error',
    about: 'min.insync.replicas is not above the replication factor, or nothing could be written',
    judge: (topic) => {
      const [least, factor] = [numberOf(configOf(topic, 'min.insync.replicas')), factorOf(topic)]
      return least === undefined || factor === undefined || least <= factor
        ? []
        : one(
            configOf(topic, 'min.insync.replicas')?.place,
            `min.insync.replicas=${least} with ${factor} replicas: no write with acks=all would ever succeed`,
          )
    },
  },
  'min.insync.replicas.slack': {
    takes: null,
    level: 'warn',
    about: 'min.insync.replicas allows one broker to be down, and is not 1 where there are three replicas',
    judge: (topic) => {
      const config = configOf(topic, 'min.insync.replicas')
      const [least, factor] = [numberOf(config), factorOf(topic)]
      if (least === undefined || factor === undefined || factor < 2) return []
      if (least === factor)
        return one(
          config?.place,
          `min.insync.replicas=${least} with ${factor} replicas: writes stop as soon as one broker is down`,
        )
      return least === 1 && factor >= 3
        ? one(
            config?.place,
            `min.insync.replicas=1 with ${factor} replicas: a write is acknowledged as soon as one broker has it`,
          )
        : []
    },
  },
  'unclean.leader.election': {
    takes: null,
    level: 'warn',
    about: 'unclean.leader.election.enable is not true: acknowledged records could be lost',
    judge: (topic) => {
      const config = configOf(topic, 'unclean.leader.election.enable')
      return config?.value === 'true'
        ? one(config.place, 'unclean.leader.election.enable=true: acknowledged records may be lost')
        : []
    },
  },
  'config.unknown': {
    takes: null,
    level: 'error',
    about: 'config names are known to Apache Kafka',
    judge: ({configs}) =>
      configs.flatMap(({name, place}) => {
        if (topicConfigNames.includes(name) || name in deprecatedTopicConfigs || isForeignConfig(name)) return []
        const lower = name.toLowerCase().replaceAll('_', '.')
        const guess = topicConfigNames.includes(lower) ? lower : nearest(name, topicConfigNames)
        return one(place, `topics have no config '${name}'${guess ? `; did you mean ${guess}?` : ''}`)
      }),
  },
  'config.deprecated': {
    takes: null,
    level: 'warn',
    about: 'configs are not deprecated or removed',
    judge: ({configs}) =>
      configs.flatMap(({name, place}) =>
        Object.hasOwn(deprecatedTopicConfigs, name) ? one(place, `${name}: ${deprecatedTopicConfigs[name]}`) : [],
      ),
  },
  'config.unit': {
    takes: null,
    level: 'warn',
    about: 'a very small number of milliseconds or bytes was meant with a unit',
    judge: ({configs}) =>
      configs.flatMap((config) => {
        const {name, place, value} = config
        const number = numberOf(config)
        if (number === undefined || number < 1 || number > 366) return []
        if (/^(?:local\.)?retention\.ms$|^segment\.ms$|^delete\.retention\.ms$/.test(name))
          return one(
            place,
            `${name}=${value} is ${value} milliseconds: was a unit meant, as in ${value}d or ${value}h?`,
          )
        return /^(?:local\.)?retention\.bytes$|^segment\.bytes$|^max\.message\.bytes$/.test(name)
          ? one(place, `${name}=${value} is ${value} bytes: was a unit meant, as in ${value}GiB?`)
          : []
      }),
  },
  'retention.segment': {
    takes: null,
    level: 'warn',
    about: 'retention.ms is not shorter than segment.ms, because records live until their segment is closed',
    judge: (topic) => {
      const [retention, segment] = ['retention.ms', 'segment.ms'].map((name) => numberOf(configOf(topic, name)))
      return retention === undefined || segment === undefined || retention < 0 || retention >= segment
        ? []
        : one(
            configOf(topic, 'retention.ms')?.place,
            `retention.ms (${durationText(retention)}) is shorter than segment.ms (${durationText(segment)}): records may live as long as a segment is open`,
          )
    },
  },
  'retention.compacted': {
    takes: null,
    level: 'warn',
    about: 'a topic that is only compacted has no retention.ms or retention.bytes, which would have no effect',
    judge: (topic) => {
      const kinds = policies(topic)
      if (!kinds.includes('compact') || kinds.includes('delete')) return []
      return ['retention.ms', 'retention.bytes'].flatMap((name) => {
        const config = configOf(topic, name)
        return config ? one(config.place, `${name} has no effect while cleanup.policy is compact alone`) : []
      })
    },
  },
  'retention.bytes': {
    takes: null,
    level: 'off',
    about: 'a reminder that retention.bytes applies to each partition',
    judge: (topic) => {
      const config = configOf(topic, 'retention.bytes')
      const {partitions} = topic
      return config && partitions && partitions.value > 1
        ? one(config.place, `retention.bytes applies to each of the ${partitions.value} partitions`)
        : []
    },
  },
  'local.retention': {
    takes: null,
    level: 'error',
    about: 'local.retention.ms and .bytes go with remote.storage.enable, and are below the whole retention',
    judge: (topic) =>
      (['ms', 'bytes'] as const).flatMap((unit) => {
        const local = configOf(topic, `local.retention.${unit}`)
        const number = numberOf(local)
        if (!local || number === undefined || number === -2) return []
        if (configOf(topic, 'remote.storage.enable')?.value !== 'true')
          return one(local.place, `local.retention.${unit} has no effect without remote.storage.enable=true`)
        const whole = numberOf(configOf(topic, `retention.${unit}`))
        return whole === undefined || whole < 0 || (number >= 0 && number < whole)
          ? []
          : one(
              local.place,
              `local.retention.${unit}=${number} is not below retention.${unit}=${whole}, so no record would be in remote storage only`,
            )
      }),
  },
  'about.required': {
    takes: 'words',
    level: 'error',
    about: 'a topic has these fields in about: owner, description',
    judge: ({place, about, state}, value) => {
      const missing = (Array.isArray(value) ? (value as readonly string[]) : []).filter((key) => !about[key])
      return missing.length === 0 || state !== 'present' ? [] : one(place, `about lacks ${listed(missing, 'and')}`)
    },
  },
}

/** Rules that look at more than one topic. They have levels but take no values. */
export const otherRules = {
  'name.clash': {
    level: 'error',
    about: 'no two topics differ only in . and _, because their metrics would be the same',
  },
  'acl.everybody': {level: 'warn', about: 'no ACL allows all principals everything'},
  'acl.unused': {level: 'warn', about: 'if the files have ACLs, some principal may read and write each topic'},
} as const satisfies Readonly<Record<string, {readonly level: Level; readonly about: string}>>

/** Rules that need a plan; a plan checks those that its policy names. */
export const clusterRules = {
  'replicas.racks': {takes: null, level: 'warn', about: 'a topic has no more replicas than there are racks'},
  'partitions.even': {
    takes: null,
    level: 'warn',
    about: 'the replicas of a topic can be spread evenly over all brokers',
  },
  'replicas.perBroker': {
    takes: 'number',
    level: 'error',
    about: 'after the plan each broker has at most this many replicas on average',
  },
  'message.size': {
    takes: null,
    level: 'warn',
    about: 'max.message.bytes is not above replica.fetch.max.bytes of the brokers',
  },
  'delete.retention.lag': {
    takes: null,
    level: 'warn',
    about: 'delete.retention.ms is not below the lag in time of the slowest group',
  },
} as const satisfies Readonly<
  Record<string, {readonly takes: TopicRule['takes']; readonly level: Level; readonly about: string}>
>

/** The kind of value that a policy gives a rule; null: none. */
export const takenBy = (rule: string): TopicRule['takes'] =>
  topicRules[rule]?.takes ?? clusterRules[rule as keyof typeof clusterRules]?.takes ?? null

export const ruleNames: readonly string[] = [
  ...Object.keys(topicRules),
  ...Object.keys(otherRules),
  ...Object.keys(clusterRules),
]
