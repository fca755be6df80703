// Which topics kafka-topics is about.
import type {Cluster} from '../../cluster/cluster.ts'
import {listTopics, type ListedTopic} from '../../topics/list.ts'
import {JavaError} from '../java/errors.ts'
import type {TopicsOptions} from './checks.ts'
import {includeList} from '../java/topic-filter.ts'

/** All, or those that --topic matches; sorted by name. */
export async function matchingTopics(cluster: Cluster, options: TopicsOptions): Promise<readonly ListedTopic[]> {
  const wanted = options.value('topic')
  const {topics} = await listTopics(cluster, {
    internal: !options.has('exclude-internal'),
    pattern: wanted === undefined ? undefined : includeList(wanted),
  })
  return topics
}

/** IllegalArgumentException if --topic (unless it is empty) matched nothing and that is not allowed. */
export function checkFound(count: number, options: TopicsOptions): void {
  const wanted = options.value('topic')
  if (count === 0 && wanted && !options.has('if-exists'))
    throw new JavaError('java.lang.IllegalArgumentException', `Topic '${wanted}' does not exist as expected`)
}
