// The lines are what Apache's formats make of these counts: rates per second, MB of 2^20 bytes, halves rounded up.
import {expect, test} from 'vitest'
import {Stats} from '../../../src/lib/apache/kafka-producer-perf-test/stats.ts'

interface Measured {
  readonly stats: Stats
  readonly lines: string[]
  readonly clock: {now: number}
}

function measured(records: number, steadyState = false): Measured {
  const lines: string[] = []
  const clock = {now: 1000}
  const print = (line: string) => void lines.push(line)
  return {stats: new Stats({records, intervalMs: 100, steadyState, print, now: () => clock.now}), lines, clock}
}

test('a line for each interval that is over, and one for all', () => {
  const {stats, lines, clock} = measured(4)
  for (const [now, latency] of [
    [1050, 3],
    [1100, 8],
    [1150, 20],
    [1250, 1],
  ] as const) {
    clock.now = now
    stats.record(latency, 524_288, now)
  }
  stats.printTotal()
  expect(lines).toEqual([
    '2 records sent, 20.0 records/sec (10.00 MB/sec), 5.5 ms avg latency, 8.0 ms max latency.',
    '2 records sent, 13.3 records/sec (6.67 MB/sec), 10.5 ms avg latency, 20.0 ms max latency.',
    '4 records sent, 16.000000 records/sec (8.00 MB/sec), 8.00 ms avg latency, 20.00 ms max latency, 8 ms 50th, 20 ms 95th, 20 ms 99th, 20 ms 99.9th.',
  ])
})

test('once silenced it prints no interval more, but its total', () => {
  const {stats, lines, clock} = measured(2)
  clock.now = 1100
  stats.record(1, 10, 1100)
  stats.silence()
  clock.now = 1200
  stats.record(1, 10, 1200)
  expect(lines).toHaveLength(1)
  stats.printTotal()
  expect(lines[1]).toMatch(/^2 records sent, 10\.000000 records\/sec/)
})

test('the steady state announces itself with its first interval', () => {
  const {stats, lines, clock} = measured(3, true)
  for (const now of [1100, 1200]) {
    clock.now = now
    stats.record(1, 0, now)
  }
  stats.printTotal()
  expect(lines.map((line) => line.replace(/ records sent.*/, ''))).toEqual([
    'In steady state.',
    '1',
    '1',
    '2 steady state',
  ])
})

test('of very many records, some latencies are kept', () => {
  const {stats, lines, clock} = measured(1_000_000)
  clock.now = 3000
  for (let at = 0; at < 1_000_000; at++) stats.record(at % 2 === 0 ? 4 : 9, 1, 1000)
  stats.printTotal()
  // Every second one is kept: those of 4 ms.
  expect(lines[0]).toMatch(
    /6\.50 ms avg latency, 9\.00 ms max latency, 4 ms 50th, 4 ms 95th, 4 ms 99th, 4 ms 99\.9th\.$/,
  )
})
