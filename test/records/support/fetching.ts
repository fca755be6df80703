// A fetcher over a fake cluster, whose records, notices and failures are kept: for what a whole run of reading cannot bring about.
import {onTestFinished} from 'vitest'
import {Fetcher} from '../../../src/lib/records/consume/fetcher.ts'
import {Position} from '../../../src/lib/records/consume/position.ts'
import type {FetcherSettings, Sink} from '../../../src/lib/records/consume/sink.ts'
import type {FakeLogs} from './fake-logs.ts'

export interface Fetching {
  readonly fetcher: Fetcher
  /** Values of the records that were handed on. */
  readonly taken: string[]
  readonly notices: string[]
  readonly failures: Error[]
  /** How often all positions were told to be at their ends. */
  ended: number
  /** Monotonic ms that the fetcher sees. */
  nowMs: number
  /** A position in topic t. */
  position: (partition?: number, offset?: number, end?: number) => Promise<Position>
}

export function fetching(
  logs: FakeLogs,
  settings: Partial<FetcherSettings> = {},
  sink: (it: Fetching) => Partial<Sink> = () => ({}),
): Fetching {
  const [taken, notices, failures]: [string[], string[], Error[]] = [[], [], []]
  const common: Sink = {
    take: async ({read, fetch}, batch, cursor, unpacked) => {
      cursor.open(batch, unpacked)
      while (cursor.next())
        if (cursor.offset >= read.offset && cursor.offset < fetch.end) taken.push(String(cursor.value))
      read.moveTo(Math.max(read.offset, batch.lastOffset + 1))
    },
    skip: ({read}, offset) => read.moveTo(offset),
    seek: ({read}, offset) => read.moveTo(offset),
    flush: () => undefined,
    end: () => void it.ended++,
    notify: (text) => notices.push(text),
    fail: (error) => failures.push(error),
    mayLeaveOut: () => false,
    mayDrop: () => false,
  }
  const all: FetcherSettings = {
    sizes: {},
    wantsAll: false,
    readCommitted: false,
    controlRecords: false,
    rack: '',
    outOfRange: 'earliest',
    patienceMs: 60_000,
    now: () => it.nowMs,
    ...settings,
  }
  const it: Fetching = {
    fetcher: new Fetcher(logs.cluster, all, {...common, ...sinkLater()}),
    taken,
    notices,
    failures,
    ended: 0,
    nowMs: 1_000_000,
    position: async (partition = 0, offset = 0, end = Infinity) => {
      const [topic] = await logs.cluster.topics(['t'])
      return new Position(topic!, partition, offset, end)
    },
  }
  onTestFinished(() => it.fetcher.stop())
  return it

  /** What the test replaces is asked for when it is called: it may need the fetcher, which is not there yet. */
  function sinkLater(): Partial<Sink> {
    const names = Object.keys(common) as (keyof Sink)[]
    const call = (name: keyof Sink, given: readonly unknown[]) =>
      ((sink(it)[name] ?? common[name]) as (...args: readonly unknown[]) => unknown)(...given)
    return Object.fromEntries(names.map((name) => [name, (...given: unknown[]) => call(name, given)]))
  }
}
