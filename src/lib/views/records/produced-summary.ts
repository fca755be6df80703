// A sentence about the records that were sent, and their outcome.
import type {Produced} from '../../records/produce/produce.ts'
import type {ProducerCounters} from '../../records/produce/producer-settings.ts'
import {sizeText} from '../../text/size.ts'
import {counted, grouped} from '../../text/plural.ts'

export interface SentHow {
  readonly topic: string
  readonly acks: -1 | 0 | 1
  readonly transactional: boolean
  /** Where the only record was written. */
  readonly place?: {readonly partition: number; readonly offset?: number} | undefined
}

/** `orders: 4 records acknowledged, 1 refused (25 B)`; only the counters if the input was not read to its end. */
export function producedSummary(
  produced: ProducerCounters & Partial<Pick<Produced, 'resumedAt' | 'malformed'>>,
  {topic, acks, transactional, place}: SentHow,
): string {
  const {records, bytes, acknowledged, failed, unanswered, committed, resumedAt = 0, malformed = 0} = produced
  if (resumedAt > 0 && records === 0) return `${topic}: nothing new after line ${grouped(resumedAt)}`
  const refused = failed - unanswered
  const unacknowledged = records - acknowledged - failed
  const parts = [
    transactional
      ? `${counted(committed, 'record')} committed`
      : acks === 0
        ? `${counted(records, 'record')} sent without acknowledgement`
        : `${counted(acknowledged, 'record')} acknowledged`,
    transactional && records > committed && `${grouped(records - committed)} aborted`,
    refused > 0 && `${grouped(refused)} refused`,
    unanswered > 0 &&
      !transactional &&
      `${grouped(unanswered)} ${acks === 0 ? 'perhaps lost: a connection broke' : 'without an answer (may have been written)'}`,
    !transactional && acks !== 0 && unacknowledged > 0 && `${grouped(unacknowledged)} not acknowledged`,
    malformed > 0 && `${counted(malformed, 'line')} left out`,
  ].filter((part) => part !== false)
  const resumed = resumedAt > 0 ? `, from line ${grouped(resumedAt + 1)} on` : ''
  const where = place
    ? `, partition ${place.partition}${place.offset === undefined ? '' : `, offset ${place.offset}`}`
    : ''
  return `${topic}: ${parts.join(', ')} (${sizeText(bytes)})${where}${resumed}`
}
