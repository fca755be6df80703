import {expect, test} from 'vitest'
import {defaultLayout, isAtLeast, javaFor} from '../../src/lib/sandbox/versions.ts'

test.each([
  ['4.3.1', '4.3.1', true],
  ['4.3.1', '4.3', true],
  ['4.3', '4.3.1', false],
  ['3.10.0', '3.9.1', true],
  ['3.9.1', '3.10.0', false],
  ['0.11.0.3', '0.11', true],
  ['0.10.2.2', '0.11', false],
  ['4.0.0', '4.0', true],
])('%s is at least %s: %s', (version, than, expected) => {
  expect(isAtLeast(version, than)).toBe(expected)
})

test.each([
  ['4.3.1', 'combined', 17],
  ['3.9.1', 'combined', 8],
  ['3.3.0', 'combined', 8],
  ['3.2.3', 'zookeeper', 8],
  ['2.0.1', 'zookeeper', 8],
])('Kafka %s runs as %s on Java %i and later', (version, layout, java) => {
  expect(defaultLayout(version)).toBe(layout)
  expect(javaFor(version)).toBe(java)
})
