// Reads a topic of a fake cluster into memory.
import {consumeRecords, type ConsumeInput} from '../../../src/lib/records/consume/consume.ts'
import {textFormat} from '../../../src/lib/records/formats/text-format.ts'
import type {FakeLogs} from './fake-logs.ts'
import {MemoryOutput} from './memory-output.ts'

/** Reads topic t from its beginning to its end, unless told otherwise. */
export async function readTopic(
  logs: FakeLogs,
  more: Partial<ConsumeInput> & {output?: MemoryOutput} = {},
  consume = consumeRecords,
) {
  const output = more.output ?? new MemoryOutput()
  const notices: string[] = []
  const result = await consume(logs.cluster, {
    topics: ['t'],
    start: {from: 'beginning'},
    untilEnd: true,
    format: textFormat(),
    onNotice: (text) => notices.push(text),
    ...more,
    output,
  })
  return {...result, lines: output.lines, notices}
}

/** The values of `numbered` records. */
export const numbers = (from: number, to: number) => Array.from({length: to - from}, (_, at) => String(from + at))
