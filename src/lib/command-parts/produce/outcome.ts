// What `produce` reports about what it has sent.
import type {Produced} from '../../records/produce/produce.ts'
import {noCounts, type Delivery, type ProducerCounters} from '../../records/produce/producer-settings.ts'
import {counted, grouped} from '../../text/plural.ts'
import {sizeText} from '../../text/size.ts'

/** What --output json prints at the end, also if an error ended the run. */
export interface ProduceOutput extends ProducerCounters {
  readonly stoppedBy: Produced['stoppedBy'] | 'error'
  /** The number of lines before the place where it resumed; absent after an error. */
  readonly resumedAt?: number
  /** Inputs that were left out because they are not records; absent after an error. */
  readonly malformed?: number
  /** The partition of the only record, if the command line gave it. */
  readonly partition?: number
  /** The offset of the only record, if the command line gave it; absent if the broker does not return it (acks 0). */
  readonly offset?: number
  /** The error that ended the run, as a sentence. */
  readonly error?: string
}

/** The document after an error: `counters` up to that point. */
export const failedOutput = (counters: ProducerCounters | undefined, error: unknown): ProduceOutput => ({
  ...noCounts(),
  ...counters,
  stoppedBy: 'error',
  error: (error as Error).message,
})

/** The partition and offset of the only record. */
export interface RecordPlace {
  readonly partition: number
  readonly offset?: number
}

/** Undefined if the record was refused. */
export const placeOf = ({partition, baseOffset, error}: Delivery): RecordPlace | undefined =>
  error ? undefined : baseOffset < 0 ? {partition} : {partition, offset: baseOffset}

export const progressText = ({records, acknowledged, bytes}: ProducerCounters): string =>
  `${counted(records, 'record')} read, ${grouped(acknowledged)} acknowledged, ${sizeText(bytes)}`
