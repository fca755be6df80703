import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {kafkaErrors} from '../../cluster/error-codes.ts'
import {KafkaError, isTransient} from '../../cluster/errors.ts'
import {askForTopic} from '../../topics/ask-for-topic.ts'
import {JavaError, metadataException} from '../java/errors.ts'

export interface AwaitOptions {
  /** max.block.ms. */
  readonly maxBlockMs: number
  readonly signal: AbortSignal
  /** Called when the topic does not exist yet. */
  readonly warn: (text: string) => void
}

/**
 * Requests the topic's metadata, in the form that lets brokers create the topic, until it exists. Throws JavaError if
 * it cannot be created, and TimeoutException once `maxBlockMs` have passed.
 */
export async function awaitTopic(
  cluster: Cluster,
  name: string,
  {maxBlockMs, signal, warn}: AwaitOptions,
): Promise<void> {
  const deadline = new Deadline(maxBlockMs)
  const {retryBackoffMs, retryBackoffMaxMs} = cluster.settings
  const backOff = new BackOff(retryBackoffMs, retryBackoffMaxMs)
  let reported = 0
  while (!deadline.over) {
    try {
      const code = await askForTopic(cluster, name, {mayCreate: true, timeoutMs: Math.max(1, deadline.left), signal})
      if (code === 0) return
      const {name: codeName, retriable} = kafkaErrors(code)
      if (!retriable) throw metadataException(new KafkaError(code, `produce to topic ${name}`), [name])
      if (code !== reported) {
        warn(`The metadata response from the cluster reported a recoverable issue: {${name}=${codeName}}`)
        reported = code
      }
    } catch (error) {
      if (!isTransient(error) || signal.aborted) throw error
    }
    await backOff.wait(deadline, signal)
  }
  const text = `Topic ${name} not present in metadata after ${maxBlockMs} ms.`
  throw new JavaError('org.apache.kafka.common.errors.TimeoutException', text)
}
