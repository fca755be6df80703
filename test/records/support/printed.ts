// What a format writes for records given in a test.
import type {Format, Place} from '../../../src/lib/records/formats/format.ts'
import {TextBuffer} from '../../../src/lib/text/text-buffer.ts'
import {batch, forEachRecord, type Given} from './records.ts'

const place = {topic: 'orders', partition: 3, leaderEpoch: 5, timestampType: 'CreateTime' as const}

/** As latin1, so that every byte shows. The first record has offset 7. */
export function printed(format: Format, records: readonly Given[], where: Partial<Place> = {}): string {
  const to = new TextBuffer(16)
  forEachRecord(batch(7, records), (cursor) => format(cursor, {...place, ...where}, to))
  return to.take().toString('latin1')
}

export const plain: Given = {key: 'k', value: 'v'}
export const rich: Given = {key: 'key', value: 'value', headers: [['h1', 'v1'], ['h2', null], ['h1', '']]} // prettier-ignore
