// Explains what a broker's refusal means and what to do about it, where Kafka's own message does not.
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {Transaction} from './transaction.ts'

type TransactionLimits = Pick<Transaction, 'id' | 'timeoutMs'>

/** Adds advice to the error if it ended a transaction for a known reason; otherwise returns the same error. */
export function explainedTransactionError(error: Error, transaction: TransactionLimits | undefined): Error {
  if (!(error instanceof KafkaError) || !transaction) return error
  const text = transactionAdvice(error.code, transaction)
  return text ? new KafkaError(error.code, `produce as ${transaction.id}`, text, {cause: error}) : error
}

export interface RefusedBatch {
  readonly topic: string
  /** Bytes of the batch before compression. */
  readonly weight: number
  readonly transaction: TransactionLimits | undefined
}

/** A sentence about a refused batch; undefined: Kafka's own message is enough. */
export function refusalAdvice(code: number, {topic, weight, transaction}: RefusedBatch): string | undefined {
  if (transaction) {
    const text = transactionAdvice(code, transaction)
    if (text) return text
  }
  if (code === errorCode.topicAuthorizationFailed)
    return `not allowed to write to it: this needs the permission WRITE on topic ${topic}`
  if (code === errorCode.invalidRecord)
    return 'the broker does not accept such records (a compacted topic needs keys, for example)'
  if (code === errorCode.messageTooLarge)
    return `the record (${weight} bytes) is larger than the topic's max.message.bytes: raise that, or leave the record out`
  if (code === errorCode.outOfOrderSequenceNumber)
    return 'the broker lacks records that it had acknowledged: data was lost in the cluster'
  return undefined
}

function transactionAdvice(code: number, {id, timeoutMs}: TransactionLimits): string | undefined {
  if (code === errorCode.producerFenced || code === errorCode.invalidProducerEpoch)
    return (
      `another producer has taken over the transactional id ${id}, or the transaction took longer than its time limit ` +
      `(${timeoutMs} ms): none of it was committed; use an id that no other producer uses, smaller transactions, or a longer limit`
    )
  if (code === errorCode.transactionalIdAuthorizationFailed)
    return `not allowed: this needs the permissions WRITE and DESCRIBE on transactional id ${id}`
  if (code === errorCode.invalidTransactionTimeout)
    return `a time limit of ${timeoutMs} ms is more than the brokers allow (transaction.max.timeout.ms)`
  return undefined
}
