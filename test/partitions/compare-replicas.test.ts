// The rules of ReplicaVerificationTool: up to the high watermark, batch by batch, against the first replica.
import {expect, test} from 'vitest'
import {compareReplicas} from '../../src/lib/partitions/compare-replicas.ts'
import type {ReplicaLog} from '../../src/lib/partitions/fetch-replica.ts'

const log = (highWatermark: number, ...batches: (readonly [lastOffset: number, crc: number])[]): ReplicaLog => ({
  highWatermark,
  batches: batches.map(([lastOffset, crc]) => ({lastOffset, crc})),
  error: null,
})
const compare = (offset: number, ...logs: ReplicaLog[]) =>
  compareReplicas(new Map(logs.map((each, at) => [at + 1, each])), offset)

test('the part that all replicas have below their high watermarks is compared', () => {
  expect(compare(0, log(9, [4, 7], [8, 5], [12, 1]), log(9, [4, 7], [8, 5], [12, 2]))).toEqual({
    mismatches: [],
    nextOffset: 9,
    highWatermark: 9,
  })
})

test('a replica that is behind stops the comparison for now', () => {
  expect(compare(3, log(9, [4, 7], [8, 5]), log(5, [4, 7]))).toEqual({mismatches: [], nextOffset: 5, highWatermark: 9})
  expect(compare(3, log(9, [4, 7]), log(-1))).toEqual({mismatches: [], nextOffset: 3, highWatermark: 9})
})

test('another checksum is a mismatch, and the comparison continues', () => {
  expect(compare(0, log(9, [4, 7], [8, 5]), log(9, [4, 6], [8, 5]), log(9, [4, 7], [8, 4]))).toEqual({
    mismatches: [
      {kind: 'checksum', first: 1, second: 2, offset: 4, firstCrc: 7, secondCrc: 6},
      {kind: 'checksum', first: 1, second: 3, offset: 8, firstCrc: 5, secondCrc: 4},
    ],
    nextOffset: 9,
    highWatermark: 9,
  })
})

test('another offset is a mismatch, and ends the comparison', () => {
  expect(compare(0, log(9, [4, 7]), log(9, [5, 7]))).toMatchObject({
    mismatches: [{kind: 'offset', first: 1, second: 2, firstOffset: 4, secondOffset: 5}],
    nextOffset: 0,
  })
})

test('without batches nothing is compared', () => {
  expect(compareReplicas(new Map(), 5)).toEqual({mismatches: [], nextOffset: 5, highWatermark: -1})
})
