import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, plainly, type PlainText} from '../cluster/errors.ts'

/** What a broker said of one topic; `verb` is what we wanted to do with it. */
export function topicError(code: number, verb: string, name: string, brokerText?: string | null): KafkaError {
  return new KafkaError(code, `${verb} topic ${name}`, plainText(code, brokerText))
}

/** Kafka's sentence for the commonest case speaks of servers that host; say it as users do, unless the broker is more exact. */
function plainText(code: number, brokerText: string | null | undefined): string | PlainText | null | undefined {
  const unknown = code === errorCode.unknownTopicOrPartition || code === errorCode.unknownTopicId
  if (unknown && (!brokerText || brokerText.startsWith('This server does not host')))
    return plainly('there is no such topic')
  if (code === errorCode.requestTimedOut && !brokerText)
    return plainly('not finished within the time limit; it may still happen, so look before repeating it')
  return brokerText
}
