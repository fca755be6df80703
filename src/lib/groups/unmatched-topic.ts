import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, plainly} from '../cluster/errors.ts'

/** For a pattern of `--topic` that matches no topic in which the group has committed; `what` was to be done: `reset offsets of topic a-*`. */
export const unmatchedTopic = (what: string): KafkaError =>
  new KafkaError(errorCode.unknownTopicOrPartition, what, plainly('no topic with a committed offset matches'))
