import {ExpectedError} from '../../errors/expected-error.ts'
import {UsageError} from '../../errors/usage-error.ts'
import type {ProducerCounters} from './producer-settings.ts'

/** The input is wrong, and records before the wrong place were sent: not a usage error, for which nothing was sent. */
export class PartlySent extends ExpectedError {
  override readonly name = 'PartlySent'
}

/** The error as it is to be raised: a usage error becomes PartlySent if records were sent, outside of a transaction. */
export function afterSending(error: unknown, counters: ProducerCounters | undefined, transactional: boolean): unknown {
  if (!(error instanceof UsageError) || !counters) return error
  const sent = transactional ? counters.committed : Math.max(counters.acknowledged, counters.requests)
  return sent > 0 ? new PartlySent(error.message, {cause: error}) : error
}
