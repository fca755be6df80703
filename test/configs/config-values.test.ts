import {expect, test} from 'vitest'
import {logLevel, sameValue, typedValue} from '../../src/lib/configs/config-values.ts'

test.each([
  ['INT', 'min.insync.replicas', '+2', '2'],
  ['LONG', 'retention.ms', '9223372036854775807', '9223372036854775807'],
  ['LONG', 'retention.ms', '7d', '604800000'],
  ['BOOLEAN', 'preallocate', 'TRUE', 'true'],
  ['LIST', 'cleanup.policy', 'delete, compact,', 'delete,compact'],
  ['DOUBLE', 'min.cleanable.dirty.ratio', ' 0.5', '0.5'],
  ['PASSWORD', 'ssl.key.password', ' 7d ', ' 7d '],
  ['STRING', 'compression.type', 'zstd', 'zstd'],
] as const)('%s %s=%s', (type, name, text, value) => expect(typedValue(name, type, text)).toBe(value))

test.each([
  ['INT', 'min.insync.replicas', 'two', "min.insync.replicas must be a whole number, not 'two'"],
  ['INT', 'max.message.bytes', '2147483648', 'max.message.bytes must be a whole number from -2147483648 to 2147483647'],
  ['SHORT', 'default.replication.factor', '40000', 'from -32768 to 32767'],
  ['LONG', 'retention.ms', '9223372036854775808', 'not 9223372036854775808'],
  ['INT', 'min.insync.replicas', '', "not ''"],
  ['BOOLEAN', 'preallocate', 'yes', "preallocate must be true or false, not 'yes'"],
  ['DOUBLE', 'min.cleanable.dirty.ratio', 'half', 'must be a number'],
] as const)('%s %s=%s is refused', (type, name, text, said) => expect(() => typedValue(name, type, text)).toThrow(said))

test('levels of loggers are those of Kafka', () => {
  expect(logLevel('kafka', 'debug')).toBe('DEBUG')
  expect(() => logLevel('kafka', 'warning')).toThrow('the levels are FATAL, ERROR, WARN, INFO, DEBUG and TRACE')
})

test('values that mean the same', () => {
  expect(sameValue('DOUBLE', '0.50', '0.5')).toBe(true)
  expect(sameValue('LIST', 'a, b', 'a,b')).toBe(true)
  expect(sameValue('LIST', 'b,a', 'a,b')).toBe(false)
  expect(sameValue('STRING', 'a, b', 'a,b')).toBe(false)
  expect(sameValue('INT', null, '1')).toBe(false)
})
