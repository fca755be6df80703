import type {KafkaError} from '../cluster/errors.ts'

export interface GroupFailure {
  readonly groupId: string
  readonly error: KafkaError
  /** The broker's message, if any; brokers before Kafka 4.0 have none for an unknown group. */
  readonly brokerText?: string | null
}
