import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, plainly} from '../cluster/errors.ts'

/**
 * The error for a pattern of `--topic` that matches no topic in which the group has committed. `what`: the request,
 * such as `reset offsets of topic a-*`.
 */
export const unmatchedTopic = (what: string): KafkaError =>
  new KafkaError(errorCode.unknownTopicOrPartition, what, plainly('no topic with a committed offset matches'))
