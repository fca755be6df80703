import {KafkaError} from '../../cluster/errors.ts'
import type {CheckedSettings} from './producer-settings.ts'

export interface Undelivered {
  readonly partition: number
  /** Numbers of the records, counted from 1 in the order in which they were added. */
  readonly ordinals: Float64Array
  /** The broker's message, or advice of kafkit. */
  readonly text?: string | null | undefined
  readonly cause?: Error | undefined
}

/** The records of a batch were refused or given up. */
export class DeliveryError extends KafkaError {
  readonly topic: string
  readonly partition: number
  readonly ordinals: Float64Array

  constructor(
    code: number,
    {topic, recordsText}: Pick<CheckedSettings, 'topic' | 'recordsText'>,
    {partition, ordinals, text, cause}: Undelivered,
  ) {
    const which = recordsText(ordinals)
    super(code, `produce ${which} to ${topic}-${partition}`, text, cause ? {cause} : {})
    this.topic = topic
    this.partition = partition
    this.ordinals = ordinals
  }
}
