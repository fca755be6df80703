// Chooses the topics to read, by names or a pattern.
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError, UsageError, plainly} from '../../cluster/errors.ts'
import {unknownTopicGraceMs} from '../produce/producer-topic.ts'

export interface TopicChoice {
  /** Names, or a pattern for whole names. */
  topics: readonly string[] | RegExp
  /** The pattern matches internal topics too. */
  internal?: boolean | undefined
}

/** The error if the topics of a pattern are to be read to an end, but none matches. */
export const noTopicMatches = (pattern: RegExp) =>
  new KafkaError(
    errorCode.unknownTopicOrPartition,
    `read topics that match ${pattern.source}`,
    plainly('no topic matches (or none may be seen)'),
  )

/**
 * Throws KafkaError for a name that does not exist or may not be read, and UsageError if no name is given. A pattern
 * may match nothing.
 */
export async function chosenTopics(
  cluster: Cluster,
  {topics, internal = false}: TopicChoice,
  options: {refresh?: boolean} = {},
): Promise<TopicMetadata[]> {
  if (topics instanceof RegExp) {
    const whole = new RegExp(`^(?:${topics.source})$`, topics.flags.replace(/[gy]/g, ''))
    const all = await cluster.topics('all')
    return all.filter((topic) => topic.errorCode === 0 && whole.test(topic.name) && (internal || !topic.internal))
  }
  if (topics.length === 0) throw new UsageError('no topic is named')
  const names = [...new Set(topics)]
  const grace = new Deadline(unknownTopicGraceMs)
  const backOff = new BackOff(cluster.settings.retryBackoffMs, cluster.settings.retryBackoffMaxMs)
  let found = await cluster.topics(names, options)
  while (found.some(({errorCode: code}) => code === errorCode.unknownTopicOrPartition) && !grace.over) {
    await backOff.wait(grace, cluster.settings.signal)
    found = await cluster.topics(names, {refresh: true})
  }
  for (const {name, errorCode: code} of found) {
    const text =
      code === errorCode.unknownTopicOrPartition ? plainly('there is no such topic (or it may not be seen)') : null
    if (code !== 0) throw new KafkaError(code, `read topic ${name}`, text)
  }
  return found
}
