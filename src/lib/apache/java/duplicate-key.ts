// The exception that Collectors.toMap throws for a partition that occurs twice.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {JavaError} from './errors.ts'

/**
 * Throws IllegalStateException as JavaError for the first partition that occurs twice; `valueText` gives its value as
 * text.
 */
export function checkDistinct(partitions: readonly TopicPartition[], valueText: (at: TopicPartition) => string): void {
  const values = new Map<string, string>()
  for (const at of partitions) {
    const key = `${at.topic}-${at.partition}`
    const value = valueText(at)
    const before = values.get(key)
    if (before !== undefined)
      throw new JavaError(
        'java.lang.IllegalStateException',
        `Duplicate key ${key} (attempted merging values ${before} and ${value})`,
      )
    values.set(key, value)
  }
}

/** toString of an object that does not override it: its class and a hash that differs from run to run. */
export function offsetSpecText(kind: 'Earliest' | 'Latest' | 'Timestamp'): string {
  const hash = Math.floor(Math.random() * 2 ** 31).toString(16)
  return `org.apache.kafka.clients.admin.OffsetSpec$${kind}Spec@${hash}`
}
