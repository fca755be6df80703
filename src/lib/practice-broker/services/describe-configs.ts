import {DescribeConfigs} from '../../apis/describe-configs.ts'
import {errorCode as codes, kafkaErrors} from '../../cluster/error-codes.ts'
import type {Got} from '../../wire/schema.ts'
import {everyBroker, type DescribedConfig} from '../configs/configs.ts'
import {checkBroker, namedTopic, resourceTypes, type Resource} from '../configs/resource.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {attempt, Refusal} from '../refusal.ts'
import {on, type RequestOrigin, type Service} from '../server.ts'

/** Kafka 4.0 dropped version 0 (KIP-896). */
const oldest = 1
/** Broker loggers, client metrics and groups: Kafka has configs for these, the practice broker does not. */
const otherResourceTypes: ReadonlySet<number> = new Set([8, 16, 32])

export function describeConfigsService(cluster: PracticeCluster): Service {
  const answer = ({resources, includeSynonyms}: Got<typeof DescribeConfigs.request>, {nodeId}: RequestOrigin) => ({
    results: resources.map(({resourceType, resourceName, configurationKeys: keys}) => {
      const outcome = attempt(() => {
        const all = describe(cluster, {resourceType, resourceName}, nodeId)
        const wanted = keys === null || keys.length === 0 ? all : all.filter(({name}) => keys.includes(name))
        return {configs: wanted.map((each) => ({...each, synonyms: includeSynonyms ? each.synonyms : []}))}
      })
      return {resourceType, resourceName, ...outcome, errorMessage: outcome.errorMessage ?? ''}
    }),
  })
  return on(DescribeConfigs, answer, DescribeConfigs.versions[1], oldest)
}

function describe(cluster: PracticeCluster, resource: Resource, nodeId: number): DescribedConfig[] {
  const {resourceType, resourceName: name} = resource
  if (resourceType === resourceTypes.topic) {
    const topic = namedTopic(cluster, name)
    if (!topic) throw new Refusal(codes.unknownTopicOrPartition)
    return cluster.configs.describeTopic(nodeId, topic.overrides)
  }
  if (resourceType === resourceTypes.broker) {
    if (name === everyBroker) return cluster.configs.describeDefaults()
    checkBroker(name, nodeId, {kind: 'Broker', expected: `${nodeId} or empty string`})
    return cluster.configs.describeBroker(nodeId)
  }
  const unknown = !otherResourceTypes.has(resourceType)
  const text = unknown
    ? kafkaErrors(codes.invalidRequest).text
    : 'The practice broker has configs of topics and brokers only.'
  throw new Refusal(codes.invalidRequest, text)
}
