// The configs of a cluster for tests: changes are kept, and sources and synonyms are those of Kafka 4.3.1
// (ConfigHelper), for a few configs of each type.
import {DescribeConfigs} from '../../src/lib/apis/describe-configs.ts'
import {IncrementalAlterConfigs} from '../../src/lib/apis/incremental-alter-configs.ts'
import {ListConfigResources} from '../../src/lib/apis/list-config-resources.ts'
import {on, type Service} from './fake-cluster.ts'

/** Numbers of Kafka's ConfigResource.Type, ConfigSource and ConfigType. */
const topic = 2
const broker = 4
const logger = 8
const clientMetrics = 16
const group = 32
const source = {topic: 1, broker: 2, allBrokers: 3, file: 4, default: 5, logger: 6, metrics: 7, group: 8}
const type = {boolean: 1, string: 2, int: 3, long: 5, list: 7, password: 9}

interface Definition {
  readonly type: number
  readonly default: string | null
  /** The broker's config from which it inherits. */
  readonly behind?: string
  readonly readOnly?: true
}

const definitions: Readonly<Record<number, Readonly<Record<string, Definition>>>> = {
  [topic]: {
    'retention.ms': {type: type.long, default: '604800000', behind: 'log.retention.ms'},
    'cleanup.policy': {type: type.list, default: 'delete', behind: 'log.cleanup.policy'},
    'min.insync.replicas': {type: type.int, default: '1', behind: 'min.insync.replicas'},
    'max.message.bytes': {type: type.int, default: '1048588', behind: 'message.max.bytes'},
    'unclean.leader.election.enable': {type: type.boolean, default: 'false', behind: 'unclean.leader.election.enable'},
    'remote.storage.enable': {type: type.boolean, default: 'false'},
  },
  [broker]: {
    'log.retention.ms': {type: type.long, default: null},
    'log.retention.minutes': {type: type.int, default: null, readOnly: true},
    'log.retention.hours': {type: type.int, default: '168', readOnly: true},
    'log.cleanup.policy': {type: type.list, default: 'delete'},
    'min.insync.replicas': {type: type.int, default: '1'},
    'message.max.bytes': {type: type.int, default: '1048588'},
    'unclean.leader.election.enable': {type: type.boolean, default: 'false'},
    'log.cleaner.threads': {type: type.int, default: '1'},
    'node.id': {type: type.int, default: null, readOnly: true},
    'client.quota.callback.class': {type: type.string, default: null, readOnly: true},
    'ssl.keystore.password': {type: type.password, default: null},
    'group.consumer.session.timeout.ms': {type: type.int, default: '45000', readOnly: true},
  },
  [clientMetrics]: {
    'interval.ms': {type: type.int, default: '300000'},
    match: {type: type.list, default: ''},
    metrics: {type: type.list, default: ''},
  },
  [group]: {
    'consumer.session.timeout.ms': {type: type.int, default: '45000', behind: 'group.consumer.session.timeout.ms'},
  },
}

export interface FakeConfigs {
  /**
   * The configs that are set, by resource as `4 1` (a number of Kafka's and a name); those of server.properties are
   * under `file 1`.
   */
  readonly set: Map<string, Map<string, string>>
  /** For `fakeCluster`. */
  readonly services: Service[]
}

