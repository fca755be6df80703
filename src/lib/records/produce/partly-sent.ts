import {ExpectedError} from '../../errors/expected-error.ts'
import {UsageError} from '../../errors/usage-error.ts'
import type {ProducerCounters} from './producer-settings.ts'

/**
 * The input has a mistake, but records before it were already sent. It is not a usage error, since those promise that
 * nothing was sent.
 */
export class PartlySent extends ExpectedError {
  override readonly name = 'PartlySent'
}

/** The error to throw: a usage error becomes PartlySent if records were sent outside of a transaction. */
export function afterSending(error: unknown, counters: ProducerCounters | undefined, transactional: boolean): unknown {
  if (!(error instanceof UsageError) || !counters) return error
  const sent = transactional ? counters.committed : Math.max(counters.acknowledged, counters.requests)
  return sent > 0 ? new PartlySent(error.message, {cause: error}) : error
}
