import {expect, test} from 'vitest'
import {
  noProducerId,
  restamp,
  sequenceAfter,
  split,
  type SealedBatch,
} from '../../../src/lib/records/produce/sealed-batch.ts'
import {BatchWriter} from '../../../src/lib/wire/batch-writer.ts'
import {batchesIn, RecordCursor} from '../../../src/lib/wire/records.ts'

function sealed(records: number, sequence: number): SealedBatch {
  const writer = new BatchWriter(1000)
  for (let at = 0; at < records; at++) writer.add({bytes: Buffer.from([at]), start: 0, end: 1}, null, 1)
  const weight = writer.size
  const bytes = Buffer.from(writer.seal({producerId: 7, producerEpoch: 1, baseSequence: sequence}))
  const ordinals = Float64Array.from({length: records}, (_, at) => at + 1)
  const place = {bytes: 0, line: 0}
  return {bytes, records, ordinals, place, weight, writer: undefined, frame: undefined, sequence, state: 'sent', attempts: 1, takenAt: 0, lastError: undefined, maybeWritten: false, reported: false} // prettier-ignore
}
const headerOf = ({bytes}: SealedBatch) => {
  const [header] = batchesIn(bytes)
  new RecordCursor().open(header!) // checks the checksum
  return header!
}

// KIP-98: DefaultRecordBatch.incrementSequence.
test('sequence numbers wrap from 2^31 - 1 to 0', () => {
  const largest = 2 ** 31 - 1
  expect(sequenceAfter(0, 5)).toBe(5)
  expect(sequenceAfter(largest, 1)).toBe(0)
  expect(sequenceAfter(largest - 1, 5)).toBe(3)
})

test('a restamped batch has the new producer id and sequence number, and a valid checksum', () => {
  const batch = sealed(3, 10)
  restamp(batch, {id: 2 ** 40, epoch: 3}, 2 ** 31 - 1)
  expect(headerOf(batch)).toMatchObject({producerId: 2 ** 40, producerEpoch: 3, baseSequence: 2 ** 31 - 1, count: 3})
})

test('the sequence numbers of the parts of a split batch are consecutive, also over the wrap', () => {
  const options = {identity: {id: 7, epoch: 1}, compression: 0, level: undefined, transactional: false}
  const parts = split(sealed(4, 2 ** 31 - 2), (at) => at !== 1, options)
  expect(parts.map(({records, ordinals, sequence, state}) => [records, [...ordinals], sequence, state])).toEqual([
    [3, [1, 3, 4], 2 ** 31 - 2, 'failed'],
    [1, [2], 1, 'failed'],
  ])
  expect(parts.map((part) => headerOf(part).baseSequence)).toEqual([2 ** 31 - 2, 1])
  const plain = split(sealed(2, -1), (at) => at === 0, {...options, identity: noProducerId})
  expect(plain.map((part) => headerOf(part).baseSequence)).toEqual([-1, -1])
})