/** `initially`: `topic orders retention.ms=1`, `broker 1 …`, `brokers …`, `file 1 …`, `logger 1 …`, `group g …`, `metrics m …`. */
export function fakeConfigs(initially: readonly string[] = []): FakeConfigs {
  const set = new Map<string, Map<string, string>>()
  const at = (key: string) => set.get(key) ?? new Map<string, string>()
  const change = (key: string) => {
    const found = at(key)
    set.set(key, found)
    return found
  }
  for (const line of initially) {
    const words = line.split(' ')
    const [first = '', name = ''] = words
    const codes: Readonly<Record<string, number | string>> = {
      topic,
      broker,
      logger,
      group,
      metrics: clientMetrics,
      file: 'file',
    }
    const key = first === 'brokers' ? `${broker} ` : `${codes[first]} ${name}`
    const [config = '', ...value] = (words.slice(first === 'brokers' ? 1 : 2).join(' ') || '=').split('=')
    change(key).set(config, value.join('='))
  }

  const ofBroker = (node: number, name: string) => {
    const places = [
      [at(`${broker} ${node}`), source.broker],
      [at(`${broker} `), source.allBrokers],
      [at(`file ${node}`), source.file],
    ] as const
    const found = places.flatMap(([values, from]) =>
      values.has(name) ? [{name, value: values.get(name) ?? null, source: from}] : [],
    )
    const byDefault = definitions[broker]?.[name]?.default ?? null
    return byDefault === null ? found : [...found, {name, value: byDefault, source: source.default}]
  }

  function described(resourceType: number, name: string, node: number) {
    const own = at(`${resourceType} ${name}`)
    if (resourceType === logger)
      return [...own].map(([each, level]) => ({name: each, value: level, configSource: source.logger, synonyms: []}))
    if (resourceType === broker && name === '')
      return [...own].map(([each, value]) =>
        entry(each, definitions[broker]?.[each], [{name: each, value, source: source.allBrokers}]),
      )
    const ownSource =
      {[topic]: source.topic, [clientMetrics]: source.metrics, [group]: source.group}[resourceType] ?? source.broker
    const known = definitions[resourceType] ?? {}
    const names = [...new Set([...Object.keys(known), ...own.keys()])]
    return names.map((each) => {
      const definition = known[each]
      const {behind} = definition ?? {}
      const inherited =
        resourceType === broker ? ofBroker(node, each) : behind === undefined ? [] : ofBroker(node, behind)
      // A default in another unit is not reported (ConfigHelper drops it).
      const mine =
        resourceType !== broker && own.has(each) ? [{name: each, value: own.get(each) ?? null, source: ownSource}] : []
      const hours = at(`file ${node}`).get('log.retention.hours')
      const inMs =
        behind === 'log.retention.ms' && hours !== undefined ? {default: String(Number(hours) * 3_600_000)} : {}
      return entry(each, definition && {...definition, ...inMs}, [...mine, ...inherited])
    })
  }

  function entry(
    name: string,
    definition: Definition | undefined,
    synonyms: readonly {readonly name: string; readonly value: string | null; readonly source: number}[],
  ) {
    const isSensitive = definition?.type === type.password || (!definition && name.endsWith('password'))
    const hide = (value: string | null) => (isSensitive ? null : value)
    return {
      name,
      value: hide(synonyms[0]?.value ?? definition?.default ?? null),
      configSource: synonyms[0]?.source ?? source.default,
      configType: definition?.type ?? type.string,
      // Names with a listener, and those of plug-ins, are not among DynamicBrokerConfig's.
      readOnly: definition ? (definition.readOnly ?? false) : true,
      isSensitive,
      synonyms: synonyms.map((each) => ({...each, value: hide(each.value)})),
      documentation: `What <code>${name}</code> is for.`,
    }
  }

  const describing = on(DescribeConfigs, ({resources, includeSynonyms, includeDocumentation}, {nodeId}) => ({
    results: resources.map(({resourceType, resourceName, configurationKeys: keys}) => {
      if (resourceName === 'missing') return {resourceType, resourceName, errorCode: 3, errorMessage: ''}
      if (resourceName === 'forbidden')
        return {resourceType, resourceName, errorCode: 29, errorMessage: 'Topic authorization failed.'}
      return {
        resourceType,
        resourceName,
        configs: described(resourceType, resourceName, nodeId)
          .filter(({name}) => !keys || keys.length === 0 || keys.includes(name))
          .map((each) => ({
            ...each,
            synonyms: includeSynonyms ? each.synonyms : [],
            ...(includeDocumentation ? {} : {documentation: null}),
          })),
      }
    }),
  }))
  const altering = on(IncrementalAlterConfigs, ({resources, validateOnly}) => ({
    responses: resources.map(({resourceType, resourceName, configs}) => {
      const refused = configs.find(({value}) => value === 'refused')
      if (refused)
        return {resourceType, resourceName, errorCode: 40, errorMessage: `Invalid value refused for ${refused.name}`}
      const values = validateOnly ? new Map<string, string>() : change(`${resourceType} ${resourceName}`)
      if (!validateOnly)
        for (const {name, configOperation, value} of configs) {
          const parts = (text: string | null | undefined) => (text ? text.split(',') : [])
          const have = parts(values.get(name) ?? definitions[resourceType]?.[name]?.default)
          if (configOperation === 0) values.set(name, value ?? '')
          else if (configOperation === 1) values.delete(name)
          else if (configOperation === 2)
            values.set(name, [...have, ...parts(value).filter((each) => !have.includes(each))].join(','))
          else values.set(name, have.filter((each) => !parts(value).includes(each)).join(','))
        }
      return {resourceType, resourceName, errorCode: 0, errorMessage: null}
    }),
  }))
  const listing = on(ListConfigResources, ({resourceTypes}) => ({
    configResources: [...set].flatMap(([key, values]) => {
      const [code = '', ...name] = key.split(' ')
      const wanted = resourceTypes.length === 0 || resourceTypes.includes(Number(code))
      return wanted && values.size > 0 && code !== 'file'
        ? [{resourceName: name.join(' '), resourceType: Number(code)}]
        : []
    }),
  }))
  return {set, services: [describing, altering, listing]}
}
