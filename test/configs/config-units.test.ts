import {expect, test} from 'vitest'
import {inUnitOf, inUnitsOf, meaningOf} from '../../src/lib/configs/config-units.ts'
import {UsageError} from '../../src/lib/errors/usage-error.ts'

test.each([
  ['retention.ms', '7d', '604800000'],
  ['retention.ms', '1h30m', '5400000'],
  ['retention.ms', 'PT1H', '3600000'],
  ['retention.ms', '-1', '-1'],
  ['retention.ms', '604800000', '604800000'],
  ['log.retention.hours', '7d', '168'],
  ['log.retention.minutes', '2h', '120'],
  ['quota.window.size.seconds', '1m', '60'],
  ['retention.bytes', '10GiB', '10737418240'],
  ['segment.bytes', '1g', '1073741824'],
  ['max.message.bytes', '2MB', '2000000'],
  ['log.cleaner.dedupe.buffer.size', '128MiB', '134217728'],
  ['follower.replication.throttled.rate', '10MiB/s', '10485760'],
  ['log.cleaner.io.max.bytes.per.second', '1.5', '1.5'],
  // Without a unit in the name.
  ['cleanup.policy', 'compact', 'compact'],
  ['num.partitions', '7d', '7d'],
  ['max.connection.creation.rate', '5k', '5k'],
])('%s=%s is %s', (name, text, value) => expect(inUnitOf(name, text)).toBe(value))

test.each([
  ['retention.ms', '10GiB', 'retention.ms is in milliseconds: write for example 604800000 or 7d'],
  ['retention.ms', 'soon', 'retention.ms is in milliseconds'],
  ['retention.bytes', '7d', 'retention.bytes is in bytes: write for example 1073741824 or 1GiB'],
  ['log.retention.hours', '90m', "log.retention.hours is in hours, but '90m' is not a whole number of them"],
  ['follower.replication.throttled.rate', 'fast', 'in bytes a second'],
])('%s=%s is refused', (name, text, said) => {
  expect(() => inUnitOf(name, text)).toThrow(UsageError)
  expect(() => inUnitOf(name, text)).toThrow(said)
})

test.each([
  ['retention.ms', '604800000', '7d'],
  ['retention.ms', '90061001', '~1d1h'],
  ['retention.ms', '-1', 'no limit'],
  ['flush.ms', '9223372036854775807', 'no limit'],
  ['retention.bytes', '1073741824', '1 GiB'],
  ['max.message.bytes', '1048588', '~1 MiB'],
  ['log.retention.hours', '168', '7d'],
  ['segment.jitter.ms', '0', undefined],
  ['linger.ms', '5', undefined],
  ['min.insync.replicas', '1024', undefined],
])('%s=%s means %s', (name, value, meaning) => expect(meaningOf(name, value)).toBe(meaning))

test('a time is converted to the unit of another config', () => {
  expect(inUnitsOf('retention.ms', 'log.retention.hours', '168')).toBe('604800000')
  expect(inUnitsOf('retention.ms', 'log.retention.minutes', '10')).toBe('600000')
  expect(inUnitsOf('retention.ms', 'log.retention.ms', '5')).toBe('5')
  expect(inUnitsOf('cleanup.policy', 'log.cleanup.policy', 'compact')).toBe('compact')
})
