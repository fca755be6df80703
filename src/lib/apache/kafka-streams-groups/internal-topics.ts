// The internal topics of Streams applications.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {isInternalTopicOf} from '../../topics/streams-topics.ts'
import {executionException, JavaError, sentence} from '../java/errors.ts'
import {hashOrder, hashOrderOfStrings, stringHash} from '../java/hash-order.ts'
import {streamsGroups, type StreamsGroup} from './groups.ts'

/**
 * The internal topics of these groups, by group id; groups without any are left out. If a name does not look like an
 * internal topic, or the topics cannot be read, this prints a message, and the tool continues without them.
 */
export async function internalTopics(
  cluster: Cluster,
  ids: readonly string[],
  io: Io,
): Promise<ReadonlyMap<string, readonly string[]>> {
  try {
    const groups = [...(await streamsGroups(cluster, ids)).values()]
    const failed = groups.find((group) => group instanceof JavaError)
    if (failed) throw executionException(failed)
    const found = groups.filter((group): group is StreamsGroup => !(group instanceof JavaError))
    const ordered = hashOrder(found, ({groupId}) => stringHash(groupId), {capacity: found.length})
    return new Map(
      ordered.map((group) => [group.groupId, topicsOf(group, io)] as const).filter(([, topics]) => topics.length > 0),
    )
  } catch (error) {
    if (!(error instanceof JavaError)) throw error
    io.out(`\nError: Retrieving internal topics failed due to ${error.message}\n`)
    io.err(`${sentence(error)}\n`)
    return new Map()
  }
}

function topicsOf({groupId, topology}: StreamsGroup, io: Io): string[] {
  const sources = new Set(topology.subtopologies.flatMap(({sourceTopics}) => sourceTopics))
  const topics = topology.subtopologies.flatMap(({repartitionSourceTopics, changelogTopics}) => [
    ...hashOrderOfStrings(repartitionSourceTopics),
    ...hashOrderOfStrings(changelogTopics),
  ])
  return topics.filter((topic) => {
    if (sources.has(topic)) return false
    if (isInternalTopicOf(groupId, topic)) return true
    io.out(
      `\nError: The internal topic '${topic}' is not inferred as internal and thus will not be deleted with the group '${groupId}'.\n`,
    )
    return false
  })
}
