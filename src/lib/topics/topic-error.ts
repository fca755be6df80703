import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, plainly, type PlainText} from '../cluster/errors.ts'

/** The error for one topic in a response; `verb` is the operation on the topic. */
export function topicError(code: number, verb: string, name: string, brokerText?: string | null): KafkaError {
  return new KafkaError(code, `${verb} topic ${name}`, plainText(code, brokerText))
}

/** Replaces Kafka's sentence about servers that host topics with a plain one, unless the broker is more specific. */
function plainText(code: number, brokerText: string | null | undefined): string | PlainText | null | undefined {
  const unknown = code === errorCode.unknownTopicOrPartition || code === errorCode.unknownTopicId
  if (unknown && (!brokerText || brokerText.startsWith('This server does not host')))
    return plainly('there is no such topic')
  if (code === errorCode.requestTimedOut && !brokerText)
    return plainly('not finished within the time limit; it may still complete, so check before trying again')
  return brokerText
}
