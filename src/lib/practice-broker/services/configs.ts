import {errorCode as codes, kafkaErrors} from '../../cluster/error-codes.ts'
import {AlterConfigs} from '../../apis/alter-configs.ts'
import {DescribeConfigs} from '../../apis/describe-configs.ts'
import {IncrementalAlterConfigs} from '../../apis/incremental-alter-configs.ts'
import {on, type Service} from '../server.ts'
import {changedBroker, changedTopic, operation, type Change} from '../configs/changes.ts'
import {everyBroker, type DescribedConfig} from '../configs/configs.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {attempt, Refusal} from '../refusal.ts'
import {topicNameComplaint, type Topic} from '../topic.ts'

/** Kafka's numbers of the kinds of resources that have configs here. */
const kind = {topic: 2, broker: 4} as const
/** Broker loggers, client metrics and groups: Kafka has configs for them. */
const otherKinds: ReadonlySet<number> = new Set([8, 16, 32])

interface Resource {
  readonly resourceType: number
  readonly resourceName: string
}

export function describeConfigsService(cluster: PracticeCluster): Service {
  return on(DescribeConfigs, ({resources, includeSynonyms}, {nodeId}) => ({
    results: resources.map(({resourceType, resourceName, configurationKeys: keys}) => {
      const outcome = attempt(() => {
        const all = describe(cluster, {resourceType, resourceName}, nodeId)
        const wanted = keys === null || keys.length === 0 ? all : all.filter(({name}) => keys.includes(name))
        return {configs: wanted.map((each) => ({...each, synonyms: includeSynonyms ? each.synonyms : []}))}
      })
      return {resourceType, resourceName, ...outcome, errorMessage: outcome.errorMessage ?? ''}
    }),
  }))
}

function describe(cluster: PracticeCluster, resource: Resource, nodeId: number): DescribedConfig[] {
  const {resourceType, resourceName: name} = resource
  if (resourceType === kind.topic) {
    const topic = topicOf(cluster, name)
    if (!topic) throw new Refusal(codes.unknownTopicOrPartition)
    return cluster.configs.describeTopic(nodeId, topic.overrides)
  }
  if (resourceType === kind.broker) {
    if (name === everyBroker) return cluster.configs.describeDefaults()
    checkBroker(name, nodeId, {kind: 'Broker', expected: `${nodeId} or empty string`})
    return cluster.configs.describeBroker(nodeId)
  }
  const unknown = !otherKinds.has(resourceType)
  const text = unknown
    ? kafkaErrors(codes.invalidRequest).text
    : 'The practice broker has configs of topics and brokers only.'
  throw new Refusal(codes.invalidRequest, text)
}

export function incrementalAlterConfigsService(cluster: PracticeCluster): Service {
  return on(IncrementalAlterConfigs, ({resources, validateOnly}, {nodeId}) => ({
    responses: resources.map(({resourceType, resourceName, configs}) => {
      const resource = {resourceType, resourceName}
      const outcome = attempt(() => {
        checkOnce(resources, resource)
        return alter(cluster, resource, nodeId, validateOnly, () => configs)
      })
      return {...resource, ...outcome}
    }),
  }))
}

/** The old way: what is not named goes back to its default. */
export function alterConfigsService(cluster: PracticeCluster): Service {
  return on(AlterConfigs, ({resources, validateOnly}, {nodeId}) => ({
    responses: resources.map(({resourceType, resourceName, configs}) => {
      const resource = {resourceType, resourceName}
      const outcome = attempt(() => {
        checkOnce(resources, resource)
        const named = new Set(configs.map(({name}) => name))
        return alter(cluster, resource, nodeId, validateOnly, (before) => [
          ...configs.map((each) => ({...each, configOperation: operation.set})),
          ...[...before.keys()]
            .filter((name) => !named.has(name))
            .map((name) => ({name, configOperation: operation.delete, value: null})),
        ])
      })
      return {...resource, ...outcome}
    }),
  }))
}

function alter(
  cluster: PracticeCluster,
  {resourceType, resourceName: name}: Resource,
  nodeId: number,
  validateOnly: boolean,
  changes: (before: ReadonlyMap<string, string>) => readonly Change[],
): object {
  const {configs} = cluster
  if (resourceType === kind.topic) {
    if (name === '') throw new Refusal(codes.invalidRequest, 'Default topic resources are not allowed.')
    const topic = topicOf(cluster, name)
    if (!topic) throw new Refusal(codes.unknownTopicOrPartition, `The topic '${name}' does not exist.`)
    const inherited = (key: string) => configs.topic(nodeId, new Map(), key)
    const after = changedTopic(topic.overrides, changes(topic.overrides), inherited)
    if (!validateOnly) cluster.configure(topic, after)
  } else if (resourceType === kind.broker) {
    if (name !== everyBroker) checkBroker(name, nodeId, {kind: 'Node', expected: String(nodeId)})
    const before = configs.changed(name)
    const after = changedBroker(before, changes(before), (key) => configs.broker(nodeId, key))
    if (!validateOnly) configs.change(name, after)
  } else throw new Refusal(codes.invalidRequest, `Unknown resource type ${resourceType}`)
  return {}
}

function topicOf(cluster: PracticeCluster, name: string): Topic | undefined {
  const complaint = topicNameComplaint(name)
  if (complaint !== undefined) throw new Refusal(codes.invalidTopicException, complaint)
  return cluster.topic(name)
}

/** A broker speaks for itself only. */
function checkBroker(name: string, nodeId: number, {kind, expected}: {kind: string; expected: string}): void {
  const wrong = !/^-?\d+$/.test(name)
    ? `${kind} id must be an integer, but it is: ${name}`
    : Number(name) !== nodeId && `Unexpected broker id, expected ${expected}, but received ${name}`
  if (wrong !== false) throw new Refusal(codes.invalidRequest, wrong)
}

function checkOnce(resources: readonly Resource[], {resourceType, resourceName}: Resource): void {
  const same = resources.filter((each) => each.resourceType === resourceType && each.resourceName === resourceName)
  if (same.length > 1) throw new Refusal(codes.invalidRequest, 'Each resource must appear at most once.')
}
