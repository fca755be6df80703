// Which topics are read: names, or a pattern.
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError, UsageError, plainly} from '../../cluster/errors.ts'
import {unheardMs} from '../produce/producer-topic.ts'

export interface TopicChoice {
  /** Names, or a pattern that a whole name must match. */
  topics: readonly string[] | RegExp
  /** With a pattern: internal topics too. */
  internal?: boolean | undefined
}

/** Raises KafkaError for a name that cannot be read; a pattern may match nothing. */
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
  const unheard = new Deadline(unheardMs)
  const backOff = new BackOff(cluster.settings.retryBackoffMs, cluster.settings.retryBackoffMaxMs)
  let found = await cluster.topics(names, options)
  while (found.some(({errorCode: code}) => code === errorCode.unknownTopicOrPartition) && !unheard.over) {
    await backOff.wait(unheard, cluster.settings.signal)
    found = await cluster.topics(names, {refresh: true})
  }
  for (const {name, errorCode: code} of found) {
    const text =
      code === errorCode.unknownTopicOrPartition ? plainly('there is no such topic (or it may not be seen)') : null
    if (code !== 0) throw new KafkaError(code, `read topic ${name}`, text)
  }
  return found
}
