import {payloadsOf, type PayloadKind, type Payloads} from '../../records/produce/payloads.ts'
import {JavaError} from '../java/errors.ts'
import type {PerfSettings} from './settings.ts'

/** Throws JavaError if there are none: a payload file may be empty. */
export async function perfPayloads(settings: PerfSettings): Promise<Payloads> {
  const kind = kindOf(settings)
  if (kind === undefined)
    throw new JavaError(
      'java.lang.IllegalArgumentException',
      'No payload file, record size or payload-monotonic option provided.',
    )
  try {
    return await payloadsOf(kind)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new JavaError('java.lang.OutOfMemoryError', 'Java heap space', {cause: error})
  }
}

function kindOf({payloads: [first, ...more], recordSize, monotonic}: PerfSettings): PayloadKind | undefined {
  if (first) return {oneOf: [first, ...more]}
  if (recordSize !== undefined) return {letters: recordSize}
  return monotonic ? 'number' : undefined
}
