import {errorCode as codes} from '../../cluster/error-codes.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {Refusal} from '../refusal.ts'
import {topicNameComplaint, type Topic} from '../topic.ts'

/** Kafka's codes (ConfigResource.Type) of the resources that have configs here. */
export const resourceTypes = {topic: 2, broker: 4} as const

/** What configs belong to, as DescribeConfigs and the APIs that change configs name it. */
export interface Resource {
  readonly resourceType: number
  readonly resourceName: string
}

/** Undefined if there is no such topic. Throws Refusal for a name that no topic can have. */
export function namedTopic(cluster: PracticeCluster, name: string): Topic | undefined {
  const complaint = topicNameComplaint(name)
  if (complaint !== undefined) throw new Refusal(codes.invalidTopicException, complaint)
  return cluster.topic(name)
}

/** Throws Refusal unless the broker is asked about itself: no broker answers for another. */
export function checkBroker(name: string, nodeId: number, {kind, expected}: {kind: string; expected: string}): void {
  const wrong = !/^-?\d+$/.test(name)
    ? `${kind} id must be an integer, but it is: ${name}`
    : Number(name) !== nodeId && `Unexpected broker id, expected ${expected}, but received ${name}`
  if (wrong !== false) throw new Refusal(codes.invalidRequest, wrong)
}
