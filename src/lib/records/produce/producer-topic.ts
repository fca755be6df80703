import {Metadata} from '../../apis/metadata.ts'
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError, plainly} from '../../cluster/errors.ts'

/** The time limit for creating a topic, ms. */
const creationMs = 15_000
/** How long a broker may not know a topic that was just created, ms, so that `topics create x && produce x` works. */
export const unknownTopicGraceMs = 500

/** The topic's metadata. `create`: let the broker create a missing topic. Throws KafkaError for a topic that cannot be used. */
export async function topicToProduce(cluster: Cluster, name: string, create: boolean): Promise<TopicMetadata> {
  const deadline = new Deadline(creationMs)
  const grace = new Deadline(unknownTopicGraceMs)
  const backOff = new BackOff(cluster.settings.retryBackoffMs, cluster.settings.retryBackoffMaxMs)
  for (let refresh = false; ; refresh = true) {
    const [topic] = await cluster.topics([name], {refresh})
    const code = topic?.errorCode ?? errorCode.unknownTopicOrPartition
    if (topic && code === 0 && topic.partitions.length > 0) return topic
    const missing = code === errorCode.unknownTopicOrPartition
    const wait = missing ? create || !grace.over : code === errorCode.leaderNotAvailable
    if (!wait || deadline.over) {
      const text = missing
        ? plainly('there is no such topic (or it may not be seen)')
        : code === errorCode.topicAuthorizationFailed
          ? `not allowed: this needs the permissions DESCRIBE and WRITE on topic ${name}`
          : undefined
      throw new KafkaError(code || errorCode.leaderNotAvailable, `produce to topic ${name}`, text)
    }
    if (missing && create)
      await cluster.call(Metadata, {topics: [{name}], allowAutoTopicCreation: true}, {what: `create topic ${name}`})
    await backOff.wait(deadline, cluster.settings.signal)
  }
}
