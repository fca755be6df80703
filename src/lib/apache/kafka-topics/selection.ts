// The topics that --topic selects.
import type {Cluster} from '../../cluster/cluster.ts'
import {Failures} from '../../cluster/outcome.ts'
import {listTopics, type ListedTopic} from '../../topics/list.ts'
import {JavaError} from '../java/errors.ts'
import type {TopicsOptions} from './checks.ts'
import {includeList} from '../java/topic-filter.ts'

/** The topics that --topic matches, or all topics without it; sorted by name. */
export async function matchingTopics(cluster: Cluster, options: TopicsOptions): Promise<readonly ListedTopic[]> {
  const wanted = options.value('topic')
  const outcome = await listTopics(cluster, {
    internal: !options.has('exclude-internal'),
    pattern: wanted === undefined ? undefined : includeList(wanted),
  })
  // Apache's tool lists the topics for which Metadata has no error.
  return outcome.open(new Failures()).topics
}

/** Throws IllegalArgumentException as JavaError if a non-empty --topic matched nothing and --if-exists is not given. */
export function checkFound(count: number, options: TopicsOptions): void {
  const wanted = options.value('topic')
  if (count === 0 && wanted && !options.has('if-exists'))
    throw new JavaError('java.lang.IllegalArgumentException', `Topic '${wanted}' does not exist as expected`)
}
