// Admin.deleteTopics, where a tool tells only what could not be deleted.
import type {Cluster} from '../../cluster/cluster.ts'
import {deleteTopics} from '../../topics/delete.ts'
import {emptyTopicName} from '../client/empty-topic-name.ts'
import {asJavaError, kafkaException, type JavaError} from '../java/errors.ts'
import {inResultOrder} from '../java/hash-order.ts'

export interface TopicNotDeleted {
  readonly name: string
  readonly error: JavaError
}

/** Deletes topics. Returns those that could not be, in the order of Apache's client. */
export async function deleteEach(cluster: Cluster, topics: readonly string[]): Promise<TopicNotDeleted[]> {
  const distinct = [...new Set(topics)]
  const errors = await errorsOf(cluster, distinct)
  return inResultOrder(distinct.map((name) => ({name}))).flatMap(({name}) => {
    const error = errors.get(name)
    return error ? [{name, error}] : []
  })
}

async function errorsOf(cluster: Cluster, topics: readonly string[]): Promise<Map<string, JavaError>> {
  const errors = new Map<string, JavaError>()
  if (topics.includes('')) errors.set('', emptyTopicName())
  const named = topics.filter((topic) => topic !== '')
  if (named.length === 0) return errors
  try {
    for (const outcome of await deleteTopics(cluster, named))
      if (outcome.status === 'failed') errors.set(outcome.name, kafkaException(outcome.error))
  } catch (failure) {
    const error = asJavaError(failure, 'deleteTopics')
    for (const topic of named) errors.set(topic, error)
  }
  return errors
}
