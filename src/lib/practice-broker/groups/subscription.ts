import {Reader} from '../../wire/buffers.ts'

/** The topics that a consumer's metadata names (ConsumerProtocolSubscription, any version), or undefined if it is none. */
export function subscribedTopics(metadata: Buffer): string[] | undefined {
  try {
    const r = new Reader(metadata)
    r.int16()
    const count = r.int32()
    if (count > metadata.length) return undefined
    return Array.from({length: Math.max(0, count)}, () => r.string(r.int16()))
  } catch {
    return undefined
  }
}
