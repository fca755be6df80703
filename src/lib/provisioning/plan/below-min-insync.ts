import {counted} from '../../text/plural.ts'
import {isUnread, type CurrentTopic} from '../current.ts'
import type {DesiredTopic} from '../declared.ts'
import type {Place} from '../../text/place.ts'
import type {ComparedConfigs} from './compare-configs.ts'

/**
 * Reports topics with fewer replicas than min.insync.replicas, to which no producer with acks=all could write. Checked
 * only if the plan changes one of the two.
 */
export function belowMinInsync(
  topic: DesiredTopic,
  now: CurrentTopic,
  configs: ComparedConfigs | undefined,
): {readonly text: string; readonly place: Place} | undefined {
  const step = configs?.steps.find(({name}) => name === 'min.insync.replicas')
  const counts = now.partitions.map(({replicas}) => replicas.length)
  const factor = topic.replicationFactor?.value ?? Math.min(...counts)
  const fewer = topic.replicationFactor !== undefined && counts.some((count) => count > factor)
  if (!step && !fewer) return undefined
  const declared = topic.configs.find(({name}) => name === 'min.insync.replicas')
  const effective = isUnread(now.configs) ? null : (now.configs.entries.get('min.insync.replicas')?.value ?? null)
  const least = Number(step ? (step.value ?? 1) : effective)
  if (!(least > factor)) return undefined
  const place = (step ? declared?.place : topic.replicationFactor?.place) ?? topic.place
  return {
    place,
    text: `topic ${topic.name} would have ${counted(factor, 'replica')} and min.insync.replicas=${least}: writes with acks=all would fail`,
  }
}
