import {errorCode as codes} from '../../cluster/error-codes.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {Refusal} from '../refusal.ts'
import {changedBroker, changedTopic, type Change} from './changes.ts'
import {everyBroker} from './configs.ts'
import {checkBroker, namedTopic, resourceTypes, type Resource} from './resource.ts'

/**
 * Applies `changes`, a function of the configs before, to one resource, or only checks them. Returns the fields of a
 * successful outcome. Throws Refusal.
 */
export function alterResource(
  cluster: PracticeCluster,
  {resourceType, resourceName: name}: Resource,
  nodeId: number,
  validateOnly: boolean,
  changes: (before: ReadonlyMap<string, string>) => readonly Change[],
): object {
  const {configs} = cluster
  if (resourceType === resourceTypes.topic) {
    if (name === '') throw new Refusal(codes.invalidRequest, 'Default topic resources are not allowed.')
    const topic = namedTopic(cluster, name)
    if (!topic) throw new Refusal(codes.unknownTopicOrPartition, `The topic '${name}' does not exist.`)
    const inherited = (key: string) => configs.topic(nodeId, new Map(), key)
    const after = changedTopic(topic.overrides, changes(topic.overrides), inherited)
    if (!validateOnly) cluster.configure(topic, after)
  } else if (resourceType === resourceTypes.broker) {
    if (name !== everyBroker) checkBroker(name, nodeId, {kind: 'Node', expected: String(nodeId)})
    const before = configs.changed(name)
    const after = changedBroker(before, changes(before), (key) => configs.broker(nodeId, key))
    if (!validateOnly) configs.change(name, after)
  } else throw new Refusal(codes.invalidRequest, `Unknown resource type ${resourceType}`)
  return {}
}

/** Throws Refusal if a request names this resource twice. */
export function checkOnce(resources: readonly Resource[], {resourceType, resourceName}: Resource): void {
  const same = resources.filter((each) => each.resourceType === resourceType && each.resourceName === resourceName)
  if (same.length > 1) throw new Refusal(codes.invalidRequest, 'Each resource must appear at most once.')
}
