import {expect, test} from 'vitest'
import {checkTopicValue} from '../../src/lib/configs/topic-limits.ts'

test.each([
  ['retention.ms', '-5', 'retention.ms must be at least -1, not -5'],
  ['min.insync.replicas', '0', 'min.insync.replicas must be at least 1, not 0'],
  ['min.cleanable.dirty.ratio', '1.5', 'min.cleanable.dirty.ratio must be from 0 to 1, not 1.5'],
  ['compression.gzip.level', '0', 'compression.gzip.level must be from 1 to 9, or -1, not 0'],
  ['cleanup.policy', 'foo', "cleanup.policy must be a list of compact and delete, not 'foo'"],
  [
    'cleanup.policy',
    'delete,compacted',
    "cleanup.policy must be a list of compact and delete, not 'compacted'; did you mean compact?",
  ],
  ['compression.type', 'zst', "compression.type must be uncompressed, producer, gzip, snappy, lz4 or zstd, not 'zst'; did you mean zstd?"], // prettier-ignore
])('%s=%s is out of range', (name, value, text) => {
  expect(() => checkTopicValue(name, value)).toThrow(text)
})

test.each([
  ['retention.ms', '-1'],
  ['compression.gzip.level', '-1'],
  ['cleanup.policy', 'delete, compact'],
  ['cleanup.policy', ''],
  // Before Kafka 4.0.
  ['segment.bytes', '14'],
  // Told by its type, or by the brokers.
  ['retention.ms', 'soon'],
  ['some.config', '-7'],
])('%s=%s is left to the brokers', (name, value) => {
  expect(() => checkTopicValue(name, value)).not.toThrow()
})
